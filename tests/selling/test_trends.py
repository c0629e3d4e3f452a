"""Sales and margins over time: what the counters tell is what a naive recount finds, whatever happened to the sales."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from admitone.core.clock import today, utc_now
from admitone.core.errors import Forbidden, Unauthenticated
from admitone.core.principal import Principal, Role
from admitone.services import insights, trends
from admitone.services.housekeeping import fold_counters
from admitone.services.insights import Margin, MarginBy
from admitone.services.trends import Period, Span, Trend
from admitone.store.migrations import FOLDER
from tests.selling.shop import Shop

DUBAI = ZoneInfo("Asia/Dubai")
Figures = tuple[int, int, int | None]


async def principal_of(shop: Shop, role: Role = Role.ADMIN) -> Principal:
    [row] = await shop.sql("SELECT id FROM tenants WHERE name = 'oasis'")
    return Principal(int(row["id"]), role, "maria", "Asia/Dubai")


async def sell(shop: Shop, ids: list[int], days_ago: float = 0) -> dict[str, Any]:
    """A paid cart, moved back in time."""
    cart = await shop.reserve(ids, skipPaymentLink=True)
    await shop.cast.admin.data("sale/confirm-payment", cartReference=cart["cartReference"])
    await move_back(shop, cart["cartReference"], days_ago)
    return cart


async def move_back(shop: Shop, reference: str, days_ago: float) -> None:
    await shop.sql(
        "UPDATE sales SET created_at = :moment::timestamptz "
        "WHERE cart_id = (SELECT id FROM carts WHERE reference = :reference::text)",
        moment=utc_now() - timedelta(days=days_ago),
        reference=reference,
    )


async def totals(shop: Shop) -> list[tuple[Any, ...]]:
    """The counters as they are kept; those that came back to nothing are none."""
    rows = await shop.sql(
        "SELECT tenant_id, quarter_hour, currency, tickets, sold_minor, bought_minor, cost_unknown FROM sold_totals "
        "WHERE tickets <> 0 ORDER BY tenant_id, quarter_hour, currency"
    )
    return [tuple(row.values()) for row in rows]


async def naive(shop: Shop) -> dict[tuple[str, date], Figures]:
    """Tickets, sold and bought by currency and local day, one sale after the other."""
    rows = await shop.sql(
        "SELECT sales.created_at, price_minor, currency, purchase_price_per_ticket_minor AS cost, purchase_currency "
        "FROM sales JOIN tickets ON tickets.id = ticket_id JOIN batches ON batches.id = tickets.batch_id "
        "WHERE sales.status IN ('COMPLETED', 'GROUP_ASSIGNED') ORDER BY sales.id"
    )
    found: dict[tuple[str, date], Figures] = defaultdict(lambda: (0, 0, 0))
    for row in rows:
        moment = row["created_at"]
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment)
        currency = row["currency"] or row["purchase_currency"]
        if currency is None:
            continue
        cost = row["cost"] if row["purchase_currency"] == currency else None
        key = (currency, moment.astimezone(DUBAI).date())
        tickets, sold, bought = found[key]
        total = None if bought is None or cost is None else bought + cost
        found[key] = (tickets + 1, sold + (row["price_minor"] or 0 if row["currency"] else 0), total)
    return dict(found)


def as_days(found: list[Trend]) -> dict[tuple[str, date], Figures]:
    return {
        (trend.currency, one.period.first): (one.tickets, one.sold_minor, one.bought_minor)
        for trend in found
        for one in trend.items
        if one.tickets
    }


async def eventful_month(shop: Shop) -> None:
    """Several currencies, costs known, unknown and in another currency, refunds, a group trip, a cancelled cart."""
    aed = await shop.stock(8, bought="100.00")
    usd = await shop.stock(4, price="99.99", currency="USD", bought="40.00", at="Museum")
    mixed = await shop.stock(2, price="50.00", currency="EUR", bought="150.00", bought_in="AED", at="Dunes")
    free = await shop.stock(2, price=None, currency="KWD", bought="1.500", at="Park")
    bare = await shop.stock(1, price="10.00", at="Bare")
    await sell(shop, aed[:2])
    refunded = await sell(shop, aed[2:5], days_ago=3)
    await sell(shop, usd[:2], days_ago=29)
    await sell(shop, usd[2:3], days_ago=45)
    await sell(shop, mixed, days_ago=3)
    await sell(shop, bare, days_ago=10)
    group = await shop.cast.admin.data("sale/assign-group", ticketIds=free, tripServiceId=77)
    await move_back(shop, group["cartReference"], 3)
    await shop.cast.admin.data("sale/refund", cartReference=refunded["cartReference"], ticketIds=aed[2:3])
    cancelled = await shop.reserve(aed[5:7], skipPaymentLink=True)
    await shop.cast.admin.data("sale/cancel", cartReference=cancelled["cartReference"])


async def test_days_are_what_a_naive_recount_finds(shop: Shop) -> None:
    await eventful_month(shop)
    maria = await principal_of(shop)
    first = today("Asia/Dubai") - timedelta(days=29)
    expected = {key: figures for key, figures in (await naive(shop)).items() if key[1] >= first}
    assert {currency for currency, _day in expected} == {"AED", "EUR", "KWD", "USD"}
    assert {figures[2] is None for figures in expected.values()} == {True, False}
    for _folded in range(2):
        async with shop.product.database.reading() as tx:
            found = await trends.read_trends(tx, maria, Span.DAYS)
        assert as_days(found) == expected
        assert {len(trend.items) for trend in found} == {30}
        await fold_counters(shop.product.database)


async def test_what_was_sold_before_there_were_counters_is_counted_when_they_come(shop: Shop) -> None:
    await eventful_month(shop)
    await fold_counters(shop.product.database)
    counted = await totals(shop)
    written = (FOLDER / shop.product.database.dialect / "0007_board.sql").read_text()
    begins = written.index("\nINSERT INTO sold_totals")
    await shop.sql("DELETE FROM sold_totals")
    await shop.sql(written[begins : written.index(";", begins)])
    assert await totals(shop) == counted
    assert len(counted) > 3


async def test_months_add_up_their_days(shop: Shop) -> None:
    await eventful_month(shop)
    maria = await principal_of(shop)
    async with shop.product.database.reading() as tx:
        found = await trends.read_trends(tx, maria, Span.MONTHS)
        margins = await insights.report_margin(tx, maria, MarginBy.MONTH, None, None)
    expected: dict[tuple[str, str], Figures] = defaultdict(lambda: (0, 0, 0))
    for (currency, day), (tickets, sold, bought) in (await naive(shop)).items():
        before = expected[currency, f"{day:%Y-%m}"]
        total = None if before[2] is None or bought is None else before[2] + bought
        expected[currency, f"{day:%Y-%m}"] = (before[0] + tickets, before[1] + sold, total)
    months = {(currency, f"{day:%Y-%m}"): figures for (currency, day), figures in as_days(found).items()}
    assert months == dict(expected)
    assert {(one.currency, one.key): (one.tickets, one.sold_minor, one.bought_minor) for one in margins} == months
    assert [len(trend.items) for trend in found] == [12] * len(found)


async def test_months_that_are_still_to_come_are_not_looked_at(shop: Shop) -> None:
    await sell(shop, await shop.stock(2), days_ago=3)
    maria = await principal_of(shop)
    far = datetime(9999, 12, 31, tzinfo=DUBAI)
    async with shop.product.database.reading() as tx:
        until_now = await insights.report_margin(tx, maria, MarginBy.MONTH, None, None)
        assert await insights.report_margin(tx, maria, MarginBy.MONTH, None, far) == until_now
        assert await insights.report_margin(tx, maria, MarginBy.MONTH, far, None) == []
    assert sum(one.tickets for one in until_now) == 2


@pytest.mark.parametrize("by", [MarginBy.ATTRACTION, MarginBy.BATCH, MarginBy.AGENT, MarginBy.CAMPAIGN])
async def test_margins_by_any_group_add_up_to_the_same(shop: Shop, by: MarginBy) -> None:
    await eventful_month(shop)
    maria = await principal_of(shop)
    async with shop.product.database.reading() as tx:
        grouped = await insights.report_margin(tx, maria, by, None, None)
        months = await insights.report_margin(tx, maria, MarginBy.MONTH, None, None)
    assert _sums(grouped) == _sums(months)


def _sums(margins: list[Margin]) -> dict[str, tuple[int, int]]:
    sums: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for one in margins:
        sums[one.currency] = (sums[one.currency][0] + one.tickets, sums[one.currency][1] + one.sold_minor)
    return dict(sums)


async def test_a_day_begins_at_the_tenants_midnight(shop: Shop) -> None:
    ids = await shop.stock(2)
    carts = [await sell(shop, [ticket_id]) for ticket_id in ids]
    day = today("Asia/Dubai") - timedelta(days=1)
    midnight = datetime(day.year, day.month, day.day, tzinfo=DUBAI).astimezone(UTC)
    for cart, moment in zip(carts, (midnight, midnight - timedelta(microseconds=1)), strict=True):
        await shop.sql(
            "UPDATE sales SET created_at = :moment::timestamptz "
            "WHERE cart_id = (SELECT id FROM carts WHERE reference = :reference::text)",
            moment=moment,
            reference=cart["cartReference"],
        )
    maria = await principal_of(shop)
    async with shop.product.database.reading() as tx:
        [trend] = await trends.sum_periods(
            tx, maria, [Period(day - timedelta(days=1), day - timedelta(days=1)), Period(day, day)]
        )
    assert [one.tickets for one in trend.items] == [1, 1]


async def test_agents_see_sales_and_no_costs(shop: Shop) -> None:
    await sell(shop, await shop.stock(1, bought="100.00"))
    ali, guest = await principal_of(shop, Role.AGENT), await principal_of(shop, Role.GUEST)
    async with shop.product.database.reading() as tx:
        [trend] = await trends.read_trends(tx, ali, Span.DAYS)
        with pytest.raises(Unauthenticated):
            await trends.read_trends(tx, guest, Span.DAYS)
        with pytest.raises(Forbidden):
            await insights.report_margin(tx, ali, MarginBy.MONTH, None, None)
    assert (trend.items[-1].sold_minor, trend.items[-1].bought_minor) == (35000, None)


async def test_other_tenants_sales_are_not_counted(shop: Shop) -> None:
    await sell(shop, await shop.stock(1))
    [row] = await shop.sql("SELECT id FROM tenants WHERE name = 'mirage'")
    stranger = Principal(int(row["id"]), Role.ADMIN, "stranger", "Asia/Dubai")
    async with shop.product.database.reading() as tx:
        assert await trends.read_trends(tx, stranger, Span.MONTHS) == []
        assert await insights.report_margin(tx, stranger, MarginBy.MONTH, None, None) == []
