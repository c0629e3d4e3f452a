"""Writes a whole reservation in one statement, where the database can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from admitone.core.inventory import Ticket
from admitone.core.selling import Cart, PaymentSession, SessionState
from admitone.store.audit import Change
from admitone.store.database import Database, Row, as_structs
from admitone.store.effects import Effect
from admitone.store.opening import OpenedCart, put_together


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A reservation of tickets by id. Currency and total of `cart` are left to the statement, which sees the tickets.

    `effects` are kinds and keys; the one of kind `payment_kind` is dropped for a cart that costs nothing. With an
    `owner` they are his for as long as `lease`, and the session of the first payment attempt is written beside them.
    """

    cart: Cart
    ticket_ids: Sequence[int]
    today: date
    hold_until: datetime | None
    change: Change
    effects: Sequence[tuple[str, str]]
    payment_kind: str | None
    test: bool
    owner: str | None
    lease: timedelta | None
    operation: str
    idempotency_key: str | None
    fingerprint: str | None


@dataclass(frozen=True, slots=True)
class Reserved:
    """What was written: effects in the order of their ids, and the first payment session of a claimed reservation."""

    opened: OpenedCart
    tickets: list[Ticket]
    effects: list[Effect]
    session: PaymentSession | None


async def reserve_at_once(database: Database, order: Order) -> Reserved | None:
    """Take the tickets and write everything that belongs to it, or change nothing and give None.

    None when a ticket cannot be had, when they are priced in several currencies, when one without a price is to be
    paid for, and on SQLite, where a statement writes one table. ConstraintViolated `carts_reference_once`,
    `idempotency_key_once` or `sales_ticket_live_once`: nothing was changed either.
    """
    if database.dialect == "sqlite":
        return None
    async with database.writing_once() as tx:
        rows = await tx.fetch_all("reserve_at_once", **_parameters(order))
    return _read(order, rows) if rows else None


def _parameters(order: Order) -> dict[str, Any]:
    change = order.change
    return msgspec.structs.asdict(order.cart) | {
        "status": str(order.cart.status),
        "hold_until": order.hold_until,
        "ticket_ids": list(order.ticket_ids),
        "today": order.today,
        "action": change.action,
        "old_status": change.old_status,
        "new_status": change.new_status,
        "user_id": change.user_id,
        "now": change.now,
        "kinds": [kind for kind, _ in order.effects],
        "effect_keys": [key for _, key in order.effects],
        "payment_kind": order.payment_kind,
        "owner": order.owner,
        "lease": order.lease,
        "test": order.test,
        "gateway_cart_id": _gateway_cart_id(order.cart),
        "operation": order.operation,
        "idempotency_key": order.idempotency_key,
        "fingerprint": order.fingerprint,
    }


def _read(order: Order, rows: Sequence[Row]) -> Reserved:
    first = rows[0]
    cart = msgspec.structs.replace(
        order.cart, id=first["cart_id"], currency=first["currency"], total_minor=first["total_minor"]
    )
    tickets = as_structs(rows, Ticket)
    sale_ids = {row["id"]: row["sale_id"] for row in rows}
    opened = put_together(cart, first["hold_id"], order.hold_until, sale_ids, tickets)
    return Reserved(opened, tickets, _effects(order, cart, first), _session(order, cart, first["session_id"]))


def _effects(order: Order, cart: Cart, row: Mapping[str, Any]) -> list[Effect]:
    keys = dict(order.effects)
    payload = msgspec.json.encode({"cart_id": cart.id}).decode()
    return [
        Effect(
            id=effect_id,
            tenant_id=cart.tenant_id,
            kind=kind,
            effect_key=keys[kind],
            cart_reference=cart.reference,
            payload=payload,
            attempts=1 if order.owner is not None else 0,
        )
        for effect_id, kind in zip(row["effect_ids"], row["effect_kinds"], strict=True)
    ]


def _session(order: Order, cart: Cart, session_id: int | None) -> PaymentSession | None:
    if session_id is None:
        return None
    return PaymentSession(
        id=session_id,
        tenant_id=cart.tenant_id,
        cart_id=cart.id,
        attempt=1,
        gateway_cart_id=_gateway_cart_id(cart),
        gateway_ref=None,
        url=None,
        amount_minor=cart.total_minor,
        currency=cart.currency or "",
        test=order.test,
        state=SessionState.CREATING,
        transaction_ref=None,
        message=None,
        check_count=0,
        next_check_at=None,
        paid_at=None,
        created_at=order.change.now,
        updated_at=order.change.now,
    )


def _gateway_cart_id(cart: Cart) -> str:
    return f"{cart.reference}_1"
