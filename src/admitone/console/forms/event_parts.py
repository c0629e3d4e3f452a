"""The forms of what belongs to an event: ticket configs, timeslots, sectors."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any

from msgspec import Meta, Struct

from admitone.console.forms.fields import Line, Text, read_moment, read_whole_form, wall_time
from admitone.core.events import Sector, TicketConfig, Timeslot
from admitone.core.money import to_major
from admitone.core.refusals import Refusals
from admitone.services.sectors import SectorChange
from admitone.services.ticket_configs import ConfigChange
from admitone.services.timeslots import Series, TimeslotChange

Number = Annotated[int, Meta(ge=0, le=1_000_000)]


class ConfigForm(Struct, kw_only=True):
    """A kind of ticket."""

    name: Line
    price: Decimal
    currency: Annotated[str, Meta(min_length=3, max_length=3)]
    capacity: Number
    position: Number = 0
    description: Text | None = None
    active: bool = False


class TimeslotForm(Struct, kw_only=True):
    """One timeslot. An empty capacity is no limit, an empty name the time at which it begins."""

    name: Line | None = None
    starts_at: Line
    ends_at: Line
    capacity: Number | None = None


class SeriesForm(Struct, kw_only=True):
    """Timeslots one behind the other."""

    first_day: date
    last_day: date | None = None
    begins: Line
    ends: Line
    minutes: Number
    series_capacity: Number | None = None


class SectorForm(Struct, kw_only=True):
    """A part of the place. An empty capacity is no limit."""

    name: Line
    capacity: Number | None = None


def config_change(form: Mapping[str, Any]) -> ConfigChange:
    """The command that the service takes."""
    read = read_whole_form(form, ConfigForm)
    return ConfigChange(
        name=read.name,
        description=read.description,
        price=read.price,
        currency=read.currency,
        capacity=read.capacity,
        position=read.position,
        active=read.active,
    )


def config_values(config: TicketConfig) -> dict[str, str]:
    """The form of a ticket config as it is now."""
    return {
        "name": config.name,
        "price": str(to_major(config.price_minor, config.currency)),
        "currency": config.currency,
        "capacity": str(config.capacity),
        "position": str(config.position),
        "description": config.description or "",
        "active": "true" if config.active else "",
    }


def timeslot_change(form: Mapping[str, Any]) -> TimeslotChange:
    """The command that the service takes."""
    read = read_whole_form(form, TimeslotForm, moments=("starts_at", "ends_at"))
    starts, ends = read_moment(read.starts_at), read_moment(read.ends_at)
    return TimeslotChange(name=read.name or "", starts_at=starts, ends_at=ends, capacity=read.capacity)


def timeslot_values(timeslot: Timeslot, time_zone: str) -> dict[str, str]:
    """The form of a timeslot as it is now."""
    return {
        "name": timeslot.name,
        "starts_at": wall_time(timeslot.starts_at, time_zone),
        "ends_at": wall_time(timeslot.ends_at, time_zone),
        "capacity": "" if timeslot.capacity is None else str(timeslot.capacity),
    }


def read_series(form: Mapping[str, Any]) -> Series:
    """The command that the service takes."""
    read = read_whole_form(form, SeriesForm)
    wrong = Refusals()
    begins, ends = (_clock(getattr(read, name), name, wrong) for name in ("begins", "ends"))
    wrong.settle()
    return Series(
        first_day=read.first_day,
        last_day=read.last_day or read.first_day,
        begins=begins,
        ends=ends,
        minutes=read.minutes,
        capacity=read.series_capacity,
    )


def sector_change(form: Mapping[str, Any]) -> SectorChange:
    """The command that the service takes."""
    read = read_whole_form(form, SectorForm)
    return SectorChange(name=read.name, capacity=read.capacity)


def sector_values(sector: Sector) -> dict[str, str]:
    """The form of a sector as it is now."""
    return {"name": sector.name, "capacity": "" if sector.capacity is None else str(sector.capacity)}


def _clock(text: str, field: str, wrong: Refusals) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        wrong.add(field, reason="write a time, as 18:30")
        return time()
