"""Users: list, invite, change, disable, and one-time links to choose a password."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.people import invitation, member_change, member_values
from admitone.core.errors import AdmitError
from admitone.core.people import Member
from admitone.core.principal import ADMINS
from admitone.services import members


@get("/users")
async def list_users(visit: OpenVisit) -> Response[Any]:
    """Everybody who can sign in, or could."""
    async with visit.reading(ADMINS) as (tx, principal):
        found = await members.list_members(tx, principal)
    return visit.page("users/list.html", members=found)


@get("/users/new")
async def new_user(visit: OpenVisit) -> Response[Any]:
    """An empty invitation."""
    visit.principal.require(ADMINS)
    return visit.page("users/invite.html", values={"role": "agent"}, error=None)


@post("/users/new")
async def invite_user(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Invite somebody; the answer shows the link, this once."""
    form = await request.form()
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            link = await members.invite_user(tx, principal, visit.product.link_terms, invitation(form))
    except AdmitError as error:
        return visit.page("users/invite.html", status=status_of(error), values=form, error=error)
    return visit.page("users/link.html", link=link, invited=True)


@get("/users/{user_id:int}")
async def edit_user(visit: OpenVisit, user_id: FromPath[int]) -> Response[Any]:
    """One user, with what can be changed."""
    member = await _read(visit, user_id)
    return visit.page("users/form.html", member=member, values=member_values(member), error=None)


@post("/users/{user_id:int}")
async def update_user(visit: OpenVisit, request: ConsoleRequest, user_id: FromPath[int]) -> Response[Any]:
    """Save address and role: both or neither."""
    form = await request.form()
    member = await _read(visit, user_id)
    try:
        change = member_change(form)
        async with visit.writing(ADMINS) as (tx, principal):
            if change.role is not None:
                await members.change_role(tx, principal, user_id, change.role)
            await members.change_email(tx, principal, user_id, change.email)
    except AdmitError as error:
        return visit.page("users/form.html", status=status_of(error), member=member, values=form, error=error)
    return visit.go("/users", notice="user-saved")


@get("/users/{user_id:int}/link")
async def ask_link(visit: OpenVisit, user_id: FromPath[int]) -> Response[Any]:
    """Ask first: earlier links end."""
    return visit.page("users/renew.html", member=await _read(visit, user_id), error=None)


@post("/users/{user_id:int}/link")
async def renew_link(visit: OpenVisit, user_id: FromPath[int]) -> Response[Any]:
    """Make a new link; the answer shows it, this once."""
    member = await _read(visit, user_id)
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            link = await members.renew_link(tx, principal, visit.product.link_terms, user_id)
    except AdmitError as error:
        return visit.page("users/renew.html", status=status_of(error), member=member, error=error)
    return visit.page("users/link.html", link=link, invited=not member.has_password)


@get("/users/{user_id:int}/disable")
async def ask_disable(visit: OpenVisit, user_id: FromPath[int]) -> Response[Any]:
    """Ask first, with the consequence in words."""
    return visit.page("users/disable.html", member=await _read(visit, user_id), error=None)


@post("/users/{user_id:int}/disable")
async def disable_user(visit: OpenVisit, user_id: FromPath[int]) -> Response[Any]:
    """Let a user in no longer."""
    member = await _read(visit, user_id)
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await members.disable_user(tx, principal, user_id)
    except AdmitError as error:
        return visit.page("users/disable.html", status=status_of(error), member=member, error=error)
    return visit.go("/users", notice="user-disabled")


@post("/users/{user_id:int}/enable")
async def enable_user(visit: OpenVisit, user_id: FromPath[int]) -> Response[Any]:
    """Let a disabled user in again."""
    async with visit.writing(ADMINS) as (tx, principal):
        await members.enable_user(tx, principal, user_id)
    return visit.go("/users", notice="user-enabled")


async def _read(visit: Visit, user_id: int) -> Member:
    async with visit.reading(ADMINS) as (tx, principal):
        return await members.read_member(tx, principal, user_id)


HANDLERS: list[ControllerRouterHandler] = [
    list_users,
    new_user,
    invite_user,
    edit_user,
    update_user,
    ask_link,
    renew_link,
    ask_disable,
    disable_user,
    enable_user,
]
