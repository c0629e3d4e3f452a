"""Reports on stock and sales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from admitone.core.clock import today
from admitone.core.errors import InvalidParameter
from admitone.core.inventory import Attraction, Ticket, TicketStatus
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.services.attractions import read_attraction
from admitone.store import attractions, free_stock
from admitone.store import sales as store
from admitone.store import tickets as ticket_store
from admitone.store.database import Tx
from admitone.store.free_stock import ExpiringCount
from admitone.store.sales import Revenue, StockCount
from admitone.store.ticket_filter import TicketFilter

EXPIRING_DAYS_DEFAULT = 7
EXPIRING_DAYS_MAX = 3650
EXPIRING_TICKETS_MAX = 100_000


@dataclass(frozen=True, slots=True)
class AttractionSummary:
    """Stock of one attraction by state, and its revenue in minor units by currency."""

    attraction: Attraction
    stock: StockCount
    revenue: Sequence[Revenue]


async def summarise_inventory(tx: Tx, principal: Principal) -> list[AttractionSummary]:
    """Every attraction of the tenant with its stock and revenue, inactive ones too."""
    principal.require(ADMINS)
    tenant_id = principal.tenant_id
    known = await attractions.list_attractions(tx, tenant_id, active_only=False)
    stock = {count.attraction_id: count for count in await store.count_stock(tx, tenant_id, today(principal.time_zone))}
    revenue = await store.sum_revenue(tx, tenant_id)
    return [
        AttractionSummary(one, stock.get(one.id, _nothing(one.id)), [r for r in revenue if r.attraction_id == one.id])
        for one in known
    ]


async def count_stock(tx: Tx, principal: Principal) -> list[StockCount]:
    """Tickets of the tenant by attraction and state, without their revenue."""
    principal.require(STAFF)
    return await store.count_stock(tx, principal.tenant_id, today(principal.time_zone))


async def summarise_attraction(tx: Tx, principal: Principal, attraction_id: int) -> AttractionSummary:
    """One attraction with its stock and revenue; NotFound when the tenant has no such one."""
    principal.require(STAFF)
    attraction = await read_attraction(tx, principal, attraction_id)
    day = today(principal.time_zone)
    stock = await store.count_stock(tx, principal.tenant_id, day, attraction_id)
    revenue = await store.sum_revenue(tx, principal.tenant_id, attraction_id)
    return AttractionSummary(attraction, stock[0] if stock else _nothing(attraction_id), revenue)


async def list_expiring(tx: Tx, principal: Principal, within_days: int | None = None) -> list[Ticket]:
    """Unsold stock whose last day lies within so many days from today, today included, soonest first."""
    principal.require(STAFF)
    day = today(principal.time_zone)
    last_day = _last_day(day, within_days)
    wanted = TicketFilter(today=day, status=TicketStatus.AVAILABLE, last_day_to=last_day)
    return await ticket_store.page_tickets(
        tx,
        principal.tenant_id,
        wanted,
        sort="last_day",
        descending=False,
        after=None,
        limit=EXPIRING_TICKETS_MAX,
    )


async def count_expiring(tx: Tx, principal: Principal, within_days: int | None = None) -> list[ExpiringCount]:
    """How much of what `list_expiring` lists, by attraction and last day."""
    principal.require(STAFF)
    day = today(principal.time_zone)
    return await free_stock.list_expiring_stock(tx, principal.tenant_id, day, _last_day(day, within_days))


def _last_day(day: date, within_days: int | None) -> date:
    days = EXPIRING_DAYS_DEFAULT if within_days is None else within_days
    if not 0 <= days <= EXPIRING_DAYS_MAX:
        raise InvalidParameter(f"withinDays must be from 0 to {EXPIRING_DAYS_MAX}", fields=("withinDays",))
    return day + timedelta(days=days)


def _nothing(attraction_id: int) -> StockCount:
    return StockCount(attraction_id=attraction_id, available=0, reserved=0, sold=0, expired=0, total=0)
