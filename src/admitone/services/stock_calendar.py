"""What an attraction has on which day and in which slot, and what its free tickets cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from admitone.core.clock import month_ends, today
from admitone.core.inventory import BatchState, TicketStatus
from admitone.core.principal import STAFF, Principal
from admitone.services.attractions import read_attraction
from admitone.store import batches
from admitone.store import stock_calendar as store
from admitone.store.database import Tx
from admitone.store.stock_calendar import PriceCount, SlotCount

DEFAULTS_MAX: Final = 5
ByStatus = Mapping[TicketStatus, int]


@dataclass(frozen=True, slots=True)
class Slot:
    """Tickets of one slot and category of a day, by status; None stands for tickets that have none."""

    time_slot: str | None
    category: str | None
    counts: ByStatus


@dataclass(frozen=True, slots=True)
class DefaultPrice:
    """What a batch gave its tickets for a price, in minor units; None when it gave none."""

    batch_id: int
    file_name: str
    price_minor: int | None
    currency: str | None


async def read_month(tx: Tx, principal: Principal, attraction_id: int, month: date) -> dict[date, ByStatus]:
    """Tickets by status of the days of a month; days without a ticket are left out. NotFound for no such attraction."""
    principal.require(STAFF)
    await read_attraction(tx, principal, attraction_id)
    first = month.replace(day=1)
    last = month_ends(month)
    found: defaultdict[date, dict[TicketStatus, int]] = defaultdict(dict)
    for one in await store.count_days(tx, principal.tenant_id, attraction_id, first, last, today(principal.time_zone)):
        found[one.day][one.status] = one.tickets
    return dict(found)


async def read_day(tx: Tx, principal: Principal, attraction_id: int, day: date | None) -> list[Slot]:
    """The slots of a day with their categories, in order; None is for tickets that have no day."""
    principal.require(STAFF)
    counts = await store.count_slots(tx, principal.tenant_id, attraction_id, day, today(principal.time_zone))
    return _by_slot(counts)


async def find_month(tx: Tx, principal: Principal, attraction_id: int) -> date:
    """The month to look at first: this one, or the next one that has a ticket when this one has none any more."""
    principal.require(STAFF)
    day = today(principal.time_zone)
    return await store.find_date_after(tx, principal.tenant_id, attraction_id, day) or day


async def list_prices(tx: Tx, principal: Principal, attraction_id: int) -> list[PriceCount]:
    """The prices that free tickets have, by category."""
    principal.require(STAFF)
    return await store.list_prices(tx, principal.tenant_id, attraction_id, today(principal.time_zone))


async def list_default_prices(tx: Tx, principal: Principal, attraction_id: int) -> list[DefaultPrice]:
    """What the tickets of the latest uploads were priced at when they came in, newest first."""
    principal.require(STAFF)
    found = await batches.page_batches(tx, principal.tenant_id, attraction_id, None, DEFAULTS_MAX)
    return [
        DefaultPrice(batch.id, batch.file_name, batch.default_selling_price_minor, batch.selling_currency)
        for batch in found
        if batch.state is BatchState.READY
    ]


def _by_slot(counts: Sequence[SlotCount]) -> list[Slot]:
    grouped: defaultdict[tuple[str | None, str | None], dict[TicketStatus, int]] = defaultdict(dict)
    for one in counts:
        grouped[one.time_slot, one.category][one.status] = one.tickets
    ordered = sorted(grouped.items(), key=lambda pair: [(part is None, part or "") for part in pair[0]])
    return [Slot(time_slot, category, by_status) for (time_slot, category), by_status in ordered]
