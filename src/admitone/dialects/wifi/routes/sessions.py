"""Who is on at a location; stopping a device."""

from __future__ import annotations

from litestar import get, post
from litestar.types import ControllerRouterHandler

from admitone.dialects.wifi.auth import OpenPlace
from admitone.dialects.wifi.routes.parameters import Number
from admitone.dialects.wifi.wire.envelope import Data, Listed, paginate
from admitone.dialects.wifi.wire.sessions import SessionBody, session_body
from admitone.services import locations, wifi_stopping, wifi_tickets

TAGS = ["Wi-Fi sessions"]


@get("/{LocationId:str}/sessions", tags=TAGS)
async def list_sessions(place: OpenPlace) -> Listed[SessionBody]:
    """Devices that are on now, the newest first."""
    async with place.reading() as (tx, principal):
        location = await locations.read_location(tx, principal, place.location_id)
        found = await wifi_tickets.list_open_sessions(tx, principal, place.location_id)
    bodies = [session_body(one, location) for one in found]
    return Listed(bodies, paginate(0, max(1, len(bodies)), len(bodies)))


@get("/{LocationId:str}/tickets/{ticket_id:int}/sessions", tags=TAGS)
async def list_ticket_sessions(place: OpenPlace, ticket_id: Number) -> Listed[SessionBody]:
    """Devices that have used a ticket, the newest first."""
    async with place.reading() as (tx, principal):
        location = await locations.read_location(tx, principal, place.location_id)
        found = await wifi_tickets.list_sessions(tx, principal, place.location_id, ticket_id)
    bodies = [session_body(one, location) for one in found]
    return Listed(bodies, paginate(0, max(1, len(bodies)), len(bodies)))


@post("/{LocationId:str}/sessions/{session_id:int}/stop", status_code=200, tags=TAGS)
async def stop_session(place: OpenPlace, session_id: Number) -> Data[SessionBody]:
    """Has the access server let go of a device. It can come in again while its ticket is good."""
    async with place.writing() as (tx, principal):
        location = await locations.read_location(tx, principal, place.location_id)
        session = await wifi_stopping.stop_device(tx, principal, location, session_id)
    return Data(session_body(session, location))


HANDLERS: list[ControllerRouterHandler] = [list_sessions, list_ticket_sessions, stop_session]
