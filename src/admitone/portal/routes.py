"""The portal's page (`/portal/LOCATIONID`) and the captive portal API (RFC 8908)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import structlog
from litestar import Response, Router, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.bootstrap import Product
from admitone.core.errors import Forbidden, MissingParameter, NotFound, TooManyRequests
from admitone.core.wifi.access import Left
from admitone.link_pages import EXCEPTION_HANDLERS, LinkRequest, caller_address, page_response, visitor_language
from admitone.portal.handover import challenge_address, login_address
from admitone.portal.wire import (
    FORM_BYTES_MAX,
    captive_answer,
    failed_text,
    form_page,
    problem_text,
    read_form,
    result_page,
)
from admitone.security import LINK_PAGE_HEADERS
from admitone.services import wifi_portal
from admitone.services.wifi_access import Admission
from admitone.services.wifi_portal import Portal

CAPTIVE_JSON: Final = "application/captive+json"
_POLICY: Final = "content-security-policy"
_COOKIE: Final = "portal_code"
_COOKIE_SECONDS: Final = 600
_log = structlog.get_logger(__name__)


@get("/portal/{location_id:str}")
async def show_portal(request: LinkRequest, location_id: FromPath[str]) -> Response[str]:
    """The page where guests type their code; also where access servers send them when they are in, or are not."""
    product: Product = request.app.state.product
    query, speech = dict(request.query_params), visitor_language(request)
    async with product.database.reading() as tx:
        portal = await wifi_portal.open_portal(tx, location_id)
    if query.get("res") in {"success", "already"}:
        left = await _read_left(request, portal, query.get("mac", ""))
        return page_response(result_page(portal, speech, left, connected=True))
    given = {"code": request.cookies.get(_COOKIE, ""), **query}
    problem = failed_text(speech) if query.get("res") == "failed" else None
    page = form_page(portal, speech, given, query=query, path=_path(portal), problem=problem)
    return page_response(page, headers=_headers(portal))


@post("/portal/{location_id:str}", status_code=200)
async def take_code(request: LinkRequest, location_id: FromPath[str]) -> Response[str]:
    """Checks a code, so that guests learn here why it is none, and hands them back to their access server."""
    product: Product = request.app.state.product
    form, speech = read_form(await request.body()), visitor_language(request)
    async with product.database.reading() as tx:
        portal = await wifi_portal.open_portal(tx, location_id)
    typed, device, address = form.get("code", ""), form.get("mac", ""), caller_address(request)
    try:
        admission = await wifi_portal.check_code(product.database, portal.location, typed, device, address)
    except (NotFound, Forbidden, MissingParameter, TooManyRequests) as error:
        text = problem_text(error, speech, portal.location)
        page = form_page(portal, speech, form, query=form, path=_path(portal), problem=text)
        # The small browsers in which phones show portals make nothing of other statuses.
        return page_response(page, headers=_headers(portal))
    return _hand_over(product, portal, admission, form) or page_response(
        result_page(portal, speech, admission.left, connected=False)
    )


@get("/portal/{location_id:str}/captive")
async def tell_captive(request: LinkRequest, location_id: FromPath[str]) -> Response[bytes]:
    """The captive portal API: whether the device that asks is let out, and for how long."""
    product: Product = request.app.state.product
    async with product.database.reading() as tx:
        portal = await wifi_portal.open_portal(tx, location_id)
    left = await _read_left(request, portal, request.query_params.get("device", ""))
    content = captive_answer(portal.location, left, _address(product, portal))
    return Response(content, media_type=CAPTIVE_JSON, headers={"Cache-Control": "private, no-store"})


def portal_router() -> Router:
    """Everything that guests and their devices reach before they are online."""
    return Router(
        "/",
        route_handlers=_HANDLERS,
        exception_handlers=EXCEPTION_HANDLERS,
        request_max_body_size=FORM_BYTES_MAX,
        include_in_schema=False,
    )


async def _read_left(request: LinkRequest, portal: Portal, device: str) -> Left | None:
    product: Product = request.app.state.product
    address = caller_address(request)
    async with product.database.writing() as tx:
        await wifi_portal.count_asking(tx, portal.location, address)
    async with product.database.reading() as tx:
        return await wifi_portal.read_left(tx, portal.location, device, address)


def _hand_over(
    product: Product, portal: Portal, admission: Admission, given: Mapping[str, str]
) -> Response[str] | None:  # fmt: skip
    """The redirect that logs a guest in, None where no access server is known to hand over to."""
    server = portal.server_of(given.get("nasid", ""))
    if server is None or server.login_url is None:
        return None
    code = admission.ticket.code
    address = login_address(server, code, given, _address(product, portal) + "?res=success")
    _log.info("portal_handover", location=portal.location.public_id, nas=server.nas, challenged=address is not None)
    headers = {**LINK_PAGE_HEADERS, "location": address or challenge_address(server)}
    response = Response("", status_code=303, media_type="text/html", headers=headers)
    if address is None:
        # The guest comes back with a challenge, and need not type the code again.
        response.set_cookie(
            _COOKIE,
            code,
            max_age=_COOKIE_SECONDS,
            # The page answers to its name in any case, and a cookie to one alone.
            path="/portal/",
            httponly=True,
            samesite="lax",
            secure=product.config.base_url.startswith("https://"),
        )
    return response


def _headers(portal: Portal) -> dict[str, str]:
    """Browsers hold the policy for forms against redirects of a form too, so access servers are named in it."""
    origins = sorted({_origin(server.login_url) for server in portal.servers if server.login_url})
    policy = LINK_PAGE_HEADERS[_POLICY].replace("form-action 'self'", " ".join(["form-action 'self'", *origins]))
    return {_POLICY: policy}


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _path(portal: Portal) -> str:
    return f"/portal/{portal.location.public_id}"


def _address(product: Product, portal: Portal) -> str:
    return portal.location.portal_url or product.config.base_url.rstrip("/") + _path(portal)


_HANDLERS: Final[list[ControllerRouterHandler]] = [show_portal, take_code, tell_captive]
