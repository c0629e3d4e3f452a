"""Tickets: find, read, correct, extend."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.ticket_search import ROWS_PER_PAGE, TicketSearch, place_after, read_place, read_search
from admitone.console.forms.tickets import extension_day, of_one_ticket, ticket_correction, ticket_values
from admitone.console.messages import mail_to_holder
from admitone.core.clock import today
from admitone.core.errors import AdmitError
from admitone.core.inventory import Ticket
from admitone.core.principal import ADMINS, Principal
from admitone.presentation.links import ticket_path
from admitone.services import attractions, audit, batches, campaigns, corrections, locations, tickets
from admitone.services.event_tickets import EventTicket, describe_ticket
from admitone.services.transfer_tickets import find_transfers
from admitone.store.audit import AuditFilter
from admitone.store.database import Tx
from admitone.store.ticket_filter import TicketFilter

COUNT_MAX = 10_000
HISTORY_MAX = 50


@get("/tickets")
async def search_tickets(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """One page of the tickets that the filters in the address ask for."""
    try:
        search, trail = read_search(request.query_params)
        async with visit.reading() as (tx, principal):
            grid = await read_grid(tx, principal, search, trail)
            choices = {} if visit.is_fragment else await _read_choices(tx, principal)
    except AdmitError as error:
        return visit.page("tickets/refused.html", status=status_of(error), error=error, find="")
    if not visit.is_fragment:
        return visit.page("tickets/list.html", find=search.text or "", **choices, **grid)
    response = visit.page("tickets/_grid.html", **grid)
    # On the page of a batch the grid turns its pages in place.
    own = urlsplit(request.headers.get("hx-current-url", "")).path == "/tickets"
    response.headers["HX-Push-Url"] = search.address(trail=trail) if own else "false"
    return response


async def read_grid(
    tx: Tx, principal: Principal, search: TicketSearch, trail: tuple[str, ...], path: str = "/tickets"
) -> dict[str, Any]:
    """What the grid template needs: never more rows than one page has."""
    wanted = search.filter_for(principal)
    after = read_place(trail[-1], search) if trail else None
    found = await tickets.search_tickets(
        tx,
        principal,
        wanted,
        limit=ROWS_PER_PAGE + 1,
        sort=search.column,
        descending=search.descending,
        after=after,
    )
    rows = found[:ROWS_PER_PAGE]
    more = len(found) > ROWS_PER_PAGE
    names = {each.id: each.name for each in await attractions.list_attractions(tx, principal)}
    exact = await tickets.count_exactly(tx, principal, wanted)
    return {
        "search": search,
        "grid_path": path,
        "trail": trail,
        "tickets": rows,
        "first_row": len(trail) * ROWS_PER_PAGE + 1,
        "next_trail": (*trail, place_after(rows[-1], search)) if more else None,
        "total": await _count(tx, principal, wanted) if exact is None else exact,
        "count_max": COUNT_MAX if exact is None else max(exact, COUNT_MAX),
        "attraction_names": names,
        "today": today(principal.time_zone),
    }


@get("/tickets/{ticket_id:int}")
async def show_ticket(visit: OpenVisit, ticket_id: FromPath[int]) -> Response[Any]:
    """One ticket with its picture and history."""
    return visit.page("tickets/read.html", **await _read_one(visit, ticket_id), error=None, values={})


@get("/tickets/{ticket_id:int}/edit")
async def edit_ticket(visit: OpenVisit, ticket_id: FromPath[int]) -> Response[Any]:
    """The form with everything that can be corrected."""
    visit.principal.require(ADMINS)
    found = await _read_one(visit, ticket_id)
    return visit.page("tickets/form.html", **found, values=ticket_values(found["ticket"]), error=None)


@post("/tickets/{ticket_id:int}/edit")
async def update_ticket(visit: OpenVisit, request: ConsoleRequest, ticket_id: FromPath[int]) -> Response[Any]:
    """Save that form."""
    form = await request.form()
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await corrections.save_tickets(tx, principal, [ticket_correction(ticket_id, form)])
    except AdmitError as error:
        found = await _read_one(visit, ticket_id)
        refusal = of_one_ticket(error)
        return visit.page("tickets/form.html", status=status_of(error), **found, values=form, error=refusal)
    return visit.go(f"/tickets/{ticket_id}", notice="ticket-saved")


@get("/tickets/{ticket_id:int}/row")
async def show_row(visit: OpenVisit, request: ConsoleRequest, ticket_id: FromPath[int]) -> Response[Any]:
    """One row of the grid, as text or as a form."""
    editing = "edit" in request.query_params
    async with visit.reading() as (tx, principal):
        ticket = await tickets.read_ticket(tx, principal, ticket_id)
        shown = await _read_row(tx, principal, ticket)
    if not editing:
        return visit.page("tickets/_row.html", **shown)
    visit.principal.require(ADMINS)
    return visit.page("tickets/_row_form.html", **shown, values=ticket_values(ticket), error=None)


@post("/tickets/{ticket_id:int}/row")
async def update_row(visit: OpenVisit, request: ConsoleRequest, ticket_id: FromPath[int]) -> Response[Any]:
    """Save one row of the grid."""
    form = await request.form()
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            saved = await corrections.save_tickets(tx, principal, [ticket_correction(ticket_id, form)])
            shown = await _read_row(tx, principal, saved[0])
    except AdmitError as error:
        async with visit.reading() as (tx, principal):
            shown = await _read_row(tx, principal, await tickets.read_ticket(tx, principal, ticket_id))
        return visit.page(
            "tickets/_row_form.html", status=status_of(error), **shown, values=form, error=of_one_ticket(error)
        )
    return visit.page("tickets/_row.html", **{**shown, "just_saved": True})


@post("/tickets/{ticket_id:int}/extend")
async def extend_validity(visit: OpenVisit, request: ConsoleRequest, ticket_id: FromPath[int]) -> Response[Any]:
    """Move the last day of a ticket."""
    form = await request.form()
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await tickets.extend_validity(tx, principal, [ticket_id], extension_day(form))
    except AdmitError as error:
        found = await _read_one(visit, ticket_id)
        return visit.page("tickets/read.html", status=status_of(error), **found, error=error, values=form)
    return visit.go(f"/tickets/{ticket_id}", notice="validity-extended")


async def _count(tx: Tx, principal: Principal, wanted: TicketFilter) -> int:
    return await tickets.count_tickets(tx, principal, wanted, at_most=COUNT_MAX + 1)


async def _read_choices(tx: Tx, principal: Principal) -> dict[str, Any]:
    return {
        "attractions": await attractions.list_attractions(tx, principal),
        "campaigns": await campaigns.list_campaigns(tx, principal),
    }


async def _read_row(tx: Tx, principal: Principal, ticket: Ticket) -> dict[str, Any]:
    names: dict[int, str] = {}
    if ticket.attraction_id is not None:
        attraction = await attractions.read_attraction(tx, principal, ticket.attraction_id)
        names[attraction.id] = attraction.name
    return {"ticket": ticket, "attraction_names": names, "today": today(principal.time_zone), "just_saved": False}


async def _read_one(visit: Visit, ticket_id: int) -> dict[str, Any]:
    async with visit.reading() as (tx, principal):
        ticket = await tickets.read_ticket(tx, principal, ticket_id)
        shown = await _read_row(tx, principal, ticket)
        batch = await batches.read_batch(tx, principal, ticket.batch_id) if ticket.batch_id else None
        of_event = await describe_ticket(tx, principal, ticket)
        location = await locations.find_location(tx, principal, ticket)
        of_ticket = AuditFilter(entity_type="TICKET", entity_id=ticket_id)
        history = await audit.list_audit(tx, principal, of_ticket, HISTORY_MAX)
        moving = await find_transfers(tx, principal, ticket)
    holder = _address_holder(visit, ticket, of_event) if of_event and of_event.is_issued else {}
    return {**shown, "batch": batch, "history": history, "of_event": of_event, "location": location, **moving, **holder}


def _address_holder(visit: Visit, ticket: Ticket, of_event: EventTicket) -> dict[str, Any]:
    url = visit.product.config.base_url.rstrip("/") + ticket_path(ticket)
    owner = of_event.owner
    if owner is None or owner.email is None:
        return {"holder_link": url}
    tag = visit.language.tag
    return {"holder_link": url, "holder_mail": mail_to_holder(owner.email, owner.name, of_event.event.name, url, tag)}


HANDLERS: list[ControllerRouterHandler] = [
    search_tickets,
    show_ticket,
    edit_ticket,
    update_ticket,
    show_row,
    update_row,
    extend_validity,
]
