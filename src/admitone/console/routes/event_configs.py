"""The kinds of tickets of an event: create, change, delete."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.event_parts import config_change, config_values
from admitone.core.errors import AdmitError
from admitone.core.principal import ADMINS
from admitone.services import events, ticket_configs

FORM = "events/config.html"


@get("/events/{event_id:int}/configs/new")
async def new_config(visit: OpenVisit, event_id: FromPath[int]) -> Response[Any]:
    """An empty form, in the currency of the event's other tickets."""
    async with visit.reading(ADMINS) as (tx, principal):
        event = await events.read_event(tx, principal, event_id)
        siblings = await ticket_configs.list_configs(tx, principal, event_id)
    values = {
        "active": "true",
        "currency": siblings[-1].currency if siblings else visit.product.config.currency,
        "position": str(siblings[-1].position + 1 if siblings else 0),
    }
    return visit.page(FORM, event=event, config=None, values=values, error=None)


@post("/events/{event_id:int}/configs/new")
async def create_config(visit: OpenVisit, request: ConsoleRequest, event_id: FromPath[int]) -> Response[Any]:
    """Add a kind of ticket."""
    form = await request.form()
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await ticket_configs.create_config(tx, principal, event_id, config_change(form))
    except AdmitError as error:
        return await _show(visit, event_id, None, form, error)
    return visit.go(f"/events/{event_id}", notice="config-saved")


@get("/events/{event_id:int}/configs/{config_id:int}/edit")
async def edit_config(visit: OpenVisit, event_id: FromPath[int], config_id: FromPath[int]) -> Response[Any]:
    """The form of a ticket config."""
    return await _show(visit, event_id, config_id)


@post("/events/{event_id:int}/configs/{config_id:int}/edit")
async def change_config(
    visit: OpenVisit, request: ConsoleRequest, event_id: FromPath[int], config_id: FromPath[int]
) -> Response[Any]:
    """Save the form."""
    form = await request.form()
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await ticket_configs.change_config(tx, principal, event_id, config_id, config_change(form))
    except AdmitError as error:
        return await _show(visit, event_id, config_id, form, error)
    return visit.go(f"/events/{event_id}", notice="config-saved")


@get("/events/{event_id:int}/configs/{config_id:int}/delete")
async def ask_delete_config(visit: OpenVisit, event_id: FromPath[int], config_id: FromPath[int]) -> Response[Any]:
    """Ask first."""
    return await _ask_delete(visit, event_id, config_id)


@post("/events/{event_id:int}/configs/{config_id:int}/delete")
async def delete_config(visit: OpenVisit, event_id: FromPath[int], config_id: FromPath[int]) -> Response[Any]:
    """Delete a kind of ticket that nobody has."""
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await ticket_configs.delete_config(tx, principal, event_id, config_id)
    except AdmitError as error:
        return await _ask_delete(visit, event_id, config_id, error)
    return visit.go(f"/events/{event_id}", notice="config-deleted")


async def _show(
    visit: Visit, event_id: int, config_id: int | None, form: Any = None, error: AdmitError | None = None
) -> Response[Any]:
    async with visit.reading(ADMINS) as (tx, principal):
        event = await events.read_event(tx, principal, event_id)
        config = await ticket_configs.read_config(tx, principal, event_id, config_id) if config_id else None
    values = form if form is not None else config_values(config) if config else {}
    status = status_of(error) if error else 200
    return visit.page(FORM, status=status, event=event, config=config, values=values, error=error)


async def _ask_delete(visit: Visit, event_id: int, config_id: int, error: AdmitError | None = None) -> Response[Any]:
    async with visit.reading(ADMINS) as (tx, principal):
        event = await events.read_event(tx, principal, event_id)
        config = await ticket_configs.read_config(tx, principal, event_id, config_id)
    status = status_of(error) if error else 200
    return visit.page("events/delete_config.html", status=status, event=event, config=config, error=error)


HANDLERS: list[ControllerRouterHandler] = [
    new_config,
    create_config,
    edit_config,
    change_config,
    ask_delete_config,
    delete_config,
]
