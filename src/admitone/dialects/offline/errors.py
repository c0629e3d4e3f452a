"""Errors of the core in the words of the offline contract."""

from __future__ import annotations

import traceback
from typing import Any, Final

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from admitone.core.errors import AdmitError, ErrorCode, InvalidParameter, TooLarge
from admitone.decoding import parameter_error, parameters_error
from admitone.dialects.offline.wire.envelope import ApiStatus, Envelope, OfflineResponse

_log = structlog.get_logger(__name__)

# Where the contract has no word, ours is an extension. The HTTP status is always the truthful one.
WIRE_ERRORS: Final[dict[ErrorCode, tuple[str, int]]] = {
    ErrorCode.MISSING_PARAMETER: ("MISSING_PARAMETER", 400),
    ErrorCode.INVALID_PARAMETER: ("INVALID_PARAMETER", 400),
    ErrorCode.NOT_FOUND: ("NOTFOUND", 404),
    ErrorCode.UNAUTHENTICATED: ("UNAUTHORIZED", 401),
    ErrorCode.FORBIDDEN: ("FORBIDDEN", 403),
    ErrorCode.CONFLICT: ("CONFLICT", 409),
    ErrorCode.TOO_LARGE: ("TOO_LARGE", 413),
    ErrorCode.TOO_MANY_REQUESTS: ("TOO_MANY_REQUESTS", 429),
    ErrorCode.UNAVAILABLE: ("GENERAL", 503),
    ErrorCode.OUTSIDE_REFUSED: ("GENERAL", 502),
    ErrorCode.INTERNAL: ("GENERAL", 500),
}


def respond_to_refusal(_request: Request[Any, Any, Any], error: AdmitError) -> Response[Any]:
    """An error of the closed list in the contract's envelope."""
    word, status = WIRE_ERRORS[error.code]
    headers = {}
    if (wait := error.details.get("retryAfterSeconds")) is not None:
        headers["Retry-After"] = str(wait)
    body: Envelope[None] = Envelope(
        api_status=ApiStatus(
            error_code=word,
            error_message=error.message,
            error_fields=list(error.fields) or None,
            error_details=error.details or None,
        ),
        api_data=None,
    )
    return OfflineResponse(content=body, status_code=status, headers=headers, media_type="application/json")


def respond_to_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """What the framework refuses by itself: unknown paths, bodies over the limit, malformed multipart."""
    if error.status_code == 413:
        return respond_to_refusal(request, TooLarge("the body is larger than this endpoint takes"))
    if error.status_code >= 500:
        return respond_to_fault(request, error)
    if isinstance(error, ValidationException):
        return respond_to_refusal(request, parameters_error(error))
    body: Envelope[None] = Envelope(
        api_status=ApiStatus(
            error_code="NOTFOUND" if error.status_code == 404 else "INVALID_PARAMETER",
            error_message=error.detail or "the request cannot be read",
        ),
        api_data=None,
    )
    return OfflineResponse(content=body, status_code=error.status_code, media_type="application/json")


def respond_to_decoding(request: Request[Any, Any, Any], error: msgspec.MsgspecError) -> Response[Any]:
    """A body that does not have the shape of the contract."""
    return respond_to_refusal(request, parameter_error(error))


def respond_to_depth(request: Request[Any, Any, Any], _error: RecursionError) -> Response[Any]:
    """A body nested deeper than any real one."""
    return respond_to_refusal(request, InvalidParameter("the body is nested too deeply", fields=("body",)))


def respond_to_fault(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A fault of ours: logged with its trace, answered without it."""
    if isinstance(error, (UnicodeDecodeError, LookupError)) and _was_reading_a_form(error):
        message = "a field of the form is not valid UTF-8, or of a character set that nobody knows"
        return respond_to_refusal(request, InvalidParameter(message, fields=("body",)))
    _log.error("request_failed", path=request.url.path, exc_info=error)
    return respond_to_refusal(
        request, AdmitError("the server failed; try again, and give support the request id of this answer")
    )


def _was_reading_a_form(error: Exception) -> bool:
    # The framework decodes the fields of a form as the caller says, and lets whatever comes of it pass.
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    return any(frame.f_globals.get("__name__") == "litestar._multipart" for frame in frames)


EXCEPTION_HANDLERS: Final[dict[Any, Any]] = {
    AdmitError: respond_to_refusal,
    HTTPException: respond_to_http_error,
    msgspec.MsgspecError: respond_to_decoding,
    RecursionError: respond_to_depth,
    Exception: respond_to_fault,
}
