"""Services of a location: list, add, change, delete."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit
from admitone.console.errors import status_of
from admitone.console.forms.wifi import read_terms, service_values
from admitone.core.errors import AdmitError
from admitone.core.principal import ADMINS
from admitone.presentation.language import language
from admitone.presentation.wifi import limit_lines
from admitone.services import locations, wifi_services


@get("/locations/{place:str}/services")
async def list_services(visit: OpenVisit, place: FromPath[str]) -> Response[Any]:
    """What a location offers."""
    async with visit.reading() as (tx, principal):
        location = await locations.read_location(tx, principal, place)
        found = await wifi_services.list_services(tx, principal, place)
    speech = language(visit.language.tag)
    lines = {one.id: limit_lines(one, speech) for one in found}
    return visit.page("locations/services.html", location=location, services=found, lines=lines)


@get("/locations/{place:str}/services/new")
async def new_service(visit: OpenVisit, place: FromPath[str]) -> Response[Any]:
    """An empty form."""
    async with visit.reading(ADMINS) as (tx, principal):
        location = await locations.read_location(tx, principal, place)
    values = {"status": "true", "showLogin": "true", "simDevices": "1", "maxUsers": "1", "validUntil": "180"}
    return visit.page("locations/service_form.html", location=location, service=None, values=values, error=None)


@post("/locations/{place:str}/services/new")
async def create_service(visit: OpenVisit, request: ConsoleRequest, place: FromPath[str]) -> Response[Any]:
    """Add a service."""
    form = await request.form()
    async with visit.reading(ADMINS) as (tx, principal):
        location = await locations.read_location(tx, principal, place)
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await wifi_services.create_service(tx, principal, place, read_terms(form, location))
    except AdmitError as error:
        return visit.page(
            "locations/service_form.html",
            status=status_of(error),
            location=location,
            service=None,
            values=form,
            error=error,
        )
    return visit.go(f"/locations/{location.public_id}/services", notice="service-saved")


@get("/locations/{place:str}/services/{service_id:int}/edit")
async def edit_service(visit: OpenVisit, place: FromPath[str], service_id: FromPath[int]) -> Response[Any]:
    """The form of a service."""
    async with visit.reading(ADMINS) as (tx, principal):
        location = await locations.read_location(tx, principal, place)
        found = await wifi_services.read_service(tx, principal, location, service_id)
    values = service_values(found, location)
    return visit.page("locations/service_form.html", location=location, service=found, values=values, error=None)


@post("/locations/{place:str}/services/{service_id:int}/edit")
async def update_service(
    visit: OpenVisit, request: ConsoleRequest, place: FromPath[str], service_id: FromPath[int]
) -> Response[Any]:
    """Save the form."""
    form = await request.form()
    async with visit.reading(ADMINS) as (tx, principal):
        location = await locations.read_location(tx, principal, place)
        found = await wifi_services.read_service(tx, principal, location, service_id)
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await wifi_services.update_service(tx, principal, place, service_id, read_terms(form, location))
    except AdmitError as error:
        return visit.page(
            "locations/service_form.html",
            status=status_of(error),
            location=location,
            service=found,
            values=form,
            error=error,
        )
    return visit.go(f"/locations/{location.public_id}/services", notice="service-saved")


@get("/locations/{place:str}/services/{service_id:int}/delete")
async def ask_delete(visit: OpenVisit, place: FromPath[str], service_id: FromPath[int]) -> Response[Any]:
    """Ask first, with the consequence in words."""
    async with visit.reading(ADMINS) as (tx, principal):
        location = await locations.read_location(tx, principal, place)
        found = await wifi_services.read_service(tx, principal, location, service_id)
    return visit.page("locations/service_delete.html", location=location, service=found, error=None)


@post("/locations/{place:str}/services/{service_id:int}/delete")
async def delete_service(visit: OpenVisit, place: FromPath[str], service_id: FromPath[int]) -> Response[Any]:
    """Take a service off the list."""
    async with visit.writing(ADMINS) as (tx, principal):
        await wifi_services.delete_service(tx, principal, place, service_id)
    return visit.go(f"/locations/{place}/services", notice="service-deleted")


HANDLERS: list[ControllerRouterHandler] = [
    list_services,
    new_service,
    create_service,
    edit_service,
    update_service,
    ask_delete,
    delete_service,
]
