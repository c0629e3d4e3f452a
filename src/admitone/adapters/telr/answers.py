"""What Telr answers, made of unsure types: numbers come as text and text as numbers."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from urllib.parse import urlsplit

from admitone.core.errors import InvalidParameter, OutsideRefused, Unavailable
from admitone.core.money import to_minor
from admitone.core.payments import GatewayCheck, GatewaySession, PaymentState

PAID: Final = 3
# Order states by Telr's documentation of Check status; 3 is told apart by the transaction's letter.
_STATES: Final = {
    1: PaymentState.OPEN,
    2: PaymentState.AUTHORISED,
    4: PaymentState.OPEN,
    -1: PaymentState.EXPIRED,
    -2: PaymentState.CANCELLED,
    -3: PaymentState.DECLINED,
    -4: PaymentState.REPLACED,
}
_TEXT_LENGTH_MAX: Final = 300


def read_object(body: bytes) -> dict[str, Any]:
    """The JSON object of an answer; Unavailable for anything else, such as the error page of a proxy."""
    try:
        answer = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise unreadable("is not JSON") from error
    if not isinstance(answer, dict):
        raise unreadable("is no JSON object")
    return answer


def refuse_error(answer: dict[str, Any]) -> None:
    """OutsideRefused when the answer reports an error, which Telr does with HTTP 200."""
    if "error" not in answer:
        return
    error = answer["error"] if isinstance(answer["error"], dict) else {"message": answer["error"]}
    message, note = plain_text(error.get("message")), plain_text(error.get("note"))
    code, colon, _ = message.partition(":")
    raise refusal(message or "an error without a message", code=code if colon else "", note=note)


def refusal(message: str, *, code: str, note: str = "") -> OutsideRefused:
    """Telr's own words as an error; `details["code"]` is Telr's code, such as E56 for a cart id used before."""
    said = f"{message} ({note})" if note else message
    return OutsideRefused(f"Telr refused: {said}", details={"system": "telr", "code": code, "message": message})


def unreadable(what: str) -> Unavailable:
    """An answer that says nothing: whether Telr did what it was asked to is not known."""
    return Unavailable(f"the answer of Telr {what}", details={"system": "telr", "outcomeUnknown": True})


def read_session(answer: dict[str, Any]) -> GatewaySession:
    """The hosted page of a new order."""
    order = _part(answer, "order")
    ref, url = plain_text(order.get("ref")), str(order.get("url") or "")
    if not ref or urlsplit(url).scheme not in {"http", "https"}:
        raise unreadable("lacks the order's reference or address")
    return GatewaySession(ref, url)


def read_check(answer: dict[str, Any]) -> GatewayCheck:
    """What became of an order. Before the customer's first attempt there is no transaction."""
    # One public client has seen `invoice` where others see `order`.
    order = _part(answer, "order" if "order" in answer else "invoice")
    status, transaction = _part(order, "status"), order.get("transaction")
    transaction = transaction if isinstance(transaction, dict) else {}
    code = _number(status.get("code"))
    letter = plain_text(transaction.get("status")) or None
    currency = plain_text(order.get("currency"))
    return GatewayCheck(
        ref=plain_text(order.get("ref")),
        cart_id=plain_text(order.get("cartid")),
        amount_minor=_amount(order.get("amount"), currency),
        currency=currency,
        test=_flag(order.get("test")),
        state=payment_state(code, letter),
        status_code=code,
        transaction_ref=plain_text(transaction.get("ref")) or None,
        transaction_status=letter,
        message=plain_text(transaction.get("message")) or plain_text(status.get("text")) or None,
    )


def payment_state(code: int, letter: str | None) -> PaymentState:
    """Order status and transaction letter as a state; only 3 with A is PAID, as Telr's OpenCart plugin has it.

    3 with H is money held for a review by hand; 3 with any other letter contradicts itself and stays OPEN, so that it
    is asked for again. Unavailable for a status that is not documented.
    """
    if code == PAID:
        return {"A": PaymentState.PAID, "H": PaymentState.AUTHORISED}.get(letter or "", PaymentState.OPEN)
    if code not in _STATES:
        raise unreadable(f"has the unknown order status {code}")
    return _STATES[code]


def plain_text(value: Any) -> str:
    """A value as one line of bounded length; empty for what is missing or no plain value."""
    if value is None or isinstance(value, dict | list | bool):
        return ""
    return " ".join(str(value).split())[:_TEXT_LENGTH_MAX]


def _part(answer: dict[str, Any], name: str) -> dict[str, Any]:
    part = answer.get(name)
    if not isinstance(part, dict):
        raise unreadable(f"lacks {name}")
    return part


def _number(value: Any) -> int:
    try:
        return int(plain_text(value))
    except ValueError as error:
        raise unreadable("has no number as order status") from error


def _flag(value: Any) -> bool:
    text = str(value).lower()
    if text not in {"0", "1", "false", "true"}:
        raise unreadable("does not say whether the order is a test")
    return text in {"1", "true"}


def _amount(value: Any, currency: str) -> int | None:
    try:
        return to_minor(Decimal(plain_text(value)), currency, "amount")
    except (InvalidOperation, InvalidParameter):
        return None
