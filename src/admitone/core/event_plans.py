"""What may be said of an event: its names and times, checked by the clocks of its tenant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import UNSET, Struct, UnsetType

from admitone.core.clock import from_local
from admitone.core.events import Event
from admitone.core.refusals import Refusals

NAME_LENGTH_MAX: Final = 200
LINE_LENGTH_MAX: Final = 255
TEXT_LENGTH_MAX: Final = 10_000
YEAR_MIN, YEAR_MAX = 2000, 2100
LENGTH_MAX: Final = timedelta(days=400)
ACTIVATION_MINUTES_MAX: Final = 366 * 24 * 60
_MISSING: Final = "fill in this field"
_LACK: Final = (UNSET, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventChange:
    """What to write of an event; UNSET keeps the present value (on creation: none).

    A time without an offset is one of the tenant's clocks.
    """

    name: str | UnsetType = UNSET
    odoo_product_code: str | UnsetType = UNSET
    starts_at: datetime | UnsetType = UNSET
    ends_at: datetime | UnsetType = UNSET
    doors_at: datetime | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET
    venue: str | UnsetType | None = UNSET
    address: str | UnsetType | None = UNSET
    latitude: float | UnsetType | None = UNSET
    longitude: float | UnsetType | None = UNSET
    activation_minutes: int | UnsetType = UNSET


class EventPlan(Struct, frozen=True, kw_only=True):
    """What an event is to be, checked."""

    name: str
    description: str | None
    venue: str | None
    address: str | None
    latitude: float | None
    longitude: float | None
    starts_at: datetime
    ends_at: datetime
    doors_at: datetime | None
    activation_minutes: int

    def columns(self) -> dict[str, object]:
        """By the names of the columns that keep them."""
        return {name: getattr(self, name) for name in self.__struct_fields__}


def plan_event(change: EventChange, present: Event | None, time_zone: str) -> EventPlan:
    """What an event is after a change; InvalidParameter naming every field that cannot be used."""
    wrong = Refusals()
    values = {name: _given(change, present, name) for name in EventPlan.__struct_fields__}
    values["activation_minutes"] = values["activation_minutes"] or 0
    if present is None and (change.odoo_product_code in _LACK or not str(change.odoo_product_code).strip()):
        wrong.add("odoo_product_code", reason=_MISSING)
    values["name"] = check_name(values["name"], "name", wrong)
    for field in ("starts_at", "ends_at", "doors_at"):
        values[field] = read_instant(values[field], field, time_zone, wrong, required=field != "doors_at")
    _check_times(values["starts_at"], values["ends_at"], values["doors_at"], wrong)
    _check_place(values["latitude"], values["longitude"], wrong)
    if not 0 <= values["activation_minutes"] <= ACTIVATION_MINUTES_MAX:
        wrong.add("activation_minutes", reason=f"write a number from 0 to {ACTIVATION_MINUTES_MAX}")
    for field, longest in (("venue", LINE_LENGTH_MAX), ("address", LINE_LENGTH_MAX), ("description", TEXT_LENGTH_MAX)):
        values[field] = check_text(values[field], field, longest, wrong)
    wrong.settle()
    return EventPlan(**values)


def check_name(name: str | None, field: str, wrong: Refusals) -> str:
    """A name without white space around it; noted as wrong when nothing is left, or too much."""
    text = " ".join((name or "").split())
    if not text:
        wrong.add(field, reason=_MISSING)
    if len(text) > NAME_LENGTH_MAX:
        wrong.add(field, reason=f"write at most {NAME_LENGTH_MAX} characters")
    if not all(character.isprintable() for character in text):
        wrong.add(field, reason="has characters that cannot be used here")
    return text


def check_text(text: str | None, field: str, longest: int, wrong: Refusals) -> str | None:
    """A text that may be left out; noted as wrong when it is too long, or nothing that a database keeps."""
    text = (text or "").strip()
    if len(text) > longest:
        wrong.add(field, reason=f"write at most {longest} characters")
    if "\0" in text:
        wrong.add(field, reason="has characters that cannot be used here")
    return text or None


def read_instant(
    value: datetime | None, field: str, time_zone: str, wrong: Refusals, *, required: bool = True
) -> datetime | None:
    """An instant; a time without an offset is read by the clocks of the time zone."""
    if value is None:
        if required:
            wrong.add(field, reason=_MISSING)
        return None
    if not YEAR_MIN <= value.year <= YEAR_MAX:
        wrong.add(field, reason=f"write a year from {YEAR_MIN} to {YEAR_MAX}")
        return None
    if value.tzinfo is not None:
        return value
    instant = from_local(value, time_zone)
    if instant is None:
        wrong.add(field, reason=f"the clocks of {time_zone} leave this time out; write an hour later")
    return instant


def _given(change: EventChange, present: Event | None, name: str) -> Any:
    value = getattr(change, name)
    return (getattr(present, name) if present else None) if value is UNSET else value


def _check_times(starts: datetime | None, ends: datetime | None, doors: datetime | None, wrong: Refusals) -> None:
    if starts is None:
        return
    if ends is not None and ends <= starts:
        wrong.add("ends_at", reason="the end must be after the start")
    if ends is not None and ends - starts > LENGTH_MAX:
        wrong.add("ends_at", reason=f"an event lasts at most {LENGTH_MAX.days} days")
    if doors is not None and doors > starts:
        wrong.add("doors_at", reason="doors open before the start, or with it")


def _check_place(latitude: float | None, longitude: float | None, wrong: Refusals) -> None:
    for field, value, limit in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if value is not None and not -limit <= value <= limit:
            wrong.add(field, reason=f"write a number from -{limit} to {limit}")
    if (latitude is None) != (longitude is None):
        lacking = "longitude" if longitude is None else "latitude"
        wrong.add(lacking, reason="write both latitude and longitude, or neither")
