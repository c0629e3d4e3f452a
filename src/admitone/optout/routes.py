"""The page of a transfer (`/transfer/TOKEN`). Looking changes nothing, whoever looks: mail scanners follow links."""

from __future__ import annotations

from typing import Final

from litestar import Response, Router, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.bootstrap import Product
from admitone.link_pages import LinkRequest, caller_address, page_response, visitor_language
from admitone.optout.auth import check_nonce, make_nonce
from admitone.optout.errors import EXCEPTION_HANDLERS
from admitone.optout.wire import STATUSES, transfer_page
from admitone.services.opting_out import OwnersView, Standing, read_owners_view, resume_if_free, stop_transfer
from admitone.services.repeating import repeat_undone

_BODY_BYTES_MAX: Final = 4096


@get("/transfer/{token:str}")
async def show_transfer(request: LinkRequest, token: FromPath[str]) -> Response[str]:
    """What is to be transferred, and a form that stops it. Scripts are not needed."""
    product: Product = request.app.state.product
    return _answer(request, token, await read_owners_view(product.database, token, caller_address(request)))


@post("/transfer/{token:str}/stop", status_code=200)
async def stop(request: LinkRequest, token: FromPath[str]) -> Response[str]:
    """Stop it for everybody. Once more, by whichever owner, tells that it is stopped."""
    product: Product = request.app.state.product
    found = await read_owners_view(product.database, token, caller_address(request))
    form = await request.form()
    if found.standing is not Standing.OPEN:
        return _answer(request, token, found)
    check_nonce(product.config.secret, token, str(form.get("nonce", "")))
    if form.get("stop") != "yes":
        return _answer(request, token, found, untick=True)
    return _answer(request, token, await repeat_undone(product.database, lambda tx: stop_transfer(tx, token)))


@post("/transfer/{token:str}/undo", status_code=200)
async def undo(request: LinkRequest, token: FromPath[str]) -> Response[str]:
    """Let it go on again."""
    product: Product = request.app.state.product
    found = await read_owners_view(product.database, token, caller_address(request))
    form = await request.form()
    if found.can_undo:
        check_nonce(product.config.secret, token, str(form.get("nonce", "")))
        found = await resume_if_free(product.database, token)
    return _answer(request, token, found)


def optout_router() -> Router:
    """Everything that owners reach by the link in their mail."""
    return Router(
        "/",
        route_handlers=_HANDLERS,
        exception_handlers=EXCEPTION_HANDLERS,
        include_in_schema=False,
        request_max_body_size=_BODY_BYTES_MAX,
    )


def _answer(request: LinkRequest, token: str, found: OwnersView, *, untick: bool = False) -> Response[str]:
    secret = request.app.state.product.config.secret
    speech = visitor_language(request)
    path = f"/transfer/{token}"
    query = {name: value for name, value in request.query_params.items() if isinstance(value, str)}
    page = transfer_page(found, speech, query, path=path, nonce=make_nonce(secret, token), untick=untick)
    status = 400 if untick else STATUSES[found.standing]
    if request.method in {"GET", "HEAD"}:
        status = 200
    return page_response(page, status=status)


_HANDLERS: Final[list[ControllerRouterHandler]] = [show_transfer, stop, undo]
