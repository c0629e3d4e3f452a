"""What is sent to Telr: orders and checks in both protocols of `order.json`."""

from __future__ import annotations

from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import msgspec
from babel.numbers import get_currency_precision

from admitone.adapters.telr.account import TelrAccount
from admitone.core.errors import InvalidParameter
from admitone.core.money import to_major
from admitone.core.payments import PaymentOrder

CART_ID_LENGTH_MAX: Final = 63
DESCRIPTION_LENGTH_MAX: Final = 63
LANGUAGES: Final = ("en", "ar")


class Message(NamedTuple):
    """The body of a request."""

    content: bytes
    media_type: str


def create_message(account: TelrAccount, order: PaymentOrder) -> Message:
    """A request for a hosted page. InvalidParameter names what Telr could not take."""
    if not 1 <= len(order.cart_id) <= CART_ID_LENGTH_MAX or ":" in order.cart_id:
        raise InvalidParameter(
            f"cart_id must have 1 to {CART_ID_LENGTH_MAX} characters and no colon", fields=("cart_id",)
        )
    if order.amount_minor <= 0:
        raise InvalidParameter("amount_minor must be more than 0", fields=("amount_minor",))
    return _create_as_json(account, order) if account.protocol == "json" else _create_as_form(account, order)


def check_message(account: TelrAccount, ref: str) -> Message:
    """A request for what became of an order."""
    if account.protocol == "json":
        return json_message({"method": "check", **_json_login(account), "order": {"ref": ref}})
    # Of all the fields this one has no prefix.
    return _form({"ivp_method": "check", **_form_login(account), "order_ref": ref})


def json_message(body: dict[str, Any]) -> Message:
    """A JSON body."""
    return Message(msgspec.json.encode(body), "application/json")


def amount_text(minor: int, currency: str) -> str:
    """Minor units as Telr wants them: major units with the currency's own number of decimal places, `350.00`."""
    return f"{to_major(minor, currency):.{get_currency_precision(currency)}f}"


def description_text(text: str) -> str:
    """A description that Telr takes: at most 63 characters, and no colon.

    Telr signs its notices over values joined by colons; a colon inside a value would let one field pass as another.
    """
    return " ".join(text.replace(":", ".").split())[:DESCRIPTION_LENGTH_MAX].rstrip()


def _create_as_form(account: TelrAccount, order: PaymentOrder) -> Message:
    forenames, surname = _names(order.customer_name)
    fields = {
        "ivp_method": "create",
        **_form_login(account),
        "ivp_cart": order.cart_id,
        "ivp_test": account.test_flag,
        "ivp_framed": "0",
        "ivp_trantype": "sale",
        "ivp_amount": amount_text(order.amount_minor, order.currency),
        "ivp_currency": order.currency,
        "ivp_desc": description_text(order.description) or order.cart_id,
        "ivp_lang": _language(order.language),
        "ivp_update_url": order.notify_url,
        "return_auth": order.return_authorised,
        "return_decl": order.return_declined,
        "return_can": order.return_cancelled,
        "bill_fname": forenames,
        "bill_sname": surname,
        "bill_email": order.customer_email,
        "bill_phone1": order.customer_phone or "",
    }
    return _form({name: value for name, value in fields.items() if value})


def _create_as_json(account: TelrAccount, order: PaymentOrder) -> Message:
    # This protocol has no documented place for the address of notices: the store's webhook brings them.
    forenames, surname = _names(order.customer_name)
    name = {"forenames": forenames, **({"surname": surname} if surname else {})}
    return json_message(
        {
            "method": "create",
            **_json_login(account),
            "framed": 0,
            "language": _language(order.language),
            "order": {
                "cartid": order.cart_id,
                "test": account.test_flag,
                "amount": amount_text(order.amount_minor, order.currency),
                "currency": order.currency,
                "description": description_text(order.description) or order.cart_id,
                "trantype": "sale",
            },
            "customer": {
                "email": order.customer_email,
                **({"phone": order.customer_phone} if order.customer_phone else {}),
                "name": name,
            },
            "return": {
                "authorised": order.return_authorised,
                "declined": order.return_declined,
                "cancelled": order.return_cancelled,
            },
        }
    )


def _form(fields: dict[str, str]) -> Message:
    return Message(urlencode(fields).encode(), "application/x-www-form-urlencoded")


def _form_login(account: TelrAccount) -> dict[str, str]:
    return {"ivp_store": account.store, "ivp_authkey": account.auth_key}


def _json_login(account: TelrAccount) -> dict[str, Any]:
    return {"store": int(account.store), "authkey": account.auth_key}


def _names(name: str) -> tuple[str, str]:
    """Forenames and surname, which customers are not asked for one by one: the last word is the surname."""
    forenames, _, surname = " ".join(name.split()).rpartition(" ")
    return (forenames, surname) if forenames else (surname, "")


def _language(language: str) -> str:
    return language if language in LANGUAGES else LANGUAGES[0]
