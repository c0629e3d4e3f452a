"""Reports on the stock, each as a page and, with `?csv`, as a table for spreadsheets."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.fields import read_form
from admitone.console.forms.reports import DuplicateSearch, ExpiringSearch, ThresholdForm
from admitone.console.tables import send_table
from admitone.core.clock import today
from admitone.core.errors import AdmitError
from admitone.core.inventory import TicketStatus
from admitone.core.money import to_major
from admitone.core.principal import ADMINS
from admitone.services import attractions, insights, summaries

ROWS_PER_PAGE: Final = 50


@get("/reports")
async def show_first(visit: OpenVisit) -> Response[Any]:
    """The first report that the visitor may see."""
    return visit.go("/reports/stock" if visit.principal.role in ADMINS else "/reports/low-stock")


@get("/reports/stock")
async def report_stock(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Tickets by state, and what was sold for, by attraction."""
    async with visit.reading(ADMINS) as (tx, principal):
        found = await summaries.summarise_inventory(tx, principal)
    if "csv" in request.query_params:
        header = ("attraction", "available", "reserved", "sold", "expired", "total", "currency", "revenue")
        return send_table("stock", header, (row for summary in found for row in _stock_rows(summary)))
    return visit.page("reports/stock.html", summaries=found, statuses=list(TicketStatus))


@get("/reports/low-stock")
async def report_low_stock(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """What runs low, and the thresholds that say so."""
    if "csv" in request.query_params:
        async with visit.reading() as (tx, principal):
            low = await insights.list_low_stock(tx, principal)
        rows = ((one.name, one.available, one.threshold) for one in low)
        return send_table("low-stock", ("attraction", "available", "threshold"), rows)
    return await _show_low_stock(visit)


@post("/reports/low-stock/{attraction_id:int}")
async def set_threshold(visit: OpenVisit, request: ConsoleRequest, attraction_id: FromPath[int]) -> Response[Any]:
    """Say below how many tickets an attraction runs low."""
    form = await request.form()
    try:
        threshold = read_form(form, ThresholdForm).threshold
        async with visit.writing(ADMINS) as (tx, principal):
            await insights.set_threshold(tx, principal, attraction_id, threshold)
    except AdmitError as error:
        visit.principal.require(ADMINS)
        return await _show_low_stock(visit, error, (attraction_id, str(form.get("threshold", ""))))
    return visit.go("/reports/low-stock", notice="threshold-saved")


@get("/reports/expiring")
async def report_expiring(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Free tickets whose last day comes soon."""
    search = read_form(request.query_params, ExpiringSearch)
    async with visit.reading() as (tx, principal):
        found = await summaries.count_expiring(tx, principal, search.within_days)
        names = {each.id: each.name for each in await attractions.list_attractions(tx, principal)}
    if "csv" in request.query_params:
        rows = ((one.last_day, names.get(one.attraction_id or 0), one.tickets) for one in found)
        return send_table("expiring", ("lastDay", "attraction", "tickets"), rows)
    by_day: Counter[date] = Counter()
    for one in found:
        by_day[one.last_day] += one.tickets
    first = today(visit.principal.time_zone)
    return visit.page(
        "reports/expiring.html",
        counts=found,
        by_day=dict(by_day),
        first=first,
        last=first + timedelta(days=search.within_days),
        search=search,
        attraction_names=names,
    )


@get("/reports/duplicates")
async def report_duplicates(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Serials and barcodes that several tickets have."""
    search = read_form(request.query_params, DuplicateSearch)
    if "csv" in request.query_params:
        async with visit.reading() as (tx, principal):
            found = await insights.list_duplicates(tx, principal)
        rows = ((one.field, one.value, one.tickets, one.first_ticket_id, one.last_ticket_id) for one in found)
        return send_table("duplicates", ("field", "value", "tickets", "firstTicketId", "lastTicketId"), rows)
    async with visit.reading() as (tx, principal):
        found = await insights.list_duplicates(tx, principal, after=search.after, limit=ROWS_PER_PAGE + 1)
    return visit.page(
        "reports/duplicates.html",
        duplicates=found[:ROWS_PER_PAGE],
        more=len(found) > ROWS_PER_PAGE,
        search=search,
    )


async def _show_low_stock(
    visit: Visit, error: AdmitError | None = None, typed: tuple[int, str] = (0, "")
) -> Response[Any]:
    async with visit.reading() as (tx, principal):
        low = await insights.list_low_stock(tx, principal)
        thresholds = await insights.list_thresholds(tx, principal)
        known = await attractions.list_attractions(tx, principal, active_only=True)
        available = {count.attraction_id: count.available for count in await summaries.count_stock(tx, principal)}
    low_ids = {one.attraction_id for one in low}
    ordered = sorted(known, key=lambda one: (one.id not in low_ids, available.get(one.id, 0), one.name.casefold()))
    return visit.page(
        "reports/low_stock.html",
        status=status_of(error) if error else 200,
        attractions=ordered,
        low_ids=low_ids,
        thresholds=thresholds,
        available=available,
        error=error,
        typed=typed,
    )


def _stock_rows(summary: summaries.AttractionSummary) -> list[tuple[Any, ...]]:
    stock = summary.stock
    counts = (summary.attraction.name, stock.available, stock.reserved, stock.sold, stock.expired, stock.total)
    revenue: list[tuple[Any, Any]] = [
        (one.currency, to_major(one.revenue_minor, one.currency)) for one in summary.revenue
    ]
    return [(*counts, *pair) for pair in revenue or [(None, None)]]


HANDLERS: list[ControllerRouterHandler] = [
    show_first,
    report_stock,
    report_low_stock,
    set_threshold,
    report_expiring,
    report_duplicates,
]
