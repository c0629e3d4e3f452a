"""The pages and files of tickets (`/t`) and carts (`/c`). The code in the address is the leave to see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from litestar import Response, Router, get
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.bootstrap import Product
from admitone.link_pages import LinkRequest, caller_address, page_response, read_ticket_id, visitor_language
from admitone.presentation.links import cart_path, ticket_path
from admitone.presentation.style import FORM_STYLE_PATH, STYLE_PATH, read_style
from admitone.public import wallets
from admitone.public.auth import open_cart, open_ticket
from admitone.public.errors import EXCEPTION_HANDLERS
from admitone.public.wire import calendar_file, cart_page, codes_to_draw, ticket_page
from admitone.security import LINK_PAGE_HEADERS
from admitone.services import pages, public
from admitone.services.pages import TicketFile
from admitone.services.public import PublicTicket
from admitone.services.sessions import GUEST

# Its address changes with its content.
_FOREVER: Final = "public, max-age=31536000, immutable"
_PRIVATE: Final = {name: value for name, value in LINK_PAGE_HEADERS.items() if name != "content-security-policy"}


@get("/t/{ticket_id:str}/{code:str}")
async def show_ticket(request: LinkRequest, ticket_id: FromPath[str], code: FromPath[str]) -> Response[str]:
    """A ticket: what, when, where, for whom, and the code to show at the gate."""
    found = await open_ticket(request, ticket_id, code)
    drawings = await _draw(request, [found])
    speech = visitor_language(request, found.language)
    product: Product = request.app.state.product
    recorded = product.ledger_world is not None and found.ticket.issued_at is not None
    query = dict(request.query_params)
    return page_response(ticket_page(found, drawings, speech, query, product.wallets, recorded=recorded))


@get("/t/{ticket_id:str}/{code:str}/ticket.pdf")
async def send_ticket(request: LinkRequest, ticket_id: FromPath[str], code: FromPath[str]) -> Response[bytes]:
    """The PDF of a ticket; every download is counted."""
    product: Product = request.app.state.product
    address = caller_address(request)
    return _pdf(await pages.download_ticket(product.page_world, GUEST, read_ticket_id(ticket_id), code, address))


@get("/t/{ticket_id:str}/{code:str}/ticket.ics")
async def send_ticket_calendar(request: LinkRequest, ticket_id: FromPath[str], code: FromPath[str]) -> Response[bytes]:
    """The visit as a calendar file."""
    found = await open_ticket(request, ticket_id, code)
    return _calendar(request, [found], found.language, ticket_path(found.ticket), f"ticket-{found.ticket.id}.ics")


@get("/t/{ticket_id:str}/{code:str}/ticket.tlog-proof")
async def send_ticket_receipt(request: LinkRequest, ticket_id: FromPath[str], code: FromPath[str]) -> Response[bytes]:
    """The proof that the ledger has a record of this ticket, to be checked without us."""
    found = await open_ticket(request, ticket_id, code)
    product: Product = request.app.state.product
    receipt = await product.ledger.prove(found.tenant_id, found.ticket.id)
    headers = {**_PRIVATE, "Content-Disposition": f'attachment; filename="ticket-{found.ticket.id}.tlog-proof"'}
    return Response(receipt.encode(), media_type="text/plain", headers=headers)


@get("/c/{reference:str}/{code:str}")
async def show_cart(request: LinkRequest, reference: FromPath[str], code: FromPath[str]) -> Response[str]:
    """A cart: its tickets, or what still keeps them from the customer."""
    found = await open_cart(request, reference, code)
    drawings = await _draw(request, found.tickets)
    speech = visitor_language(request, found.cart.language)
    product: Product = request.app.state.product
    return page_response(cart_page(found, drawings, speech, dict(request.query_params), product.wallets))


@get("/c/{reference:str}/{code:str}/tickets.pdf")
async def send_cart(request: LinkRequest, reference: FromPath[str], code: FromPath[str]) -> Response[bytes]:
    """All tickets of a cart in one PDF; counted as a download of each."""
    product: Product = request.app.state.product
    return _pdf(await public.download_cart(product.page_world, reference, code, caller_address(request)))


@get("/c/{reference:str}/{code:str}/tickets.ics")
async def send_cart_calendar(request: LinkRequest, reference: FromPath[str], code: FromPath[str]) -> Response[bytes]:
    """The visits of a cart as one calendar file."""
    found = await open_cart(request, reference, code)
    return _calendar(request, found.tickets, found.cart.language, cart_path(found.cart), f"{found.cart.reference}.ics")


@get(STYLE_PATH, sync_to_thread=False)
def send_style() -> Response[bytes]:
    """The style sheet of all pages that customers see."""
    return Response(read_style(), media_type="text/css", headers={"Cache-Control": _FOREVER})


@get(FORM_STYLE_PATH, sync_to_thread=False)
def send_form_style() -> Response[bytes]:
    """The style sheet of printed Wi-Fi tickets."""
    return Response(read_style(FORM_STYLE_PATH), media_type="text/css", headers={"Cache-Control": _FOREVER})


def public_router() -> Router:
    """Everything that customers reach by a link."""
    return Router("/", route_handlers=_HANDLERS, exception_handlers=EXCEPTION_HANDLERS, include_in_schema=False)


async def _draw(request: LinkRequest, tickets: Sequence[PublicTicket]) -> dict[str, str | None]:
    product: Product = request.app.state.product
    texts = list(dict.fromkeys(codes_to_draw(tickets)))
    drawings = await product.pdf.draw_codes(texts) if texts else []
    return dict(zip(texts, drawings, strict=True))


def _pdf(file: TicketFile) -> Response[bytes]:
    headers = {**_PRIVATE, "Content-Disposition": f'attachment; filename="{file.file_name}"'}
    return Response(file.content, media_type="application/pdf", headers=headers)


def _calendar(
    request: LinkRequest, tickets: Sequence[PublicTicket], language: str, path: str, name: str
) -> Response[bytes]:
    base_url = request.app.state.product.config.base_url
    host = urlsplit(base_url).hostname or "localhost"
    content = calendar_file(tickets, visitor_language(request, language), host=host, url=base_url + path)
    headers = {**_PRIVATE, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="text/calendar", headers=headers)


_HANDLERS: Final[list[ControllerRouterHandler]] = [
    show_ticket,
    send_ticket,
    send_ticket_calendar,
    send_ticket_receipt,
    show_cart,
    send_cart,
    send_cart_calendar,
    send_style,
    send_form_style,
    *wallets.HANDLERS,
]
