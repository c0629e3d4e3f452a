"""Apple's web service for passes: five calls below `webServiceURL`.

By "Adding a Web Service to Update Passes".
"""

from __future__ import annotations

from typing import Final

import structlog
from litestar import Response, Router, delete, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.bootstrap import Product
from admitone.core.clock import utc_now
from admitone.core.networks import network_of
from admitone.core.wallet_passes import APPLE_PASS_TYPE
from admitone.link_pages import caller_address
from admitone.services import pass_updates
from admitone.services.guessing import count_use
from admitone.services.passes import read_updated_pass
from admitone.wallet.auth import WalletRequest, check_pass_type, pass_token
from admitone.wallet.errors import EXCEPTION_HANDLERS
from admitone.wallet.wire import (
    BODY_BYTES_MAX,
    DeviceLogs,
    Registration,
    SerialNumbers,
    last_modified,
    read_body,
    read_since,
)

_LOGS_MAX: Final = 10
_LOG_LENGTH_MAX: Final = 500
_LOGS_PER_WINDOW: Final = 30
_DEVICE: Final = "/v1/devices/{library_id:str}/registrations/{pass_type:str}"
_log = structlog.get_logger(__name__)


@post(_DEVICE + "/{serial:str}")
async def register(
    request: WalletRequest, library_id: FromPath[str], pass_type: FromPath[str], serial: FromPath[str]
) -> Response[None]:
    """A device wants to know of a pass's changes: 201, or 200 when it is registered already."""
    check_pass_type(request, pass_type)
    token = pass_token(request)
    body: Registration = await read_body(request, Registration)
    product: Product = request.app.state.product
    async with product.database.writing() as tx:
        is_new = await pass_updates.register_device(
            tx, library_id=library_id, serial=serial, token=token, push_token=body.push_token
        )
    return Response(None, status_code=201 if is_new else 200)


@delete(_DEVICE + "/{serial:str}", status_code=200)
async def unregister(
    request: WalletRequest, library_id: FromPath[str], pass_type: FromPath[str], serial: FromPath[str]
) -> Response[None]:
    """The pass was taken off a device."""
    check_pass_type(request, pass_type)
    token = pass_token(request)
    product: Product = request.app.state.product
    async with product.database.writing() as tx:
        await pass_updates.unregister_device(tx, library_id=library_id, serial=serial, token=token)
    return Response(None, status_code=200)


@get(_DEVICE)
async def list_changed(
    request: WalletRequest, library_id: FromPath[str], pass_type: FromPath[str]
) -> Response[SerialNumbers | None]:
    """Which of its passes a device should fetch anew; 204 for none. Apple sends no token with this call."""
    check_pass_type(request, pass_type)
    product: Product = request.app.state.product
    async with product.database.reading() as tx:
        changed = await pass_updates.list_changed_serials(
            tx, library_id, request.query_params.get("passesUpdatedSince")
        )
    if not changed.serials:
        return Response(None, status_code=204)
    return Response(SerialNumbers(changed.serials, changed.tag))


@get("/v1/passes/{pass_type:str}/{serial:str}")
async def send_pass(request: WalletRequest, pass_type: FromPath[str], serial: FromPath[str]) -> Response[bytes]:
    """A pass as it is now; 304 when the device has it."""
    check_pass_type(request, pass_type)
    product: Product = request.app.state.product
    since = read_since(request.headers.get("if-modified-since"))
    updated = await read_updated_pass(product.pass_world, serial, pass_token(request), since)
    headers = {"Cache-Control": "no-store", **last_modified(updated.changed_at, utc_now())}
    if updated.content is None:
        return Response(b"", status_code=304, headers=headers, media_type=APPLE_PASS_TYPE)
    return Response(updated.content, media_type=APPLE_PASS_TYPE, headers=headers)


@post("/v1/log", status_code=200)
async def take_logs(request: WalletRequest) -> Response[None]:
    """What devices found wrong with our passes goes into our log, so much of it as is of use."""
    body: DeviceLogs = await read_body(request, DeviceLogs)
    product: Product = request.app.state.product
    async with product.database.writing() as tx:
        await count_use(tx, "wallet-log", network_of(caller_address(request)), _LOGS_PER_WINDOW)
    for line in body.logs[:_LOGS_MAX]:
        _log.warning("wallet_device_says", said=line[:_LOG_LENGTH_MAX])
    return Response(None, status_code=200)


def wallet_router() -> Router:
    """Everything that devices with passes ask."""
    return Router(
        "/wallet",
        route_handlers=_HANDLERS,
        exception_handlers=EXCEPTION_HANDLERS,
        request_max_body_size=BODY_BYTES_MAX,
        include_in_schema=False,
    )


_HANDLERS: Final[list[ControllerRouterHandler]] = [register, unregister, list_changed, send_pass, take_logs]
