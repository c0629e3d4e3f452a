"""The access servers of a location, how its portal hands guests back to them, and the token with which they ask."""

from __future__ import annotations

from litestar import delete, get, post, put
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler

from admitone.core.principal import ADMINS
from admitone.dialects.wifi.auth import OpenPlace
from admitone.dialects.wifi.routes.parameters import Number
from admitone.dialects.wifi.wire.envelope import Data, Listed, paginate
from admitone.dialects.wifi.wire.servers import LoginWrite, ServerBody, ServerWrite, TokenBody, server_body
from admitone.services import access_servers, locations

TAGS = ["Access servers"]


@get("/{LocationId:str}/servers", tags=TAGS)
async def list_servers(place: OpenPlace) -> Listed[ServerBody]:
    """The access servers of a location, by name."""
    async with place.reading(ADMINS) as (tx, principal):
        found = await access_servers.list_access_servers(tx, principal, place.location_id)
    bodies = [server_body(one) for one in found]
    return Listed(bodies, paginate(0, max(1, len(bodies)), len(bodies)))


@post("/{LocationId:str}/servers", status_code=200, tags=TAGS)
async def save_server(data: JSONBody[ServerWrite], place: OpenPlace) -> Data[ServerBody]:
    """Adds an access server, or changes the one of the same `nas`, so that devices can be stopped."""
    async with place.writing(ADMINS) as (tx, principal):
        saved = await access_servers.save_access_server(tx, principal, place.location_id, data.change())
    return Data(server_body(saved))


@delete("/{LocationId:str}/servers/{server_id:int}", tags=TAGS)
async def remove_server(place: OpenPlace, server_id: Number) -> None:
    """Forgets an access server: its devices can be stopped no more, and guests are not handed back to it."""
    async with place.writing(ADMINS) as (tx, principal):
        server = await access_servers.read_access_server(tx, principal, place.location_id, server_id)
        await access_servers.remove_access_server(tx, principal, place.location_id, server.nas)


@put("/{LocationId:str}/servers/{server_id:int}/login", tags=TAGS)
async def set_login(data: JSONBody[LoginWrite], place: OpenPlace, server_id: Number) -> Data[ServerBody]:
    """Says how the portal hands guests back to an access server after a good code."""
    async with place.writing(ADMINS) as (tx, principal):
        server = await access_servers.read_access_server(tx, principal, place.location_id, server_id)
        saved = await access_servers.set_portal_login(tx, principal, place.location_id, server.nas, data.login())
    return Data(server_body(saved))


@delete("/{LocationId:str}/servers/{server_id:int}/login", tags=TAGS)
async def clear_login(place: OpenPlace, server_id: Number) -> None:
    """Has guests handed back no more: they type their code where the access server asks for it."""
    async with place.writing(ADMINS) as (tx, principal):
        server = await access_servers.read_access_server(tx, principal, place.location_id, server_id)
        await access_servers.set_portal_login(tx, principal, place.location_id, server.nas, None)


@post("/{LocationId:str}/token", status_code=200, tags=TAGS)
async def renew_token(place: OpenPlace) -> Data[TokenBody]:
    """Makes a new token for the RADIUS server and shows it, this once.

    The one before lets nobody in any more at once; reports are taken with it for seven days.
    """
    async with place.writing(ADMINS) as (tx, principal):
        token = await locations.renew_radius_token(tx, principal, place.location_id)
    return Data(TokenBody(token))


HANDLERS: list[ControllerRouterHandler] = [
    list_servers,
    save_server,
    remove_server,
    set_login,
    clear_login,
    renew_token,
]
