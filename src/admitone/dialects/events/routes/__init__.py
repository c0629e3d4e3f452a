"""The endpoints of the event door."""

from __future__ import annotations

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from admitone.bodies import NumberResponse, ObjectRequest, StrictBody
from admitone.described_refusals import describe_refusals
from admitone.dialects.events.auth import open_door
from admitone.dialects.events.errors import EXCEPTION_HANDLERS
from admitone.dialects.events.routes import accounts, administration, event_parts, people, resale, reserving, tickets

_V1_HANDLERS: list[ControllerRouterHandler] = [
    *tickets.HANDLERS,
    *accounts.HANDLERS,
    *administration.HANDLERS,
    *event_parts.HANDLERS,
    *people.HANDLERS,
    *resale.HANDLERS,
]
PREFIXES = ("/ticket", "/v1", "/.well-known")


def event_routers(*, json_bytes_max: int) -> list[Router]:
    """The routers of this door."""
    return [
        _router("/ticket", reserving.HANDLERS, json_bytes_max),
        _router("/v1", _V1_HANDLERS, json_bytes_max),
        _router("/.well-known", accounts.KEY_HANDLERS, json_bytes_max, kept=True),
    ]


def _router(path: str, handlers: list[ControllerRouterHandler], body_bytes_max: int, *, kept: bool = False) -> Router:
    describe_refusals(handlers)
    return Router(
        path,
        route_handlers=handlers,
        dependencies={"door": Provide(open_door)},
        dto=StrictBody,
        return_dto=None,
        request_class=ObjectRequest,
        response_class=NumberResponse,
        exception_handlers=EXCEPTION_HANDLERS,
        request_max_body_size=body_bytes_max,
        response_headers={"Cache-Control": "public, max-age=3600" if kept else "no-store"},
    )
