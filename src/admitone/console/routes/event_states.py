"""An event goes on sale, and is called off; both ask first."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.core.errors import AdmitError
from admitone.core.principal import ADMINS
from admitone.services import event_overview, event_states


@get("/events/{event_id:int}/publish")
async def ask_publish(visit: OpenVisit, event_id: FromPath[int]) -> Response[Any]:
    """What goes on sale, before it does."""
    return await _ask_publish(visit, event_id)


@post("/events/{event_id:int}/publish")
async def publish_event(visit: OpenVisit, event_id: FromPath[int]) -> Response[Any]:
    """Put an event on sale."""
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await event_states.publish_event(tx, principal, event_id)
    except AdmitError as error:
        return await _ask_publish(visit, event_id, error)
    return visit.go(f"/events/{event_id}", notice="event-published")


@get("/events/{event_id:int}/cancel")
async def ask_cancel(visit: OpenVisit, event_id: FromPath[int]) -> Response[Any]:
    """Whom it concerns, before it is called off."""
    return await _ask_cancel(visit, event_id)


@post("/events/{event_id:int}/cancel")
async def cancel_event(visit: OpenVisit, event_id: FromPath[int]) -> Response[Any]:
    """Call an event off: the page before told whom it concerns."""
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await event_states.cancel_event(tx, principal, event_id, confirmed=True)
    except AdmitError as error:
        return await _ask_cancel(visit, event_id, error)
    return visit.go(f"/events/{event_id}", notice="event-cancelled")


async def _ask_publish(visit: Visit, event_id: int, error: AdmitError | None = None) -> Response[Any]:
    async with visit.reading(ADMINS) as (tx, principal):
        seen = await event_overview.overlook_event(tx, principal, event_id)
    status = status_of(error) if error else 200
    return visit.page("events/publish.html", status=status, seen=seen, event=seen.event, error=error)


async def _ask_cancel(visit: Visit, event_id: int, error: AdmitError | None = None) -> Response[Any]:
    async with visit.reading(ADMINS) as (tx, principal):
        seen = await event_overview.overlook_event(tx, principal, event_id)
        concerned = await event_states.foresee_cancelling(tx, principal, event_id)
    status = status_of(error) if error else 200
    return visit.page("events/cancel.html", status=status, event=seen.event, concerned=concerned, error=error)


HANDLERS: list[ControllerRouterHandler] = [ask_publish, publish_event, ask_cancel, cancel_event]
