"""What belongs to an event, as organisers set it up: ticket configs, timeslots, sectors."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from admitone.bodies import Line, Text
from admitone.core.errors import InvalidParameter
from admitone.core.events import Sector, TicketConfig, Timeslot
from admitone.core.money import to_major
from admitone.dialects.events.wire.administration import Moment
from admitone.services.sectors import SectorChange
from admitone.services.ticket_configs import ConfigChange
from admitone.services.timeslots import Series, TimeslotChange

Price = Annotated[Decimal, Meta(description="Major units as a JSON number", extra_json_schema={"type": "number"})]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Capacity = Annotated[int, Meta(ge=0, le=1_000_000, description="null is no limit")]
Clock = Annotated[str, Meta(pattern=r"^[0-2][0-9]:[0-5][0-9](?!\n)$", examples=["10:00"])]


class ConfigWrite(Struct, kw_only=True):
    """Body of a ticket config. On PATCH a field that is left out keeps its value."""

    name: Line | UnsetType = UNSET
    description: Text | UnsetType | None = UNSET
    price: Price | UnsetType = UNSET
    currency: Annotated[str, Meta(min_length=3, max_length=3)] | UnsetType = UNSET
    capacity: Count | UnsetType = UNSET
    position: Count | UnsetType = UNSET
    active: bool | UnsetType = UNSET

    def change(self) -> ConfigChange:
        """The command that the service takes."""
        return ConfigChange(
            name=self.name,
            description=self.description,
            price=self.price,
            currency=self.currency,
            capacity=self.capacity,
            position=self.position,
            active=self.active,
        )


class TimeslotWrite(Struct, kw_only=True):
    """Body of a timeslot. On PATCH a field that is left out keeps its value."""

    name: Line | UnsetType = UNSET
    starts_at: Moment | UnsetType = UNSET
    ends_at: Moment | UnsetType = UNSET
    capacity: Capacity | UnsetType | None = UNSET

    def change(self) -> TimeslotChange:
        """The command that the service takes."""
        return TimeslotChange(name=self.name, starts_at=self.starts_at, ends_at=self.ends_at, capacity=self.capacity)


class SeriesWrite(Struct, kw_only=True):
    """Body of timeslot/series: timeslots one behind the other, on every day from the first to the last one."""

    first_day: date
    last_day: date | None = None
    begins: Clock
    ends: Clock
    minutes: Annotated[int, Meta(ge=1, le=1440)]
    capacity: Capacity | None = None

    def series(self) -> Series:
        """The command that the service takes."""
        return Series(
            first_day=self.first_day,
            last_day=self.last_day or self.first_day,
            begins=_clock(self.begins, "begins"),
            ends=_clock(self.ends, "ends"),
            minutes=self.minutes,
            capacity=self.capacity,
        )


class SectorWrite(Struct, kw_only=True):
    """Body of a sector. On PATCH a field that is left out keeps its value."""

    name: Line | UnsetType = UNSET
    capacity: Capacity | UnsetType | None = UNSET

    def change(self) -> SectorChange:
        """The command that the service takes."""
        return SectorChange(name=self.name, capacity=self.capacity)


class PlannedConfig(Struct, frozen=True, kw_only=True):
    """A kind of ticket; `made` of its `capacity` tickets are there, the others are being made."""

    id: int
    event_id: int
    name: str
    description: str | None
    price: Price
    currency: str
    capacity: int
    made: int
    needs_place: Annotated[bool, Meta(description="Whether its tickets are held only with a timeslot or sector")]
    position: int
    active: bool


class PlannedTimeslot(Struct, frozen=True, kw_only=True):
    """A part of an event's time."""

    id: int
    event_id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    taken: int


class PlannedSector(Struct, frozen=True, kw_only=True):
    """A part of an event's place."""

    id: int
    event_id: int
    name: str
    capacity: int | None
    taken: int


class ConfigList(Struct, frozen=True, kw_only=True):
    """The ticket configs of an event."""

    data: list[PlannedConfig]


class TimeslotList(Struct, frozen=True, kw_only=True):
    """The timeslots of an event."""

    data: list[PlannedTimeslot]


class SectorList(Struct, frozen=True, kw_only=True):
    """The sectors of an event."""

    data: list[PlannedSector]


def config_body(config: TicketConfig) -> PlannedConfig:
    """A ticket config."""
    return PlannedConfig(
        id=config.id,
        event_id=config.event_id,
        name=config.name,
        description=config.description,
        price=to_major(config.price_minor, config.currency),
        currency=config.currency,
        capacity=config.capacity,
        made=config.made,
        needs_place=config.placed,
        position=config.position,
        active=config.active,
    )


def timeslot_body(timeslot: Timeslot) -> PlannedTimeslot:
    """A timeslot."""
    return PlannedTimeslot(
        id=timeslot.id,
        event_id=timeslot.event_id,
        name=timeslot.name,
        starts_at=timeslot.starts_at,
        ends_at=timeslot.ends_at,
        capacity=timeslot.capacity,
        taken=timeslot.taken,
    )


def sector_body(sector: Sector) -> PlannedSector:
    """A sector."""
    return PlannedSector(
        id=sector.id, event_id=sector.event_id, name=sector.name, capacity=sector.capacity, taken=sector.taken
    )


def _clock(text: str, field: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise InvalidParameter(f"{field}: write a time from 00:00 to 23:59", fields=(field,)) from error


class KeyRotate(Struct, kw_only=True):
    """Body of a new key. With `revoke` tickets signed by the former ones are refused until their phones renew them."""

    revoke: bool = False


class RotatedKey(Struct, frozen=True, kw_only=True):
    """The key that signs SECURE tickets of an event from now on; scanners find all of them at `keys`."""

    generation: int
    kid: str
    created_at: datetime
