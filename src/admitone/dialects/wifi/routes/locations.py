"""Locations: list, read, add, change."""

from __future__ import annotations

from litestar import get, patch, post
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler

from admitone.core.principal import ADMINS
from admitone.dialects.wifi.auth import OpenDoor, OpenPlace
from admitone.dialects.wifi.routes.parameters import Limit, Offset
from admitone.dialects.wifi.wire.envelope import LIMIT_MAX, Data, Listed, paginate
from admitone.dialects.wifi.wire.locations import LocationBody, LocationCreate, LocationWrite, location_body
from admitone.services import locations

TAGS = ["Locations"]


@get("/", tags=TAGS)
async def list_locations(door: OpenDoor, offset: Offset = 0, limit: Limit = LIMIT_MAX) -> Listed[LocationBody]:
    """All locations, active ones first."""
    async with door.reading() as (tx, principal):
        found = await locations.list_locations(tx, principal)
    page = [location_body(one, older=door.is_older) for one in found[offset : offset + limit]]
    return Listed(page, paginate(offset, limit, len(found)))


@post("/", status_code=200, tags=TAGS)
async def create_location(data: JSONBody[LocationCreate], door: OpenDoor) -> Data[LocationBody]:
    """Adds a location."""
    async with door.writing(ADMINS) as (tx, principal):
        currency = door.product.config.currency
        made = await locations.create_location(
            tx, principal, data.change(), currency=currency, public_id=data.public_id
        )
    return Data(location_body(made, older=door.is_older))


@get("/{LocationId:str}", tags=TAGS)
async def read_location(place: OpenPlace) -> Data[LocationBody]:
    """One location."""
    async with place.reading() as (tx, principal):
        found = await locations.read_location(tx, principal, place.location_id)
    return Data(location_body(found, older=place.is_older))


@patch("/{LocationId:str}", tags=TAGS)
async def update_location(data: JSONBody[LocationWrite], place: OpenPlace) -> Data[LocationBody]:
    """Changes what is given of a location."""
    async with place.writing(ADMINS) as (tx, principal):
        changed = await locations.update_location(tx, principal, place.location_id, data.change())
    return Data(location_body(changed, older=place.is_older))


HANDLERS: list[ControllerRouterHandler] = [list_locations, create_location, read_location, update_location]
