"""Errors as FreeRADIUS' module rest understands them.

401 rejects with the sentence that comes along; 403 rejects without one; other statuses below 500 are faults of the
request, which nobody repeats; 5xx fail, so that a login is refused and a report is kept and sent again.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
import structlog
from litestar import Response
from litestar.exceptions import HTTPException

from admitone.core.errors import AdmitError, ErrorCode
from admitone.dialects.radius.auth import RadiusRequest
from admitone.dialects.radius.wire import refusal_body

STATUSES: Final[dict[ErrorCode, int]] = {
    ErrorCode.MISSING_PARAMETER: 400,
    ErrorCode.INVALID_PARAMETER: 400,
    ErrorCode.TOO_LARGE: 413,
    # The access server is not ours: it learns nothing.
    ErrorCode.UNAUTHENTICATED: 403,
    # The guest is told why.
    ErrorCode.NOT_FOUND: 401,
    ErrorCode.FORBIDDEN: 401,
    ErrorCode.CONFLICT: 401,
    ErrorCode.TOO_MANY_REQUESTS: 401,
    ErrorCode.UNAVAILABLE: 503,
    ErrorCode.OUTSIDE_REFUSED: 502,
    ErrorCode.INTERNAL: 500,
}
_TOO_MANY: Final = "Too many wrong codes. Please wait ten minutes, then try again."
_log = structlog.get_logger(__name__)


def respond_to_refusal(_request: RadiusRequest, error: AdmitError) -> Response[bytes]:
    """An error of the closed list."""
    status = STATUSES[error.code]
    if error.code is ErrorCode.UNAUTHENTICATED:
        _log.warning("access_server_refused", reason=error.message)
    if status == 401:
        message = _TOO_MANY if error.code is ErrorCode.TOO_MANY_REQUESTS else error.message
        return Response(refusal_body(message), status_code=401, media_type="application/json")
    return _answer(status, error.message)


def respond_to_http_error(request: RadiusRequest, error: HTTPException) -> Response[bytes]:
    """What the framework refuses by itself."""
    if error.status_code >= 500:
        return respond_to_fault(request, error)
    # The framework's 401 and 404 would mean something here.
    return _answer(error.status_code if error.status_code in {405, 413} else 400, error.detail)


def respond_to_fault(request: RadiusRequest, error: Exception) -> Response[bytes]:
    """A fault of ours: logged with its trace, and repeated by whoever can."""
    _log.error("radius_request_failed", route=request.scope.get("path_template"), exc_info=error)
    return _answer(500, "the server failed")


def _answer(status: int, message: str) -> Response[bytes]:
    content = msgspec.json.encode({"error": message})
    return Response(content, status_code=status, media_type="application/json")


EXCEPTION_HANDLERS: Final[dict[Any, Any]] = {
    AdmitError: respond_to_refusal,
    HTTPException: respond_to_http_error,
    Exception: respond_to_fault,
}
