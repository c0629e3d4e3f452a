"""Margins, duplicates and what runs low."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from admitone.core.clock import today, utc_now
from admitone.core.errors import NotFound
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.core.stock import LowStock
from admitone.services.trends import list_months, sum_periods
from admitone.store import insights as store
from admitone.store import sales
from admitone.store.database import Tx
from admitone.store.insights import Duplicate, MarginKey

DUPLICATES_MAX = 10_000


class MarginBy(StrEnum):
    """What margins are grouped by."""

    ATTRACTION = "attraction"
    CAMPAIGN = "campaign"
    BATCH = "batch"
    AGENT = "agent"
    MONTH = "month"


_KEYS: Final[dict[MarginBy, MarginKey]] = {
    MarginBy.ATTRACTION: "attraction",
    MarginBy.CAMPAIGN: "campaign",
    MarginBy.BATCH: "batch",
    MarginBy.AGENT: "agent",
}


@dataclass(frozen=True, slots=True)
class Margin:
    """One group in one currency, in minor units. `bought` and `margin` are None when a ticket's cost is not known."""

    key: str | None
    currency: str
    tickets: int
    sold_minor: int
    bought_minor: int | None

    @property
    def margin_minor(self) -> int | None:
        """What is left."""
        return None if self.bought_minor is None else self.sold_minor - self.bought_minor


async def report_margin(
    tx: Tx, principal: Principal, by: MarginBy, created_from: datetime | None, created_to: datetime | None
) -> list[Margin]:
    """Bought, sold and margin by group and currency. Several currencies are never added up or set off."""
    principal.require(ADMINS)
    if by is MarginBy.MONTH:
        return await _by_month(tx, principal, created_from, created_to)
    sums = await store.sum_margins(tx, principal.tenant_id, _KEYS[by], created_from, created_to)
    margins = [
        Margin(one.key, one.currency, one.tickets, one.sold_minor, None if one.cost_unknown else one.bought_minor)
        for one in sums
    ]
    return sorted(margins, key=lambda one: (one.key is None, one.key, one.currency))


async def list_duplicates(
    tx: Tx, principal: Principal, *, after: tuple[str, str] | None = None, limit: int = DUPLICATES_MAX
) -> list[Duplicate]:
    """Serials and barcodes that several tickets have, because somebody allowed it, by field and value.

    `after` is the field and value of the last one of the page in front.
    """
    principal.require(STAFF)
    return await store.list_duplicates(tx, principal.tenant_id, after, min(limit, DUPLICATES_MAX))


async def set_threshold(tx: Tx, principal: Principal, attraction_id: int, threshold: int | None) -> None:
    """Say below how many available tickets an attraction runs low; None for never. NotFound for an unknown one."""
    principal.require(ADMINS)
    if not await store.set_threshold(tx, principal.tenant_id, attraction_id, threshold, utc_now()):
        raise NotFound(f"there is no attraction {attraction_id}", fields=("attractionId",))


async def list_thresholds(tx: Tx, principal: Principal) -> dict[int, int]:
    """The thresholds of active attractions that have one, by attraction."""
    principal.require(STAFF)
    return {one.id: one.low_stock_threshold for one in await store.list_thresholds(tx, principal.tenant_id)}


async def list_low_stock(tx: Tx, principal: Principal) -> list[LowStock]:
    """Active attractions that have fewer available tickets than their threshold, the scarcest first."""
    principal.require(STAFF)
    counts = await sales.count_stock(tx, principal.tenant_id, today(principal.time_zone))
    available = {count.attraction_id: count.available for count in counts}
    low = [
        LowStock(one.id, one.name, available.get(one.id, 0), one.low_stock_threshold)
        for one in await store.list_thresholds(tx, principal.tenant_id)
        if available.get(one.id, 0) < one.low_stock_threshold
    ]
    return sorted(low, key=lambda one: (one.available, one.attraction_id))


async def _by_month(
    tx: Tx, principal: Principal, created_from: datetime | None, created_to: datetime | None
) -> list[Margin]:
    months = await list_months(tx, principal, created_from, created_to)
    trends = await sum_periods(tx, principal, months) if months else []
    margins = [
        Margin(f"{one.period.first:%Y-%m}", trend.currency, one.tickets, one.sold_minor, one.bought_minor)
        for trend in trends
        for one in trend.items
        if one.tickets
    ]
    return sorted(margins, key=lambda one: (one.key, one.currency))
