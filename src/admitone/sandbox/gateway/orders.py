"""Orders, their transactions, and the file that keeps them over a restart."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct, field

from admitone.sandbox.gateway.cards import Verdict

PENDING, AUTHORISED, PAID, REQUESTED = 1, 2, 3, 4
EXPIRED, CANCELLED, DECLINED, REPLACED = -1, -2, -3, -4
STATUS_TEXTS: Final = {
    PENDING: "Pending",
    AUTHORISED: "Authorised",
    PAID: "Paid",
    REQUESTED: "Requested",
    EXPIRED: "Expired",
    CANCELLED: "Cancelled",
    DECLINED: "Declined",
    REPLACED: "Replaced",
}


class Transaction(Struct, kw_only=True):
    """One movement of money or the attempt at it. `previous_ref` is what a refund, void or capture belongs to."""

    ref: str
    type: str
    class_: str = field(default="ecom", name="class")
    amount: Decimal
    verdict: Verdict
    made_at: datetime
    previous_ref: str = ""


class UsedCard(Struct, frozen=True):
    """What is remembered of a card."""

    number_start: str
    number_end: str
    scheme: str
    code: str
    payment: str
    expiry_month: int
    expiry_year: int


class Attempt(Struct, frozen=True):
    """A card whose bank still asks its holder; `verdict` is what comes after a yes."""

    card: UsedCard
    verdict: Verdict


class Delivery(Struct, frozen=True):
    """One posting of a notice: the HTTP status of the answer, or None and why there was none."""

    kind: str
    url: str
    status: int | None
    error: str | None
    sent_at: datetime


class Order(Struct, kw_only=True):
    """An order with everything that ever happened to it. Amounts are major units."""

    ref: str
    cart_id: str
    test: bool
    amount: Decimal
    currency: str
    description: str
    language: str
    type: str
    return_authorised: str
    return_declined: str
    return_cancelled: str
    update_url: str
    customer: dict[str, str]
    made_at: datetime
    status: int = PENDING
    card: UsedCard | None = None
    attempt: Attempt | None = None
    transaction: Transaction | None = None
    follow_ups: list[Transaction] = []
    deliveries: list[Delivery] = []

    @property
    def refundable(self) -> Decimal:
        """What can still be given back."""
        if self.status != PAID or self.transaction is None:
            return Decimal(0)
        if any(each.type == "void" for each in self.follow_ups):
            return Decimal(0)
        return self.amount - sum((each.amount for each in self.follow_ups if each.type == "refund"), Decimal(0))


class OrderBook:
    """All orders. With a file, every change of an order is a line in it, and the last line of an order counts."""

    def __init__(self, path: Path | None) -> None:
        """Read what an earlier process kept."""
        self._orders: dict[str, Order] = {}
        self._carts: set[str] = set()
        self._path = path
        if path is not None and path.exists():
            # A line that a killed process did not finish was never answered for.
            whole = path.read_bytes().rpartition(b"\n")[0]
            for line in whole.splitlines():
                order = msgspec.json.decode(line, type=Order)
                self._orders[order.ref] = order
                self._carts.add(order.cart_id)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"".join(_line(order) for order in self._orders.values()))

    def keep(self, order: Order) -> None:
        """Remember the present state of an order; once this returns it survives the end of the process."""
        self._orders[order.ref] = order
        self._carts.add(order.cart_id)
        if self._path is not None:
            with self._path.open("ab") as file:
                file.write(_line(order))

    def all(self) -> list[Order]:
        """Every order, the oldest first."""
        return list(self._orders.values())

    def find(self, ref: str) -> Order | None:
        """An order by its reference."""
        return self._orders.get(ref)

    def has_cart(self, cart_id: str) -> bool:
        """Whether an order with this cart id was ever made."""
        return cart_id in self._carts

    def find_by_transaction(self, transaction_ref: str) -> Order | None:
        """The order that was paid by a transaction."""
        for order in self._orders.values():
            if order.transaction is not None and order.transaction.ref == transaction_ref:
                return order
        return None


def new_order_ref() -> str:
    """64 hexadecimal digits, which also are the only key to the hosted page."""
    return secrets.token_hex(32).upper()


def new_transaction_ref() -> str:
    """12 digits."""
    return f"04{secrets.randbelow(10**10):010}"


def new_approval_code() -> str:
    """6 digits, as issuers give them."""
    return f"{secrets.randbelow(10**6):06}"


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def _line(order: Order) -> bytes:
    return msgspec.json.encode(order) + b"\n"
