"""A new last day for many tickets: choose, look, do."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.extending import ExtensionOfMany, ExtensionSearch, Selected
from admitone.console.forms.fields import read_form, read_whole_form
from admitone.core.errors import AdmitError
from admitone.core.principal import ADMINS
from admitone.services import extending


@get("/tickets/extend")
async def ask_extension(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Which tickets are meant and, once a day is chosen, what it means for them."""
    visit.principal.require(ADMINS)
    try:
        selected = Selected(request.query_params)
    except AdmitError as error:
        return visit.page("tickets/refused.html", status=status_of(error), error=error, find="")
    return await _show(visit, selected, dict(request.query_params))


@post("/tickets/extend")
async def extend_tickets(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Move the last day of all of them, or of none."""
    form = await request.form()
    visit.principal.require(ADMINS)
    selected = Selected(form)
    try:
        change = read_whole_form(form, ExtensionOfMany)
        async with visit.writing(ADMINS) as (tx, principal):
            extended = await extending.extend_selection(
                tx, principal, selected.filter_for(principal), change.new_valid_until, change.expected
            )
    except AdmitError as error:
        return await _show(visit, selected, dict(form), error)
    return visit.page("tickets/extended.html", extended=extended, day=change.new_valid_until, back=selected.back)


async def _show(
    visit: Visit, selected: Selected, values: dict[str, Any], error: AdmitError | None = None
) -> Response[Any]:
    preview = day = None
    try:
        day = read_form(values, ExtensionSearch).new_valid_until
        if day is not None:
            async with visit.reading(ADMINS) as (tx, principal):
                wanted = selected.filter_for(principal)
                preview = await extending.preview_extension(tx, principal, wanted, day)
    except AdmitError as refused:
        error = error or refused
    return visit.page(
        "tickets/extend.html",
        status=status_of(error) if error else 200,
        ids=selected.ids,
        kept=selected.kept,
        back=selected.back,
        values=values,
        preview=preview,
        day=day,
        error=error,
    )


HANDLERS: list[ControllerRouterHandler] = [ask_extension, extend_tickets]
