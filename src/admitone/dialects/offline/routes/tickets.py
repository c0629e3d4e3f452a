"""ticket/search, read, download, extend-validity, renew-download."""

from __future__ import annotations

from typing import Any

from litestar import Response, post
from litestar.params import JSONBody
from litestar.response import Stream
from litestar.types import ControllerRouterHandler

from admitone.core.principal import ADMINS, EVERYBODY, STAFF
from admitone.dialects.offline.auth import OpenDoor
from admitone.dialects.offline.cursors import cursor_of, read_cursor
from admitone.dialects.offline.streams import stream_search
from admitone.dialects.offline.wire.days import read_day
from admitone.dialects.offline.wire.envelope import ApiPage, ApiStatus, Envelope, OfflineResponse, ok
from admitone.dialects.offline.wire.tickets import (
    COfflineTicket,
    ExtendValidity,
    RenewDownload,
    TicketDownload,
    TicketRef,
    TicketSearch,
    ticket_bodies,
    ticket_body,
)
from admitone.services import links, pages, tickets

TAGS = ["Tickets"]


@post("/ticket/search", status_code=200, tags=TAGS)
async def search_tickets(data: JSONBody[TicketSearch], door: OpenDoor) -> Response[Envelope[list[COfflineTicket]]]:
    """Searches tickets; the filters combine. With `limit`, `apiPage.nextCursor` leads to the next page."""
    principal = await door.identify(data.session, STAFF)
    wanted = data.wanted(principal.time_zone)
    sort, descending = data.order()
    if data.limit is None:
        chunks = stream_search(door.product.database, principal, wanted, sort=sort, descending=descending)
        stream: Response[Any] = Stream(chunks, media_type="application/json")
        return stream
    after = read_cursor(data.cursor, sort, descending=descending)
    async with door.product.database.reading() as tx:
        found = await tickets.search_tickets(
            tx, principal, wanted, limit=data.limit, sort=sort, descending=descending, after=after
        )
    following = cursor_of(found[-1], sort, descending=descending) if len(found) == data.limit else None
    body = Envelope(
        ApiStatus("OK", "Success"),
        ticket_bodies(found, principal.time_zone),
        ApiPage(next_cursor=following),
    )
    return OfflineResponse(content=body, media_type="application/json")


@post("/ticket/read", status_code=200, tags=TAGS)
async def read_ticket(data: JSONBody[TicketRef], door: OpenDoor) -> Envelope[COfflineTicket]:
    """Reads one ticket."""
    async with door.reading(data, STAFF) as (tx, principal):
        ticket = await tickets.read_ticket(tx, principal, data.ticket_id)
    return ok(ticket_body(ticket, principal.time_zone))


@post("/ticket/download", status_code=200, tags=TAGS, media_type="application/pdf")
async def download_ticket(data: JSONBody[TicketDownload], door: OpenDoor) -> Response[bytes]:
    """Downloads the PDF of a ticket for whoever has its code. A wrong code and an unknown ticket look the same."""
    principal = await door.identify(data.session, EVERYBODY)
    file = await pages.download_ticket(door.product.page_world, principal, data.ticket_id, data.code, door.address)
    headers = {"Content-Disposition": f'attachment; filename="{file.file_name}"'}
    return OfflineResponse(content=file.content, media_type="application/pdf", headers=headers)


@post("/ticket/extend-validity", status_code=200, tags=TAGS)
async def extend_validity(data: JSONBody[ExtendValidity], door: OpenDoor) -> Envelope[list[COfflineTicket]]:
    """Moves the last day of tickets, all or none; expired ones are available again."""
    until = read_day(data.new_valid_until, "newValidUntil")
    async with door.writing(data, ADMINS) as (tx, principal):
        extended = await tickets.extend_validity(tx, principal, data.ticket_ids, until)
    return ok(ticket_bodies(extended, principal.time_zone))


@post("/ticket/renew-download", status_code=200, tags=TAGS)
async def renew_download(data: JSONBody[RenewDownload], door: OpenDoor) -> Envelope[list[COfflineTicket]]:
    """Lets the download links of sold tickets work again for some days (extension)."""
    days = data.days or door.product.config.download_days
    async with door.writing(data, STAFF) as (tx, principal):
        renewed = await links.renew_download(tx, principal, data.ticket_ids, days)
    return ok(ticket_bodies(renewed, principal.time_zone))


HANDLERS: list[ControllerRouterHandler] = [
    search_tickets,
    read_ticket,
    download_ticket,
    extend_validity,
    renew_download,
]
