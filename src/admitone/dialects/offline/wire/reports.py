"""Reports of the offline contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

from admitone.bodies import Day, Id, Line
from admitone.core.money import to_major
from admitone.dialects.offline.wire.audit import day_begins, day_ends
from admitone.dialects.offline.wire.envelope import SessionBody
from admitone.dialects.offline.wire.sales import read_sale_status
from admitone.dialects.offline.wire.tickets import Price
from admitone.services.summaries import EXPIRING_DAYS_MAX, AttractionSummary
from admitone.store.sales import Revenue, SaleFilter


class AttractionSummaryBody(SessionBody, kw_only=True, rename="camel"):
    """Body of report/attraction-summary."""

    attraction_id: Id


class ExpiringTickets(SessionBody, kw_only=True, rename="camel"):
    """Body of report/expiring-tickets."""

    within_days: (
        Annotated[int, Meta(ge=0, le=EXPIRING_DAYS_MAX, description="Number of days to look ahead; default 7")] | None
    ) = None


class SalesReport(SessionBody, kw_only=True, rename="camel"):
    """Body of report/sales. Days are the tenant's, and `dateTo` is included."""

    status: Annotated[str, Meta(max_length=40, examples=["COMPLETED"])] | None = None
    date_from: Day | None = None
    date_to: Day | None = None
    attraction_id: Id | None = None
    agent_user_id: Line | None = None

    def wanted(self, time_zone: str) -> SaleFilter:
        """The filter that the store takes."""
        return SaleFilter(
            status=read_sale_status(self.status),
            attraction_id=self.attraction_id,
            agent_user_id=self.agent_user_id or None,
            created_from=day_begins(self.date_from or None, "dateFrom", time_zone),
            created_to=day_ends(self.date_to or None, "dateTo", time_zone),
        )


class CAttractionSummary(Struct, frozen=True, rename="camel"):
    """Stock and revenue of one attraction.

    `totalRevenue` is that of `currency`, the one with the most sales; `revenueByCurrency` has all of them (extension).
    """

    attraction_id: int
    attraction_name: str
    supplier: str | None
    available: int
    reserved: int
    sold: int
    expired: int
    total_tickets: int
    total_revenue: Price
    currency: str | None
    revenue_by_currency: dict[str, Price]


class CInventorySummary(Struct, frozen=True, rename="camel"):
    """Stock and revenue of everything. `currency` and `revenueByCurrency` are extensions, as in CAttractionSummary."""

    total_attractions: int
    total_tickets: int
    available: int
    reserved: int
    sold: int
    expired: int
    total_revenue: Price
    currency: str | None
    revenue_by_currency: dict[str, Price]
    attractions: list[CAttractionSummary]


def summary_body(summary: AttractionSummary) -> CAttractionSummary:
    """One attraction as the contract shows it."""
    stock = summary.stock
    currency, total, by_currency = _revenue(summary.revenue)
    return CAttractionSummary(
        attraction_id=summary.attraction.id,
        attraction_name=summary.attraction.name,
        supplier=summary.attraction.supplier,
        available=stock.available,
        reserved=stock.reserved,
        sold=stock.sold,
        expired=stock.expired,
        total_tickets=stock.total,
        total_revenue=total,
        currency=currency,
        revenue_by_currency=by_currency,
    )


def inventory_body(summaries: Sequence[AttractionSummary]) -> CInventorySummary:
    """All attractions as the contract shows them. Several currencies are never added up."""
    currency, total, by_currency = _revenue(revenue for summary in summaries for revenue in summary.revenue)
    return CInventorySummary(
        total_attractions=len(summaries),
        total_tickets=sum(summary.stock.total for summary in summaries),
        available=sum(summary.stock.available for summary in summaries),
        reserved=sum(summary.stock.reserved for summary in summaries),
        sold=sum(summary.stock.sold for summary in summaries),
        expired=sum(summary.stock.expired for summary in summaries),
        total_revenue=total,
        currency=currency,
        revenue_by_currency=by_currency,
        attractions=[summary_body(summary) for summary in summaries],
    )


def _revenue(rows: Iterable[Revenue]) -> tuple[str | None, Decimal, dict[str, Decimal]]:
    minor: Counter[str] = Counter()
    sales: Counter[str] = Counter()
    for row in rows:
        minor[row.currency] += row.revenue_minor
        sales[row.currency] += row.sales
    if not sales:
        return None, Decimal("0.00"), {}
    main = max(sorted(sales), key=lambda currency: sales[currency])
    by_currency = {currency: to_major(minor[currency], currency) for currency in sorted(minor)}
    return main, by_currency[main], by_currency
