"""Money that must go back."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.fields import read_form
from admitone.console.forms.sales import NoteForm, RefundSearch
from admitone.core.errors import AdmitError
from admitone.core.principal import ADMINS
from admitone.core.selling import RefundState
from admitone.services import carts, refunding
from admitone.services.settling import settle_cart

ROWS_PER_PAGE: Final = 50


@get("/refunds")
async def list_refunds(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Refunds in one state; first those that wait for a person."""
    return await _show(visit, read_form(request.query_params, RefundSearch))


@post("/refunds/{refund_id:int}/execute")
async def execute_refund(visit: OpenVisit, refund_id: FromPath[int]) -> Response[Any]:
    """Have the gateway give the money back."""
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            refund = await refunding.execute_refund(tx, principal, refund_id)
            owner = (await carts.find_carts(tx, principal, [refund.cart_id]))[refund.cart_id]
    except AdmitError as error:
        return await _show(visit, RefundSearch(), error, refund_id)
    await settle_cart(visit.product.settle_world, visit.principal, owner.reference)
    return visit.go("/refunds", notice="refund-ordered")


@post("/refunds/{refund_id:int}/dismiss")
async def dismiss_refund(visit: OpenVisit, request: ConsoleRequest, refund_id: FromPath[int]) -> Response[Any]:
    """Close a refund that was settled another way."""
    form = await request.form()
    try:
        note = read_form(form, NoteForm).note
        async with visit.writing(ADMINS) as (tx, principal):
            await refunding.dismiss_refund(tx, principal, refund_id, note)
    except AdmitError as error:
        return await _show(visit, RefundSearch(), error, refund_id)
    return visit.go("/refunds", notice="refund-dismissed")


async def _show(
    visit: Visit, search: RefundSearch, error: AdmitError | None = None, refused_id: int | None = None
) -> Response[Any]:
    async with visit.reading(ADMINS) as (tx, principal):
        found = await refunding.list_refunds(
            tx,
            principal,
            search.state,
            paid_late=search.paid_late,
            before_id=search.before,
            limit=ROWS_PER_PAGE + 1,
        )
        count = await refunding.count_refunds(tx, principal, search.state)
        owners = await carts.find_carts(tx, principal, sorted({refund.cart_id for refund in found}))
    rows = found[:ROWS_PER_PAGE]
    return visit.page(
        "refunds/list.html",
        status=status_of(error) if error else 200,
        refunds=rows,
        total=count.paid_late if search.paid_late else count.total,
        before=rows[-1].id if len(found) > ROWS_PER_PAGE else None,
        carts=owners,
        search=search,
        states=list(RefundState),
        error=error,
        refused_id=refused_id,
    )


HANDLERS: list[ControllerRouterHandler] = [list_refunds, execute_refund, dismiss_refund]
