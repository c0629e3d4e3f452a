"""Taking back a ticket that was issued without a cart; it asks first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.event_tickets import RevokeForm
from admitone.console.forms.fields import read_form
from admitone.core.errors import AdmitError, NotFound
from admitone.core.principal import ADMINS
from admitone.services import events, tickets
from admitone.services.revoking import revoke_owner_tickets

_EMPTY: Final[Mapping[str, Any]] = {}


@get("/events/{event_id:int}/tickets/{ticket_id:int}/revoke")
async def ask_revoke(visit: OpenVisit, event_id: FromPath[int], ticket_id: FromPath[int]) -> Response[Any]:
    """What taking it back means, before it is done."""
    return await _ask(visit, event_id, ticket_id)


@post("/events/{event_id:int}/tickets/{ticket_id:int}/revoke")
async def revoke_ticket(
    visit: OpenVisit, request: ConsoleRequest, event_id: FromPath[int], ticket_id: FromPath[int]
) -> Response[Any]:
    """Make the ticket void."""
    form = await request.form()
    try:
        reason = read_form(form, RevokeForm).reason
        async with visit.writing(ADMINS) as (tx, principal):
            await revoke_owner_tickets(tx, principal, visit.product.terms.ledger, [ticket_id], reason)
    except AdmitError as error:
        return await _ask(visit, event_id, ticket_id, values=form, error=error)
    return visit.go(f"/events/{event_id}/tickets", notice="ticket-revoked")


async def _ask(
    visit: Visit, event_id: int, ticket_id: int, values: Mapping[str, Any] = _EMPTY, error: AdmitError | None = None
) -> Response[Any]:
    async with visit.reading(ADMINS) as (tx, principal):
        event = await events.read_event(tx, principal, event_id)
        ticket = await tickets.read_ticket(tx, principal, ticket_id)
    if ticket.event_id != event.id:
        raise NotFound(f"{event.name} has no ticket {ticket_id}")
    status = status_of(error) if error else 200
    return visit.page("events/revoke.html", status=status, event=event, ticket=ticket, values=values, error=error)


HANDLERS: list[ControllerRouterHandler] = [ask_revoke, revoke_ticket]
