"""Reports, each as a page and, with `?csv`, as a table for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit
from admitone.console.forms.days import period
from admitone.console.forms.fields import read_form
from admitone.console.forms.reports import ExpiringSearch, MarginSearch, SalesSearch, ThresholdForm
from admitone.core.money import to_major
from admitone.core.principal import ADMINS, Principal
from admitone.core.selling import SaleStatus
from admitone.core.spreadsheets import write_table
from admitone.services import attractions, batches, campaigns, carts, insights, summaries
from admitone.services.insights import MarginBy
from admitone.store.database import Tx
from admitone.store.sales import SaleFilter

SALES_SHOWN_MAX: Final = 200
BYTE_ORDER_MARK: Final = "\ufeff"


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
        return _csv("stock", header, (row for summary in found for row in _stock_rows(summary)))
    return visit.page("reports/stock.html", summaries=found)


@get("/reports/margin")
async def report_margin(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """What sold tickets cost, brought in and left."""
    search = read_form(request.query_params, MarginSearch)
    async with visit.reading(ADMINS) as (tx, principal):
        begins, ends = period(search.date_from, search.date_to, principal.time_zone)
        found = await insights.report_margin(tx, principal, search.group_by, begins, ends)
        names = await _group_names(tx, principal, search.group_by)
    if "csv" in request.query_params:
        header = (search.group_by.value, "name", "currency", "tickets", "sold", "bought", "margin")
        rows = (
            (
                margin.key,
                names.get(margin.key or ""),
                margin.currency,
                margin.tickets,
                *(
                    _major(amount, margin.currency)
                    for amount in (margin.sold_minor, margin.bought_minor, margin.margin_minor)
                ),
            )
            for margin in found
        )
        return _csv("margin", header, rows)
    return visit.page("reports/margin.html", margins=found, search=search, names=names, groupings=list(MarginBy))


@get("/reports/low-stock")
async def report_low_stock(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """What runs low, and the thresholds that say so."""
    async with visit.reading() as (tx, principal):
        low = await insights.list_low_stock(tx, principal)
        thresholds = await insights.list_thresholds(tx, principal)
        known = await attractions.list_attractions(tx, principal, active_only=True)
        available = {count.attraction_id: count.available for count in await summaries.count_stock(tx, principal)}
    if "csv" in request.query_params:
        rows = ((one.name, one.available, one.threshold) for one in low)
        return _csv("low-stock", ("attraction", "available", "threshold"), rows)
    low_ids = {one.attraction_id for one in low}
    ordered = sorted(known, key=lambda one: (one.id not in low_ids, available.get(one.id, 0), one.name.casefold()))
    return visit.page(
        "reports/low_stock.html", attractions=ordered, low_ids=low_ids, thresholds=thresholds, available=available
    )


@post("/reports/low-stock/{attraction_id:int}")
async def set_threshold(visit: OpenVisit, request: ConsoleRequest, attraction_id: FromPath[int]) -> Response[Any]:
    """Say below how many tickets an attraction runs low."""
    form = await request.form()
    threshold = read_form(form, ThresholdForm).threshold
    async with visit.writing(ADMINS) as (tx, principal):
        await insights.set_threshold(tx, principal, attraction_id, threshold)
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
        return _csv("expiring", ("lastDay", "attraction", "tickets"), rows)
    return visit.page("reports/expiring.html", counts=found, search=search, attraction_names=names)


@get("/reports/duplicates")
async def report_duplicates(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Serials and barcodes that several tickets have."""
    async with visit.reading() as (tx, principal):
        found = await insights.list_duplicates(tx, principal)
    if "csv" in request.query_params:
        rows = ((one.field, one.value, one.tickets, one.first_ticket_id, one.last_ticket_id) for one in found)
        return _csv("duplicates", ("field", "value", "tickets", "firstTicketId", "lastTicketId"), rows)
    return visit.page("reports/duplicates.html", duplicates=found)


@get("/reports/sales")
async def report_sales(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Sold tickets one by one."""
    search = read_form(request.query_params, SalesSearch)
    as_csv = "csv" in request.query_params
    async with visit.reading() as (tx, principal):
        begins, ends = period(search.date_from, search.date_to, principal.time_zone)
        wanted = SaleFilter(
            status=search.status,
            attraction_id=search.attraction_id,
            agent_user_id=search.agent_user_id,
            created_from=begins,
            created_to=ends,
            limit=carts.SALES_MAX if as_csv else SALES_SHOWN_MAX + 1,
        )
        found, links = await carts.list_sales(tx, principal, wanted)
        known = await attractions.list_attractions(tx, principal)
    if as_csv:
        header = (
            "saleDate",
            "cartReference",
            "ticketId",
            "customer",
            "status",
            "price",
            "currency",
            "agent",
            "payment",
        )
        rows = (
            (
                sale.created_at.isoformat(timespec="seconds"),
                sale.cart_reference,
                sale.ticket_id,
                sale.customer_name,
                str(sale.status),
                _major(sale.price_minor, sale.currency),
                sale.currency,
                sale.agent_user_id,
                links[sale.cart_id].transaction_ref if sale.cart_id in links else None,
            )
            for sale in found
        )
        return _csv("sales", header, rows)
    return visit.page(
        "reports/sales.html",
        sales=found[:SALES_SHOWN_MAX],
        more=len(found) > SALES_SHOWN_MAX,
        search=search,
        attractions=known,
        statuses=list(SaleStatus),
    )


async def _group_names(tx: Tx, principal: Principal, by: MarginBy) -> dict[str, str]:
    """What the keys of a grouping are called."""
    if by is MarginBy.ATTRACTION:
        return {str(each.id): each.name for each in await attractions.list_attractions(tx, principal)}
    if by is MarginBy.CAMPAIGN:
        return {str(each.id): each.name for each in await campaigns.list_campaigns(tx, principal)}
    if by is MarginBy.BATCH:
        return {str(each.id): each.file_name for each in await batches.list_batches(tx, principal)}
    return {}


def _stock_rows(summary: summaries.AttractionSummary) -> list[tuple[Any, ...]]:
    stock = summary.stock
    counts = (summary.attraction.name, stock.available, stock.reserved, stock.sold, stock.expired, stock.total)
    revenue: list[tuple[Any, Any]] = [
        (one.currency, to_major(one.revenue_minor, one.currency)) for one in summary.revenue
    ]
    return [(*counts, *pair) for pair in revenue or [(None, None)]]


def _major(minor: int | None, currency: str | None) -> Any:
    return None if minor is None or currency is None else to_major(minor, currency)


def _csv(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response[Any]:
    """The mark in front lets spreadsheets read UTF-8."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(BYTE_ORDER_MARK + write_table(header, rows), media_type="text/csv; charset=utf-8", headers=headers)


HANDLERS: list[ControllerRouterHandler] = [
    show_first,
    report_stock,
    report_margin,
    report_low_stock,
    set_threshold,
    report_expiring,
    report_duplicates,
    report_sales,
]
