"""Services of a location: list, read, add, change, delete."""

from __future__ import annotations

from litestar import delete, get, patch, post
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler

from admitone.core.principal import ADMINS
from admitone.dialects.wifi.auth import OpenPlace
from admitone.dialects.wifi.routes.parameters import Limit, Number, Offset
from admitone.dialects.wifi.wire.envelope import LIMIT_MAX, Data, Listed, paginate
from admitone.dialects.wifi.wire.services import ServiceBody, ServiceWrite, service_body
from admitone.services import locations, wifi_services

TAGS = ["Wi-Fi services"]


@get("/{LocationId:str}/services", tags=TAGS)
async def list_services(place: OpenPlace, offset: Offset = 0, limit: Limit = LIMIT_MAX) -> Listed[ServiceBody]:
    """Services of a location, in the order in which they are shown."""
    async with place.reading() as (tx, principal):
        location = await locations.read_location(tx, principal, place.location_id)
        found = await wifi_services.list_services(tx, principal, place.location_id)
    page = [service_body(one, location, older=place.is_older) for one in found[offset : offset + limit]]
    return Listed(page, paginate(offset, limit, len(found)))


@post("/{LocationId:str}/services", status_code=200, tags=TAGS)
async def create_service(data: JSONBody[ServiceWrite], place: OpenPlace) -> Data[ServiceBody]:
    """Adds a service."""
    async with place.writing(ADMINS) as (tx, principal):
        location = await locations.read_location(tx, principal, place.location_id)
        made = await wifi_services.create_service(tx, principal, place.location_id, data.terms(location))
    return Data(service_body(made, location, older=place.is_older))


@get("/{LocationId:str}/services/{service_id:int}", tags=TAGS)
async def read_service(place: OpenPlace, service_id: Number) -> Data[ServiceBody]:
    """One service."""
    async with place.reading() as (tx, principal):
        location = await locations.read_location(tx, principal, place.location_id)
        found = await wifi_services.read_service(tx, principal, location, service_id)
    return Data(service_body(found, location, older=place.is_older))


@patch("/{LocationId:str}/services/{service_id:int}", tags=TAGS)
async def update_service(data: JSONBody[ServiceWrite], place: OpenPlace, service_id: Number) -> Data[ServiceBody]:
    """Changes what is given of a service; tickets that are made keep what they have."""
    async with place.writing(ADMINS) as (tx, principal):
        location = await locations.read_location(tx, principal, place.location_id)
        present = await wifi_services.read_service(tx, principal, location, service_id)
        terms = data.terms(location, present)
        changed = await wifi_services.update_service(tx, principal, place.location_id, service_id, terms)
    return Data(service_body(changed, location, older=place.is_older))


@delete("/{LocationId:str}/services/{service_id:int}", status_code=204, tags=TAGS)
async def delete_service(place: OpenPlace, service_id: Number) -> None:
    """Takes a service off the list for good; its tickets go on."""
    async with place.writing(ADMINS) as (tx, principal):
        await wifi_services.delete_service(tx, principal, place.location_id, service_id)


HANDLERS: list[ControllerRouterHandler] = [list_services, create_service, read_service, update_service, delete_service]
