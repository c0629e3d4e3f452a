"""Events: what an organiser sets up, sells tickets of, and calls off.

Every event has a face in the offline door: an attraction, by which its tickets are counted, found and billed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec

from admitone.core.clock import from_local, local_day, local_time, to_local, today, utc_now
from admitone.core.errors import Conflict, InvalidParameter, NotFound
from admitone.core.event_plans import EventChange, EventPlan, check_name, plan_event
from admitone.core.events import Event, EventState, Timeslot
from admitone.core.ids import new_uid
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.core.refusals import Refusals
from admitone.services.changes import given_or
from admitone.services.pass_changes import event_passes_changed
from admitone.store import attractions, event_planning, place_planning, sales
from admitone.store import events as store
from admitone.store.audit import Change, record_entity
from admitone.store.database import Tx
from admitone.store.event_planning import Days, EventSearch
from admitone.store.sales import StockCount

PAGE_MAX: Final = 500


@dataclass(frozen=True, slots=True)
class ListedEvent:
    """An event in a list, with its tickets; None while it has none."""

    event: Event
    count: StockCount | None


async def list_events(tx: Tx, principal: Principal, search: EventSearch, limit: int) -> list[ListedEvent]:
    """One page of events with their tickets, the latest start first; page on with `search.after_id`."""
    principal.require(STAFF)
    found = await event_planning.page_events(tx, principal.tenant_id, search, min(limit, PAGE_MAX))
    # The counters of the stock know them by the attractions; counting millions of rows would take seconds.
    stock = await sales.count_stock(tx, principal.tenant_id, today(principal.time_zone)) if found else []
    counts = {count.attraction_id: count for count in stock}
    return [ListedEvent(event, counts.get(event.attraction_id)) for event in found]


async def read_event(tx: Tx, principal: Principal, event_id: int) -> Event:
    """One event; NotFound when the tenant has no such one."""
    principal.require(STAFF)
    return found_event(await store.read_event(tx, principal.tenant_id, event_id), event_id)


async def name_events(tx: Tx, principal: Principal, ids: Sequence[int]) -> dict[int, str]:
    """What these events of the tenant are called, by id."""
    principal.require(STAFF)
    found = await store.read_events(tx, list(ids))
    return {one.id: one.name for one in found.values() if one.tenant_id == principal.tenant_id}


async def hold_event(tx: Tx, principal: Principal, event_id: int) -> Event:
    """One event that nobody else changes until the transaction ends.

    NotFound when the tenant has no such one, Conflict for a cancelled one.
    """
    principal.require(ADMINS)
    event = found_event(await event_planning.lock_event(tx, principal.tenant_id, event_id), event_id)
    if event.state is EventState.CANCELLED:
        raise Conflict(f"{event.name} is cancelled and stays as it is", fields=("event_id",))
    return event


async def create_event(tx: Tx, principal: Principal, change: EventChange) -> Event:
    """Set up an event as a draft, with its attraction. InvalidParameter names every field that cannot be used."""
    principal.require(ADMINS)
    plan = plan_event(change, None, principal.time_zone)
    code = _check_code(given_or(change.odoo_product_code, ""))
    now = utc_now()
    face = await attractions.insert_attraction(
        tx,
        principal.tenant_id,
        now,
        name=plan.name,
        odoo_product_code=code,
        supplier=None,
        categories=None,
        age_groups=None,
        has_time_slots=False,
        notes=None,
    )
    await attractions.deactivate_attraction(tx, principal.tenant_id, face.id, now)
    event = await store.insert_event(
        tx,
        principal.tenant_id,
        now,
        uid=new_uid(),
        attraction_id=face.id,
        state=str(EventState.DRAFT),
        design=None,
        **plan.columns(),
    )
    created = Change("CREATE", principal.name, now, new_status="INACTIVE")
    await record_entity(tx, principal.tenant_id, "ATTRACTION", face.id, created)
    await record_event(tx, principal, event, Change("CREATE", principal.name, now, new_status=event.state))
    return event


async def change_event(tx: Tx, principal: Principal, event_id: int, change: EventChange) -> Event:
    """Change an event. New times move its timeslots by as much, and the days of all its tickets with them.

    NotFound; Conflict for a cancelled one; InvalidParameter names every field that cannot be used.
    """
    present = await hold_event(tx, principal, event_id)
    plan = plan_event(change, present, principal.time_zone)
    code = None if change.odoo_product_code is msgspec.UNSET else _check_code(given_or(change.odoo_product_code, ""))
    now = utc_now()
    changed = await event_planning.update_event(tx, principal.tenant_id, event_id, now, **plan.columns())
    event = found_event(changed, event_id)
    is_sold = event.state is EventState.PUBLISHED and await _face_is_active(tx, event)
    await event_planning.save_face(tx, event, now, odoo_product_code=code, active=is_sold)
    if (plan.starts_at, plan.ends_at) != (present.starts_at, present.ends_at):
        await _move_tickets(tx, principal, present, event, now)
    await event_passes_changed(tx, event.tenant_id, event.id, now)
    details = msgspec.json.encode(_differences(present, plan)).decode()
    await record_event(tx, principal, event, Change("EDIT", principal.name, now, present.state, event.state, details))
    return event


async def record_event(tx: Tx, principal: Principal, event: Event, change: Change) -> None:
    """Tell the audit of a change of an event."""
    await record_entity(tx, principal.tenant_id, "EVENT", event.id, change)


def found_event(event: Event | None, event_id: int) -> Event:
    """The event itself; NotFound when there is none."""
    if event is None:
        raise NotFound(f"there is no event {event_id}", fields=("event_id",))
    return event


def days_of(event: Event, time_zone: str) -> Days:
    """The days on which tickets of an event are good, by the clocks of a time zone."""
    first, last = (local_day(instant, time_zone) for instant in (event.starts_at, event.ends_at))
    return Days(first, last, today(time_zone))


async def place_tickets_anew(tx: Tx, principal: Principal, event: Event, timeslot: Timeslot, now: datetime) -> None:
    """Give the tickets of a timeslot its days and its beginning."""
    zone = principal.time_zone
    first, last = (local_day(instant, zone) for instant in (timeslot.starts_at, timeslot.ends_at))
    begins = local_time(timeslot.starts_at, zone)
    await event_planning.move_placed_tickets(tx, event, timeslot.id, first, last, begins, now)


async def _move_tickets(tx: Tx, principal: Principal, before: Event, event: Event, now: datetime) -> None:
    zone = principal.time_zone
    # By the clocks: an evening stays an evening when the event is put off into the other half of the year.
    shift = to_local(event.starts_at, zone) - to_local(before.starts_at, zone)
    # As everybody does: timeslots in the order of their ids, then tickets.
    timeslots = sorted(await store.list_timeslots(tx, event.tenant_id, event.id), key=lambda one: one.id)
    moved = [await _move_timeslot(tx, one, shift, zone, now) if shift else one for one in timeslots]
    for timeslot in moved:
        if timeslot.starts_at < event.starts_at or timeslot.ends_at > event.ends_at:
            message = f"timeslot {timeslot.name} would lie outside of the event; change or delete it first"
            raise InvalidParameter(message, fields=("ends_at",))
    for timeslot in moved:
        await place_tickets_anew(tx, principal, event, timeslot, now)
    await event_planning.move_unplaced_tickets(tx, event, days_of(event, zone), now)
    told = Change("MOVE", principal.name, now, details="the event has other times")
    await event_planning.record_holders(tx, event, told)


async def _move_timeslot(tx: Tx, timeslot: Timeslot, shift: timedelta, zone: str, now: datetime) -> Timeslot:
    starts, ends = (
        from_local(to_local(instant, zone) + shift, zone) or instant + shift
        for instant in (timeslot.starts_at, timeslot.ends_at)
    )
    moved = await place_planning.update_timeslot(
        tx,
        timeslot.tenant_id,
        timeslot.id,
        now,
        name=timeslot.name,
        starts_at=starts,
        ends_at=max(starts, ends),
        capacity=timeslot.capacity,
    )
    if moved is None:
        raise Conflict(f"timeslot {timeslot.name} is being changed by somebody else; try again")
    return moved


async def _face_is_active(tx: Tx, event: Event) -> bool:
    face = await attractions.read_attraction(tx, event.tenant_id, event.attraction_id)
    return face is not None and face.active


def _check_code(code: str) -> str:
    wrong = Refusals()
    checked = check_name(code, "odoo_product_code", wrong)
    wrong.settle()
    return checked


def _differences(before: Event, plan: EventPlan) -> dict[str, list[object]]:
    pairs = {name: [getattr(before, name), value] for name, value in plan.columns().items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
