"""Margins, duplicates and what runs low."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from admitone.core.clock import local_day, today, utc_now
from admitone.core.errors import NotFound
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.core.stock import LowStock
from admitone.store import insights as store
from admitone.store import sales
from admitone.store.database import Tx
from admitone.store.insights import Duplicate, SoldTicket

DUPLICATES_MAX = 10_000


class MarginBy(StrEnum):
    """What margins are grouped by."""

    ATTRACTION = "attraction"
    CAMPAIGN = "campaign"
    BATCH = "batch"
    AGENT = "agent"
    MONTH = "month"


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
    groups: defaultdict[tuple[str | None, str], list[SoldTicket]] = defaultdict(list)
    async for sold in store.list_sold(tx, principal.tenant_id, created_from, created_to):
        currency = sold.currency or sold.purchase_currency
        if currency is not None:
            groups[_key(sold, by, principal.time_zone), currency].append(sold)
    ordered = sorted(groups.items(), key=lambda group: (group[0][0] is None, group[0]))
    return [_margin(key, currency, tickets) for (key, currency), tickets in ordered]


async def list_duplicates(tx: Tx, principal: Principal) -> list[Duplicate]:
    """Serials and barcodes that several tickets have, because somebody allowed it."""
    principal.require(STAFF)
    return await store.list_duplicates(tx, principal.tenant_id, DUPLICATES_MAX)


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


def _key(sold: SoldTicket, by: MarginBy, time_zone: str) -> str | None:
    if by is MarginBy.MONTH:
        return f"{local_day(sold.created_at, time_zone):%Y-%m}"
    value = {
        MarginBy.ATTRACTION: sold.attraction_id,
        MarginBy.CAMPAIGN: sold.campaign_id,
        MarginBy.BATCH: sold.batch_id,
        MarginBy.AGENT: sold.agent_user_id,
    }[by]
    return None if value is None else str(value)


def _margin(key: str | None, currency: str, tickets: list[SoldTicket]) -> Margin:
    costs = [one.purchase_price_per_ticket_minor if one.purchase_currency == currency else None for one in tickets]
    known = [cost for cost in costs if cost is not None]
    return Margin(
        key=key,
        currency=currency,
        tickets=len(tickets),
        sold_minor=sum(one.price_minor or 0 for one in tickets if one.currency == currency),
        bought_minor=sum(known) if len(known) == len(tickets) else None,
    )
