"""Locations: list, add, change, and who is on."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.fields import read_whole_form
from admitone.console.forms.wifi import LocationForm
from admitone.core.clock import utc_now
from admitone.core.errors import AdmitError
from admitone.core.principal import ADMINS
from admitone.core.wifi.model import Location
from admitone.services import locations, wifi_stopping, wifi_tickets
from admitone.services.locations import INTERIM_SECONDS, SLIPS_MM


@get("/locations")
async def list_locations(visit: OpenVisit) -> Response[Any]:
    """All locations, active ones first."""
    async with visit.reading() as (tx, principal):
        found = await locations.list_locations(tx, principal)
    return visit.page("locations/list.html", locations=found)


@get("/locations/new")
async def new_location(visit: OpenVisit) -> Response[Any]:
    """A form with what most places want."""
    visit.principal.require(ADMINS)
    values = {
        "currency": visit.product.config.currency,
        "timezone": visit.principal.time_zone,
        "printFormat": "a4",
        "slipWidth": str(SLIPS_MM[1]),
        "interimSeconds": str(INTERIM_SECONDS),
        "active": "true",
    }
    return visit.page("locations/form.html", location=None, values=values, error=None)


@post("/locations/new")
async def create_location(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Add a location."""
    visit.principal.require(ADMINS)
    form = await request.form()
    try:
        read = read_whole_form(form, LocationForm)
        async with visit.writing(ADMINS) as (tx, principal):
            made = await locations.create_location(
                tx, principal, read.change(), currency=read.currency, public_id=read.location_id
            )
    except AdmitError as error:
        return visit.page("locations/form.html", status=status_of(error), location=None, values=form, error=error)
    return visit.go(f"/locations/{made.public_id}/services", notice="location-created")


@get("/locations/{place:str}/edit")
async def edit_location(visit: OpenVisit, place: FromPath[str]) -> Response[Any]:
    """The form of a location."""
    async with visit.reading(ADMINS) as (tx, principal):
        found = await locations.read_location(tx, principal, place)
    return visit.page("locations/form.html", location=found, values=_values(found), error=None)


@post("/locations/{place:str}/edit")
async def update_location(visit: OpenVisit, request: ConsoleRequest, place: FromPath[str]) -> Response[Any]:
    """Save the form."""
    form = await request.form()
    async with visit.reading(ADMINS) as (tx, principal):
        present = await locations.read_location(tx, principal, place)
    try:
        change = read_whole_form(form, LocationForm).change()
        async with visit.writing(ADMINS) as (tx, principal):
            await locations.update_location(tx, principal, place, change)
    except AdmitError as error:
        return visit.page("locations/form.html", status=status_of(error), location=present, values=form, error=error)
    return visit.go(f"/locations/{present.public_id}", notice="location-saved")


@get("/locations/{place:str}/online")
async def show_online(visit: OpenVisit, place: FromPath[str]) -> Response[Any]:
    """Who is on."""
    return await _show_online(visit, place)


@post("/locations/{place:str}/sessions/{session_id:int}/stop")
async def stop_device(visit: OpenVisit, place: FromPath[str], session_id: FromPath[int]) -> Response[Any]:
    """Have the access server let go of a device."""
    try:
        async with visit.writing() as (tx, principal):
            location = await locations.read_location(tx, principal, place)
            await wifi_stopping.stop_device(tx, principal, location, session_id)
    except AdmitError as error:
        return await _show_online(visit, place, error)
    return visit.go(f"/locations/{location.public_id}/online", notice="device-stopped")


async def _show_online(visit: Visit, place: str, error: AdmitError | None = None) -> Response[Any]:
    async with visit.reading() as (tx, principal):
        location = await locations.read_location(tx, principal, place)
        page = await wifi_tickets.list_open_sessions(tx, principal, place)
    status = status_of(error) if error else 200
    return visit.page("locations/online.html", status=status, location=location, page=page, error=error, now=utc_now())


def _values(location: Location) -> dict[str, str]:
    texts: dict[str, str] = msgspec.json.decode(location.portal_texts) if location.portal_texts else {}
    return {
        "name": location.name,
        "address": location.address or "",
        "currency": location.currency,
        "timezone": location.time_zone,
        "printFormat": location.print_format,
        "slipWidth": str(location.slip_mm),
        "networkName": location.network_name or "",
        "portalUrl": location.portal_url or "",
        "venueUrl": location.venue_url or "",
        "interimSeconds": str(location.interim_seconds),
        "textEn": texts.get("en", ""),
        "textAr": texts.get("ar", ""),
        "active": "true" if location.active else "",
    }


HANDLERS: list[ControllerRouterHandler] = [
    list_locations,
    new_location,
    create_location,
    edit_location,
    update_location,
    show_online,
    stop_device,
]
