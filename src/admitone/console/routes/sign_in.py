"""Signing in and out."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from admitone.bootstrap import Product
from admitone.console.auth import ConsoleRequest, OpenVisit, cookie_name, render_page, session_cookie
from admitone.console.errors import status_of
from admitone.console.local_paths import local_path
from admitone.core.errors import AdmitError, MissingParameter, Unauthenticated
from admitone.core.principal import EVERYBODY, STAFF
from admitone.services import sessions


@get("/sign-in")
async def show_sign_in(request: ConsoleRequest) -> Response[Any]:
    """The sign-in form; whoever is signed in already goes on."""
    product: Product = request.app.state.product
    target = local_path(request.query_params.get("next"))
    if token := request.cookies.get(cookie_name(product.config)):
        try:
            (await sessions.identify(product.database, product.session_limits, token)).require(STAFF)
            return Redirect(target, status_code=303)
        except Unauthenticated:
            ended = True
    else:
        ended = False
    return render_page(request, None, "sign_in.html", target=target, username="", error=None, ended=ended)


@post("/sign-in")
async def sign_in(request: ConsoleRequest) -> Response[Any]:
    """Open a session and go where the visitor wanted to go."""
    product: Product = request.app.state.product
    form = await request.form()
    username, password = str(form.get("username", "")), str(form.get("password", ""))
    target = local_path(str(form.get("next", "")))
    address = request.client.host if request.client else "unknown"
    try:
        if not username.strip() or not password:
            missing = "username" if not username.strip() else "password"
            raise MissingParameter("fill in this field", fields=(missing,))
        opened = await sessions.sign_in(
            product.database,
            product.session_limits,
            username,
            password,
            address,
            browser=request.headers.get("user-agent"),
        )
    except AdmitError as error:
        return render_page(
            request,
            None,
            "sign_in.html",
            status=status_of(error),
            target=target,
            username=username[:255],
            error=error,
            ended=False,
        )
    seconds = int(product.session_limits.absolute.total_seconds())
    return Redirect(target, status_code=303, cookies=[session_cookie(product.config, opened.token, seconds)])


@post("/sign-out")
async def sign_out(visit: OpenVisit) -> Response[Any]:
    """End the session here and on the server."""
    async with visit.writing(EVERYBODY) as (tx, principal):
        await sessions.sign_out(tx, principal)
    response = visit.go("/sign-in", notice="signed-out")
    gone = session_cookie(visit.product.config, "", 0)
    response.set_cookie(gone)
    return response


HANDLERS: list[ControllerRouterHandler] = [show_sign_in, sign_in, sign_out]
