"""What is sold: attractions and their extraction patterns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec
from msgspec import UNSET, UnsetType

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, NotFound
from admitone.core.events import EventState
from admitone.core.inventory import Attraction
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.services.changes import given_or
from admitone.store import attractions as store
from admitone.store.audit import Change, record_entity
from admitone.store.database import Tx
from admitone.store.event_planning import read_event_of_attraction

ACTIVE: Final = "ACTIVE"
INACTIVE: Final = "INACTIVE"
PAGE_MAX: Final = 1000


@dataclass(frozen=True, slots=True)
class AttractionChange:
    """What to write. UNSET keeps the present value (on creation: none)."""

    name: str
    odoo_product_code: str
    supplier: str | UnsetType | None = UNSET
    categories: str | UnsetType | None = UNSET
    age_groups: str | UnsetType | None = UNSET
    has_time_slots: bool | UnsetType = UNSET
    notes: str | UnsetType | None = UNSET
    active: bool | UnsetType = UNSET


async def list_attractions(tx: Tx, principal: Principal, *, active_only: bool = False) -> list[Attraction]:
    """All attractions of the tenant, oldest first."""
    principal.require(STAFF)
    return await store.list_attractions(tx, principal.tenant_id, active_only=active_only)


async def page_attractions(
    tx: Tx, principal: Principal, *, text: str | None = None, after_id: int | None = None, limit: int
) -> list[Attraction]:
    """One page of attractions, active ones first, then by name; page on with `after_id`."""
    principal.require(STAFF)
    return await store.page_attractions(tx, principal.tenant_id, text, after_id, min(limit, PAGE_MAX))


async def read_attraction(tx: Tx, principal: Principal, attraction_id: int) -> Attraction:
    """One attraction; NotFound when the tenant has no such one."""
    principal.require(STAFF)
    return _found(await store.read_attraction(tx, principal.tenant_id, attraction_id), attraction_id)


async def create_attraction(tx: Tx, principal: Principal, change: AttractionChange) -> Attraction:
    """Add an attraction. What is left out is empty."""
    principal.require(ADMINS)
    now = utc_now()
    created = await store.insert_attraction(
        tx,
        principal.tenant_id,
        now,
        name=change.name,
        odoo_product_code=change.odoo_product_code,
        supplier=given_or(change.supplier, None),
        categories=given_or(change.categories, None),
        age_groups=given_or(change.age_groups, None),
        has_time_slots=given_or(change.has_time_slots, False),  # noqa: FBT003
        notes=given_or(change.notes, None),
    )
    await _record(tx, principal, created.id, Change("CREATE", principal.name, now, new_status=ACTIVE))
    return created


async def update_attraction(tx: Tx, principal: Principal, attraction_id: int, change: AttractionChange) -> Attraction:
    """Change an attraction; NotFound when the tenant has no such one."""
    principal.require(ADMINS)
    present = _found(await store.read_attraction(tx, principal.tenant_id, attraction_id), attraction_id)
    await _check_event(tx, principal, present, change)
    now = utc_now()
    found = await store.update_attraction(
        tx,
        principal.tenant_id,
        attraction_id,
        now,
        name=change.name,
        odoo_product_code=change.odoo_product_code,
        supplier=given_or(change.supplier, present.supplier),
        categories=given_or(change.categories, present.categories),
        age_groups=given_or(change.age_groups, present.age_groups),
        has_time_slots=given_or(change.has_time_slots, present.has_time_slots),
        notes=given_or(change.notes, present.notes),
        active=given_or(change.active, present.active),
    )
    changed = _found(found, attraction_id)
    details = msgspec.json.encode(_differences(present, changed)).decode()
    await _record(
        tx, principal, attraction_id, Change("EDIT", principal.name, now, _state(present), _state(changed), details)
    )
    return changed


async def deactivate_attraction(tx: Tx, principal: Principal, attraction_id: int) -> None:
    """Take an attraction out of sale: its stock can no longer be reserved. NotFound when there is none."""
    principal.require(ADMINS)
    now = utc_now()
    if await store.deactivate_attraction(tx, principal.tenant_id, attraction_id, now):
        await _record(tx, principal, attraction_id, Change("DEACTIVATE", principal.name, now, ACTIVE, INACTIVE))
    else:
        # Nothing changed: either it is deactivated already, which is what the caller wants, or there is none.
        _found(await store.read_attraction(tx, principal.tenant_id, attraction_id), attraction_id)


async def _check_event(tx: Tx, principal: Principal, present: Attraction, change: AttractionChange) -> None:
    """Refuse to put tickets of an event on sale that is not published: its state decides that."""
    if present.active or change.active is not True:
        return
    event = await read_event_of_attraction(tx, principal.tenant_id, present.id)
    if event is not None and event.state is not EventState.PUBLISHED:
        message = f"{event.name} is not on sale; publish the event instead of its attraction"
        raise Conflict(message, fields=("active",))


async def _record(tx: Tx, principal: Principal, attraction_id: int, change: Change) -> None:
    await record_entity(tx, principal.tenant_id, "ATTRACTION", attraction_id, change)


def _state(attraction: Attraction) -> str:
    return ACTIVE if attraction.active else INACTIVE


def _differences(before: Attraction, after: Attraction) -> dict[str, list[object]]:
    told = [name for name in before.__struct_fields__ if name not in {"created_at", "updated_at"}]
    pairs = {name: [getattr(before, name), getattr(after, name)] for name in told}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _found(attraction: Attraction | None, attraction_id: int) -> Attraction:
    if attraction is None:
        raise NotFound(f"there is no attraction {attraction_id}", fields=("attractionId",))
    return attraction
