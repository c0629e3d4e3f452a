"""Sales and margins over time, per currency: several currencies are never added up or set off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from admitone.core.clock import day_begins, day_ends, local_day, month_ends, today
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.core.selling import SaleStatus
from admitone.store import sales
from admitone.store import trends as store
from admitone.store.database import Tx
from admitone.store.sales import SaleFilter
from admitone.store.trends import SoldSum

# What margins and the counters call sold.
SOLD: Final = (SaleStatus.COMPLETED, SaleStatus.GROUP_ASSIGNED)
DAYS: Final = 30
MONTHS: Final = 12
# As many columns as can still be told apart; more days are drawn as months.
DAYS_DRAWN_MAX: Final = 62


class Span(StrEnum):
    """How far back, and in which steps."""

    DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of the tenant, both named ones included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class SoldIn:
    """What was sold in a period, in minor units. `bought_minor` is None when the cost of a ticket is not known."""

    period: Period
    tickets: int
    sold_minor: int
    bought_minor: int | None

    @property
    def margin_minor(self) -> int | None:
        """What is left."""
        return None if self.bought_minor is None else self.sold_minor - self.bought_minor


@dataclass(frozen=True, slots=True)
class Trend:
    """One currency over time: an item for every period, also for those in which nothing was sold."""

    currency: str
    items: Sequence[SoldIn]


async def read_trends(tx: Tx, principal: Principal, span: Span) -> list[Trend]:
    """The last 30 days or 12 months, today included, oldest first; nobody but an admin is told what stock cost."""
    principal.require(STAFF)
    day = today(principal.time_zone)
    periods = _last_months(day, MONTHS) if span is Span.MONTHS else _last_days(day, DAYS)
    trends = await sum_periods(tx, principal, periods)
    return trends if principal.role in ADMINS else [_without_costs(trend) for trend in trends]


async def sum_periods(tx: Tx, principal: Principal, periods: Sequence[Period]) -> list[Trend]:
    """What was sold in periods that follow each other, by currency. Currencies without a sale in them are left out."""
    bounds = [day_begins(period.first, principal.time_zone) for period in periods]
    end = day_ends(periods[-1].last, principal.time_zone)
    sums = {(one.currency, one.place): one for one in await store.sum_sold(tx, principal.tenant_id, bounds, end)}
    return [
        Trend(currency, [_sold_in(period, sums.get((currency, place))) for place, period in enumerate(periods, 1)])
        for currency in sorted({currency for currency, _place in sums})
    ]


async def read_sales(tx: Tx, principal: Principal, wanted: SaleFilter, first: date, last: date) -> list[Trend]:
    """The sales of a filter between two days, by day, or by month when the days are many. Costs are left out."""
    principal.require(STAFF)
    zone = principal.time_zone
    earliest = await store.find_first_sale(tx, principal.tenant_id)
    if earliest is None:
        return []
    # Whoever asks from the year one to the year 9999 is not drawn a column for every month of it.
    first, last = max(first, local_day(earliest, zone)), min(last, today(zone))
    if first > last:
        return []
    begins, ends = day_begins(first, zone), day_ends(last, zone)
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    periods = [Period(day, day) for day in days]
    if len(days) > DAYS_DRAWN_MAX:
        periods = await list_months(tx, principal, begins, ends)
    if wanted.attraction_id is None and wanted.agent_user_id is None and set(wanted.statuses) == set(SOLD):
        found = await sum_periods(tx, principal, periods)
        return [_without_costs(trend) for trend in found if wanted.currency in {None, trend.currency}]
    places = {day: place for place, period in enumerate(periods) for day in _days_of(period)}
    sums: dict[str, list[SoldIn]] = {}
    for one in await sales.sum_sales_by_quarter(
        tx, principal.tenant_id, replace(wanted, created_from=begins, created_to=ends)
    ):
        items = sums.setdefault(one.currency, [SoldIn(period, 0, 0, None) for period in periods])
        place = places[local_day(store.moment_of(one.quarter_hour), zone)]
        before = items[place]
        items[place] = replace(
            before, tickets=before.tickets + one.sales, sold_minor=before.sold_minor + one.price_minor
        )
    return [Trend(currency, items) for currency, items in sorted(sums.items())]


async def list_months(
    tx: Tx, principal: Principal, created_from: datetime | None, created_to: datetime | None
) -> list[Period]:
    """The months between two instants, the outer ones cut to them, from the first sale on."""
    zone = principal.time_zone
    earliest = await store.find_first_sale(tx, principal.tenant_id)
    if earliest is None:
        return []
    first = local_day(max(created_from or earliest, earliest), zone)
    last = today(zone)
    if created_to is not None:
        # Whoever asks up to the year 9999 is not given a period for every month until then.
        last = min(last, local_day(created_to - timedelta(microseconds=1), zone))
    months = []
    while first <= last:
        ends = min(month_ends(first), last)
        months.append(Period(first, ends))
        first = ends + timedelta(days=1)
    return months


def _days_of(period: Period) -> list[date]:
    return [period.first + timedelta(days=place) for place in range((period.last - period.first).days + 1)]


def _last_days(day: date, count: int) -> list[Period]:
    days = (day - timedelta(days=back) for back in reversed(range(count)))
    return [Period(one, one) for one in days]


def _last_months(day: date, count: int) -> list[Period]:
    begin = day.replace(day=1)
    months = [Period(begin, day)]
    while len(months) < count:
        last = begin - timedelta(days=1)
        begin = last.replace(day=1)
        months.append(Period(begin, last))
    return months[::-1]


def _sold_in(period: Period, found: SoldSum | None) -> SoldIn:
    if found is None:
        return SoldIn(period, 0, 0, 0)
    return SoldIn(period, found.tickets, found.sold_minor, None if found.cost_unknown else found.bought_minor)


def _without_costs(trend: Trend) -> Trend:
    return Trend(trend.currency, [SoldIn(one.period, one.tickets, one.sold_minor, None) for one in trend.items])
