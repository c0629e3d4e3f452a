"""What can be done with a cart. Each dangerous step asks first, with its consequence in words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.fields import read_form
from admitone.console.forms.sales import AddressForm, CancelForm, refund_wish
from admitone.console.routes.sales import read_cart_page
from admitone.core.errors import AdmitError
from admitone.core.principal import ADMINS, STAFF, Principal, Role
from admitone.services import delivery, paying, refunding, resolving
from admitone.services.settling import settle_cart
from admitone.store.database import Tx

Decision = Callable[[Tx, Principal], Awaitable[object]]


@post("/sales/{reference:str}/link")
async def renew_link(visit: OpenVisit, reference: FromPath[str]) -> Response[Any]:
    """A new payment page; the ones before are still honoured, once."""

    async def decide(tx: Tx, principal: Principal) -> object:
        return await paying.regenerate_link(tx, principal, visit.product.terms, reference)

    return await _act(visit, reference, decide, notice="link-renewed")


@post("/sales/{reference:str}/mail")
async def mail_tickets(visit: OpenVisit, reference: FromPath[str]) -> Response[Any]:
    """Send the customer the links to the tickets once more."""
    origins = visit.product.link_origins

    async def decide(tx: Tx, principal: Principal) -> object:
        return await delivery.email_tickets(tx, principal, origins, reference, origins[0])

    return await _act(visit, reference, decide, notice="tickets-mailed")


@get("/sales/{reference:str}/mail-elsewhere")
async def ask_mail_elsewhere(visit: OpenVisit, reference: FromPath[str]) -> Response[Any]:
    """Ask for the address, and say what it means."""
    return await _ask(visit, reference, "sales/mail.html")


@post("/sales/{reference:str}/mail-elsewhere")
async def mail_elsewhere(visit: OpenVisit, request: ConsoleRequest, reference: FromPath[str]) -> Response[Any]:
    """Send the links to another address than the customer's."""
    form = await request.form()
    origins = visit.product.link_origins

    async def decide(tx: Tx, principal: Principal) -> object:
        to = read_form(form, AddressForm).to
        return await delivery.email_tickets(tx, principal, origins, reference, origins[0], to)

    return await _act(
        visit, reference, decide, roles=ADMINS, notice="tickets-mailed", question="sales/mail.html", values=form
    )


@get("/sales/{reference:str}/confirm")
async def ask_confirm(visit: OpenVisit, reference: FromPath[str]) -> Response[Any]:
    """Ask whether the money is really there."""
    return await _ask(visit, reference, "sales/confirm.html")


@post("/sales/{reference:str}/confirm")
async def confirm_payment(visit: OpenVisit, reference: FromPath[str]) -> Response[Any]:
    """Sell the tickets: the money came another way."""

    async def decide(tx: Tx, principal: Principal) -> object:
        return await resolving.confirm_payment(tx, principal, visit.product.terms, reference)

    return await _act(visit, reference, decide, roles=ADMINS, notice="payment-confirmed", question="sales/confirm.html")


@get("/sales/{reference:str}/cancel")
async def ask_cancel(visit: OpenVisit, reference: FromPath[str]) -> Response[Any]:
    """Ask, and for the reason."""
    return await _ask(visit, reference, "sales/cancel.html")


@post("/sales/{reference:str}/cancel")
async def cancel_cart(visit: OpenVisit, request: ConsoleRequest, reference: FromPath[str]) -> Response[Any]:
    """Give the tickets back to the stock."""
    form = await request.form()

    async def decide(tx: Tx, principal: Principal) -> object:
        reason = read_form(form, CancelForm).reason
        return await resolving.cancel_cart(tx, principal, visit.product.terms, reference, reason)

    return await _act(
        visit, reference, decide, roles=ADMINS, notice="cart-cancelled", question="sales/cancel.html", values=form
    )


@get("/sales/{reference:str}/refund")
async def ask_refund(visit: OpenVisit, reference: FromPath[str]) -> Response[Any]:
    """Ask which tickets come back, and what becomes of them."""
    return await _ask(visit, reference, "sales/refund.html")


@post("/sales/{reference:str}/refund")
async def refund_sale(visit: OpenVisit, request: ConsoleRequest, reference: FromPath[str]) -> Response[Any]:
    """Take tickets back and give the money back."""
    form = await request.form()

    async def decide(tx: Tx, principal: Principal) -> object:
        return await refunding.refund_sale(tx, principal, visit.product.ledger, refund_wish(reference, form))

    return await _act(
        visit, reference, decide, roles=ADMINS, notice="sale-refunded", question="sales/refund.html", values=form
    )


async def _act(
    visit: Visit,
    reference: str,
    decide: Decision,
    *,
    notice: str,
    roles: frozenset[Role] = STAFF,
    question: str | None = None,
    values: Any = None,
) -> Response[Any]:
    """Decide, set going what follows, and show the cart; a refusal is shown with the question that led to it."""
    try:
        async with visit.writing(roles) as (tx, principal):
            await decide(tx, principal)
    except AdmitError as error:
        page = await read_cart_page(visit, reference)
        template = question or "sales/read.html"
        return visit.page(template, status=status_of(error), **page, error=error, values=values or {})
    await settle_cart(visit.product.settle_world, visit.principal, reference)
    return visit.go(f"/sales/{reference}", notice=notice)


async def _ask(visit: Visit, reference: str, template: str) -> Response[Any]:
    visit.principal.require(ADMINS)
    return visit.page(template, **await read_cart_page(visit, reference), error=None, values={})


HANDLERS: list[ControllerRouterHandler] = [
    renew_link,
    mail_tickets,
    ask_mail_elsewhere,
    mail_elsewhere,
    ask_confirm,
    confirm_payment,
    ask_cancel,
    cancel_cart,
    ask_refund,
    refund_sale,
]
