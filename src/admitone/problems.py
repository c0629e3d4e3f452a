"""Errors as RFC 9457 problem details: those of doors that have no body of their own, and those outside the doors.

Beside the members of the standard stand `code` (one of the closed list), `fields` (the offending fields as the caller
wrote them) and `details` (what a program needs to act on the refusal).
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from admitone.core.errors import AdmitError, ErrorCode, InvalidParameter, TooLarge
from admitone.decoding import parameter_error, parameters_error

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
    request: Request[Any, Any, Any],
    status: int,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    members: Mapping[str, Any] | None = None,
) -> Response[bytes]:
    """Problem details. The type is about:blank, with which RFC 9457 4.2.1 wants the status' own phrase as title."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "requestId": request.scope["state"].get("request_id"),
        **(members or {}),
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
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    if (wait := error.details.get("retryAfterSeconds")) is not None:
        headers["Retry-After"] = str(wait)
    members: dict[str, Any] = {"code": str(error.code)}
    if error.fields:
        members["fields"] = error.fields
    if error.details:
        members["details"] = error.details
    return problem(request, status, error.message, headers=headers, members=members)


def respond_to_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """What the framework refuses by itself: unknown paths, methods that a path does not have, parameters."""
    if error.status_code >= 500:
        return respond_to_fault(request, error)
    if error.status_code == 413:
        return respond_to_refusal(request, TooLarge("the body is larger than this endpoint takes"))
    if isinstance(error, ValidationException):
        return respond_to_refusal(request, parameters_error(error))
    detail = error.detail
    if error.status_code == 404:
        detail = f"there is nothing at {request.url.path[:200]}; /schema lists what there is"
    return problem(request, error.status_code, detail, headers=error.headers)


def respond_to_decoding(request: Request[Any, Any, Any], error: msgspec.MsgspecError) -> Response[bytes]:
    """A body that does not have the shape that it should."""
    return respond_to_refusal(request, parameter_error(error))


def respond_to_depth(request: Request[Any, Any, Any], _error: RecursionError) -> Response[bytes]:
    """A body nested deeper than any real one."""
    return respond_to_refusal(request, InvalidParameter("the body is nested too deeply", fields=("body",)))


def respond_to_fault(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """A fault of ours: logged with its trace, answered without it."""
    _log.error("request_failed", route=request.scope.get("path_template"), exc_info=error)
    return problem(request, 500, "the server failed; give support the request id of this answer")


EXCEPTION_HANDLERS: Final[dict[Any, Any]] = {
    AdmitError: respond_to_refusal,
    HTTPException: respond_to_http_error,
    msgspec.MsgspecError: respond_to_decoding,
    RecursionError: respond_to_depth,
    Exception: respond_to_fault,
}
