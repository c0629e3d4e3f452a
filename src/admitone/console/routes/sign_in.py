"""Signing in and out."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from admitone.bootstrap import Product
from admitone.config import Config
from admitone.console.auth import ConsoleRequest, OpenVisit, cookie_name, is_scripted, render_page, session_cookie
from admitone.console.errors import status_of
from admitone.console.form_tokens import HEADER, form_token
from admitone.console.local_paths import local_path
from admitone.core.errors import AdmitError, MissingParameter, Unauthenticated
from admitone.core.principal import EVERYBODY, STAFF
from admitone.services import sessions


@get("/sign-in")
async def show_sign_in(request: ConsoleRequest) -> Response[Any]:
    """The sign-in form; whoever is signed in already goes on."""
    product: Product = request.app.state.product
    target = local_path(request.query_params.get("next"))
    token = request.cookies.get(cookie_name(product.config))
    if token:
        try:
            (await sessions.identify(product.database, product.session_limits, token)).require(STAFF)
        except Unauthenticated:
            return _form(request, target, ended=True)
        return _go_on(request, token, target)
    return _form(request, target)


@post("/sign-in")
async def sign_in(request: ConsoleRequest) -> Response[Any]:
    """Open a session and go where the visitor wanted to go."""
    product: Product = request.app.state.product
    form = await request.form()
    username, password = str(form.get("username", "")), str(form.get("password", ""))
    target = local_path(str(form.get("next", "")))
    address = request.client.host if request.client else "unknown"
    browser = request.headers.get("user-agent")
    try:
        if not username.strip() or not password:
            missing = "username" if not username.strip() else "password"
            raise MissingParameter("fill in this field", fields=(missing,))
        opened = await sessions.sign_in(
            product.database, product.session_limits, username, password, address, browser=browser
        )
    except AdmitError as error:
        return _form(request, target, username=username[:255], error=error)
    response = _go_on(request, opened.token, target)
    seconds = int(product.session_limits.absolute.total_seconds())
    response.set_cookie(session_cookie(product.config, opened.token, seconds))
    return response


def _form(
    request: ConsoleRequest,
    target: str,
    *,
    username: str = "",
    error: AdmitError | None = None,
    ended: bool = False,
) -> Response[Any]:
    """The form as a page, or for a page whose session has ended as a part of it."""
    template = "_sign_in_again.html" if is_scripted(request) else "sign_in.html"
    status = status_of(error) if error else 200
    return render_page(
        request, None, template, status=status, target=target, username=username, error=error, ended=ended
    )


def _go_on(request: ConsoleRequest, session: str, target: str) -> Response[Any]:
    """To where the visitor wanted to go; a page that is still open gets the token for its forms instead."""
    if is_scripted(request):
        config: Config = request.app.state.product.config
        return Response(None, status_code=204, headers={HEADER: form_token(config.secret, session)})
    return Redirect(target, status_code=303)


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
