"""Answers for customers who follow a link: pages, and errors as pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException

from admitone.core.errors import AdmitError, NotFound
from admitone.presentation.language import LANGUAGES, Language
from admitone.presentation.pages import Pages, chosen_language, preferred_language
from admitone.problems import STATUSES
from admitone.security import LINK_PAGE_HEADERS

LinkRequest = Request[Any, Any, Any]

_ERROR_PAGES: Final = Pages(Path(__file__).parent / "presentation" / "templates", {tag: {} for tag in LANGUAGES})
_ID_DIGITS_MAX: Final = 18
_log = structlog.get_logger(__name__)


def page_response(page: str, *, status: int = 200, headers: dict[str, str] | None = None) -> Response[str]:
    """A page that no cache, search engine or other site gets to know."""
    return Response(page, status_code=status, media_type="text/html", headers={**LINK_PAGE_HEADERS, **(headers or {})})


def visitor_language(request: LinkRequest, otherwise: str | None = None) -> Language:
    """The language to answer in: that of the address, else of the booking, else of the browser."""
    known = otherwise or preferred_language(request.headers.get("accept-language", ""))
    return chosen_language(request.query_params, known)


def caller_address(request: LinkRequest) -> str:
    """Where a request comes from, for throttles."""
    return request.client.host if request.client else "unknown"


def read_ticket_id(text: str) -> int:
    """The ticket id of a path; NotFound for what cannot be one."""
    if not text.isascii() or not text.isdigit() or len(text) > _ID_DIGITS_MAX:
        raise NotFound("there is no ticket with this link", fields=("ticketId", "code"))
    return int(text)


def respond_to_refusal(request: LinkRequest, error: AdmitError) -> Response[str]:
    """An error of the closed list. Its message is worded for callers of an API, so the page has words of its own."""
    wait = error.details.get("retryAfterSeconds")
    return _respond(request, STATUSES[error.code], {} if wait is None else {"Retry-After": str(wait)})


def respond_to_http_error(request: LinkRequest, error: HTTPException) -> Response[str]:
    """What the framework refuses by itself."""
    if error.status_code >= 500:
        return respond_to_fault(request, error)
    return _respond(request, error.status_code, {})


def respond_to_fault(request: LinkRequest, error: Exception) -> Response[str]:
    """A fault of ours: logged with its trace, shown without it."""
    _log.error("page_failed", route=request.scope.get("path_template"), exc_info=error)
    return _respond(request, 500, {})


def _respond(request: LinkRequest, status: int, headers: dict[str, str]) -> Response[str]:
    page = _ERROR_PAGES.render_error(status, visitor_language(request), dict(request.query_params))
    return page_response(page, status=status, headers=headers)


EXCEPTION_HANDLERS: Final[dict[Any, Any]] = {
    AdmitError: respond_to_refusal,
    HTTPException: respond_to_http_error,
    Exception: respond_to_fault,
}
