"""Errors of the core as devices understand them: the status says everything, the body is for developers."""

from __future__ import annotations

from typing import Any, Final

import msgspec
import structlog
from litestar import Response
from litestar.exceptions import HTTPException

from admitone.core.errors import AdmitError, ErrorCode
from admitone.problems import STATUSES
from admitone.wallet.auth import WalletRequest

_log = structlog.get_logger(__name__)


def respond_to_refusal(_request: WalletRequest, error: AdmitError) -> Response[dict[str, str]]:
    """An error of the closed list."""
    wait = error.details.get("retryAfterSeconds")
    headers = {} if wait is None else {"Retry-After": str(wait)}
    if error.code is ErrorCode.UNAUTHENTICATED:
        headers["WWW-Authenticate"] = "ApplePass"
    return Response({"message": error.message}, status_code=STATUSES[error.code], headers=headers)


def respond_to_http_error(request: WalletRequest, error: HTTPException) -> Response[dict[str, str]]:
    """What the framework refuses by itself."""
    if error.status_code >= 500:
        return respond_to_fault(request, error)
    return Response({"message": error.detail or "the request cannot be read"}, status_code=error.status_code)


def respond_to_body(_request: WalletRequest, _error: Exception) -> Response[dict[str, str]]:
    """A body that is not what Apple's documentation has."""
    return Response({"message": "the body is not the JSON that this call takes"}, status_code=400)


def respond_to_fault(_request: WalletRequest, error: Exception) -> Response[dict[str, str]]:
    """A fault of ours: logged with its trace, shown without it."""
    _log.error("wallet_failed", exc_info=error)
    return Response({"message": "the server failed; try again"}, status_code=500)


EXCEPTION_HANDLERS: Final[dict[Any, Any]] = {
    AdmitError: respond_to_refusal,
    HTTPException: respond_to_http_error,
    msgspec.MsgspecError: respond_to_body,
    RecursionError: respond_to_body,
    Exception: respond_to_fault,
}
