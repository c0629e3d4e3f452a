"""`remote.json` and `remote.xml`: refund, void and capture."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree import ElementTree as ET

from litestar import Response, post

from admitone.sandbox.gateway.cards import MESSAGES
from admitone.sandbox.gateway.failing import ROOT, GatewayRequest, fail_on_command
from admitone.sandbox.gateway.faults import FaultKind, Operation
from admitone.sandbox.gateway.gateway import Gateway
from admitone.sandbox.gateway.orders import AUTHORISED, PAID
from admitone.sandbox.gateway.requests import Refused, check_login, fault
from admitone.sandbox.serving import drop_connection


@post(f"{ROOT}/remote.json", status_code=200)
async def remote_json(request: GatewayRequest, gateway: Gateway) -> Response[Any]:
    """Refund, void or capture, asked for as JSON."""

    def read(content: bytes) -> dict[str, str]:
        body = json.loads(content)
        return {"store": str(body["store"]), "key": body["authkey"], **{k: str(v) for k, v in body["tran"].items()}}

    return await _remote(request, gateway, read, lambda auth: Response({"auth": auth}, status_code=200))


@post(f"{ROOT}/remote.xml", status_code=200)
async def remote_xml(request: GatewayRequest, gateway: Gateway) -> Response[Any]:
    """Refund, void or capture, asked for as XML."""

    def read(content: bytes) -> dict[str, str]:
        if b"<!" in content:
            raise ValueError("entities could grow without end")
        root = ET.fromstring(content)  # noqa: S314  see above
        parts = {part.tag: part.text or "" for part in (*root, *(root.find("tran") or ()))}
        return {name: text.strip() for name, text in parts.items()}

    def write(auth: dict[str, str]) -> Response[Any]:
        root = ET.Element("remote")
        part = ET.SubElement(root, "auth")
        for name, value in auth.items():
            ET.SubElement(part, name).text = value
        return Response(ET.tostring(root, encoding="utf-8", xml_declaration=True), media_type="application/xml")

    return await _remote(request, gateway, read, write)


async def _remote(
    request: GatewayRequest,
    gateway: Gateway,
    read: Callable[[bytes], dict[str, str]],
    write: Callable[[dict[str, str]], Response[Any]],
) -> Response[Any]:
    if failed := await fail_on_command(request, gateway, Operation.REMOTE):
        return failed
    try:
        fields = read(await request.body())
        auth = _follow_up(gateway, fields)
    except Refused as refused:
        code, _, message = refused.message.partition(":")
        auth = {"status": "E", "code": code.removeprefix("E"), "message": message, "tranref": ""}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, ET.ParseError):
        auth = {"status": "E", "code": "01", "message": MESSAGES[1], "tranref": ""}
    if auth["status"] == "A" and gateway.faults.take(FaultKind.LOST_ANSWER, Operation.REMOTE):
        return drop_connection(request)
    return write(auth)


def _follow_up(gateway: Gateway, fields: dict[str, str]) -> dict[str, str]:
    check_login(gateway.account, fields, gateway.account.remote_key, name="key")
    order = gateway.book.find_by_transaction(fields.get("ref", ""))
    if order is None or fields.get("test") != str(int(order.test)):
        raise fault(22)
    try:
        amount = Decimal(fields.get("amount", ""))
    except InvalidOperation as error:
        raise fault(5) from error
    kind = fields.get("type", "")
    if kind not in {"refund", "void", "capture"}:
        raise fault(1)
    if fields.get("currency") != order.currency or not 0 < amount <= order.amount:
        raise fault(5)
    if kind == "void" and (order.follow_ups or order.status not in {AUTHORISED, PAID}):
        return {"status": "D", "code": "32", "message": MESSAGES[32], "tranref": ""}
    if (kind == "refund" and amount > order.refundable) or (kind == "capture" and order.status != AUTHORISED):
        return {"status": "D", "code": "31", "message": MESSAGES[31], "tranref": ""}
    done = gateway.follow_up(order, kind, amount)
    return {"status": "A", "code": done.verdict.code, "message": done.verdict.message, "tranref": done.ref}
