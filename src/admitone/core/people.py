"""People who can sign in, and programs that act for a tenant, as its admins see them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

from admitone.core.principal import Role

# What stands in the place of a password hash until somebody has chosen a password; it is the hash of nothing.
NO_PASSWORD: Final = "!"  # noqa: S105  the absence of one


class UserState(StrEnum):
    """INVITED until the first password; ACTIVE; DISABLED, and back again."""

    INVITED = "INVITED"
    ACTIVE = "ACTIVE"
    DISABLED = "DISABLED"


class LinkPurpose(StrEnum):
    """What a one-time link is for: choosing the first password, or another one."""

    INVITE = "INVITE"
    RESET = "RESET"


class Member(Struct, frozen=True, kw_only=True):
    """A user of a tenant. `link_expires_at` is set while a one-time link is under way."""

    id: int
    username: str
    email: str | None
    role: Role
    active: bool
    has_password: bool
    created_at: datetime
    last_seen_at: datetime | None
    link_expires_at: datetime | None

    @property
    def state(self) -> UserState:
        """What the user can do now."""
        if not self.active:
            return UserState.DISABLED
        return UserState.ACTIVE if self.has_password else UserState.INVITED


class PasswordLink(Struct, frozen=True, kw_only=True):
    """A link that can still be used, with its user."""

    id: int
    tenant_id: int
    user_id: int
    purpose: LinkPurpose
    seed: str
    token_hash: str
    expires_at: datetime
    username: str
    email: str | None


class ApiKey(Struct, frozen=True, kw_only=True):
    """A key with which a program signs its calls; the key itself is not kept."""

    id: int
    name: str
    role: Role
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None

    def is_live(self, now: datetime) -> bool:
        """Whether calls with it are answered."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


class OpenedSession(Struct, frozen=True, kw_only=True):
    """A session as its owner sees it: where it was opened and when it was used last."""

    id: int
    address: str | None
    browser: str | None
    created_at: datetime
    last_used_at: datetime
