"""What the pages of access servers are asked for with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from admitone.console.forms.fields import Line, read_whole_form
from admitone.core.wifi.model import PortalServer
from admitone.services.access_servers import AccessServerChange, PortalLogin


class NewServerForm(Struct, kw_only=True, rename="camel"):
    """An access server to add."""

    nas: Line
    address: Line
    secret: Line
    disconnect_port: int

    def change(self) -> AccessServerChange:
        """The command that the service takes."""
        return AccessServerChange(self.nas, self.address, self.secret, self.disconnect_port)


class ServerForm(Struct, kw_only=True, rename="camel"):
    """An access server and the way from the portal to it. A secret that is left empty stays as it is."""

    address: Line
    disconnect_port: int
    secret: Line | None = None
    kind: Line | None = None
    url: Line | None = None
    uam_secret: Line | None = None
    without_uam_secret: bool = False

    def change(self, nas: str) -> AccessServerChange:
        """The command that the service takes for the server."""
        return AccessServerChange(nas, self.address, self.secret, self.disconnect_port)

    def login(self) -> PortalLogin | None:
        """The command that the service takes for the way from the portal; None for no such way."""
        if self.kind is None:
            return None
        return PortalLogin(self.kind, self.url or "", "" if self.without_uam_secret else self.uam_secret)


def read_server(form: Mapping[str, Any]) -> ServerForm:
    """The form of an access server that there is."""
    return read_whole_form(form, ServerForm)


def server_values(server: PortalServer) -> dict[str, str]:
    """The form of an access server as it is now, without its secrets."""
    return {
        "address": server.address,
        "disconnectPort": str(server.disconnect_port),
        "kind": server.login_kind or "",
        "url": server.login_url or "",
    }
