"""Access servers as this door shows and takes them: never with a secret of theirs."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

from admitone.bodies import Line
from admitone.core.wifi.model import PortalServer
from admitone.services.access_servers import AccessServerChange, PortalLogin

Nas = Annotated[Line, Meta(description="Its NAS-Identifier, or its address where it sends none", examples=["lobby"])]
LoginUrl = Annotated[Line, Meta(description="The access server as guests reach it", examples=["http://10.1.0.1:3990"])]


class LoginBody(Struct, frozen=True, rename="camel"):
    """How the portal hands guests back."""

    kind: str
    url: str | None
    has_uam_secret: bool


class ServerBody(Struct, frozen=True, rename="camel"):
    """An access server. `login` is null where the portal does not hand guests back to it."""

    id: int
    nas: Nas
    address: Annotated[str, Meta(description="Where it takes orders about its sessions (RFC 5176)")]
    disconnect_port: int
    login: LoginBody | None


class ServerWrite(Struct, kw_only=True, rename="camel"):
    """An access server to add, or to change when there is one of this name. A secret or port that is left out stays."""

    nas: Nas
    address: Line
    secret: Line | None = None
    disconnect_port: int | None = None

    def change(self) -> AccessServerChange:
        """The command that the service takes."""
        return AccessServerChange(self.nas, self.address, self.secret, self.disconnect_port)


class LoginWrite(Struct, kw_only=True, rename="camel"):
    """How to hand guests back. Without a `uamSecret` the present one stays; an empty text takes it away."""

    kind: Literal["uam", "mikrotik"]
    url: LoginUrl
    uam_secret: Annotated[str, Meta(max_length=128)] | None = None

    def login(self) -> PortalLogin:
        """The command that the service takes."""
        return PortalLogin(self.kind, self.url, self.uam_secret)


class TokenBody(Struct, frozen=True):
    """The token with which the RADIUS server asks about codes. It is not shown again."""

    token: str


def server_body(server: PortalServer) -> ServerBody:
    """An access server as it is shown."""
    login = None
    if server.login_kind is not None:
        login = LoginBody(server.login_kind, server.login_url, bool(server.uam_secret))
    return ServerBody(server.id, server.nas, server.address, server.disconnect_port, login)
