"""Who is on at a location; stopping a device."""

from __future__ import annotations

from litestar import get, post
from litestar.types import ControllerRouterHandler

from admitone.dialects.wifi.auth import OpenPlace
from admitone.dialects.wifi.routes.parameters import Limit, Number, Offset
from admitone.dialects.wifi.wire.envelope import LIMIT_MAX, Data, Listed, paginate
from admitone.dialects.wifi.wire.sessions import SessionBody, session_body
from admitone.services import locations, wifi_stopping, wifi_tickets
from admitone.services.wifi_tickets import SessionPage

TAGS = ["Wi-Fi sessions"]


@get("/{LocationId:str}/sessions", tags=TAGS)
async def list_sessions(place: OpenPlace, offset: Offset = 0, limit: Limit = LIMIT_MAX) -> Listed[SessionBody]:
    """Devices that are on now, the newest first."""
    async with place.reading() as (tx, principal):
        found = await wifi_tickets.list_open_sessions(tx, principal, place.location_id, offset, limit)
    return _listed(found, offset, limit)


@get("/{LocationId:str}/tickets/{ticket_id:int}/sessions", tags=TAGS)
async def list_ticket_sessions(
    place: OpenPlace, ticket_id: Number, offset: Offset = 0, limit: Limit = LIMIT_MAX
) -> Listed[SessionBody]:
    """Devices that have used a ticket, the newest first."""
    async with place.reading() as (tx, principal):
        found = await wifi_tickets.list_sessions(tx, principal, place.location_id, ticket_id, offset, limit)
    return _listed(found, offset, limit)


@post("/{LocationId:str}/sessions/{session_id:int}/stop", status_code=200, tags=TAGS)
async def stop_session(place: OpenPlace, session_id: Number) -> Data[SessionBody]:
    """Has the access server let go of a device. It can come in again while its ticket is good."""
    async with place.writing() as (tx, principal):
        location = await locations.read_location(tx, principal, place.location_id)
        session = await wifi_stopping.stop_device(tx, principal, location, session_id)
    return Data(session_body(session, location))


def _listed(page: SessionPage, offset: int, limit: int) -> Listed[SessionBody]:
    bodies = [session_body(one, page.location) for one in page.sessions]
    return Listed(bodies, paginate(offset, limit, page.total))


HANDLERS: list[ControllerRouterHandler] = [list_sessions, list_ticket_sessions, stop_session]
