"""The organisation of whoever calls, and its staff, looked after by admins. Organisations are made by the operator."""

from __future__ import annotations

from litestar import get, patch, post
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler
from msgspec import UNSET

from admitone.core.principal import Role
from admitone.dialects.events.auth import OpenDoor
from admitone.dialects.events.routes.administration import known
from admitone.dialects.events.wire.people import (
    TenantBody,
    UserBody,
    UserInvite,
    UserLink,
    UserList,
    UserWrite,
    link_body,
    tenant_body,
    user_body,
)
from admitone.services import members
from admitone.services.members import Invitation
from admitone.store import people

TAGS = ["People"]


@get("/tenant", tags=TAGS)
async def read_tenant(door: OpenDoor) -> TenantBody:
    """Reads the organisation that the key or session belongs to."""
    principal = await door.identify_staff()
    async with door.product.database.reading() as tx:
        return tenant_body(await people.read_tenant(tx, principal.tenant_id))


@get("/user", tags=TAGS)
async def list_users(door: OpenDoor) -> UserList:
    """Lists the staff, active ones first. For admins."""
    principal = await door.identify_staff()
    async with door.product.database.reading() as tx:
        return UserList(data=[user_body(one) for one in await members.list_members(tx, principal)])


@post("/user", status_code=201, tags=TAGS)
async def invite_user(data: JSONBody[UserInvite], door: OpenDoor) -> UserLink:
    """Invites somebody, who chooses a password by the link of the answer. For admins."""
    wanted = Invitation(data.username, Role(data.role), data.email)
    async with door.writing() as (tx, principal):
        return link_body(await members.invite_user(tx, principal, door.product.link_terms, wanted))


@get("/user/{user_id:int}", tags=TAGS)
async def read_user(door: OpenDoor, user_id: FromPath[int]) -> UserBody:
    """Reads one member of staff. For admins."""
    principal = await door.identify_staff()
    async with door.product.database.reading() as tx:
        return user_body(await members.read_member(tx, principal, known(user_id, "user_id")))


@patch("/user/{user_id:int}", tags=TAGS)
async def change_user(data: JSONBody[UserWrite], door: OpenDoor, user_id: FromPath[int]) -> UserBody:
    """Changes role, e-mail address or whether somebody may sign in: all that is given, or nothing. For admins."""
    async with door.writing() as (tx, principal):
        known_id = known(user_id, "user_id")
        if data.role is not UNSET:
            await members.change_role(tx, principal, known_id, Role(data.role))
        if data.email is not UNSET:
            await members.change_email(tx, principal, known_id, data.email)
        if data.active is not UNSET:
            act = members.enable_user if data.active else members.disable_user
            await act(tx, principal, known_id)
        return user_body(await members.read_member(tx, principal, known_id))


@post("/user/{user_id:int}/link", status_code=201, tags=TAGS)
async def renew_link(door: OpenDoor, user_id: FromPath[int]) -> UserLink:
    """Makes a new link to choose a password: the first one, or one in place of a forgotten one. For admins."""
    async with door.writing() as (tx, principal):
        return link_body(await members.renew_link(tx, principal, door.product.link_terms, known(user_id, "user_id")))


HANDLERS: list[ControllerRouterHandler] = [
    read_tenant,
    list_users,
    invite_user,
    read_user,
    change_user,
    renew_link,
]
