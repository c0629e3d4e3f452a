"""What is sold: attractions and their extraction patterns."""

from __future__ import annotations

from dataclasses import dataclass
from msgspec import UNSET, UnsetType

from admitone.core.clock import utc_now
from admitone.core.errors import NotFound
from admitone.core.inventory import Attraction
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.services.changes import given_or
from admitone.store import attractions as store
from admitone.store.database import Tx

@dataclass(frozen=True, slots=True)
class AttractionChange:
    """What to write. UNSET keeps the present value (on creation: none)."""

    name: str
    odoo_product_code: str
    supplier: str | None | UnsetType = UNSET
    categories: str | None | UnsetType = UNSET
    age_groups: str | None | UnsetType = UNSET
    has_time_slots: bool | UnsetType = UNSET
    notes: str | None | UnsetType = UNSET
    active: bool | UnsetType = UNSET


async def list_attractions(tx: Tx, principal: Principal, *, active_only: bool = False) -> list[Attraction]:
    """All attractions of the tenant, oldest first."""
    principal.require(STAFF)
    return await store.list_attractions(tx, principal.tenant_id, active_only=active_only)


async def read_attraction(tx: Tx, principal: Principal, attraction_id: int) -> Attraction:
    """One attraction; NotFound when the tenant has no such one."""
    principal.require(STAFF)
    return _found(await store.read_attraction(tx, principal.tenant_id, attraction_id), attraction_id)


async def create_attraction(tx: Tx, principal: Principal, change: AttractionChange) -> Attraction:
    """Add an attraction. What is left out is empty."""
    principal.require(ADMINS)
    return await store.insert_attraction(
        tx,
        principal.tenant_id,
        utc_now(),
        name=change.name,
        odoo_product_code=change.odoo_product_code,
        supplier=given_or(change.supplier, None),
        categories=given_or(change.categories, None),
        age_groups=given_or(change.age_groups, None),
        has_time_slots=given_or(change.has_time_slots, False),  # noqa: FBT003
        notes=given_or(change.notes, None),
    )


async def update_attraction(
    tx: Tx, principal: Principal, attraction_id: int, change: AttractionChange
) -> Attraction:
    """Change an attraction; NotFound when the tenant has no such one."""
    principal.require(ADMINS)
    present = _found(await store.read_attraction(tx, principal.tenant_id, attraction_id), attraction_id)
    changed = await store.update_attraction(
        tx,
        principal.tenant_id,
        attraction_id,
        utc_now(),
        name=change.name,
        odoo_product_code=change.odoo_product_code,
        supplier=given_or(change.supplier, present.supplier),
        categories=given_or(change.categories, present.categories),
        age_groups=given_or(change.age_groups, present.age_groups),
        has_time_slots=given_or(change.has_time_slots, present.has_time_slots),
        notes=given_or(change.notes, present.notes),
        active=given_or(change.active, present.active),
    )
    return _found(changed, attraction_id)


async def deactivate_attraction(tx: Tx, principal: Principal, attraction_id: int) -> None:
    """Take an attraction out of sale: its stock can no longer be reserved. NotFound when there is none."""
    principal.require(ADMINS)
    if not await store.deactivate_attraction(tx, principal.tenant_id, attraction_id, utc_now()):
        raise _missing(attraction_id)


def _found(attraction: Attraction | None, attraction_id: int) -> Attraction:
    if attraction is None:
        raise _missing(attraction_id)
    return attraction


def _missing(attraction_id: int) -> NotFound:
    return NotFound(f"there is no attraction {attraction_id}", fields=("attractionId",))
