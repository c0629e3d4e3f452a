"""The endpoints of this door."""

from __future__ import annotations

from typing import Final

from litestar import Router
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.types import ControllerRouterHandler

from admitone.bodies import StrictBody
from admitone.dialects.wifi.auth import open_door, open_place
from admitone.dialects.wifi.errors import EXCEPTION_HANDLERS, REFUSALS
from admitone.dialects.wifi.routes import locations, servers, services, sessions, tickets
from admitone.dialects.wifi.wire.envelope import WifiResponse

_HANDLERS: Final[list[ControllerRouterHandler]] = [
    *locations.HANDLERS,
    *services.HANDLERS,
    *tickets.HANDLERS,
    *sessions.HANDLERS,
    *servers.HANDLERS,
]
_PATH: Final = "/rest/{version:str}"


def wifi_routers(*, json_bytes_max: int) -> list[Router]:
    """The routers of this door: `Location`, and `wifiarea` as it was called before."""
    for handler in _HANDLERS:
        if isinstance(handler, HTTPRouteHandler):
            handler.responses = {**REFUSALS, **(handler.responses or {})}
    return [
        _router(f"{_PATH}/Location", json_bytes_max, documented=True),
        _router(f"{_PATH}/wifiarea", json_bytes_max, documented=False),
    ]


def _router(path: str, body_bytes_max: int, *, documented: bool) -> Router:
    return Router(
        path,
        route_handlers=_HANDLERS,
        dependencies={"door": Provide(open_door), "place": Provide(open_place)},
        dto=StrictBody,
        return_dto=None,
        response_class=WifiResponse,
        exception_handlers=EXCEPTION_HANDLERS,
        request_max_body_size=body_bytes_max,
        response_headers={"Cache-Control": "no-store"},
        include_in_schema=documented,
    )
