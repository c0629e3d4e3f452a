"""The three questions of FreeRADIUS' module rest."""

from __future__ import annotations

from typing import Final

from litestar import Response, Router, post
from litestar.types import ControllerRouterHandler

from admitone.bootstrap import Product
from admitone.core.clock import utc_now
from admitone.dialects.radius.admission import admission_body
from admitone.dialects.radius.auth import RadiusRequest, read_token
from admitone.dialects.radius.errors import EXCEPTION_HANDLERS
from admitone.dialects.radius.reports import SWITCHED, happened_at, read_report, status_of
from admitone.dialects.radius.wire import Attributes, device_of, nas_of, read_attributes, text_of
from admitone.services.wifi_access import (
    Login,
    admit_device,
    authorize_login,
    identify_access_server,
    identify_reporter,
)
from admitone.services.wifi_accounting import close_access_server, take_report

BODY_BYTES_MAX: Final = 64 * 1024


@post("/authorize", status_code=200)
async def authorize(request: RadiusRequest) -> Response[bytes]:
    """May this code come in, and for what? FreeRADIUS compares the password after this, so nothing begins here."""
    product: Product = request.app.state.product
    token, asked = read_token(request), read_attributes(await request.body())
    admission = await authorize_login(product.database, token, _login(asked))
    return Response(admission_body(admission, asked), media_type="application/json")


@post("/post-auth", status_code=204)
async def admit(request: RadiusRequest) -> None:
    """The password was right: the clock of the ticket starts, and the device takes its place."""
    product: Product = request.app.state.product
    token, asked = read_token(request), read_attributes(await request.body())
    async with product.database.writing() as tx:
        location = await identify_access_server(tx, token)
        await admit_device(tx, location, _login(asked))


@post("/accounting", status_code=204)
async def account(request: RadiusRequest) -> None:
    """A report of what was used. What can never be counted is acknowledged too: repeating it would not help."""
    product: Product = request.app.state.product
    token, told = read_token(request), read_attributes(await request.body())
    now = utc_now()
    async with product.database.writing() as tx:
        location = await identify_reporter(tx, token)
        if status_of(told) in SWITCHED:
            await close_access_server(tx, location, nas_of(told), happened_at(told, now))
        elif (read := read_report(told, now)) is not None:
            await take_report(tx, location, *read)


def radius_router() -> Router:
    """Everything that access servers ask."""
    return Router(
        "/radius",
        route_handlers=_HANDLERS,
        exception_handlers=EXCEPTION_HANDLERS,
        request_max_body_size=BODY_BYTES_MAX,
        include_in_schema=False,
    )


def _login(asked: Attributes) -> Login:
    return Login(text_of(asked, "User-Name"), device_of(asked), nas_of(asked))


_HANDLERS: Final[list[ControllerRouterHandler]] = [authorize, admit, account]
