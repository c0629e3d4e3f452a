"""Choosing a password by a one-time link, before anybody is signed in."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from admitone.bootstrap import Product
from admitone.console.auth import ConsoleRequest, render_page
from admitone.console.errors import status_of
from admitone.console.forms.people import read_new_password
from admitone.core.errors import AdmitError, NotFound
from admitone.services.password_links import choose_password, read_link


@get("/password/{token:str}")
async def show_link(request: ConsoleRequest, token: FromPath[str]) -> Response[Any]:
    """The form. Looking uses nothing up: mail programs open links before their readers do."""
    return await _show(request, token, None)


@post("/password/{token:str}")
async def use_link(request: ConsoleRequest, token: FromPath[str]) -> Response[Any]:
    """Set the password, and go on to sign in."""
    product: Product = request.app.state.product
    form = await request.form()
    try:
        await choose_password(product.database, token, read_new_password(form))
    except AdmitError as error:
        return await _show(request, token, error)
    return Redirect("/sign-in?notice=password-chosen", status_code=303)


async def _show(request: ConsoleRequest, token: str, error: AdmitError | None) -> Response[Any]:
    product: Product = request.app.state.product
    try:
        async with product.database.reading() as tx:
            link = await read_link(tx, token)
    except NotFound as gone:
        return render_page(request, None, "users/link_gone.html", status=status_of(gone), error=gone)
    status = status_of(error) if error else 200
    return render_page(request, None, "users/password.html", status=status, link=link, error=error)


HANDLERS: list[ControllerRouterHandler] = [show_link, use_link]
