"""What vouches for an access server: its location's token, on a way that nobody else can listen to."""

from __future__ import annotations

import ipaddress
from typing import Any, Final

from litestar import Request

from admitone.bootstrap import Product
from admitone.core.errors import Unauthenticated
from admitone.core.wifi.model import Location
from admitone.services.wifi_access import identify_access_server

RadiusRequest = Request[Any, Any, Any]
_SCHEME: Final = "bearer"


async def open_location(request: RadiusRequest) -> Location:
    """The location that a request is of. Unauthenticated for a wrong token, or one that came in clear over a network.

    Codes and tokens are passwords, and reports carry both.
    """
    if request.scope["scheme"] != "https" and not _is_of_this_machine(request):
        message = "access servers are heard over https, or on this machine only"
        raise Unauthenticated(message, fields=("Authorization",))
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    product: Product = request.app.state.product
    async with product.database.reading() as tx:
        return await identify_access_server(tx, token.strip() if scheme.lower() == _SCHEME else "")


def _is_of_this_machine(request: RadiusRequest) -> bool:
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
