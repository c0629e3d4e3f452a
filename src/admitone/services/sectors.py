"""The parts of an event's place, each with a capacity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec
from msgspec import UNSET, UnsetType

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, NotFound
from admitone.core.event_plans import check_name
from admitone.core.events import Sector
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.core.refusals import Refusals
from admitone.services.changes import given_or
from admitone.services.events import hold_event, read_event
from admitone.services.pass_changes import event_passes_changed
from admitone.services.place_capacities import check_capacity, place_tickets, too_small
from admitone.store import events as store
from admitone.store import place_planning as planning
from admitone.store.audit import Change, record_entity
from admitone.store.database import ConstraintViolated, Tx

SECTORS_MAX: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorChange:
    """What to write of a sector; UNSET keeps the present value, a capacity of None is no limit."""

    name: str | UnsetType = UNSET
    capacity: int | UnsetType | None = UNSET


async def list_sectors(tx: Tx, principal: Principal, event_id: int) -> list[Sector]:
    """The sectors of an event, the oldest first; NotFound when the tenant has no such event."""
    event = await read_event(tx, principal, event_id)
    return await store.list_sectors(tx, event.tenant_id, event.id)


async def read_sector(tx: Tx, principal: Principal, event_id: int, sector_id: int) -> Sector:
    """One sector of an event; NotFound when there is none."""
    principal.require(STAFF)
    found = (await store.read_sectors(tx, [sector_id])).get(sector_id)
    if found is None or (found.tenant_id, found.event_id) != (principal.tenant_id, event_id):
        raise NotFound(f"event {event_id} has no sector {sector_id}", fields=("sector_id",))
    return found


async def create_sector(tx: Tx, principal: Principal, event_id: int, change: SectorChange) -> Sector:
    """Add a sector. With the first one, tickets are held only together with their sector.

    Conflict for a taken name, and for the first one when somebody has tickets without; InvalidParameter names every
    field that is wrong.
    """
    principal.require(ADMINS)
    event = await hold_event(tx, principal, event_id)
    present = await store.list_sectors(tx, event.tenant_id, event.id)
    if len(present) >= SECTORS_MAX:
        raise Conflict(f"an event has at most {SECTORS_MAX} sectors", fields=("event_id",))
    _, without = await planning.count_unplaced_holds(tx, event.tenant_id, event.id)
    if not present and without:
        message = f"somebody has {without} tickets without a sector already; sectors come before selling"
        raise Conflict(message, fields=("event_id",))
    columns, now = _columns(change, None), utc_now()
    try:
        sector = await store.insert_sector(tx, event.tenant_id, now, event_id=event.id, **columns)
    except ConstraintViolated as error:
        raise _taken(str(columns["name"])) from error
    await place_tickets(tx, event)
    await _record(tx, principal, sector, Change("CREATE", principal.name, now, details=sector.name))
    return sector


async def change_sector(tx: Tx, principal: Principal, event_id: int, sector_id: int, change: SectorChange) -> Sector:
    """Change a sector. Never smaller than what is taken: Conflict."""
    event = await hold_event(tx, principal, event_id)
    present = await read_sector(tx, principal, event_id, sector_id)
    columns, now = _columns(change, present), utc_now()
    try:
        changed = await planning.update_sector(tx, event.tenant_id, sector_id, now, **columns)
    except ConstraintViolated as error:
        raise _taken(str(columns["name"])) from error
    if changed is None:
        raise too_small(present.name, (await read_sector(tx, principal, event_id, sector_id)).taken)
    await event_passes_changed(tx, event.tenant_id, event.id, now)
    pairs = {name: [getattr(present, name), value] for name, value in columns.items()}
    details = msgspec.json.encode({name: pair for name, pair in pairs.items() if pair[0] != pair[1]}).decode()
    await _record(tx, principal, changed, Change("EDIT", principal.name, now, details=details))
    return changed


async def delete_sector(tx: Tx, principal: Principal, event_id: int, sector_id: int) -> None:
    """Delete a sector that nobody has a ticket for; Conflict else."""
    event = await hold_event(tx, principal, event_id)
    sector = await read_sector(tx, principal, event_id, sector_id)
    if not await planning.delete_sector(tx, sector):
        message = f"somebody has a ticket for sector {sector.name}; it cannot be deleted"
        raise Conflict(message, fields=("sector_id",))
    await place_tickets(tx, event)
    await _record(tx, principal, sector, Change("DELETE", principal.name, utc_now(), details=sector.name))


def _columns(change: SectorChange, present: Sector | None) -> dict[str, object]:
    wrong = Refusals()
    name = check_name(given_or(change.name, present.name if present else ""), "name", wrong)
    capacity = check_capacity(given_or(change.capacity, present.capacity if present else None), wrong)
    wrong.settle()
    return {"name": name, "capacity": capacity}


def _taken(name: str) -> Conflict:
    return Conflict(f"the event has a sector {name} already; choose another name", fields=("name",))


async def _record(tx: Tx, principal: Principal, sector: Sector, change: Change) -> None:
    await record_entity(tx, principal.tenant_id, "SECTOR", sector.id, change)
