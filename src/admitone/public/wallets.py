"""Tickets into wallets: passes for Apple, a way to Google's page."""

from __future__ import annotations

from typing import Final

from litestar import Response, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.bootstrap import Product
from admitone.core.wallet_passes import APPLE_PASS_TYPE, APPLE_PASSES_TYPE
from admitone.link_pages import LinkRequest, caller_address, read_ticket_id
from admitone.security import LINK_PAGE_HEADERS
from admitone.services import google_passes, passes
from admitone.services.pages import TicketFile

_PRIVATE: Final = {name: value for name, value in LINK_PAGE_HEADERS.items() if name != "content-security-policy"}


@get("/t/{ticket_id:str}/{code:str}/ticket.pkpass")
async def send_pass(request: LinkRequest, ticket_id: FromPath[str], code: FromPath[str]) -> Response[bytes]:
    """A ticket for Apple Wallet."""
    product: Product = request.app.state.product
    address = caller_address(request)
    file = await passes.download_pass(product.pass_world, read_ticket_id(ticket_id), code, address)
    return _file(file, APPLE_PASS_TYPE)


@get("/c/{reference:str}/{code:str}/tickets.pkpasses")
async def send_cart_passes(request: LinkRequest, reference: FromPath[str], code: FromPath[str]) -> Response[bytes]:
    """The tickets of a cart for Apple Wallet; `part` counts on in those that Apple takes at once."""
    product: Product = request.app.state.product
    part = read_ticket_id(request.query_params.get("part", "1"))
    address = caller_address(request)
    file = await passes.download_cart_passes(product.pass_world, reference, code, address, part)
    return _file(file, APPLE_PASSES_TYPE)


@get("/t/{ticket_id:str}/{code:str}/google-wallet")
async def go_to_google(request: LinkRequest, ticket_id: FromPath[str], code: FromPath[str]) -> Response[None]:
    """Leads to Google's page that saves the ticket."""
    product: Product = request.app.state.product
    address = caller_address(request)
    link = await google_passes.make_save_link(product.google_world, read_ticket_id(ticket_id), code, address)
    return Response(None, status_code=303, headers={**_PRIVATE, "Location": link})


def _file(file: TicketFile, media_type: str) -> Response[bytes]:
    headers = {**_PRIVATE, "Content-Disposition": f'attachment; filename="{file.file_name}"'}
    return Response(file.content, media_type=media_type, headers=headers)


HANDLERS: Final[list[ControllerRouterHandler]] = [send_pass, send_cart_passes, go_to_google]
