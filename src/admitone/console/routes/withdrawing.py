"""Tickets out of sale, and back: choose, say why, do, undo."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.extending import Selected
from admitone.console.forms.fields import read_form, read_whole_form
from admitone.console.forms.withdrawing import PuttingBack, Withdrawal
from admitone.core.errors import AdmitError
from admitone.core.inventory import TicketStatus
from admitone.core.principal import ADMINS
from admitone.services import tickets, withdrawing
from admitone.services.tickets import TICKETS_PER_CALL_MAX


@get("/tickets/withdraw")
async def ask_withdrawal(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Which tickets are meant, and why."""
    visit.principal.require(ADMINS)
    try:
        selected = Selected(request.query_params)
    except AdmitError as error:
        return visit.page("tickets/refused.html", status=status_of(error), error=error, find="")
    return await _ask(visit, selected, {})


@post("/tickets/withdraw")
async def withdraw_tickets(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Take all of them out, or none."""
    form = await request.form()
    visit.principal.require(ADMINS)
    selected = Selected(form)
    try:
        wanted = read_whole_form(form, Withdrawal)
        async with visit.writing(ADMINS) as (tx, principal):
            ids = await withdrawing.withdraw_selection(
                tx, principal, selected.filter_for(principal), wanted.expected, wanted.reason
            )
    except AdmitError as error:
        return await _ask(visit, selected, dict(form), error)
    return visit.page("tickets/withdrawn.html", ids=ids, back=selected.back)


@post("/tickets/put-back")
async def put_back_tickets(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Put them back on sale."""
    ids = read_form(await request.form(), PuttingBack).ids
    async with visit.writing(ADMINS) as (tx, principal):
        await withdrawing.put_back_tickets(tx, principal, ids)
    return visit.go("/tickets" if len(ids) > 1 else f"/tickets/{ids[0]}", notice="tickets-put-back")


async def _ask(
    visit: Visit, selected: Selected, values: dict[str, Any], error: AdmitError | None = None
) -> Response[Any]:
    async with visit.reading(ADMINS) as (tx, principal):
        wanted = selected.filter_for(principal)
        found = await tickets.search_tickets(tx, principal, wanted, limit=TICKETS_PER_CALL_MAX)
    free = sum(ticket.status is TicketStatus.AVAILABLE for ticket in found)
    return visit.page(
        "tickets/withdraw.html",
        status=status_of(error) if error else 200,
        found=len(found),
        others=len(found) - free,
        kept=selected.kept,
        back=f"/tickets/{selected.ids[0]}" if len(selected.ids) == 1 else selected.back,
        values=values,
        error=error,
    )


HANDLERS: list[ControllerRouterHandler] = [ask_withdrawal, withdraw_tickets, put_back_tickets]
