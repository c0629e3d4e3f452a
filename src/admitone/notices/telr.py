"""The two notices of Telr: the callback of a single order (`ivp_update_url`) and the store's webhook.

Sources: Telr's documentation of Transaction advice and Webhook for the webhook; the fields that its official cart
plugins read for the callback. Both signatures are SHA-1 over values joined by colons, without time or nonce: a notice
can be replayed, and a colon within a value shifts the fields. A good signature therefore proves only that it is worth
asking Telr with a check; what the notice says of the payment is for the log.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

_CALLBACK_FIELDS: Final = (
    "tran_store",
    "tran_cartid",
    "tran_order",
    "tran_ref",
    "tran_type",
    "tran_authstatus",
    "tran_authcode",
    "tran_authmessage",
    "tran_currency",
    "tran_amount",
)
_WEBHOOK_FIELDS: Final = (
    "tran_store",
    "tran_type",
    "tran_class",
    "tran_test",
    "tran_ref",
    "tran_prevref",
    "tran_firstref",
    # Signed only when the notice contains it, which is an option of the store.
    "tran_order",
    "tran_currency",
    "tran_amount",
    "tran_cartid",
    "tran_desc",
    "tran_status",
    "tran_authcode",
    "tran_authmessage",
)
_CARD_FIELDS: Final = ("card_code", "card_payment", "bin_number", "card_issuer", "card_country", "card_last4")
_BILL_FIELDS: Final = (
    "bill_title",
    "bill_fname",
    "bill_sname",
    "bill_addr1",
    "bill_addr2",
    "bill_addr3",
    "bill_city",
    "bill_region",
    "bill_country",
    "bill_zip",
    "bill_email",
    "bill_phone1",
)


# Numbers in callbacks, words in webhooks.
_TAKES_MONEY: Final = frozenset({"1", "7", "sale", "capture"})


class NoticeKind(StrEnum):
    """Which of the two notices it is."""

    CALLBACK = "CALLBACK"
    WEBHOOK = "WEBHOOK"


class Notice(Struct, frozen=True, kw_only=True):
    """What a notice says. Only `cart_id` and `order_ref` are for acting on: they say what to check.

    `order_ref` is the reference of the session, None when the notice has none; `previous_ref` is the transaction that
    a refund, void or capture belongs to. `signed` is whether every signature that the notice carries is good and its
    main one is there.
    """

    kind: NoticeKind
    cart_id: str
    order_ref: str | None
    transaction_ref: str | None
    previous_ref: str | None
    transaction_type: str
    status: str
    amount: str
    currency: str
    message: str | None
    signed: bool

    @property
    def took_money(self) -> bool:
        """Whether it tells of a sale, or the capture of one, that was authorised or is held for review."""
        return self.status in {"A", "H"} and self.transaction_type.lower() in _TAKES_MONEY


def read_notice(form: Mapping[str, str], *, auth_key: str, webhook_secret: str) -> Notice:
    """A notice from its decoded form fields, whichever of the two kinds it is and however little it contains."""
    is_callback = "tran_authstatus" in form
    if is_callback:
        kind, status, signed = NoticeKind.CALLBACK, "tran_authstatus", verify_callback(form, auth_key)
    else:
        kind, status, signed = NoticeKind.WEBHOOK, "tran_status", verify_webhook(form, webhook_secret)
    return Notice(
        kind=kind,
        cart_id=_value(form, "tran_cartid"),
        order_ref=_value(form, "tran_order") or None,
        transaction_ref=_value(form, "tran_ref") or None,
        previous_ref=_value(form, "tran_prevref") or _value(form, "tran_firstref") or None,
        transaction_type=_value(form, "tran_type"),
        status=_value(form, status),
        amount=_value(form, "tran_amount"),
        currency=_value(form, "tran_currency"),
        message=_value(form, "tran_authmessage") or None,
        signed=signed,
    )


def verify_callback(form: Mapping[str, str], auth_key: str) -> bool:
    """Whether the callback of a single order is signed with the store's authentication key."""
    return _is_signed(form, "tran_check", auth_key, _CALLBACK_FIELDS)


def verify_webhook(form: Mapping[str, str], secret: str) -> bool:
    """Whether the webhook's notice, and each of its groups that has a signature of its own, is signed with `secret`."""
    fields = [name for name in _WEBHOOK_FIELDS if name != "tran_order" or name in form]
    groups = (("card_check", _CARD_FIELDS), ("bill_check", _BILL_FIELDS))
    return _is_signed(form, "tran_check", secret, fields) and all(
        _is_signed(form, check, secret, names) for check, names in groups if check in form
    )


def _is_signed(form: Mapping[str, str], check: str, key: str, names: Iterable[str]) -> bool:
    """Compare in constant time. Without a key nothing is signed: anybody can compute the digest of an empty one."""
    values = [key, *(_value(form, name) for name in names)]
    # Telr chose SHA-1; another digest would not be its signature.
    digest = hashlib.sha1(":".join(values).encode(errors="replace"), usedforsecurity=False).hexdigest()
    given = _value(form, check).lower().encode(errors="replace")
    return hmac.compare_digest(digest.encode(), given) and bool(key)


def _value(form: Mapping[str, str], name: str) -> str:
    return form.get(name, "").strip()
