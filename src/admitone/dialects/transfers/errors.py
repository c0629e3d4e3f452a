"""Errors of the core as the types of the contract (FORBIDDEN, NOT_FOUND, BAD_REQUEST, TICKET_ERROR), and some of ours.

The contract leaves the body open; ours has `type`, `message`, and `tickets`: the addresses of those in the way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec
import structlog
from litestar import Response
from litestar.exceptions import HTTPException, ValidationException

from admitone.core.errors import AdmitError, ErrorCode, InvalidParameter, TooLarge
from admitone.decoding import parameter_error, parameters_error
from admitone.dialects.transfers.auth import TransferRequest
from admitone.dialects.transfers.wire import HAL, ticket_uri

TICKET_ERROR: Final = "TICKET_ERROR"
TYPES: Final[dict[ErrorCode, tuple[str, int]]] = {
    ErrorCode.MISSING_PARAMETER: ("BAD_REQUEST", 400),
    ErrorCode.INVALID_PARAMETER: ("BAD_REQUEST", 400),
    ErrorCode.NOT_FOUND: ("NOT_FOUND", 404),
    ErrorCode.UNAUTHENTICATED: ("UNAUTHORIZED", 401),
    ErrorCode.FORBIDDEN: ("FORBIDDEN", 403),
    ErrorCode.CONFLICT: ("CONFLICT", 409),
    ErrorCode.TOO_LARGE: ("TOO_LARGE", 413),
    ErrorCode.TOO_MANY_REQUESTS: ("TOO_MANY_REQUESTS", 429),
    ErrorCode.UNAVAILABLE: ("UNAVAILABLE", 503),
    ErrorCode.OUTSIDE_REFUSED: ("UNAVAILABLE", 502),
    ErrorCode.INTERNAL: ("INTERNAL", 500),
}
_HTTP_TYPES: Final = {401: "UNAUTHORIZED", 403: "FORBIDDEN", 404: "NOT_FOUND", 413: "TOO_LARGE"}
_log = structlog.get_logger(__name__)


def respond_to_refusal(request: TransferRequest, error: AdmitError) -> Response[bytes]:
    """An error of the closed list; one that names tickets is a TICKET_ERROR when they are there at all."""
    kind, status = TYPES[error.code]
    tickets = error.details.get("tickets")
    if tickets and error.code is ErrorCode.CONFLICT:
        kind, status = TICKET_ERROR, 400
    headers = {"WWW-Authenticate": 'Basic realm="Admit One"'} if status == 401 else {}
    if (wait := error.details.get("retryAfterSeconds")) is not None:
        headers["Retry-After"] = str(wait)
    members: dict[str, Any] = {"fields": error.fields} if error.fields else {}
    if tickets:
        base = request.app.state.product.config.base_url
        members["tickets"] = [ticket_uri(base, uid) for uid in tickets]
    return _respond(request, (kind, status), error.message, headers, members)


def respond_to_http_error(request: TransferRequest, error: HTTPException) -> Response[bytes]:
    """What the framework refuses by itself: unknown paths, methods, parameters."""
    if error.status_code >= 500:
        return respond_to_fault(request, error)
    if error.status_code == 413:
        return respond_to_refusal(request, TooLarge("the body is larger than this endpoint takes"))
    if isinstance(error, ValidationException):
        return respond_to_refusal(request, parameters_error(error))
    kind = _HTTP_TYPES.get(error.status_code, "BAD_REQUEST")
    return _respond(request, (kind, error.status_code), error.detail, error.headers or {}, {})


def respond_to_decoding(request: TransferRequest, error: msgspec.MsgspecError) -> Response[bytes]:
    """A body that does not have the shape that it should."""
    return respond_to_refusal(request, parameter_error(error))


def respond_to_depth(request: TransferRequest, _error: RecursionError) -> Response[bytes]:
    """A body nested deeper than any real one."""
    return respond_to_refusal(request, InvalidParameter("the body is nested too deeply", fields=("body",)))


def respond_to_fault(request: TransferRequest, error: Exception) -> Response[bytes]:
    """A fault of ours: logged with its trace, answered without it."""
    _log.error("request_failed", route=request.scope.get("path_template"), exc_info=error)
    detail = "the server failed; give support the request id of this answer"
    return _respond(request, TYPES[ErrorCode.INTERNAL], detail, {}, {})


def _respond(
    request: TransferRequest,
    answer: tuple[str, int],
    message: str,
    headers: Mapping[str, str],
    members: Mapping[str, Any],
) -> Response[bytes]:
    kind, status = answer
    body = {"type": kind, "message": message, "requestId": request.scope["state"].get("request_id"), **members}
    return Response(
        msgspec.json.encode(body),
        status_code=status,
        media_type=HAL,
        headers={"Cache-Control": "no-store", **headers},
    )


EXCEPTION_HANDLERS: Final[dict[Any, Any]] = {
    AdmitError: respond_to_refusal,
    HTTPException: respond_to_http_error,
    msgspec.MsgspecError: respond_to_decoding,
    RecursionError: respond_to_depth,
    Exception: respond_to_fault,
}
