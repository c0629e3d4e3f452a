"""The organisation of whoever calls, and its staff."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from admitone.core.people import Member
from admitone.services.password_links import IssuedLink
from admitone.store.people import Tenant

Email = Annotated[str, Meta(max_length=320, examples=["maria@example.com"])]
StaffRole = Literal["admin", "agent"]


class TenantBody(Struct, frozen=True, kw_only=True):
    """An organisation; `time_zone` is what its days and times are told by, an IANA name."""

    id: int
    name: str
    time_zone: str


class UserInvite(Struct, kw_only=True):
    """Body of an invitation. Without `email` the link in the answer is handed over by other means."""

    username: Annotated[str, Meta(max_length=255, examples=["maria"])]
    role: StaffRole
    email: Email | None = None


class UserWrite(Struct, kw_only=True):
    """Body of a change; a field that is left out keeps its value. `email` null: no mails. `active` false: disabled."""

    role: StaffRole | UnsetType = UNSET
    email: Email | UnsetType | None = UNSET
    active: bool | UnsetType = UNSET


class UserBody(Struct, frozen=True, kw_only=True):
    """A member of staff. `state` is invited until a password was chosen."""

    id: int
    username: str
    email: str | None
    role: StaffRole
    state: Literal["invited", "active", "disabled"]
    created_at: datetime
    last_seen_at: datetime | None


class UserList(Struct, frozen=True, kw_only=True):
    """The staff of an organisation."""

    data: list[UserBody]


class UserLink(Struct, frozen=True, kw_only=True):
    """A link that works once, to choose a password. It is told here only, and by mail when there is an address."""

    username: str
    url: str
    expires_at: datetime
    mailed_to: str | None


def tenant_body(tenant: Tenant) -> TenantBody:
    """An organisation."""
    return TenantBody(id=tenant.id, name=tenant.name, time_zone=tenant.time_zone)


def user_body(member: Member) -> UserBody:
    """A member of staff."""
    return UserBody(
        id=member.id,
        username=member.username,
        email=member.email,
        role="admin" if member.role == "admin" else "agent",
        state=_STATES[member.state],
        created_at=member.created_at,
        last_seen_at=member.last_seen_at,
    )


def link_body(link: IssuedLink) -> UserLink:
    """A link that was just made."""
    return UserLink(username=link.username, url=link.url, expires_at=link.expires_at, mailed_to=link.mailed_to)


_STATES: dict[str, Literal["invited", "active", "disabled"]] = {
    "INVITED": "invited",
    "ACTIVE": "active",
    "DISABLED": "disabled",
}
