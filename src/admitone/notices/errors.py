"""Errors where customers come back to, as pages; and where the gateway posts to, as what makes it post again."""

from __future__ import annotations

from typing import Any, Final

import structlog
from litestar import Response
from litestar.exceptions import HTTPException

from admitone import link_pages
from admitone.link_pages import LinkRequest

EXCEPTION_HANDLERS: Final[dict[Any, Any]] = link_pages.EXCEPTION_HANDLERS
_log = structlog.get_logger(__name__)


def ask_to_repeat(_request: LinkRequest, error: Exception) -> Response[bytes]:
    """We could not write the notice down, so we do not say that we have: 503."""
    _log.error("payment_notice_not_taken", exc_info=error)
    return Response(b"try again", status_code=503, media_type="text/plain", headers={"Retry-After": "30"})


def ignore_malformed(request: LinkRequest, error: HTTPException) -> Response[bytes]:
    """What can never be read is acknowledged like every other notice: posting it again would not help."""
    if error.status_code >= 500:
        return ask_to_repeat(request, error)
    return Response(b"OK", status_code=200, media_type="text/plain")


NOTICE_HANDLERS: Final[dict[Any, Any]] = {HTTPException: ignore_malformed, Exception: ask_to_repeat}
