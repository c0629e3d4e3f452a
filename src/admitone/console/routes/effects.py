"""What must happen outside: what waits, why, and what a person can do about it."""

from __future__ import annotations

from typing import Any, Final, Literal

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.fields import Id, read_form
from admitone.console.forms.sales import ReasonForm
from admitone.core.errors import AdmitError
from admitone.core.principal import ADMINS
from admitone.services import effect_admin

ROWS_PER_PAGE: Final = 50
OPEN_STATES: Final = ("FAILED", "RUNNING", "WAITING")


class EffectSearch(Struct):
    """Which effects; `open` are those that have not happened, and `before` is the last one of the page in front."""

    state: Literal["open", "FAILED", "WAITING", "RUNNING", "DONE", "DISMISSED"] = "open"
    before: Id | None = None


@get("/effects")
async def list_effects(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """One page of effects, those that failed first."""
    return await _show(visit, read_form(request.query_params, EffectSearch))


@post("/effects/{effect_id:int}/retry")
async def retry_effect(visit: OpenVisit, effect_id: FromPath[int]) -> Response[Any]:
    """Have it tried again at once."""
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await effect_admin.retry_effect(tx, principal, effect_id)
    except AdmitError as error:
        return await _show(visit, EffectSearch(), error, effect_id)
    return visit.go("/effects", notice="effect-retried")


@post("/effects/{effect_id:int}/dismiss")
async def dismiss_effect(visit: OpenVisit, request: ConsoleRequest, effect_id: FromPath[int]) -> Response[Any]:
    """Give it up; the reason is kept."""
    form = await request.form()
    try:
        reason = read_form(form, ReasonForm).reason
        async with visit.writing(ADMINS) as (tx, principal):
            await effect_admin.dismiss_effect(tx, principal, effect_id, reason)
    except AdmitError as error:
        return await _show(visit, EffectSearch(), error, effect_id)
    return visit.go("/effects", notice="effect-dismissed")


async def _show(
    visit: Visit, search: EffectSearch, error: AdmitError | None = None, refused_id: int | None = None
) -> Response[Any]:
    states = OPEN_STATES if search.state == "open" else (search.state,)
    rows, more = [], []
    async with visit.reading(ADMINS) as (tx, principal):
        for state in states:
            found = await effect_admin.list_effects(
                tx, principal, state=state, before_id=search.before, limit=ROWS_PER_PAGE + 1
            )
            rows += found[:ROWS_PER_PAGE]
            more += [state] if len(found) > ROWS_PER_PAGE else []
        total = None if search.state == "open" else await effect_admin.count_effects(tx, principal, search.state)
    return visit.page(
        "effects/list.html",
        status=status_of(error) if error else 200,
        effects=rows,
        search=search,
        before=rows[-1].id if more and search.state != "open" else None,
        more=more,
        total=total,
        error=error,
        refused_id=refused_id,
    )


HANDLERS: list[ControllerRouterHandler] = [list_effects, retry_effect, dismiss_effect]
