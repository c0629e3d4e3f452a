"""The wallet page: bind a ticket to a phone, and everything that the page needs without a network."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, Router, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.bootstrap import Product
from admitone.core.errors import AdmitError, Conflict, InvalidParameter
from admitone.link_pages import LinkRequest, caller_address, page_response, read_ticket_id, visitor_language
from admitone.phones.auth import open_secure_ticket
from admitone.phones.errors import EXCEPTION_HANDLERS
from admitone.phones.wire import (
    FOLDER,
    KeptTicket,
    kept_ticket,
    manifest,
    market_page,
    read_phone_key,
    read_price,
    wallet_page,
)
from admitone.presentation.links import wallet_path
from admitone.problems import STATUSES
from admitone.services.public import PublicTicket
from admitone.services.resale_by_link import offer_by_link, read_holder_market, withdraw_by_link
from admitone.services.secure_tickets import PhoneWish, bind_to_phone

_BODY_BYTES_MAX: Final = 4096
# As strict as that of other link pages, with our own scripts, which draw the code and keep working offline.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "style-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_WORKER: Final = (FOLDER / "static" / "worker.js").read_bytes()


@get("/w/{ticket_id:str}/{code:str}")
async def show_wallet(request: LinkRequest, ticket_id: FromPath[str], code: FromPath[str]) -> Response[str]:
    """The page of one SECURE ticket. Looking at it changes nothing."""
    found = await open_secure_ticket(request, ticket_id, code)
    query = {name: value for name, value in request.query_params.items() if isinstance(value, str)}
    path = wallet_path(found.ticket)
    market = await read_holder_market(request.app.state.product.database, found)
    speech = visitor_language(request, found.language)
    page = wallet_page(found, speech, query, path, resellable=market.rule is not None or market.listing is not None)
    return page_response(page, headers={"content-security-policy": _POLICY})


@get("/w/{ticket_id:str}/{code:str}/sell")
async def show_market(request: LinkRequest, ticket_id: FromPath[str], code: FromPath[str]) -> Response[str]:
    """Whether and for how much the ticket can be sold on, or how it is on offer. Looking at it changes nothing."""
    return await _market(request, await open_secure_ticket(request, ticket_id, code))


@post("/w/{ticket_id:str}/{code:str}/sell", status_code=200)
async def sell(request: LinkRequest, ticket_id: FromPath[str], code: FromPath[str]) -> Response[str]:
    """Put the ticket on sale for the price that was typed, or take it back."""
    product: Product = request.app.state.product
    found, form = await open_secure_ticket(request, ticket_id, code), await request.form()
    try:
        if form.get("act") == "withdraw":
            await withdraw_by_link(product.database, found)
        else:
            await offer_by_link(product.database, found, read_price(str(form.get("price", ""))))
    except (Conflict, InvalidParameter) as error:
        # It may have been bought in this moment: then the link is dead, and nothing of it is shown.
        found = await open_secure_ticket(request, ticket_id, code)
        return await _market(request, found, typed=str(form.get("price", ""))[:20], refused=error)
    return await _market(request, found)


@post("/w/{ticket_id:str}/{code:str}/phone", status_code=200)
async def bind(request: LinkRequest, ticket_id: FromPath[str], code: FromPath[str]) -> Response[Any]:
    """Bind the ticket to the key of a phone, or renew it there. 409 tells why not, and whether another phone has it."""
    product: Product = request.app.state.product
    key = read_phone_key(await request.body())
    wish = PhoneWish(read_ticket_id(ticket_id), code, key.holder(), caller_address(request), key.version)
    try:
        bound = await bind_to_phone(product.database, product.config.secret, wish)
    except Conflict as error:
        told = {"reason": error.message, "moved": bool(error.details.get("moved"))}
        return Response(told, status_code=409, headers={"Cache-Control": "no-store"})
    kept: KeptTicket = kept_ticket(bound)
    return Response(kept, headers={"Cache-Control": "no-store"})


@get("/w/{ticket_id:str}/{code:str}/app.webmanifest")
async def send_manifest(request: LinkRequest, ticket_id: FromPath[str], code: FromPath[str]) -> Response[Any]:
    """What makes an app of the page."""
    found = await open_secure_ticket(request, ticket_id, code)
    path = wallet_path(found.ticket)
    content = manifest(visitor_language(request, found.language), path)
    return Response(content, media_type="application/manifest+json", headers={"Cache-Control": "no-store"})


@get("/w/worker.js", sync_to_thread=False)
def send_worker() -> Response[bytes]:
    """The service worker; it lies here because it works for addresses below its own only."""
    headers = {"Cache-Control": "no-cache", "content-security-policy": "default-src 'none'; connect-src 'self'"}
    return Response(_WORKER, media_type="text/javascript", headers=headers)


def phone_router() -> Router:
    """Everything below `/w`."""
    return Router(
        "/",
        route_handlers=_HANDLERS,
        exception_handlers=EXCEPTION_HANDLERS,
        include_in_schema=False,
        request_max_body_size=_BODY_BYTES_MAX,
    )


async def _market(
    request: LinkRequest, found: PublicTicket, *, typed: str = "", refused: AdmitError | None = None
) -> Response[str]:
    product: Product = request.app.state.product
    market = await read_holder_market(product.database, found)
    query = {name: value for name, value in request.query_params.items() if isinstance(value, str)}
    speech = visitor_language(request, found.language)
    page = market_page(market, speech, query, typed=typed, refused=refused)
    return page_response(page, status=STATUSES[refused.code] if refused else 200)


_HANDLERS: Final[list[ControllerRouterHandler]] = [show_wallet, show_market, sell, bind, send_manifest, send_worker]
