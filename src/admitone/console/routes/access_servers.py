"""The access servers of a location: list, add, change, remove; the token with which they ask."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.access_servers import NewServerForm, read_server, server_values
from admitone.console.forms.fields import read_whole_form
from admitone.core.errors import AdmitError
from admitone.core.principal import ADMINS
from admitone.services import access_servers, locations
from admitone.services.access_servers import DISCONNECT_PORT


@get("/locations/{place:str}/servers")
async def list_servers(visit: OpenVisit, place: FromPath[str]) -> Response[Any]:
    """The access servers of a location, its portal, and the token with which they ask."""
    return await _show_servers(visit, place, {"disconnectPort": str(DISCONNECT_PORT)})


@post("/locations/{place:str}/servers")
async def add_server(visit: OpenVisit, request: ConsoleRequest, place: FromPath[str]) -> Response[Any]:
    """Add an access server; one of the same name gets what is written here."""
    visit.principal.require(ADMINS)
    form = await request.form()
    try:
        change = read_whole_form(form, NewServerForm).change()
        async with visit.writing(ADMINS) as (tx, principal):
            saved = await access_servers.save_access_server(tx, principal, place, change)
    except AdmitError as error:
        return await _show_servers(visit, place, form, error)
    return visit.go(f"/locations/{place}/servers/{saved.id}", notice="server-saved")


@get("/locations/{place:str}/servers/{number:int}")
async def edit_server(visit: OpenVisit, place: FromPath[str], number: FromPath[int]) -> Response[Any]:
    """The form of an access server, and of the way from the portal to it."""
    return await _show_server(visit, place, number)


@post("/locations/{place:str}/servers/{number:int}")
async def save_server(
    visit: OpenVisit, request: ConsoleRequest, place: FromPath[str], number: FromPath[int]
) -> Response[Any]:  # fmt: skip
    """Save both at once."""
    visit.principal.require(ADMINS)
    form = await request.form()
    try:
        read = read_server(form)
        async with visit.writing(ADMINS) as (tx, principal):
            present = await access_servers.read_access_server(tx, principal, place, number)
            await access_servers.save_access_server(tx, principal, place, read.change(present.nas))
            await access_servers.set_portal_login(tx, principal, place, present.nas, read.login())
    except AdmitError as error:
        return await _show_server(visit, place, number, form, error)
    return visit.go(f"/locations/{place}/servers", notice="server-saved")


@post("/locations/{place:str}/servers/{number:int}/remove")
async def remove_server(visit: OpenVisit, place: FromPath[str], number: FromPath[int]) -> Response[Any]:
    """Forget an access server."""
    async with visit.writing(ADMINS) as (tx, principal):
        server = await access_servers.read_access_server(tx, principal, place, number)
        await access_servers.remove_access_server(tx, principal, place, server.nas)
    return visit.go(f"/locations/{place}/servers", notice="server-removed")


@post("/locations/{place:str}/token")
async def renew_token(visit: OpenVisit, place: FromPath[str]) -> Response[Any]:
    """Make a new token for the access server; the answer shows it, this once."""
    async with visit.writing(ADMINS) as (tx, principal):
        location = await locations.read_location(tx, principal, place)
        token = await locations.renew_radius_token(tx, principal, place)
    return visit.page("locations/token.html", location=location, token=token)


async def _show_servers(visit: Visit, place: str, values: Any, error: AdmitError | None = None) -> Response[Any]:
    async with visit.reading(ADMINS) as (tx, principal):
        location = await locations.read_location(tx, principal, place)
        found = await access_servers.list_access_servers(tx, principal, place)
    return visit.page(
        "locations/servers.html",
        status=status_of(error) if error else 200,
        location=location,
        servers=found,
        portal=f"{visit.product.config.base_url.rstrip('/')}/portal/{location.public_id}",
        values=values,
        error=error,
    )


async def _show_server(
    visit: Visit, place: str, number: int, values: Any = None, error: AdmitError | None = None
) -> Response[Any]:  # fmt: skip
    async with visit.reading(ADMINS) as (tx, principal):
        location = await locations.read_location(tx, principal, place)
        server = await access_servers.read_access_server(tx, principal, place, number)
    return visit.page(
        "locations/server.html",
        status=status_of(error) if error else 200,
        location=location,
        server=server,
        values=server_values(server) if values is None else values,
        error=error,
    )


HANDLERS: list[ControllerRouterHandler] = [
    list_servers,
    add_server,
    edit_server,
    save_server,
    remove_server,
    renew_token,
]
