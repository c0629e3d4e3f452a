"""The endpoints of the offline door."""

from __future__ import annotations

from litestar import Router
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from admitone.bodies import ObjectRequest, StrictBody
from admitone.dialects.offline.auth import open_door
from admitone.dialects.offline.errors import EXCEPTION_HANDLERS
from admitone.dialects.offline.refusals import describe_refusals
from admitone.dialects.offline.routes import (
    attractions,
    batches,
    campaigns,
    effects,
    insights,
    patterns,
    reports,
    sale_documents,
    sales,
    tickets,
    users,
)
from admitone.dialects.offline.wire.envelope import OfflineResponse

_HANDLERS: list[ControllerRouterHandler] = [
    *attractions.HANDLERS,
    *campaigns.HANDLERS,
    *batches.HANDLERS,
    *tickets.HANDLERS,
    *sales.HANDLERS,
    *sale_documents.HANDLERS,
    *effects.HANDLERS,
    *reports.HANDLERS,
    *insights.HANDLERS,
]
_MULTIPART_HANDLERS: list[ControllerRouterHandler] = [*patterns.HANDLERS, *batches.UPLOAD_HANDLERS]
# The fields around the file in a multipart body.
_FORM_BYTES_MAX = 1024 * 1024


def offline_router(*, json_bytes_max: int, upload_bytes_max: int) -> list[Router]:
    """The routers of this door: `/offline` and the sign-in beside it."""
    return [
        _router("/offline", _HANDLERS, json_bytes_max),
        _router("/offline", _MULTIPART_HANDLERS, upload_bytes_max + _FORM_BYTES_MAX),
        _router("/user", users.HANDLERS, json_bytes_max),
    ]


def _router(path: str, handlers: list[ControllerRouterHandler], body_bytes_max: int) -> Router:
    describe_refusals(handlers)
    return Router(
        path,
        route_handlers=handlers,
        dependencies={"door": Provide(open_door)},
        dto=StrictBody,
        return_dto=None,
        request_class=ObjectRequest,
        response_class=OfflineResponse,
        exception_handlers=EXCEPTION_HANDLERS,
        request_max_body_size=body_bytes_max,
        response_headers={"Cache-Control": "no-store"},
    )
