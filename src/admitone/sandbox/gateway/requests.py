"""Requests to `order.json`, made the same whether they come as form or as JSON."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from admitone.sandbox.gateway.account import Account
from admitone.sandbox.gateway.cards import MESSAGES
from admitone.sandbox.gateway.orders import Order, OrderBook, new_order_ref, now

_LENGTH_MAX: Final = 63
_AMOUNT: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,3})?", re.ASCII)
_CURRENCY: Final = re.compile(r"[A-Z]{3}", re.ASCII)
_FORM_NAMES: Final = {
    "ivp_method": "method",
    "ivp_store": "store",
    "ivp_authkey": "authkey",
    "ivp_cart": "cartid",
    "ivp_test": "test",
    "ivp_amount": "amount",
    "ivp_currency": "currency",
    "ivp_desc": "description",
    "ivp_lang": "language",
    "ivp_trantype": "trantype",
    "ivp_update_url": "update_url",
    "return_auth": "authorised",
    "return_decl": "declined",
    "return_can": "cancelled",
    "order_ref": "ref",
}
# Where JSON puts what the form calls `bill_...`.
_CUSTOMER_PATHS: Final = {
    "title": ("name", "title"),
    "fname": ("name", "forenames"),
    "sname": ("name", "surname"),
    "addr1": ("address", "line1"),
    "addr2": ("address", "line2"),
    "addr3": ("address", "line3"),
    "city": ("address", "city"),
    "country": ("address", "country"),
    "email": ("email",),
    "phone1": ("phone",),
}


class Refused(Exception):
    """A request that Telr answers with an error: its message with the code, and its note."""

    def __init__(self, message: str, note: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.note = note


def read_fields(content: bytes, media_type: str) -> dict[str, str]:
    """The fields of a request under JSON's names, and the customer's as `bill_...`. Refused when it is neither."""
    if media_type.partition(";")[0].strip().lower() == "application/json":
        return _read_json(content)
    pairs = parse_qsl(content.decode(errors="replace"), keep_blank_values=True)
    # Plugins disagree on the names of two billing fields.
    aliases = {"bill_tel": "bill_phone1", "bill_ctry": "bill_country"}
    return {_FORM_NAMES.get(name, aliases.get(name, name)): value.strip() for name, value in pairs}


def check_login(account: Account, fields: dict[str, str], key: str, *, name: str = "authkey") -> None:
    """Refused unless the request has the store's number and this key."""
    if fields.get("store") != account.store or fields.get(name) != key:
        raise fault(4, "Store or key is wrong")


def read_order(fields: dict[str, str], book: OrderBook) -> Order:
    """A new order as it was asked for. Refused with Telr's words when it cannot be made."""
    cart_id = fields.get("cartid", "")
    if not cart_id:
        raise fault(3)
    amount, currency = fields.get("amount", ""), fields.get("currency", "")
    if not amount or not currency:
        raise fault(2)
    if not _AMOUNT.fullmatch(amount) or not Decimal(amount) or not _CURRENCY.fullmatch(currency):
        raise fault(5)
    description = fields.get("description", "")
    if len(cart_id) > _LENGTH_MAX or not 0 < len(description) <= _LENGTH_MAX:
        raise fault(1, f"Cart ID and description have 1 to {_LENGTH_MAX} characters")
    if fields.get("test") not in {"0", "1"} or fields.get("trantype", "sale") not in {"sale", "auth"}:
        raise fault(1, "Test is 0 or 1, and the type sale or auth")
    for name in ("authorised", "declined", "cancelled"):
        _check_address(fields.get(name, ""), f"Return address {name}")
    if update_url := fields.get("update_url", ""):
        _check_address(update_url, "Update URL")
    if book.has_cart(cart_id):
        raise Refused("E56:Duplicate transaction", "Cart ID must be unique")
    return Order(
        ref=new_order_ref(),
        cart_id=cart_id,
        test=fields["test"] == "1",
        amount=Decimal(amount),
        currency=currency,
        description=description,
        language="ar" if fields.get("language") == "ar" else "en",
        type=fields.get("trantype", "sale"),
        return_authorised=fields["authorised"],
        return_declined=fields["declined"],
        return_cancelled=fields["cancelled"],
        update_url=update_url,
        customer={name.removeprefix("bill_"): text for name, text in fields.items() if name.startswith("bill_")},
        made_at=now(),
    )


def fault(code: int, note: str = "") -> Refused:
    """A documented fault of a request."""
    return Refused(f"E{code:02}:{MESSAGES[code]}", note)


def _check_address(url: str, what: str) -> None:
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and url.isprintable()
    except ValueError:
        good = False
    if not good:
        raise fault(1, f"{what} is no address")


def _read_json(content: bytes) -> dict[str, str]:
    try:
        body = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise fault(1, "Not JSON") from error
    if not isinstance(body, dict):
        raise fault(1, "Not an object")
    order, back, customer = (_part(body, name) for name in ("order", "return", "customer"))
    fields = {name: _text(body.get(name)) for name in ("method", "store", "authkey", "language") if name in body}
    fields |= {name: _text(value) for name, value in order.items()}
    fields |= {name: _text(back.get(name)) for name in ("authorised", "declined", "cancelled")}
    for name, path in _CUSTOMER_PATHS.items():
        value: Any = customer
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        if value is not None:
            fields[f"bill_{name}"] = _text(value)
    # JSON has no place for it, whatever a client invents.
    fields.pop("update_url", None)
    return fields


def _part(body: dict[str, Any], name: str) -> dict[str, Any]:
    part = body.get(name)
    return part if isinstance(part, dict) else {}


def _text(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return str(value).strip()
