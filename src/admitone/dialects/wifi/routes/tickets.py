"""Tickets of a location: make one or many, list, read, revoke, top up, mail, print."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from litestar import Response, get, post
from litestar.params import JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler

from admitone.core.clock import utc_now
from admitone.core.errors import InvalidParameter
from admitone.core.wifi.codes import TYPED_LENGTH_MAX, read_code
from admitone.core.wifi.kinds import PrintFormat, WifiState
from admitone.core.wifi.model import Location
from admitone.dialects.wifi.auth import Door, OpenPlace
from admitone.dialects.wifi.bodies import JsonOrForm, JsonOrFormOperation
from admitone.dialects.wifi.routes.parameters import Key, Limit, Number, Offset
from admitone.dialects.wifi.wire.envelope import LIMIT_MAX, Data, Listed, paginate, read_moment
from admitone.dialects.wifi.wire.tickets import (
    StateWord,
    TicketBody,
    TicketCreate,
    TicketMail,
    TicketRevoke,
    TicketsCreate,
    TicketTopUp,
    ticket_body,
)
from admitone.presentation.language import language
from admitone.presentation.wifi import describe_wifi, print_form
from admitone.services import locations, wifi_issuing, wifi_tickets
from admitone.services.wifi_issuing import USER_ID_LENGTH_MAX, Issue, Issued
from admitone.services.wifi_tickets import TicketPage
from admitone.store.wifi_ticket_filter import WifiTicketFilter

TAGS = ["Wi-Fi tickets"]
# What is wrong with a parameter whose name is not Python's is told here, since the framework would tell Python's.
State = Annotated[
    str | None,
    QueryParameter(
        name="state", description="Only tickets in this state", schema_extra={"enum": list(get_args(StateWord))}
    ),
]
Service = Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1, description="Only tickets of this service")]
IssueNumber = Annotated[int | None, QueryParameter(ge=1, le=2**63 - 1, description="Only tickets made together")]
IssuedFrom = Annotated[str | None, QueryParameter(name="issuedFrom", description="ISO 8601")]
IssuedTo = Annotated[str | None, QueryParameter(name="issuedTo", description="ISO 8601; a day alone is included")]
Code = Annotated[str | None, QueryParameter(max_length=TYPED_LENGTH_MAX, description="Only the ticket of this code")]
UserId = Annotated[str | None, QueryParameter(name="userId", description="Only tickets of this user")]
Paper = Annotated[Literal["thermal", "a4"] | None, QueryParameter(description="Other paper than the location's")]
Tongue = Annotated[Literal["en", "ar"], QueryParameter(name="lang", description="The language of the form")]


@get("/{LocationId:str}/tickets", tags=TAGS)
async def list_tickets(  # noqa: PLR0917 - each is a parameter of its own
    place: OpenPlace,
    offset: Offset = 0,
    limit: Limit = LIMIT_MAX,
    wanted_state: State = None,
    service: Service = None,
    issue: IssueNumber = None,
    issued_from: IssuedFrom = None,
    issued_to: IssuedTo = None,
    code: Code = None,
    user_id: UserId = None,
) -> Listed[TicketBody]:
    """Tickets that have been issued, newest first; the filters combine."""
    async with place.reading() as (tx, principal):
        location = await locations.read_location(tx, principal, place.location_id)
        wanted = WifiTicketFilter(
            now=utc_now(),
            state=_state(wanted_state),
            service_id=service,
            issue_id=issue,
            created_from=read_moment(issued_from, location.time_zone, "issuedFrom"),
            created_to=read_moment(issued_to, location.time_zone, "issuedTo", whole_day=True),
            code=_code(code),
            user_id=_user(user_id),
        )
        page = await wifi_tickets.list_tickets(tx, principal, place.location_id, wanted, offset=offset, limit=limit)
    return Listed(_bodies(place, page), paginate(offset, limit, page.total))


@post("/{LocationId:str}/tickets", status_code=200, tags=TAGS, dto=JsonOrForm, operation_class=JsonOrFormOperation)
async def create_ticket(
    data: JSONBody[TicketCreate], place: OpenPlace, idempotency_key: Key = None
) -> Data[TicketBody]:
    """Makes a ticket of a service. Which fields are needed depends on its type; the body is JSON or form fields."""
    issued = await _issue(place, data, 1, idempotency_key)
    return Data(_issued_bodies(place, issued)[0])


@post("/{LocationId:str}/tickets/bulk", status_code=200, tags=TAGS, dto=JsonOrForm, operation_class=JsonOrFormOperation)
async def create_tickets(
    data: JSONBody[TicketsCreate],
    place: OpenPlace,
    idempotency_key: Key = None,
) -> Listed[TicketBody]:
    """Makes several tickets alike, all or none, for example a sheet of 60."""
    issued = await _issue(place, data, data.quantity, idempotency_key)
    bodies = _issued_bodies(place, issued)
    return Listed(bodies, paginate(0, len(bodies), len(bodies)))


@get("/{LocationId:str}/tickets/{ticket_id:int}", tags=TAGS)
async def read_ticket(place: OpenPlace, ticket_id: Number) -> Data[TicketBody]:
    """One ticket."""
    async with place.reading() as (tx, principal):
        page = await wifi_tickets.read_ticket(tx, principal, place.location_id, ticket_id)
    return Data(_bodies(place, page)[0])


@post("/{LocationId:str}/tickets/{ticket_id:int}/revoke", status_code=200, tags=TAGS, dto=JsonOrForm)
async def revoke_ticket(data: JSONBody[TicketRevoke], place: OpenPlace, ticket_id: Number) -> Data[TicketBody]:
    """Ends a ticket at once and for good; one that is revoked already is fine."""
    async with place.writing() as (tx, principal):
        page = await wifi_tickets.revoke_ticket(tx, principal, place.location_id, ticket_id, data.reason)
    return Data(_bodies(place, page)[0])


@post("/{LocationId:str}/tickets/{ticket_id:int}/topup", status_code=200, tags=TAGS, dto=JsonOrForm)
async def top_up_ticket(
    data: JSONBody[TicketTopUp], place: OpenPlace, ticket_id: Number, idempotency_key: Key = None
) -> Data[TicketBody]:
    """Gives a ticket more of what limits it; with an Idempotency-Key a repetition adds nothing."""
    principal = await place.identify()
    database, where = place.product.database, place.location_id
    async with database.reading() as tx:
        location = await locations.read_location(tx, principal, where)
    added = data.top_up(location.time_zone)
    page = await wifi_tickets.top_up_once(database, principal, where, ticket_id, added, idempotency_key)
    return Data(_bodies(place, page)[0])


@post("/{LocationId:str}/tickets/{ticket_id:int}/mail", status_code=200, tags=TAGS, dto=JsonOrForm)
async def mail_ticket(data: JSONBody[TicketMail], place: OpenPlace, ticket_id: Number) -> Data[TicketBody]:
    """Mails a ticket to an address."""
    async with place.writing() as (tx, principal):
        await wifi_tickets.mail_ticket(tx, principal, place.location_id, ticket_id, data.email)
        page = await wifi_tickets.read_ticket(tx, principal, place.location_id, ticket_id)
    return Data(_bodies(place, page)[0])


@get("/{LocationId:str}/tickets/{ticket_id:int}/print", tags=TAGS, media_type="text/html")
async def print_ticket(
    place: OpenPlace,
    ticket_id: Number,
    paper: Paper = None,
    tongue: Tongue = "en",
) -> Response[bytes]:
    """A page that prints a ticket, with its code as a QR picture."""
    async with place.reading() as (tx, principal):
        page = await wifi_tickets.read_ticket(tx, principal, place.location_id, ticket_id)
    return await _form(place, page, paper, tongue)


@get("/{LocationId:str}/issues/{issue_id:int}/print", tags=TAGS, media_type="text/html")
async def print_issue(
    place: OpenPlace,
    issue_id: Number,
    paper: Paper = None,
    tongue: Tongue = "en",
) -> Response[bytes]:
    """A page that prints tickets that were made together."""
    async with place.reading() as (tx, principal):
        page = await wifi_tickets.list_issued(tx, principal, place.location_id, issue_id)
    return await _form(place, page, paper, tongue)


async def _issue(place: Door, data: TicketCreate, quantity: int, key: str | None) -> Issued:
    principal = await place.identify()
    async with place.product.database.reading() as tx:
        location = await locations.read_location(tx, principal, place.location_id)
    wanted = Issue(data.service_id, data.wish(location.time_zone), quantity, key or None)
    return await wifi_issuing.issue_for(place.product.database, principal, place.location_id, wanted)


async def _form(door: Door, page: TicketPage, paper: str | None, tongue: str) -> Response[bytes]:
    speech = language(tongue)
    facts = [describe_wifi(one, page.location, speech, door.base_url) for one in page.tickets]
    drawn = await door.product.pdf.draw_codes([one.url for one in facts])
    codes = dict(zip((one.url for one in facts), drawn, strict=True))
    wanted = PrintFormat(paper) if paper else page.location.print_format
    return Response(print_form(page.location, facts, codes, wanted, tongue).encode(), media_type="text/html")


def _issued_bodies(door: Door, issued: Issued) -> list[TicketBody]:
    return _bodies(door, TicketPage(issued.location, issued.tickets, {}, len(issued.tickets)))


def _bodies(door: Door, page: TicketPage) -> list[TicketBody]:
    now, path = utc_now(), _path(door, page.location)
    return [ticket_body(one, page, now, door.base_url, path) for one in page.tickets]


def _path(door: Door, location: Location) -> str:
    name = "wifiarea" if door.is_older else "Location"
    return f"/rest/{door.request.path_params['version']}/{name}/{location.public_id}"


def _state(word: str | None) -> WifiState | None:
    if not word:
        return None
    if word not in get_args(StateWord):
        raise InvalidParameter(f"state is one of {', '.join(get_args(StateWord))}", fields=("state",))
    return WifiState(word.upper())


def _user(user_id: str | None) -> str | None:
    if user_id and (len(user_id) > USER_ID_LENGTH_MAX or "\x00" in user_id):
        raise InvalidParameter(f"userId has at most {USER_ID_LENGTH_MAX} characters", fields=("userId",))
    return user_id or None


def _code(typed: str | None) -> str | None:
    if not typed:
        return None
    code = read_code(typed)
    if code is None:
        raise InvalidParameter("code: this is misspelt, or no code of a ticket", fields=("code",))
    return code


HANDLERS: list[ControllerRouterHandler] = [
    list_tickets,
    create_ticket,
    create_tickets,
    read_ticket,
    revoke_ticket,
    top_up_ticket,
    mail_ticket,
    print_ticket,
    print_issue,
]
