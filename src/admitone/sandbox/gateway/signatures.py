"""The fields of both notices, signed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from admitone.sandbox.gateway.account import Account
from admitone.sandbox.gateway.orders import Order, Transaction

# The callback numbers what the webhook names.
_TYPE_NUMBERS: Final = {"sale": "1", "void": "2", "refund": "3", "auth": "4", "capture": "7"}
_BILLING: Final = (
    "title",
    "fname",
    "sname",
    "addr1",
    "addr2",
    "addr3",
    "city",
    "region",
    "country",
    "zip",
    "email",
    "phone1",
)


def callback_form(account: Account, order: Order, transaction: Transaction, *, forged: bool = False) -> dict[str, str]:
    """The notice for an order's own address, signed with the authentication key."""
    form = {
        "tran_store": account.store,
        "tran_cartid": order.cart_id,
        "tran_order": order.ref,
        "tran_ref": transaction.ref,
        "tran_type": _TYPE_NUMBERS[transaction.type],
        "tran_authstatus": transaction.verdict.letter,
        "tran_authcode": transaction.verdict.code,
        "tran_authmessage": transaction.verdict.message,
        "tran_currency": order.currency,
        "tran_amount": str(transaction.amount),
    }
    return form | {"tran_check": _sign(account.auth_key, form.values(), forged=forged)}


def webhook_form(account: Account, order: Order, transaction: Transaction, *, forged: bool = False) -> dict[str, str]:
    """The notice for the store's webhook, signed with the webhook's secret, as are its groups."""
    form = {
        "tran_store": account.store,
        "tran_type": transaction.type,
        "tran_class": transaction.class_,
        "tran_test": "1" if order.test else "0",
        "tran_ref": transaction.ref,
        "tran_prevref": transaction.previous_ref,
        "tran_firstref": transaction.previous_ref,
        **({"tran_order": order.ref} if account.webhook_names_order else {}),
        "tran_currency": order.currency,
        "tran_amount": str(transaction.amount),
        "tran_cartid": order.cart_id,
        "tran_desc": order.description,
        "tran_status": transaction.verdict.letter,
        "tran_authcode": transaction.verdict.code,
        "tran_authmessage": transaction.verdict.message,
    }
    card, bill = _card_group(order), {f"bill_{name}": order.customer.get(name, "") for name in _BILLING}
    secret = account.webhook_secret
    return {
        **form,
        "tran_check": _sign(secret, form.values(), forged=forged),
        **card,
        **({"card_check": _sign(secret, card.values(), forged=forged)} if card else {}),
        **bill,
        "bill_check": _sign(secret, bill.values(), forged=forged),
        "cart_lang": order.language,
    }


def _card_group(order: Order) -> dict[str, str]:
    if order.card is None:
        return {}
    return {
        "card_code": order.card.code,
        "card_payment": order.card.payment,
        "bin_number": order.card.number_start,
        "card_issuer": "Sandbox Bank",
        "card_country": "AE",
        "card_last4": order.card.number_end,
    }


def _sign(key: str, values: Iterable[str], *, forged: bool) -> str:
    """SHA-1 over key and values joined by colons, which is Telr's recipe; a forger knows no key."""
    text = ":".join(["forged" if forged else key, *(value.strip() for value in values)])
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
