"""Who asks: a user session, an API key, or a guest."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from admitone.core.errors import Forbidden, Unauthenticated


class Role(StrEnum):
    """What a principal may do. An admin may do everything an agent may."""

    GUEST = "guest"
    AGENT = "agent"
    ADMIN = "admin"


STAFF = frozenset({Role.AGENT, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})
EVERYBODY = frozenset({Role.GUEST, Role.AGENT, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Principal:
    """An authenticated caller, or the guest that every caller without credentials is.

    `name` is what the audit tells: a username, or `API key NAME`, which no username can be.
    """

    tenant_id: int
    role: Role
    name: str
    time_zone: str = "UTC"
    user_id: int | None = None
    session_id: int | None = None
    api_key_id: int | None = None

    @property
    def is_staff(self) -> bool:
        """Whether this is somebody of the tenant."""
        return self.role in STAFF

    def require(self, roles: frozenset[Role]) -> None:
        """Refuse a principal whose role is not among `roles`: Unauthenticated for a guest, Forbidden for a user."""
        if self.role in roles:
            return
        if self.role is Role.GUEST:
            message = "sign in first: send the session of /user/authenticate as the field session or as a Bearer token"
            raise Unauthenticated(message, fields=("session",))
        needed = " or ".join(sorted(roles))
        raise Forbidden(f"your role {self.role} may not do this; ask somebody with the role {needed}")
