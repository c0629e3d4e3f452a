"""Sales: search, and one cart with everything that happened to it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any, Final

from litestar import Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler
from msgspec import structs

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.forms.fields import read_form
from admitone.console.forms.sales import CartSearch
from admitone.console.messages import invite_to_pay
from admitone.console.timeline import list_events
from admitone.core.selling import SaleStatus
from admitone.presentation.links import cart_path
from admitone.services import attractions, cart_history, carts, payable
from admitone.services.cart_view import CartView
from admitone.services.event_tickets import name_sectors
from admitone.services.merging import merge_tickets
from admitone.services.payable import Payable

ROWS_PER_PAGE: Final = 50
COUNT_MAX: Final = 10_000


@get("/sales")
async def list_sales(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Carts, newest first."""
    search = read_form(request.query_params, CartSearch)
    async with visit.reading() as (tx, principal):
        wanted = search.filter_for(principal)
        found = await carts.search_carts(tx, principal, wanted, ROWS_PER_PAGE + 1)
        total = await carts.count_carts(tx, principal, replace(wanted, before_id=None), at_most=COUNT_MAX + 1)
    rows = found[:ROWS_PER_PAGE]
    values: dict[str, Any] = {
        "carts": rows,
        "search": search,
        "kept": {name: value for name, value in structs.asdict(search).items() if name != "before"},
        "before": rows[-1].id if len(found) > ROWS_PER_PAGE else None,
        "statuses": list(SaleStatus),
        "total": total,
        "count_max": COUNT_MAX,
    }
    return visit.page("sales/_table.html" if visit.is_fragment else "sales/list.html", **values)


@get("/sales/{reference:str}")
async def show_cart(visit: OpenVisit, reference: FromPath[str]) -> Response[Any]:
    """One cart."""
    return visit.page("sales/read.html", **await read_cart_page(visit, reference), error=None)


@get("/sales/{reference:str}/live")
async def show_live_cart(visit: OpenVisit, request: ConsoleRequest, reference: FromPath[str]) -> Response[Any]:
    """The cart again when it is no longer as the page has it, which asks every few seconds."""
    async with visit.reading() as (tx, principal):
        view = await carts.read_cart(tx, principal, reference)
        state = state_of(view, await payable.read_payable(tx, view.cart))
    if request.query_params.get("seen") == state:
        return Response(None, status_code=204)
    return visit.page("sales/_cart.html", **await read_cart_page(visit, reference), error=None)


@get("/sales/{reference:str}/tickets.pdf")
async def send_merged(visit: OpenVisit, reference: FromPath[str]) -> Response[bytes]:
    """All tickets of a sold cart in one file."""
    file = await merge_tickets(visit.product.page_world, visit.principal, reference)
    headers = {"Content-Disposition": f'attachment; filename="{file.file_name}"'}
    return Response(file.content, media_type="application/pdf", headers=headers)


async def read_cart_page(visit: Visit, reference: str) -> dict[str, Any]:
    """What the page of a cart shows."""
    async with visit.reading() as (tx, principal):
        view = await carts.read_cart(tx, principal, reference)
        to_pay = await payable.read_payable(tx, view.cart)
        history = await cart_history.read_history(tx, principal, view.cart)
        names = {each.id: each.name for each in await attractions.list_attractions(tx, principal)}
        sector_names = await name_sectors(tx, view.tickets)
    url = to_pay.url
    code = (await visit.product.pdf.draw_codes([url]))[0] if url else None
    return {
        "view": view,
        "cart": view.cart,
        "payable": to_pay,
        "invitation": invite_to_pay(view.cart, url) if url else None,
        "code": code,
        "events": list_events(history),
        "has_failed": any(effect.state == "FAILED" for effect in history.effects),
        "has_mixed_days": len({(one.attraction_id, one.ticket_date) for one in view.tickets})
        > len({one.attraction_id for one in view.tickets}),
        "refunds": history.refunds,
        "attraction_names": names,
        "sector_names": sector_names,
        "public_url": visit.product.config.base_url + cart_path(view.cart),
        "terms": visit.product.terms,
        "state": state_of(view, to_pay),
        "is_live": view.cart.status is SaleStatus.PENDING_PAYMENT or bool(view.pending),
    }


def state_of(view: CartView, to_pay: Payable) -> str:
    """What the page shows of a cart that can change by itself, as a short text to compare."""
    told = (
        view.cart.status,
        view.cart.payment_status,
        view.cart.updated_at,
        view.pending,
        to_pay,
        [(sale.status, sale.refunded_at) for sale in view.sales],
        view.hold and view.hold.resolution,
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


HANDLERS: list[ControllerRouterHandler] = [list_sales, show_cart, show_live_cart, send_merged]
