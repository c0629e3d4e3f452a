"""The sectors of an event: create, change, delete."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.event_parts import sector_change, sector_values
from admitone.core.errors import AdmitError
from admitone.core.principal import ADMINS
from admitone.services import events, sectors

FORM = "events/sector.html"


@get("/events/{event_id:int}/sectors/new")
async def new_sector(visit: OpenVisit, event_id: FromPath[int]) -> Response[Any]:
    """An empty form."""
    return await _show(visit, event_id, None)


@post("/events/{event_id:int}/sectors/new")
async def create_sector(visit: OpenVisit, request: ConsoleRequest, event_id: FromPath[int]) -> Response[Any]:
    """Add a sector."""
    form = await request.form()
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await sectors.create_sector(tx, principal, event_id, sector_change(form))
    except AdmitError as error:
        return await _show(visit, event_id, None, form, error)
    return visit.go(f"/events/{event_id}", notice="sector-saved")


@get("/events/{event_id:int}/sectors/{sector_id:int}/edit")
async def edit_sector(visit: OpenVisit, event_id: FromPath[int], sector_id: FromPath[int]) -> Response[Any]:
    """The form of a sector."""
    return await _show(visit, event_id, sector_id)


@post("/events/{event_id:int}/sectors/{sector_id:int}/edit")
async def change_sector(
    visit: OpenVisit, request: ConsoleRequest, event_id: FromPath[int], sector_id: FromPath[int]
) -> Response[Any]:
    """Save the form."""
    form = await request.form()
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await sectors.change_sector(tx, principal, event_id, sector_id, sector_change(form))
    except AdmitError as error:
        return await _show(visit, event_id, sector_id, form, error)
    return visit.go(f"/events/{event_id}", notice="sector-saved")


@get("/events/{event_id:int}/sectors/{sector_id:int}/delete")
async def ask_delete_sector(visit: OpenVisit, event_id: FromPath[int], sector_id: FromPath[int]) -> Response[Any]:
    """Ask first."""
    return await _ask_delete(visit, event_id, sector_id)


@post("/events/{event_id:int}/sectors/{sector_id:int}/delete")
async def delete_sector(visit: OpenVisit, event_id: FromPath[int], sector_id: FromPath[int]) -> Response[Any]:
    """Delete a sector that nobody has a ticket for."""
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await sectors.delete_sector(tx, principal, event_id, sector_id)
    except AdmitError as error:
        return await _ask_delete(visit, event_id, sector_id, error)
    return visit.go(f"/events/{event_id}", notice="sector-deleted")


async def _show(
    visit: Visit, event_id: int, sector_id: int | None, form: Any = None, error: AdmitError | None = None
) -> Response[Any]:
    async with visit.reading(ADMINS) as (tx, principal):
        event = await events.read_event(tx, principal, event_id)
        sector = await sectors.read_sector(tx, principal, event_id, sector_id) if sector_id else None
    values = form if form is not None else sector_values(sector) if sector else {}
    status = status_of(error) if error else 200
    return visit.page(FORM, status=status, event=event, sector=sector, values=values, error=error)


async def _ask_delete(visit: Visit, event_id: int, sector_id: int, error: AdmitError | None = None) -> Response[Any]:
    async with visit.reading(ADMINS) as (tx, principal):
        event = await events.read_event(tx, principal, event_id)
        sector = await sectors.read_sector(tx, principal, event_id, sector_id)
    status = status_of(error) if error else 200
    return visit.page("events/delete_sector.html", status=status, event=event, sector=sector, error=error)


HANDLERS: list[ControllerRouterHandler] = [
    new_sector,
    create_sector,
    edit_sector,
    change_sector,
    ask_delete_sector,
    delete_sector,
]
