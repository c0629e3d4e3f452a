"""The timeslots of an event: one, or many one behind the other; change, delete."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.event_parts import read_series, timeslot_change, timeslot_values
from admitone.console.forms.fields import wall_time
from admitone.core.clock import local_day, local_time
from admitone.core.errors import AdmitError
from admitone.core.events import Event
from admitone.core.principal import ADMINS
from admitone.services import events, timeslots


@get("/events/{event_id:int}/timeslots/new")
async def new_timeslots(visit: OpenVisit, event_id: FromPath[int]) -> Response[Any]:
    """The form of a single timeslot, and that of many."""
    async with visit.reading(ADMINS) as (tx, principal):
        event = await events.read_event(tx, principal, event_id)
    return _show_new(visit, event, _suggested(event, visit.principal.time_zone))


@post("/events/{event_id:int}/timeslots/new")
async def create_timeslot(visit: OpenVisit, request: ConsoleRequest, event_id: FromPath[int]) -> Response[Any]:
    """Add one."""
    form = await request.form()
    async with visit.reading(ADMINS) as (tx, principal):
        event = await events.read_event(tx, principal, event_id)
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await timeslots.create_timeslot(tx, principal, event_id, timeslot_change(form))
    except AdmitError as error:
        return _show_new(visit, event, {**_suggested(event, visit.principal.time_zone), **form}, single=error)
    return visit.go(f"/events/{event_id}", notice="timeslots-added")


@post("/events/{event_id:int}/timeslots/series")
async def create_series(visit: OpenVisit, request: ConsoleRequest, event_id: FromPath[int]) -> Response[Any]:
    """Add many, all or none."""
    form = await request.form()
    async with visit.reading(ADMINS) as (tx, principal):
        event = await events.read_event(tx, principal, event_id)
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await timeslots.create_series(tx, principal, event_id, read_series(form))
    except AdmitError as error:
        return _show_new(visit, event, {**_suggested(event, visit.principal.time_zone), **form}, series=error)
    return visit.go(f"/events/{event_id}", notice="timeslots-added")


@get("/events/{event_id:int}/timeslots/{timeslot_id:int}/edit")
async def edit_timeslot(visit: OpenVisit, event_id: FromPath[int], timeslot_id: FromPath[int]) -> Response[Any]:
    """The form of a timeslot."""
    return await _show(visit, event_id, timeslot_id)


@post("/events/{event_id:int}/timeslots/{timeslot_id:int}/edit")
async def change_timeslot(
    visit: OpenVisit, request: ConsoleRequest, event_id: FromPath[int], timeslot_id: FromPath[int]
) -> Response[Any]:
    """Save the form."""
    form = await request.form()
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await timeslots.change_timeslot(tx, principal, event_id, timeslot_id, timeslot_change(form))
    except AdmitError as error:
        return await _show(visit, event_id, timeslot_id, form, error)
    return visit.go(f"/events/{event_id}", notice="timeslot-saved")


@get("/events/{event_id:int}/timeslots/{timeslot_id:int}/delete")
async def ask_delete_timeslot(visit: OpenVisit, event_id: FromPath[int], timeslot_id: FromPath[int]) -> Response[Any]:
    """Ask first."""
    return await _ask_delete(visit, event_id, timeslot_id)


@post("/events/{event_id:int}/timeslots/{timeslot_id:int}/delete")
async def delete_timeslot(visit: OpenVisit, event_id: FromPath[int], timeslot_id: FromPath[int]) -> Response[Any]:
    """Delete a timeslot that nobody has a ticket for."""
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await timeslots.delete_timeslot(tx, principal, event_id, timeslot_id)
    except AdmitError as error:
        return await _ask_delete(visit, event_id, timeslot_id, error)
    return visit.go(f"/events/{event_id}", notice="timeslot-deleted")


def _suggested(event: Event, zone: str) -> dict[str, str]:
    """The whole event in half hours, to begin from."""
    return {
        "first_day": local_day(event.starts_at, zone).isoformat(),
        "last_day": local_day(event.ends_at, zone).isoformat(),
        "begins": local_time(event.starts_at, zone),
        "ends": local_time(event.ends_at, zone),
        "minutes": "30",
        "starts_at": wall_time(event.starts_at, zone),
    }


def _show_new(
    visit: Visit, event: Event, values: Any, *, single: AdmitError | None = None, series: AdmitError | None = None
) -> Response[Any]:
    refused = single or series
    status = status_of(refused) if refused else 200
    return visit.page("events/timeslots.html", status=status, event=event, values=values, single=single, series=series)


async def _show(
    visit: Visit, event_id: int, timeslot_id: int, form: Any = None, error: AdmitError | None = None
) -> Response[Any]:
    async with visit.reading(ADMINS) as (tx, principal):
        event = await events.read_event(tx, principal, event_id)
        timeslot = await timeslots.read_timeslot(tx, principal, event_id, timeslot_id)
    values = timeslot_values(timeslot, visit.principal.time_zone) if form is None else form
    status = status_of(error) if error else 200
    return visit.page("events/timeslot.html", status=status, event=event, timeslot=timeslot, values=values, error=error)


async def _ask_delete(visit: Visit, event_id: int, timeslot_id: int, error: AdmitError | None = None) -> Response[Any]:
    async with visit.reading(ADMINS) as (tx, principal):
        event = await events.read_event(tx, principal, event_id)
        timeslot = await timeslots.read_timeslot(tx, principal, event_id, timeslot_id)
    status = status_of(error) if error else 200
    return visit.page("events/delete_timeslot.html", status=status, event=event, timeslot=timeslot, error=error)


HANDLERS: list[ControllerRouterHandler] = [
    new_timeslots,
    create_timeslot,
    create_series,
    edit_timeslot,
    change_timeslot,
    ask_delete_timeslot,
    delete_timeslot,
]
