"""One's own account: the password, and where one is signed in."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.browsers import browser_name
from admitone.console.errors import status_of
from admitone.console.forms.people import read_new_password, read_password
from admitone.core.errors import AdmitError
from admitone.services import sessions
from admitone.services.passwords import change_password


@get("/account")
async def show_account(visit: OpenVisit) -> Response[Any]:
    """The password form, and the sessions."""
    return await _show(visit)


@post("/account/password")
async def change_own_password(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Change the password; every other session ends."""
    form = await request.form()
    try:
        present, new = read_password(form, "presentPassword"), read_new_password(form)
        await change_password(visit.product.database, visit.principal, present, new)
    except AdmitError as error:
        return await _show(visit, error)
    return visit.go("/account", notice="password-changed")


@post("/account/sessions/end")
async def end_other_sessions(visit: OpenVisit) -> Response[Any]:
    """Sign out everywhere else."""
    async with visit.writing() as (tx, principal):
        await sessions.sign_out_elsewhere(tx, principal)
    return visit.go("/account", notice="sessions-ended")


@post("/account/sessions/{session_id:int}/end")
async def end_session(visit: OpenVisit, session_id: FromPath[int]) -> Response[Any]:
    """Sign out at one other place."""
    async with visit.writing() as (tx, principal):
        await sessions.end_own_session(tx, principal, session_id)
    return visit.go("/account", notice="session-ended")


async def _show(visit: Visit, error: AdmitError | None = None) -> Response[Any]:
    async with visit.reading() as (tx, principal):
        found = await sessions.list_own_sessions(tx, principal, visit.product.session_limits)
    return visit.page(
        "account/read.html",
        status=status_of(error) if error else 200,
        sessions=[(session, browser_name(session.browser)) for session in found],
        error=error,
    )


HANDLERS: list[ControllerRouterHandler] = [show_account, change_own_password, end_other_sessions, end_session]
