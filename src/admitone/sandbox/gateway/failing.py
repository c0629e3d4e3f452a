"""The faults that befall a request before anything is done about it."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from litestar import Request, Response

from admitone.sandbox.gateway.faults import FaultKind, Operation
from admitone.sandbox.gateway.gateway import Gateway
from admitone.sandbox.serving import drop_connection

# Every address of the gateway lies below this one, so that an address alone tells a sandbox from the real gateway.
ROOT: Final = "/sandbox/gateway"
_HTML: Final = "<!doctype html><title>Service unavailable</title><h1>We are improving our service</h1>"
GatewayRequest = Request[Any, Any, Any]


async def fail_on_command(request: GatewayRequest, gateway: Gateway, operation: Operation) -> Response[Any] | None:
    """The faults that happen before anything is done; None when the operation may go on."""
    if slow := gateway.faults.take(FaultKind.SLOW, operation):
        await asyncio.sleep(slow.seconds)
    if gateway.faults.take(FaultKind.DOWN, operation):
        return drop_connection(request)
    if gateway.faults.take(FaultKind.SERVER_ERROR, operation):
        return Response("Internal error", status_code=500, media_type="text/plain")
    if gateway.faults.take(FaultKind.HTML, operation):
        return Response(_HTML, status_code=200, media_type="text/html")
    return None
