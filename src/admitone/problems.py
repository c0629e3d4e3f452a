"""Errors outside the doors, as RFC 9457 problem details: unknown addresses, health, metrics."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException

from admitone.core.errors import AdmitError, ErrorCode

MEDIA_TYPE: Final = "application/problem+json"
STATUSES: Final[dict[ErrorCode, int]] = {
    ErrorCode.MISSING_PARAMETER: 400,
    ErrorCode.INVALID_PARAMETER: 400,
    ErrorCode.NOT_FOUND: 404,
    ErrorCode.UNAUTHENTICATED: 401,
    ErrorCode.FORBIDDEN: 403,
    ErrorCode.CONFLICT: 409,
    ErrorCode.TOO_LARGE: 413,
    ErrorCode.TOO_MANY_REQUESTS: 429,
    ErrorCode.UNAVAILABLE: 503,
    ErrorCode.OUTSIDE_REFUSED: 502,
    ErrorCode.INTERNAL: 500,
}
_log = structlog.get_logger(__name__)


def problem(
    request: Request[Any, Any, Any], status: int, detail: str, *, headers: Mapping[str, str] | None = None
) -> Response[bytes]:
    """Problem details. The type is about:blank, with which RFC 9457 4.2.1 wants the status' own phrase as title."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "requestId": request.scope["state"].get("request_id"),
    }
    return Response(
        msgspec.json.encode(body),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def respond_to_refusal(request: Request[Any, Any, Any], error: AdmitError) -> Response[bytes]:
    """An error of the closed list."""
    status = STATUSES[error.code]
    return problem(request, status, error.message, headers={"WWW-Authenticate": "Bearer"} if status == 401 else None)


def respond_to_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """What the framework refuses by itself: unknown paths, methods that a path does not have."""
    if error.status_code >= 500:
        return respond_to_fault(request, error)
    detail = error.detail
    if error.status_code == 404:
        detail = f"there is nothing at {request.url.path[:200]}; /schema lists what there is"
    return problem(request, error.status_code, detail, headers=error.headers)


def respond_to_fault(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """A fault of ours: logged with its trace, answered without it."""
    _log.error("request_failed", route=request.scope.get("path_template"), exc_info=error)
    return problem(request, 500, "the server failed; give support the request id of this answer")


EXCEPTION_HANDLERS: Final[dict[Any, Any]] = {
    AdmitError: respond_to_refusal,
    HTTPException: respond_to_http_error,
    Exception: respond_to_fault,
}
