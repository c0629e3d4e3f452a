"""How the tickets of an event look, with a specimen beside the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.event_designs import design_values, read_design_form
from admitone.core.errors import AdmitError
from admitone.core.event_design import read_design
from admitone.core.principal import ADMINS
from admitone.services import events
from admitone.services.event_designs import draw_specimen, save_design


@get("/events/{event_id:int}/design")
async def edit_design(visit: OpenVisit, event_id: FromPath[int]) -> Response[Any]:
    """The form, and a specimen."""
    return await _show(visit, event_id)


@post("/events/{event_id:int}/design")
async def change_design(visit: OpenVisit, request: ConsoleRequest, event_id: FromPath[int]) -> Response[Any]:
    """Save the form, and show the specimen again."""
    form = await request.form()
    try:
        wish = await read_design_form(form)
        await save_design(visit.product.design_world, visit.principal, event_id, wish)
    except AdmitError as error:
        return await _show(visit, event_id, form, error)
    return visit.go(f"/events/{event_id}/design", notice="event-design-saved")


@get("/events/{event_id:int}/design/specimen.png")
async def send_specimen(visit: OpenVisit, event_id: FromPath[int]) -> Response[bytes]:
    """A picture of a ticket as it is printed now."""
    content = await draw_specimen(visit.product.design_world, visit.principal, event_id, visit.language.tag)
    return Response(content, media_type="image/png")


async def _show(
    visit: Visit, event_id: int, form: Mapping[str, Any] | None = None, error: AdmitError | None = None
) -> Response[Any]:
    async with visit.reading(ADMINS) as (tx, principal):
        event = await events.read_event(tx, principal, event_id)
    design = read_design(event.design)
    return visit.page(
        "events/design.html",
        status=status_of(error) if error else 200,
        event=event,
        design=design,
        values=design_values(design) if form is None else form,
        error=error,
    )


HANDLERS: list[ControllerRouterHandler] = [edit_design, change_design, send_specimen]
