"""Answers that a gateway, or something in front of it, may give: raw bytes from a real socket."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from admitone.adapters.telr.answers import payment_state, read_check
from admitone.adapters.telr.gateway import TelrGateway
from admitone.core.errors import AdmitError, InvalidParameter, OutsideRefused, Unavailable
from admitone.core.payments import PaymentState
from tests.adapters.telr.conftest import account, order

CHECKED: dict[str, Any] = {
    "ref": "ORDERREF0001",
    "cartid": "OT-20260301-ABC12_1",
    "test": 1,
    "amount": "350.00",
    "currency": "AED",
    "status": {"code": 3, "text": "Paid"},
    "transaction": {"ref": "011287290362", "status": "A", "code": "920053", "message": "Authorised"},
}


@asynccontextmanager
async def answering(raw: bytes, *, seconds: float = 0, protocol: str = "form") -> AsyncIterator[TelrGateway]:
    """A gateway whose every request is answered with these bytes, after which the connection is closed."""

    handlers: set[asyncio.Task[None] | None] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handlers.add(asyncio.current_task())
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split()[0])
        await reader.readexactly(length)
        await asyncio.sleep(seconds)
        # A caller that has gone away is part of some stories.
        with contextlib.suppress(ConnectionError):
            writer.write(raw)
            writer.close()
            await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/gateway"
    gateway = TelrGateway(account(url, "json" if protocol == "json" else "form"), seconds_max=0.5)
    try:
        async with server:
            yield gateway
    finally:
        await gateway.close()
        await asyncio.gather(*(handler for handler in handlers if handler))


def http(status: str, body: bytes = b"", head: str = "Content-Type: application/json") -> bytes:
    return f"HTTP/1.1 {status}\r\n{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def ok(answer: Any) -> bytes:
    return http("200 OK", json.dumps(answer).encode())


async def refused(call: Callable[[], Awaitable[Any]]) -> AdmitError:
    with pytest.raises((Unavailable, OutsideRefused)) as info:
        await call()
    error: AdmitError = info.value
    return error


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\x01\x02",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{",
        http("500 Internal Server Error"),
        http("502 Bad Gateway", b"<html>", "Content-Type: text/html"),
        http("200 OK"),
        http("200 OK", b"<html>down for maintenance", "Content-Type: text/html"),
        http("200 OK", b"null"),
        http("200 OK", b"[]"),
        http("200 OK", b"[" * 100_000),
        http("200 OK", b"\xff\xfe"),
        http("200 OK", b"not gzip", "Content-Encoding: gzip"),
        http("200 OK", b'{"order":{"ref":"1","url":"' + b"x" * 1_100_000 + b'"}}'),
        http("302 Found", b"", "Location: https://example.com/"),
        ok({}),
        ok({"order": []}),
        ok({"order": {"ref": "", "url": "https://example.com"}}),
        ok({"order": {"ref": "1"}}),
        ok({"order": {"ref": "1", "url": "javascript:alert(1)"}}),
        ok({"order": {"ref": {"a": 1}, "url": "https://example.com"}}),
    ],
)
async def test_what_is_no_answer_leaves_the_outcome_unknown(raw: bytes) -> None:
    async with answering(raw) as gateway:
        error = await refused(lambda: gateway.create_session(order("OT-1_1")))
    assert isinstance(error, Unavailable)
    assert error.details["outcomeUnknown"] is True


async def test_an_answer_in_drops_is_not_waited_for() -> None:
    async with answering(ok({"order": CHECKED}), seconds=1) as gateway:
        error = await refused(lambda: gateway.check("ORDERREF0001"))
    assert isinstance(error, Unavailable)
    assert "within 0.5 s" in error.message


@pytest.mark.parametrize("status", ["408 Request Timeout", "429 Too Many Requests"])
async def test_too_busy_means_try_again_and_nothing_was_done(status: str) -> None:
    async with answering(http(status)) as gateway:
        error = await refused(lambda: gateway.create_session(order("OT-1_1")))
    assert isinstance(error, Unavailable)
    assert error.details["outcomeUnknown"] is False


async def test_an_address_that_is_not_registered_is_for_a_person_to_look_at() -> None:
    async with answering(http("403 Forbidden", b"<html>", "Content-Type: text/html")) as gateway:
        error = await refused(lambda: gateway.check("ORDERREF0001"))
    assert isinstance(error, OutsideRefused)
    assert error.details["code"] == "HTTP 403"


@pytest.mark.parametrize(
    ("answer", "message", "code"),
    [
        ({"error": {"message": "E56:Duplicate transaction", "note": "Cart ID"}}, "E56:Duplicate transaction (", "E56"),
        ({"error": {"message": "Something"}, "order": CHECKED}, "Something", ""),
        ({"error": "E04:Invalid store ID"}, "E04:Invalid store ID", "E04"),
        ({"error": None}, "an error without a message", ""),
        ({"error": {"message": "key sandbox-auth-key is wrong"}}, "key *** is wrong", ""),
    ],
)
async def test_an_error_inside_http_200_is_a_refusal_in_its_own_words(
    answer: dict[str, Any], message: str, code: str
) -> None:
    async with answering(ok(answer)) as gateway:
        error = await refused(lambda: gateway.check("ORDERREF0001"))
    assert isinstance(error, OutsideRefused)
    assert message in error.message
    assert error.details["code"] == code
    assert "sandbox-auth-key" not in f"{error} {error.message} {error.details}"


async def test_one_client_has_seen_invoice_for_order() -> None:
    async with answering(ok({"invoice": CHECKED})) as gateway:
        assert (await gateway.check("ORDERREF0001")).state is PaymentState.PAID


@pytest.mark.parametrize(
    ("code", "letter", "state"),
    [
        (1, None, PaymentState.OPEN),
        (2, "A", PaymentState.AUTHORISED),
        (2, "H", PaymentState.AUTHORISED),
        (3, "A", PaymentState.PAID),
        (3, "H", PaymentState.AUTHORISED),
        *((3, letter, PaymentState.OPEN) for letter in ("P", "D", "E", "C", "X", "a", None)),
        (4, "P", PaymentState.OPEN),
        (-1, "X", PaymentState.EXPIRED),
        (-2, None, PaymentState.CANCELLED),
        (-3, "D", PaymentState.DECLINED),
        (-4, None, PaymentState.REPLACED),
        # A letter alone never makes a payment.
        *((code, "A", state) for code, state in ((1, PaymentState.OPEN), (4, PaymentState.OPEN))),
    ],
)
def test_status_and_letter_make_a_state(code: int, letter: str | None, state: PaymentState) -> None:
    assert payment_state(code, letter) is state


@pytest.mark.parametrize("code", [0, 5, 6, -5, 99])
def test_a_status_that_nobody_documented_is_no_state(code: int) -> None:
    with pytest.raises(Unavailable, match=f"unknown order status {code}"):
        payment_state(code, "A")


@pytest.mark.parametrize(
    ("amount", "minor"),
    [
        ("350.00", 35000),
        ("350", 35000),
        ("350.0", 35000),
        (350, 35000),
        ("350.001", None),
        ("350,00", None),
        ("1,350.00", None),
        ("-350.00", None),
        ("NaN", None),
        ("1e9999999", None),
        ("", None),
        (None, None),
        (True, None),
    ],
)
def test_amounts_are_read_exactly_or_not_at_all(amount: Any, minor: int | None) -> None:
    assert read_check({"order": CHECKED | {"amount": amount}}).amount_minor == minor


@pytest.mark.parametrize(("test", "expected"), [(1, True), ("1", True), (True, True), (0, False), ("0", False)])
def test_the_test_flag_comes_in_several_types(test: Any, expected: bool) -> None:
    assert read_check({"order": CHECKED | {"test": test}}).test == expected


@pytest.mark.parametrize(
    "change",
    [{"test": None}, {"test": "maybe"}, {"status": None}, {"status": {"code": "paid"}}, {"status": {"code": True}}],
)
def test_a_check_that_leaves_something_open_proves_nothing(change: dict[str, Any]) -> None:
    with pytest.raises(Unavailable):
        read_check({"order": CHECKED | change})


def test_text_where_numbers_are_documented_and_the_reverse() -> None:
    check = read_check({"order": CHECKED | {"status": {"code": "3"}, "cartid": 77, "transaction": []}})
    assert (check.status_code, check.cart_id, check.transaction_ref) == (3, "77", None)


@pytest.mark.parametrize("protocol", ["form", "json"])
@pytest.mark.parametrize(
    ("auth", "message"),
    [
        ({"status": "D", "code": "31", "message": "Not authorised"}, "Not authorised"),
        ({"status": "H", "code": "1", "message": "On hold", "tranref": "012"}, "On hold"),
        ({"status": "A", "tranref": ""}, "lacks the refund's reference"),
        ({}, "does not say"),
    ],
)
async def test_only_a_done_refund_with_its_reference_is_one(protocol: str, auth: dict[str, str], message: str) -> None:
    parts = "".join(f"<{name}>{text}</{name}>" for name, text in auth.items())
    xml = http("200 OK", f"<remote><auth>{parts}</auth></remote>".encode())
    async with answering(ok({"auth": auth}) if protocol == "json" else xml, protocol=protocol) as gateway:
        error = await refused(lambda: refund(gateway))
    assert message in error.message


async def test_a_refund_may_be_told_as_a_transaction() -> None:
    answer = ok({"transaction": {"status": "A", "ref": "012345678901"}})
    async with answering(answer, protocol="json") as gateway:
        assert await refund(gateway) == "012345678901"


@pytest.mark.parametrize(
    "body",
    [b"", b"<remote>", b"<html>", b'<!DOCTYPE a [<!ENTITY b "c">]><remote><auth><status>&b;</status></auth></remote>'],
)
async def test_xml_that_is_none_or_could_grow_is_not_read(body: bytes) -> None:
    async with answering(http("200 OK", body)) as gateway:
        assert isinstance(await refused(lambda: refund(gateway)), Unavailable)


async def refund(gateway: TelrGateway) -> str:
    return await gateway.refund(
        transaction_ref="011287290362", cart_id="OT-1_1", amount_minor=100, currency="AED", reason="cancelled"
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [({"cart_id": ""}, "cart_id"), ({"cart_id": "x" * 64}, "cart_id"), ({"amount_minor": 0}, "amount_minor")],
)
async def test_what_telr_cannot_take_is_not_sent(change: dict[str, Any], field: str) -> None:
    gateway = TelrGateway(account("http://127.0.0.1:1/gateway"))
    asked = order("OT-1_1", **change) if "cart_id" not in change else order(change["cart_id"])
    with pytest.raises(InvalidParameter) as info:
        await gateway.create_session(asked)
    assert info.value.fields == (field,)
    await gateway.close()
