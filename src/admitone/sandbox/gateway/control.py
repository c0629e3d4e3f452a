"""What tests and people at the sandbox may ask for beyond Telr's protocol: faults, orders, and states of orders."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response, delete, get, post
from msgspec import Struct

from admitone.sandbox.gateway.failing import GatewayRequest
from admitone.sandbox.gateway.faults import Fault
from admitone.sandbox.gateway.gateway import Gateway


class Command(Struct, forbid_unknown_fields=True):
    """The order status that an order shall have."""

    status: int


@post("/sandbox/faults", status_code=200)
async def order_fault(request: GatewayRequest, gateway: Gateway) -> Response[Any]:
    """Order a fault; the answer lists all that are still to come."""
    try:
        gateway.faults.order(msgspec.json.decode(await request.body(), type=Fault))
    except msgspec.MsgspecError as error:
        return _refuse(400, str(error))
    return _json(gateway.faults.all())


@get("/sandbox/faults", sync_to_thread=False)
def list_faults(gateway: Gateway) -> Response[Any]:
    """The faults that are still to come."""
    return _json(gateway.faults.all())


@delete("/sandbox/faults", status_code=200, sync_to_thread=False)
def clear_faults(gateway: Gateway) -> Response[Any]:
    """Let everything go well again."""
    gateway.faults.clear()
    return _json([])


@get("/sandbox/orders", sync_to_thread=False)
def list_orders(gateway: Gateway) -> Response[Any]:
    """Every order with its transactions and the notices that were posted, the oldest first."""
    return _json([gateway.look_up(order.ref) for order in gateway.book.all()])


@post("/sandbox/orders/{ref:str}", status_code=200)
async def command_order(request: GatewayRequest, gateway: Gateway, ref: str) -> Response[Any]:
    """Bring an order into a state: -1, -4, 4 while it is open; 3, -3 while it is open or waits (2, 4)."""
    order = gateway.look_up(ref)
    if order is None:
        return _refuse(404, "there is no such order")
    try:
        command = msgspec.json.decode(await request.body(), type=Command)
    except msgspec.MsgspecError as error:
        return _refuse(400, str(error))
    if not gateway.command(order, command.status):
        return _refuse(409, f"an order of status {order.status} cannot be brought to {command.status}")
    return _json(order)


def _json(value: Any) -> Response[Any]:
    return Response(msgspec.json.encode(value), media_type="application/json")


def _refuse(status: int, detail: str) -> Response[Any]:
    return Response({"detail": detail}, status_code=status)
