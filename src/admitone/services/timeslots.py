"""The parts of an event's time for which tickets are good, each with a capacity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

import msgspec
from msgspec import UNSET, UnsetType

from admitone.core.clock import to_local, utc_now
from admitone.core.errors import Conflict, NotFound
from admitone.core.event_plans import LENGTH_MAX, YEAR_MAX, YEAR_MIN, check_name, read_instant
from admitone.core.events import Event, Timeslot
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.core.refusals import Refusals
from admitone.services.changes import given_or
from admitone.services.events import hold_event, place_tickets_anew, read_event
from admitone.services.pass_changes import event_passes_changed
from admitone.services.place_capacities import check_capacity, place_tickets, too_small
from admitone.store import event_planning
from admitone.store import events as store
from admitone.store import place_planning as planning
from admitone.store.audit import Change, record_entity
from admitone.store.database import ConstraintViolated, Tx

TIMESLOTS_MAX: Final = 2000
MINUTES_MAX: Final = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeslotChange:
    """What to write of a timeslot; UNSET keeps the present value, a capacity of None is no limit.

    Times without an offset are those of the tenant's clocks. Without a name it is called by its beginning.
    """

    name: str | UnsetType = UNSET
    starts_at: datetime | UnsetType = UNSET
    ends_at: datetime | UnsetType = UNSET
    capacity: int | UnsetType | None = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Timeslots one behind the other, of as many minutes each, on every day from the first to the last one."""

    first_day: date
    last_day: date
    begins: time
    ends: time
    minutes: int
    capacity: int | None = None


async def list_timeslots(tx: Tx, principal: Principal, event_id: int) -> list[Timeslot]:
    """The timeslots of an event, the earliest first; NotFound when the tenant has no such event."""
    event = await read_event(tx, principal, event_id)
    return await store.list_timeslots(tx, event.tenant_id, event.id)


async def read_timeslot(tx: Tx, principal: Principal, event_id: int, timeslot_id: int) -> Timeslot:
    """One timeslot of an event; NotFound when there is none."""
    principal.require(STAFF)
    found = (await store.read_timeslots(tx, [timeslot_id])).get(timeslot_id)
    if found is None or (found.tenant_id, found.event_id) != (principal.tenant_id, event_id):
        raise NotFound(f"event {event_id} has no timeslot {timeslot_id}", fields=("timeslot_id",))
    return found


async def create_timeslot(tx: Tx, principal: Principal, event_id: int, change: TimeslotChange) -> Timeslot:
    """Add a timeslot. With the first one, tickets are held only together with their timeslot.

    Conflict for a taken name, and for the first one when somebody has tickets without; InvalidParameter names every
    field that is wrong.
    """
    principal.require(ADMINS)
    event = await hold_event(tx, principal, event_id)
    return (await _insert(tx, principal, event, [change]))[0]


async def create_series(tx: Tx, principal: Principal, event_id: int, series: Series) -> list[Timeslot]:
    """Add timeslots one behind the other, all or none; refusals as those of a single one."""
    principal.require(ADMINS)
    event = await hold_event(tx, principal, event_id)
    return await _insert(tx, principal, event, _changes_of(series))


async def change_timeslot(
    tx: Tx, principal: Principal, event_id: int, timeslot_id: int, change: TimeslotChange
) -> Timeslot:
    """Change a timeslot, and the day and time of its tickets with it. Never smaller than what is taken: Conflict."""
    event = await hold_event(tx, principal, event_id)
    present = await read_timeslot(tx, principal, event_id, timeslot_id)
    columns, now = _columns(change, present, event, principal.time_zone), utc_now()
    try:
        changed = await planning.update_timeslot(tx, event.tenant_id, timeslot_id, now, **columns)
    except ConstraintViolated as error:
        raise _taken(str(columns["name"])) from error
    if changed is None:
        raise too_small(present.name, (await read_timeslot(tx, principal, event_id, timeslot_id)).taken)
    if (changed.starts_at, changed.ends_at) != (present.starts_at, present.ends_at):
        await place_tickets_anew(tx, principal, event, changed, now)
        told = Change("MOVE", principal.name, now, details="the timeslot has another time")
        await event_planning.record_holders(tx, event, told, timeslot_id)
    await event_passes_changed(tx, event.tenant_id, event.id, now)
    pairs = {name: [getattr(present, name), value] for name, value in columns.items()}
    details = msgspec.json.encode({name: pair for name, pair in pairs.items() if pair[0] != pair[1]}).decode()
    await _record(tx, principal, changed, Change("EDIT", principal.name, now, details=details))
    return changed


async def delete_timeslot(tx: Tx, principal: Principal, event_id: int, timeslot_id: int) -> None:
    """Delete a timeslot that nobody has a ticket for; Conflict else."""
    event = await hold_event(tx, principal, event_id)
    timeslot = await read_timeslot(tx, principal, event_id, timeslot_id)
    if not await planning.delete_timeslot(tx, timeslot):
        message = f"somebody has a ticket for timeslot {timeslot.name}; it cannot be deleted"
        raise Conflict(message, fields=("timeslot_id",))
    await place_tickets(tx, event)
    await _record(tx, principal, timeslot, Change("DELETE", principal.name, utc_now(), details=timeslot.name))


async def _insert(tx: Tx, principal: Principal, event: Event, changes: list[TimeslotChange]) -> list[Timeslot]:
    present = await store.list_timeslots(tx, event.tenant_id, event.id)
    if len(present) + len(changes) > TIMESLOTS_MAX:
        raise Conflict(f"an event has at most {TIMESLOTS_MAX} timeslots", fields=("minutes",))
    without, _ = await planning.count_unplaced_holds(tx, event.tenant_id, event.id)
    if not present and without:
        message = f"somebody has {without} tickets without a timeslot already; timeslots come before selling"
        raise Conflict(message, fields=("event_id",))
    now, made = utc_now(), []
    for change in changes:
        columns = _columns(change, None, event, principal.time_zone)
        try:
            made.append(await store.insert_timeslot(tx, event.tenant_id, now, event_id=event.id, **columns))
        except ConstraintViolated as error:
            raise _taken(str(columns["name"])) from error
        await _record(tx, principal, made[-1], Change("CREATE", principal.name, now, details=made[-1].name))
    await place_tickets(tx, event)
    return made


def _changes_of(series: Series) -> list[TimeslotChange]:
    wrong = Refusals()
    if not 1 <= series.minutes <= MINUTES_MAX:
        wrong.add("minutes", reason=f"write a number from 1 to {MINUTES_MAX}")
    if series.ends <= series.begins:
        wrong.add("ends", reason="the end must be after the start")
    for field, day in (("first_day", series.first_day), ("last_day", series.last_day)):
        if not YEAR_MIN <= day.year <= YEAR_MAX:
            wrong.add(field, reason=f"write a year from {YEAR_MIN} to {YEAR_MAX}")
    if series.last_day < series.first_day:
        wrong.add("last_day", reason="the last day must not be before the first one")
    elif series.last_day - series.first_day > LENGTH_MAX:
        wrong.add("last_day", reason=f"an event lasts at most {LENGTH_MAX.days} days")
    wrong.settle()
    days = (series.last_day - series.first_day).days + 1
    length = timedelta(minutes=series.minutes)
    changes: list[TimeslotChange] = []
    for day in (series.first_day + timedelta(days=number) for number in range(days)):
        begins, end = datetime.combine(day, series.begins), datetime.combine(day, series.ends)
        while begins + length <= end and len(changes) <= TIMESLOTS_MAX:
            changes.append(TimeslotChange(starts_at=begins, ends_at=begins + length, capacity=series.capacity))
            begins += length
    if not changes:
        wrong.add("minutes", reason="not a single timeslot of this length fits")
        wrong.settle()
    return changes


def _columns(change: TimeslotChange, present: Timeslot | None, event: Event, time_zone: str) -> dict[str, object]:
    wrong = Refusals()
    starts = given_or(change.starts_at, present.starts_at if present else None)
    ends = given_or(change.ends_at, present.ends_at if present else None)
    starts = read_instant(starts, "starts_at", time_zone, wrong)
    ends = read_instant(ends, "ends_at", time_zone, wrong)
    if starts and ends and ends <= starts:
        wrong.add("ends_at", reason="the end must be after the start")
    if starts and starts < event.starts_at:
        wrong.add("starts_at", reason="the timeslot must lie within the event")
    if ends and ends > event.ends_at:
        wrong.add("ends_at", reason="the timeslot must lie within the event")
    capacity = check_capacity(given_or(change.capacity, present.capacity if present else None), wrong)
    name = given_or(change.name, present.name if present else "")
    if not name.strip() and starts:
        name = _name_of(starts, event, time_zone)
    name = check_name(name, "name", wrong)
    wrong.settle()
    return {"name": name, "starts_at": starts, "ends_at": ends, "capacity": capacity}


def _name_of(starts: datetime, event: Event, time_zone: str) -> str:
    local = to_local(starts, time_zone)
    days = {to_local(instant, time_zone).date() for instant in (event.starts_at, event.ends_at)}
    return f"{local:%H:%M}" if len(days) == 1 else f"{local:%Y-%m-%d %H:%M}"


def _taken(name: str) -> Conflict:
    return Conflict(f"the event has a timeslot {name} already; choose another name", fields=("name",))


async def _record(tx: Tx, principal: Principal, timeslot: Timeslot, change: Change) -> None:
    await record_entity(tx, principal.tenant_id, "TIMESLOT", timeslot.id, change)
