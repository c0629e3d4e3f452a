"""Transfers of tickets: what partners asked for, what owners said, and completing it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler
from msgspec import Meta, Struct

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.fields import Line, read_form, read_whole_form
from admitone.core.clock import utc_now
from admitone.core.errors import AdmitError
from admitone.core.principal import ADMINS
from admitone.core.transfers import ApprovalState
from admitone.services import tickets, transfer_approvals
from admitone.services.repeating import repeat_undone
from admitone.services.transfer_completing import NewOwner, complete_transfer
from admitone.services.transfer_tickets import read_transfer, transfer_by_hand

_EMPTY: Final[Mapping[str, Any]] = {}


class TransferSearch(Struct):
    """Which approvals."""

    state: Literal["all", "approved", "rejected", "completed", "withdrawn", "ended"] = "all"
    page: Annotated[int, Meta(ge=1, le=10**9)] = 1


class HandForm(Struct, kw_only=True):
    """Who gets a ticket, and why."""

    email: Line
    name: Line | None = None
    reason: Line


@get("/transfers")
async def list_transfers(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """One page of approvals, newest first."""
    search = read_form(request.query_params, TransferSearch)
    state = None if search.state == "all" else ApprovalState(search.state.upper())
    async with visit.reading(ADMINS) as (tx, principal):
        found, page, total = await transfer_approvals.page_approvals(tx, principal, state, search.page)
    last = max(1, -(-total // transfer_approvals.PAGE_SIZE))
    return visit.page("transfers/list.html", found=found, state=search.state, page=page, last=last, total=total)


@get("/transfers/{uid:str}")
async def show_transfer(visit: OpenVisit, uid: FromPath[str]) -> Response[Any]:
    """One approval with its tickets, its history, and what can be done."""
    return await _show(visit, uid)


@get("/transfers/{uid:str}/withdraw")
async def ask_withdrawal(visit: OpenVisit, uid: FromPath[str]) -> Response[Any]:
    """What taking it back means."""
    async with visit.reading(ADMINS) as (tx, principal):
        found = await transfer_approvals.read_approval(tx, principal, uid)
    return visit.page("transfers/withdraw.html", approval=found.approval, error=None)


@post("/transfers/{uid:str}/withdraw")
async def withdraw(visit: OpenVisit, uid: FromPath[str]) -> Response[Any]:
    """Take it back."""
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await transfer_approvals.withdraw_approval(tx, principal, uid)
    except AdmitError as error:
        return await _show(visit, uid, error=error)
    return visit.go(f"/transfers/{uid}", notice="transfer-withdrawn")


@post("/transfers/{uid:str}/complete")
async def complete(visit: OpenVisit, request: ConsoleRequest, uid: FromPath[str]) -> Response[Any]:
    """Give its tickets to their new holders."""
    form = await request.form()
    principal = visit.principal
    principal.require(ADMINS)
    names = [name.removeprefix("email-") for name in form if name.startswith("email-")]
    owners = [NewOwner(name, _text(form, f"email-{name}"), _text(form, f"name-{name}") or None) for name in names]
    product = visit.product
    try:
        await repeat_undone(product.database, lambda tx: complete_transfer(tx, principal, product.ledger, uid, owners))
    except AdmitError as error:
        return await _show(visit, uid, values=dict(form), error=error)
    return visit.go(f"/transfers/{uid}", notice="transfer-completed")


@get("/tickets/{ticket_id:int}/transfer")
async def ask_by_hand(visit: OpenVisit, ticket_id: FromPath[int]) -> Response[Any]:
    """Who is to get a ticket."""
    return await _ask(visit, ticket_id)


@post("/tickets/{ticket_id:int}/transfer")
async def by_hand(visit: OpenVisit, request: ConsoleRequest, ticket_id: FromPath[int]) -> Response[Any]:
    """Give a ticket to somebody else, without asking its owner by mail."""
    form = await request.form()
    principal, product = visit.principal, visit.product
    principal.require(ADMINS)
    try:
        wanted = read_whole_form(form, HandForm)
        await repeat_undone(
            product.database,
            lambda tx: transfer_by_hand(
                tx, principal, product.ledger, ticket_id, to=(wanted.email, wanted.name), reason=wanted.reason
            ),
        )
    except AdmitError as error:
        return await _ask(visit, ticket_id, values=dict(form), error=error)
    return visit.go(f"/tickets/{ticket_id}", notice="ticket-transferred")


async def _show(
    visit: Visit, uid: str, values: Mapping[str, Any] = _EMPTY, error: AdmitError | None = None
) -> Response[Any]:
    async with visit.reading(ADMINS) as (tx, principal):
        found = await read_transfer(tx, principal, uid)
    return visit.page(
        "transfers/read.html",
        status=status_of(error) if error else 200,
        found=found,
        approval=found.approval,
        now=utc_now(),
        values=values,
        error=error,
    )


async def _ask(
    visit: Visit, ticket_id: int, values: Mapping[str, Any] = _EMPTY, error: AdmitError | None = None
) -> Response[Any]:
    async with visit.reading(ADMINS) as (tx, principal):
        ticket = await tickets.read_ticket(tx, principal, ticket_id)
    status = status_of(error) if error else 200
    return visit.page("tickets/transfer.html", status=status, ticket=ticket, values=values, error=error)


def _text(form: Mapping[str, Any], name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


HANDLERS: list[ControllerRouterHandler] = [
    list_transfers,
    show_transfer,
    ask_withdrawal,
    withdraw,
    complete,
    ask_by_hand,
    by_hand,
]
