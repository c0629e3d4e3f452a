"""Wi-Fi tickets of a location: find, make, print, mail, top up, revoke."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.fields import read_form
from admitone.console.forms.wifi import WifiSearch, read_top_up, read_wish
from admitone.console.static_files import static_url
from admitone.core.clock import utc_now
from admitone.core.errors import AdmitError
from admitone.core.wifi.allowance import left_of
from admitone.core.wifi.codes import group_code
from admitone.core.wifi.kinds import PrintFormat, WifiState
from admitone.core.wifi.model import Location, WifiTicket
from admitone.presentation.amounts import duration, size
from admitone.presentation.language import LANGUAGES, language
from admitone.presentation.wifi import describe_wifi, print_form
from admitone.services import locations, wifi_issuing, wifi_services, wifi_tickets
from admitone.services.wifi_tickets import TicketPage

ROWS_PER_PAGE: Final = 50


@get("/locations/{place:str}")
async def list_tickets(visit: OpenVisit, request: ConsoleRequest, place: FromPath[str]) -> Response[Any]:
    """A location and its tickets, newest first."""
    search, now = read_form(request.query_params, WifiSearch), utc_now()
    async with visit.reading() as (tx, principal):
        location = await locations.read_location(tx, principal, place)
        services = await wifi_services.list_services(tx, principal, place, deleted=True)
        offset = (search.page - 1) * ROWS_PER_PAGE
        wanted = search.wanted(location, now)
        found = await wifi_tickets.list_tickets(tx, principal, place, wanted, offset=offset, limit=ROWS_PER_PAGE)
    return visit.page(
        "locations/tickets.html",
        location=location,
        services=services,
        found=found,
        search=search,
        states=list(WifiState),
        more=offset + ROWS_PER_PAGE < found.total,
        **_words(visit, found),
    )


@get("/locations/{place:str}/make")
async def new_tickets(visit: OpenVisit, request: ConsoleRequest, place: FromPath[str]) -> Response[Any]:
    """A form for one ticket or a sheet of them."""
    values = {"quantity": "1", "language": visit.language.tag, "service": request.query_params.get("service", "")}
    return await _show_make(visit, place, values)


@post("/locations/{place:str}/make")
async def make_tickets(visit: OpenVisit, request: ConsoleRequest, place: FromPath[str]) -> Response[Any]:
    """Make them; sent twice they are made once."""
    form = await request.form()
    async with visit.reading() as (tx, principal):
        location = await locations.read_location(tx, principal, place)
    try:
        wanted = read_wish(form, location, str(form.get("onceKey", ""))[:64])
        issued = await wifi_issuing.issue_for(visit.product.database, visit.principal, place, wanted)
    except AdmitError as error:
        return await _show_make(visit, place, form, error)
    notice = "wifi-mailed" if wanted.wish.email else "wifi-made"
    return visit.go(f"/locations/{location.public_id}/issues/{issued.issue_id}", notice=notice)


@get("/locations/{place:str}/issues/{issue_id:int}")
async def show_issue(visit: OpenVisit, place: FromPath[str], issue_id: FromPath[int]) -> Response[Any]:
    """Tickets that were made together, and the ways to print them."""
    async with visit.reading() as (tx, principal):
        found = await wifi_tickets.list_issued(tx, principal, place, issue_id)
    words = _words(visit, found)
    return visit.page("locations/issue.html", location=found.location, found=found, issue_id=issue_id, **words)


@get("/locations/{place:str}/issues/{issue_id:int}/print")
async def print_issue(
    visit: OpenVisit, request: ConsoleRequest, place: FromPath[str], issue_id: FromPath[int]
) -> Response[Any]:
    """The form of tickets that were made together."""
    async with visit.reading() as (tx, principal):
        found = await wifi_tickets.list_issued(tx, principal, place, issue_id)
    return await _form(visit, request, found.location, found.tickets)


@get("/locations/{place:str}/tickets/{ticket_id:int}")
async def show_ticket(visit: OpenVisit, place: FromPath[str], ticket_id: FromPath[int]) -> Response[Any]:
    """A ticket: what it allows, what was used of it, and what can be done."""
    return await _show_ticket(visit, place, ticket_id)


@get("/locations/{place:str}/tickets/{ticket_id:int}/print")
async def print_ticket(
    visit: OpenVisit, request: ConsoleRequest, place: FromPath[str], ticket_id: FromPath[int]
) -> Response[Any]:
    """The form of one ticket."""
    async with visit.reading() as (tx, principal):
        found = await wifi_tickets.read_ticket(tx, principal, place, ticket_id)
    return await _form(visit, request, found.location, found.tickets)


@post("/locations/{place:str}/tickets/{ticket_id:int}/topup")
async def top_up_ticket(
    visit: OpenVisit, request: ConsoleRequest, place: FromPath[str], ticket_id: FromPath[int]
) -> Response[Any]:
    """Add time or traffic."""
    form = await request.form()
    try:
        async with visit.reading() as (tx, principal):
            location = await locations.read_location(tx, principal, place)
        added, key = read_top_up(form, location), str(form.get("onceKey", ""))[:64]
        await wifi_tickets.top_up_once(visit.product.database, visit.principal, place, ticket_id, added, key or None)
    except AdmitError as error:
        return await _show_ticket(visit, place, ticket_id, form, error)
    return visit.go(f"/locations/{place}/tickets/{ticket_id}", notice="wifi-topped-up")


@post("/locations/{place:str}/tickets/{ticket_id:int}/mail")
async def mail_ticket(
    visit: OpenVisit, request: ConsoleRequest, place: FromPath[str], ticket_id: FromPath[int]
) -> Response[Any]:
    """Mail a ticket to an address."""
    form = await request.form()
    try:
        async with visit.writing() as (tx, principal):
            await wifi_tickets.mail_ticket(tx, principal, place, ticket_id, str(form.get("email", "")))
    except AdmitError as error:
        return await _show_ticket(visit, place, ticket_id, form, error)
    return visit.go(f"/locations/{place}/tickets/{ticket_id}", notice="wifi-mailed")


@get("/locations/{place:str}/tickets/{ticket_id:int}/revoke")
async def ask_revoke(visit: OpenVisit, place: FromPath[str], ticket_id: FromPath[int]) -> Response[Any]:
    """Ask first, with the consequence in words."""
    async with visit.reading() as (tx, principal):
        found = await wifi_tickets.read_ticket(tx, principal, place, ticket_id)
    [ticket] = found.tickets
    return visit.page(
        "locations/revoke.html", location=found.location, ticket=ticket, code=group_code(ticket.code), error=None
    )


@post("/locations/{place:str}/tickets/{ticket_id:int}/revoke")
async def revoke_ticket(visit: OpenVisit, place: FromPath[str], ticket_id: FromPath[int]) -> Response[Any]:
    """End a ticket for good."""
    async with visit.writing() as (tx, principal):
        await wifi_tickets.revoke_ticket(tx, principal, place, ticket_id)
    return visit.go(f"/locations/{place}/tickets/{ticket_id}", notice="wifi-revoked")


async def _show_make(visit: Visit, place: str, values: Any, error: AdmitError | None = None) -> Response[Any]:
    async with visit.reading() as (tx, principal):
        location = await locations.read_location(tx, principal, place)
        services = [one for one in await wifi_services.list_services(tx, principal, place) if one.active]
    return visit.page(
        "locations/make.html",
        status=status_of(error) if error else 200,
        location=location,
        services=services,
        values=values,
        # A new one only when nothing was made with the one before.
        once_key=values.get("onceKey") or secrets.token_urlsafe(16),
        languages=LANGUAGES,
        error=error,
    )


async def _show_ticket(
    visit: Visit, place: str, ticket_id: int, values: Any = None, error: AdmitError | None = None
) -> Response[Any]:
    async with visit.reading() as (tx, principal):
        found = await wifi_tickets.read_ticket(tx, principal, place, ticket_id)
        page = await wifi_tickets.list_sessions(tx, principal, place, ticket_id)
    [ticket] = found.tickets
    return visit.page(
        "locations/ticket.html",
        status=status_of(error) if error else 200,
        location=found.location,
        ticket=ticket,
        devices=found.devices.get(ticket_id, 0),
        facts=describe_wifi(ticket, found.location, language(visit.language.tag), visit.product.config.base_url),
        sessions=page.sessions,
        # A form that is sent again after it was carried out, with other values, is another one.
        once_key=_kept_key(values, error) or secrets.token_urlsafe(16),
        values=values or {},
        error=error,
        **_words(visit, found),
    )


def _kept_key(values: Any, error: AdmitError | None) -> str | None:
    was_used = error is not None and "Idempotency-Key" in error.fields
    return values.get("onceKey") if values and not was_used else None


async def _form(
    visit: Visit, request: ConsoleRequest, location: Location, tickets: Sequence[WifiTicket]
) -> Response[Any]:
    paper, tag = request.query_params.get("paper", ""), request.query_params.get("lang", visit.language.tag)
    speech = language(tag)
    facts = [describe_wifi(one, location, speech, visit.product.config.base_url) for one in tickets]
    drawn = await visit.product.pdf.draw_codes([one.url for one in facts])
    codes = dict(zip((one.url for one in facts), drawn, strict=True))
    wanted = PrintFormat(paper) if paper in set(PrintFormat) else location.print_format
    page = print_form(location, facts, codes, wanted, speech.tag, script_url=static_url("print.js"))
    return Response(page, media_type="text/html")


def _words(visit: Visit, page: TicketPage) -> dict[str, Any]:
    """What pages say of tickets: the code in groups, the state, and what is left."""
    now, speech = utc_now(), language(visit.language.tag)

    def left(ticket: WifiTicket) -> str:
        rest = left_of(ticket, page.location.time_zone, now, page.used_today(ticket))
        parts = [duration(rest.seconds, speech)] if rest.seconds is not None else []
        amounts = (rest.traffic_bytes, rest.download_bytes, rest.upload_bytes)
        parts += [size(amount, speech) for amount in amounts if amount is not None]
        return " · ".join(parts)

    return {
        "codes": {one.ticket_id: group_code(one.code) for one in page.tickets},
        "ticket_states": {one.ticket_id: one.state_at(now) for one in page.tickets},
        "left": {one.ticket_id: left(one) for one in page.tickets},
        "size": lambda amount: size(amount, speech),
        "duration": lambda seconds: duration(seconds, speech),
    }


HANDLERS: list[ControllerRouterHandler] = [
    list_tickets,
    new_tickets,
    make_tickets,
    show_issue,
    print_issue,
    show_ticket,
    print_ticket,
    top_up_ticket,
    mail_ticket,
    ask_revoke,
    revoke_ticket,
]
