"""Events: list, one at a glance, create, change."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit
from admitone.console.errors import status_of
from admitone.console.forms.events import EventListForm, event_change, event_values
from admitone.console.forms.fields import read_form
from admitone.core.errors import AdmitError
from admitone.core.events import EventState
from admitone.core.principal import ADMINS
from admitone.services import attractions, event_overview, events

ROWS_PER_PAGE: Final = 50


@get("/events")
async def list_events(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """One page of events with their tickets, the latest start first."""
    search = read_form(request.query_params, EventListForm)
    async with visit.reading() as (tx, principal):
        found = await events.list_events(tx, principal, search.search(), ROWS_PER_PAGE + 1)
    rows = found[:ROWS_PER_PAGE]
    return visit.page(
        "events/list.html",
        events=rows,
        after=rows[-1].event.id if len(found) > ROWS_PER_PAGE else None,
        search=search,
        states=list(EventState),
    )


@get("/events/new")
async def new_event(visit: OpenVisit) -> Response[Any]:
    """An empty form."""
    visit.principal.require(ADMINS)
    return visit.page("events/form.html", event=None, values={}, error=None)


@post("/events/new")
async def create_event(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Create an event and show it."""
    form = await request.form()
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            saved = await events.create_event(tx, principal, event_change(form))
    except AdmitError as error:
        return visit.page("events/form.html", status=status_of(error), event=None, values=form, error=error)
    return visit.go(f"/events/{saved.id}", notice="event-created")


@get("/events/{event_id:int}")
async def show_event(visit: OpenVisit, event_id: FromPath[int]) -> Response[Any]:
    """One event, and how far its tickets are."""
    async with visit.reading() as (tx, principal):
        seen = await event_overview.overlook_event(tx, principal, event_id)
        face = await attractions.read_attraction(tx, principal, seen.event.attraction_id)
    return visit.page("events/read.html", seen=seen, event=seen.event, face=face)


@get("/events/{event_id:int}/edit")
async def edit_event(visit: OpenVisit, event_id: FromPath[int]) -> Response[Any]:
    """The form of an event."""
    async with visit.reading(ADMINS) as (tx, principal):
        event = await events.read_event(tx, principal, event_id)
        face = await attractions.read_attraction(tx, principal, event.attraction_id)
    values = event_values(event, face.odoo_product_code, visit.principal.time_zone)
    return visit.page("events/form.html", event=event, values=values, error=None)


@post("/events/{event_id:int}/edit")
async def change_event(visit: OpenVisit, request: ConsoleRequest, event_id: FromPath[int]) -> Response[Any]:
    """Save the form."""
    form = await request.form()
    async with visit.reading(ADMINS) as (tx, principal):
        present = await events.read_event(tx, principal, event_id)
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await events.change_event(tx, principal, event_id, event_change(form))
    except AdmitError as error:
        return visit.page("events/form.html", status=status_of(error), event=present, values=form, error=error)
    return visit.go(f"/events/{event_id}", notice="event-saved")


HANDLERS: list[ControllerRouterHandler] = [
    list_events,
    new_event,
    create_event,
    show_event,
    edit_event,
    change_event,
]
