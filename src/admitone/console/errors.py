"""Errors of the core as pages."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote, urlsplit

import structlog
from litestar import Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from admitone.config import Config
from admitone.console.auth import ConsoleRequest, cookie_name, is_scripted, render_page
from admitone.console.form_tokens import HEADER, StaleForm, form_token
from admitone.core.errors import AdmitError, ErrorCode, InvalidParameter, NotFound, TooLarge, Unauthenticated

_log = structlog.get_logger(__name__)

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


def status_of(error: AdmitError) -> int:
    """The HTTP status of a refused use case."""
    return STATUSES[error.code]


def respond_to_refusal(request: ConsoleRequest, error: AdmitError) -> Response[Any]:
    """A refusal that no form shows by itself."""
    config: Config = request.app.state.product.config
    session = request.cookies.get(cookie_name(config))
    fragment = is_scripted(request)
    # A browser that has let go of the cookie has a form of a session that is over; its page asks for the password.
    if isinstance(error, Unauthenticated) or (isinstance(error, StaleForm) and session is None and fragment):
        return _send_to_sign_in(request)
    wait = error.details.get("retryAfterSeconds")
    headers = {} if wait is None else {"Retry-After": str(wait)}
    if isinstance(error, StaleForm) and session is not None and fragment:
        error = StaleForm(
            "you have signed in anew since this page was opened; look whether all is right and send it again"
        )
        headers[HEADER] = form_token(config.secret, session)
    if fragment:
        # Shown beside the page, so that what somebody was typing stays where it is.
        headers |= {"HX-Retarget": "#problem", "HX-Reswap": "innerHTML"}
    template = "_problem.html" if fragment else "error.html"
    return render_page(request, None, template, status=status_of(error), headers=headers, error=error)


def respond_to_http_error(request: ConsoleRequest, error: HTTPException) -> Response[Any]:
    """What the framework refuses by itself: unknown paths, bodies over the limit, malformed forms."""
    if error.status_code >= 500:
        return respond_to_fault(request, error)
    if error.status_code == 413:
        return respond_to_refusal(request, TooLarge("the file is larger than this server takes"))
    if error.status_code in {404, 405}:
        return respond_to_refusal(request, NotFound("there is no such page"))
    return respond_to_refusal(request, InvalidParameter(error.detail or "the form cannot be read"))


def respond_to_fault(request: ConsoleRequest, error: Exception) -> Response[Any]:
    """A fault of ours: logged with its trace, shown without it."""
    _log.error("page_failed", path=request.url.path, exc_info=error)
    return respond_to_refusal(request, AdmitError("the server failed; nothing was changed"))


def _send_to_sign_in(request: ConsoleRequest) -> Response[Any]:
    """To the sign-in page and afterwards back; a form that was under way is reached again by its own page."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method != "GET" or is_scripted(request):
        came_from = urlsplit(request.headers.get("referer", ""))
        here = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    target = "/sign-in" + (f"?next={quote(here)}" if here not in {"", "/"} else "")
    if is_scripted(request):
        return Response(None, status_code=401, headers={"HX-Redirect": target})
    return Redirect(target, status_code=303)


EXCEPTION_HANDLERS: Final[dict[Any, Any]] = {
    AdmitError: respond_to_refusal,
    HTTPException: respond_to_http_error,
    Exception: respond_to_fault,
}
