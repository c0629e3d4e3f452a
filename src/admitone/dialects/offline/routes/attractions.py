"""attraction/list, read, write, delete."""

from __future__ import annotations

from litestar import post
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler

from admitone.core.principal import ADMINS, STAFF
from admitone.dialects.offline.auth import OpenDoor
from admitone.dialects.offline.wire.attractions import (
    AttractionList,
    AttractionRef,
    AttractionWrite,
    COfflineAttraction,
    attraction_body,
)
from admitone.dialects.offline.wire.envelope import Envelope, ok
from admitone.services import attractions

TAGS = ["Attractions"]


@post("/attraction/list", status_code=200, tags=TAGS)
async def list_attractions(data: JSONBody[AttractionList], door: OpenDoor) -> Envelope[list[COfflineAttraction]]:
    """Lists all attractions of the tenant, or only the active ones."""
    async with door.reading(data, STAFF) as (tx, principal):
        found = await attractions.list_attractions(tx, principal, active_only=bool(data.active_only))
    return ok([attraction_body(attraction, principal.time_zone) for attraction in found])


@post("/attraction/read", status_code=200, tags=TAGS)
async def read_attraction(data: JSONBody[AttractionRef], door: OpenDoor) -> Envelope[COfflineAttraction]:
    """Reads one attraction."""
    async with door.reading(data, STAFF) as (tx, principal):
        attraction = await attractions.read_attraction(tx, principal, data.attraction_id)
    return ok(attraction_body(attraction, principal.time_zone))


@post("/attraction/write", status_code=200, tags=TAGS)
async def write_attraction(data: JSONBody[AttractionWrite], door: OpenDoor) -> Envelope[COfflineAttraction]:
    """Creates an attraction, or updates the one named by attractionId."""
    async with door.writing(data, ADMINS) as (tx, principal):
        if data.attraction_id is None:
            saved = await attractions.create_attraction(tx, principal, data.change())
        else:
            saved = await attractions.update_attraction(tx, principal, data.attraction_id, data.change())
    return ok(attraction_body(saved, principal.time_zone))


@post("/attraction/delete", status_code=200, tags=TAGS)
async def delete_attraction(data: JSONBody[AttractionRef], door: OpenDoor) -> Envelope[str]:
    """Deactivates an attraction: its stock can no longer be reserved."""
    async with door.writing(data, ADMINS) as (tx, principal):
        await attractions.deactivate_attraction(tx, principal, data.attraction_id)
    return ok("Attraction deactivated")


HANDLERS: list[ControllerRouterHandler] = [list_attractions, read_attraction, write_attraction, delete_attraction]
