"""The order that a check tells of, as JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from admitone.sandbox.gateway.orders import PENDING, STATUS_TEXTS, Order


def order_body(order: Order, page_url: str, *, wrong_amount: bool = False) -> dict[str, Any]:
    """An order; transaction and card are absent until somebody has tried to pay."""
    body: dict[str, Any] = {
        "ref": order.ref,
        "cartid": order.cart_id,
        "test": int(order.test),
        "amount": str(order.amount + Decimal(1) if wrong_amount else order.amount),
        "currency": order.currency,
        "description": order.description,
        "status": {"code": order.status, "text": STATUS_TEXTS[order.status]},
        "customer": _customer(order.customer),
    }
    if order.status == PENDING:
        body["url"] = page_url
    if order.transaction is not None:
        verdict = order.transaction.verdict
        body["transaction"] = {
            "ref": order.transaction.ref,
            "date": order.transaction.made_at.strftime("%d %b %Y %H:%M GMT"),
            "type": order.transaction.type,
            "class": order.transaction.class_,
            "status": verdict.letter,
            "code": verdict.code,
            "message": verdict.message,
        }
    if order.card is not None and order.transaction is not None:
        body["paymethod"] = "Card"
        body["card"] = {
            "type": order.card.scheme,
            "last4": order.card.number_end,
            "country": "AE",
            "first6": order.card.number_start,
            "expiry": {"month": order.card.expiry_month, "year": order.card.expiry_year},
        }
    return body


def _customer(fields: dict[str, str]) -> dict[str, Any]:
    name = {"forenames": fields.get("fname", ""), "surname": fields.get("sname", "")}
    address = {"line1": fields.get("addr1", ""), "city": fields.get("city", ""), "country": fields.get("country", "")}
    return {"email": fields.get("email", ""), "phone": fields.get("phone1", ""), "name": name, "address": address}
