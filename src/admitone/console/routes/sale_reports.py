"""Reports on what was sold: sale by sale, and margins. Each is a page and, with `?csv`, a table for spreadsheets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit
from admitone.console.forms.days import period
from admitone.console.forms.fields import read_form
from admitone.console.forms.reports import MarginSearch, SalesSearch
from admitone.console.tables import major, send_table
from admitone.core.clock import today
from admitone.core.principal import ADMINS, Principal
from admitone.services import attractions, batches, campaigns, carts, insights, trends
from admitone.services.insights import Margin, MarginBy
from admitone.services.trends import SOLD, Trend
from admitone.store.database import Tx
from admitone.store.sales import SaleFilter, SaleLink, SaleRow

ROWS_PER_PAGE: Final = 50
_SALE_HEADER: Final = (
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


@get("/reports/sales")
async def report_sales(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Sold tickets one by one, what they come to, and when they were sold."""
    search = read_form(request.query_params, SalesSearch)
    as_csv = "csv" in request.query_params
    if not as_csv:
        search = search.of_recent_days(visit.principal)
    async with visit.reading() as (tx, principal):
        wanted = _sales_wanted(search, principal)
        if as_csv:
            found, links = await carts.list_sales(tx, principal, replace(wanted, limit=carts.SALES_MAX))
            return send_table("sales", _SALE_HEADER, (_sale_row(sale, links.get(sale.cart_id)) for sale in found))
        page = replace(wanted, before_id=search.before, limit=ROWS_PER_PAGE + 1)
        found, _links = await carts.list_sales(tx, principal, page)
        sums = await carts.sum_sales(tx, principal, wanted)
        sold = await _draw_sales(tx, principal, wanted, search)
        known = await attractions.list_attractions(tx, principal)
    rows = found[:ROWS_PER_PAGE]
    return visit.page(
        "reports/sales.html",
        sales=rows,
        before=rows[-1].id if len(found) > ROWS_PER_PAGE else None,
        sums=sums,
        trends=sold,
        search=search,
        attractions=known,
    )


@get("/reports/margin")
async def report_margin(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """What sold tickets cost, brought in and left."""
    search = read_form(request.query_params, MarginSearch)
    as_csv = "csv" in request.query_params
    if not as_csv:
        search = search.of_recent_days(visit.principal)
    async with visit.reading(ADMINS) as (tx, principal):
        begins, ends = period(search.date_from, search.date_to, principal.time_zone)
        found = await insights.report_margin(tx, principal, search.group_by, begins, ends)
        names = await _group_names(tx, principal, search.group_by, found)
    found = [one for one in found if search.currency in {None, one.currency}]
    if as_csv:
        header = (search.group_by.value, "name", "currency", "tickets", "sold", "bought", "margin")
        return send_table("margin", header, (_margin_row(one, names) for one in found))
    return visit.page(
        "reports/margin.html",
        margins=found,
        sums=_sum_margins(found),
        search=search,
        names=names,
        groupings=list(MarginBy),
    )


async def _draw_sales(tx: Tx, principal: Principal, wanted: SaleFilter, search: SalesSearch) -> list[Trend]:
    """Sold tickets over time; what was cancelled or waits for its payment came to nothing yet."""
    if search.status in {"CANCELLED", "PENDING_PAYMENT"}:
        return []
    if search.status is None:
        wanted = replace(wanted, statuses=SOLD)
    day = today(principal.time_zone)
    first, last = search.date_from, min(search.date_to or day, day)
    return await trends.read_sales(tx, principal, wanted, first, last) if first and first <= last else []


def _sales_wanted(search: SalesSearch, principal: Principal) -> SaleFilter:
    begins, ends = period(search.date_from, search.date_to, principal.time_zone)
    return SaleFilter(
        statuses=SOLD if search.status == "SOLD" else (),
        status=search.single_status,
        attraction_id=search.attraction_id,
        agent_user_id=search.agent_user_id,
        currency=search.currency,
        created_from=begins,
        created_to=ends,
    )


def _sale_row(sale: SaleRow, link: SaleLink | None) -> tuple[Any, ...]:
    return (
        sale.created_at.isoformat(timespec="seconds"),
        sale.cart_reference,
        sale.ticket_id,
        sale.customer_name,
        str(sale.status),
        major(sale.price_minor, sale.currency),
        sale.currency,
        sale.agent_user_id,
        link.transaction_ref if link else None,
    )


def _margin_row(margin: Margin, names: dict[str, str]) -> tuple[Any, ...]:
    amounts = (margin.sold_minor, margin.bought_minor, margin.margin_minor)
    return (
        margin.key,
        names.get(margin.key or ""),
        margin.currency,
        margin.tickets,
        *(major(amount, margin.currency) for amount in amounts),
    )


def _sum_margins(margins: Sequence[Margin]) -> list[Margin]:
    """One line per currency; what was bought is told only when it is known of every group."""
    by_currency: defaultdict[str, list[Margin]] = defaultdict(list)
    for one in margins:
        by_currency[one.currency].append(one)
    sums = []
    for currency, group in sorted(by_currency.items()):
        known = [one.bought_minor for one in group if one.bought_minor is not None]
        sums.append(
            Margin(
                key=None,
                currency=currency,
                tickets=sum(one.tickets for one in group),
                sold_minor=sum(one.sold_minor for one in group),
                bought_minor=sum(known) if len(known) == len(group) else None,
            )
        )
    return sums


async def _group_names(tx: Tx, principal: Principal, by: MarginBy, found: Sequence[Margin]) -> dict[str, str]:
    """What the keys of a grouping are called."""
    if by is MarginBy.ATTRACTION:
        return {str(each.id): each.name for each in await attractions.list_attractions(tx, principal)}
    if by is MarginBy.CAMPAIGN:
        return {str(each.id): each.name for each in await campaigns.list_campaigns(tx, principal)}
    if by is MarginBy.BATCH:
        ids = sorted({int(one.key) for one in found if one.key is not None})
        return {str(batch_id): name for batch_id, name in (await batches.list_file_names(tx, principal, ids)).items()}
    return {}


HANDLERS: list[ControllerRouterHandler] = [report_sales, report_margin]
