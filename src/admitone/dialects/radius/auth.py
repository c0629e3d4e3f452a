"""What vouches for an access server: its location's token, on a way that nobody else can listen to."""

from __future__ import annotations

import ipaddress
from typing import Any, Final

from litestar import Request

from admitone.core.errors import Unauthenticated

RadiusRequest = Request[Any, Any, Any]
_SCHEME: Final = "bearer"


def read_token(request: RadiusRequest) -> str:
    """The token of a request, empty for none. Unauthenticated for one that came in clear over a network.

    Codes and tokens are passwords, and reports carry both.
    """
    if request.scope["scheme"] != "https" and not _is_of_this_machine(request):
        message = "access servers are heard over https, or on this machine only"
        raise Unauthenticated(message, fields=("Authorization",))
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == _SCHEME else ""


def _is_of_this_machine(request: RadiusRequest) -> bool:
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
