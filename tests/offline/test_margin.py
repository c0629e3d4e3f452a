"""report/margin against plain sums over the rows: exact, and no currency ever added to another."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from admitone.core.pricing import PriceInput
from admitone.ingest.assembly import FoundTicket
from tests.offline.api import Api, Cast, sql
from tests.offline.stock import stocked

# The last evening of February by UTC, and the first night of March in Dubai.
EVENING = datetime(2026, 2, 28, 20, 30, tzinfo=UTC)
SOLD_AT = (datetime(2025, 12, 31, 23, 0, tzinfo=UTC), EVENING, datetime(2026, 3, 31, 19, 59, 59, tzinfo=UTC))
PRICES = (
    PriceInput(purchase_per_ticket=Decimal("200.10"), selling_price=Decimal("350.00"), selling_currency="AED"),
    PriceInput(
        purchase_per_ticket=Decimal("33.33"),
        purchase_currency="USD",
        selling_price=Decimal("180.00"),
        selling_currency="AED",
    ),
    PriceInput(selling_price=Decimal("12.345"), selling_currency="KWD"),
    PriceInput(purchase_per_ticket=Decimal("5.00"), purchase_currency="EUR"),
    PriceInput(),
)


@pytest.fixture
async def sales(api: Api, cast: Cast) -> list[dict[str, Any]]:
    """Tickets of five kinds of prices, sold by two agents over three months; each with what a sum needs to know."""
    campaign = (await cast.admin.data("campaign/write", name="Summer"))["campaignId"]
    for number, prices in enumerate(PRICES):
        made = await cast.admin.data("attraction/write", name=f"No {number}", odooProductCode=f"A{number}")
        for of_campaign in (campaign, None):
            found = [FoundTicket(page=page, category="Adult") for page in range(1, 4)]
            batch = await stocked(api.product, made["attractionId"], found, campaign_id=of_campaign, prices=prices)
            rows = await sql(api.product, "SELECT id FROM tickets WHERE batch_id = :id ORDER BY id", id=batch)
            ids = [int(row["id"]) for row in rows]
            for place, ticket_id in enumerate(ids):
                seller = cast.admin if place == 0 else cast.agent
                # Groups take what has no price as well.
                await seller.data("sale/assign-group", ticketIds=[ticket_id], tripServiceId=7)
                await sql(
                    api.product,
                    "UPDATE sales SET created_at = :at::timestamptz WHERE ticket_id = :id",
                    at=SOLD_AT[place],
                    id=ticket_id,
                )
    text = """
        SELECT sales.attraction_id AS attraction, tickets.campaign_id AS campaign, tickets.batch_id AS batch,
               carts.agent_user_id AS agent, sales.price_minor, sales.currency, purchase_price_per_ticket_minor AS cost,
               purchase_currency, sales.ticket_id
        FROM sales JOIN carts ON carts.id = sales.cart_id JOIN tickets ON tickets.id = sales.ticket_id
        JOIN batches ON batches.id = tickets.batch_id ORDER BY sales.id"""
    return [dict(row) | {"at": SOLD_AT[place % 3]} for place, row in enumerate(await sql(api.product, text))]


Sum = tuple[int, int, int | None]


def added_up(sales: list[dict[str, Any]], by: str) -> dict[tuple[str | None, str], Sum]:
    """Tickets, sold and bought by group and currency, the long way."""
    groups: defaultdict[tuple[str | None, str], list[dict[str, Any]]] = defaultdict(list)
    for sale in sales:
        month = sale["at"].astimezone(ZoneInfo("Asia/Dubai")).strftime("%Y-%m")
        key = month if by == "month" else sale[by] and str(sale[by])
        currency = sale["currency"] or sale["purchase_currency"]
        if currency:
            groups[key, currency].append(sale)
    return {group: total(members, group[1]) for group, members in groups.items()}


def total(sales: list[dict[str, Any]], currency: str) -> Sum:
    costs = [sale["cost"] if sale["purchase_currency"] == currency else None for sale in sales]
    known = [cost for cost in costs if cost is not None]
    sold = sum(sale["price_minor"] or 0 for sale in sales if sale["currency"] == currency)
    return len(sales), sold, sum(known) if len(known) == len(costs) else None


def read(rows: list[dict[str, Any]]) -> dict[tuple[str | None, str], Sum]:
    found: dict[tuple[str | None, str], Sum] = {}
    for row in rows:
        scale = 1000 if row["currency"] == "KWD" else 100
        sold, bought = (None if row[name] is None else round(row[name] * scale) for name in ("sold", "bought"))
        assert sold is not None
        assert row["margin"] is None or round(row["margin"] * scale) == sold - (bought or 0)
        found[row["key"], row["currency"]] = row["tickets"], sold, bought
    assert len(found) == len(rows)
    return found


@pytest.mark.parametrize("by", ["attraction", "campaign", "batch", "agent", "month"])
async def test_every_grouping_is_exact_in_each_currency(cast: Cast, sales: list[dict[str, Any]], by: str) -> None:
    rows = await cast.admin.data("report/margin", groupBy=by)
    assert read(rows) == added_up(sales, by)
    assert rows == sorted(rows, key=lambda row: (row["key"] is None, row["key"], row["currency"]))


@pytest.mark.parametrize("by", ["agent", "month"])
async def test_a_period_is_of_the_tenants_days(cast: Cast, sales: list[dict[str, Any]], by: str) -> None:
    march = await cast.admin.data("report/margin", groupBy=by, dateFrom="2026-03-01", dateTo="2026-03-31")
    assert read(march) == added_up([sale for sale in sales if sale["at"] >= EVENING], by)
    february = await cast.admin.data("report/margin", groupBy=by, dateFrom="2026-02-01", dateTo="2026-02-28")
    assert february == []
