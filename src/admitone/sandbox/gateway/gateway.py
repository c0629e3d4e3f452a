"""What the gateway does with orders, whichever way it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from admitone.sandbox.gateway.account import Account
from admitone.sandbox.gateway.cards import (
    APPROVED,
    BLOCKED,
    CARDS,
    HELD,
    NOT_AUTHORISED,
    CardForm,
    Verdict,
    decide,
    refusal,
)
from admitone.sandbox.gateway.courier import Courier
from admitone.sandbox.gateway.faults import FaultKind, FaultList, Operation
from admitone.sandbox.gateway.orders import (
    AUTHORISED,
    CANCELLED,
    DECLINED,
    EXPIRED,
    PAID,
    PENDING,
    REPLACED,
    REQUESTED,
    Attempt,
    Order,
    OrderBook,
    Transaction,
    UsedCard,
    new_approval_code,
    new_transaction_ref,
    now,
)

# A card that is approved without questions, for orders that are paid on command.
DEFAULT_CARD = CardForm("4000000000000002", "12/49", "123")


@dataclass(frozen=True, slots=True)
class Gateway:
    """The sandbox's one store: its account, its orders, its faults, and who brings its notices.

    No method waits between looking at an order and changing it, so that one process needs no lock.
    """

    account: Account
    book: OrderBook
    faults: FaultList
    courier: Courier

    def look_up(self, ref: str) -> Order | None:
        """An order in its present state: a page that nobody paid in time has expired."""
        order = self.book.find(ref)
        lifetime = timedelta(seconds=self.account.session_seconds)
        if order is not None and order.status == PENDING and now() - order.made_at > lifetime:
            order.status = EXPIRED
            self.book.keep(order)
        return order

    def is_payable(self, order: Order) -> bool:
        """Whether the hosted page takes a card."""
        if order.status == EXPIRED:
            return self.faults.is_ordered(FaultKind.PAID_AFTER_EXPIRY, Operation.PAGE)
        return order.status == PENDING

    def pay(self, order: Order, form: CardForm) -> Transaction | None:
        """Charge a card; None when its bank asks the holder first. The order must be payable."""
        assert self.is_payable(order)
        # Test cards never work live.
        verdict = decide(form.digits, form.cvv, new_approval_code()) if order.test else refusal(NOT_AUTHORISED)
        order.card = _remember(form)
        known = CARDS.get(form.digits)
        if order.test and known is not None and known.asks_bank:
            order.attempt = Attempt(order.card, verdict)
            self.book.keep(order)
            return None
        return self.complete(order, verdict)

    def complete(self, order: Order, verdict: Verdict) -> Transaction:
        """Enter the bank's answer and announce it. The order must be payable or waiting for that answer."""
        transaction = self.record(order, verdict)
        self.courier.announce(order, transaction)
        return transaction

    def record(self, order: Order, verdict: Verdict) -> Transaction:
        """Enter the bank's answer without telling anybody."""
        if order.status == EXPIRED:
            self.faults.take(FaultKind.PAID_AFTER_EXPIRY, Operation.PAGE)
        first = order.transaction
        transaction = Transaction(
            ref=first.ref if first is not None else new_transaction_ref(),
            type=order.type,
            amount=order.amount,
            verdict=verdict,
            made_at=now(),
        )
        order.status = _status_after(order.type, verdict)
        order.transaction, order.attempt = transaction, None
        self.book.keep(order)
        return transaction

    def cancel(self, order: Order) -> None:
        """The customer leaves a page that is still open."""
        assert self.is_payable(order)
        order.status, order.attempt = CANCELLED, None
        self.book.keep(order)

    def follow_up(self, order: Order, kind: str, amount: Decimal) -> Transaction:
        """Refund, void or capture an order whose transaction allows it, and announce it."""
        assert order.transaction is not None
        transaction = Transaction(
            ref=new_transaction_ref(),
            type=kind,
            amount=amount,
            verdict=Verdict(APPROVED, new_approval_code(), "Authorised"),
            made_at=now(),
            previous_ref=order.transaction.ref,
        )
        order.follow_ups.append(transaction)
        if kind == "capture":
            order.status = PAID
        self.book.keep(order)
        self.courier.announce(order, transaction)
        return transaction

    def command(self, order: Order, status: int) -> bool:
        """Bring an order into a state that no customer brings it to; whether that can be.

        An open order can expire, be replaced or wait for an asynchronous method; an open or waiting one can be paid or
        declined, as by somebody who reviewed it.
        """
        open_, waiting = order.status == PENDING, order.status in {AUTHORISED, REQUESTED}
        if open_ and status in {EXPIRED, REPLACED}:
            order.status = status
        elif open_ and status == REQUESTED:
            self.record(order, Verdict("P", "", "Pending"))
            order.status = REQUESTED
        elif open_ and status == PAID and self.pay(order, DEFAULT_CARD):
            return True
        elif (open_ or waiting) and status in {PAID, DECLINED}:
            paid = Verdict(APPROVED, new_approval_code(), "Authorised")
            self.complete(order, paid if status == PAID else refusal(BLOCKED))
            order.status = status
        else:
            return False
        self.book.keep(order)
        return True


def _status_after(kind: str, verdict: Verdict) -> int:
    if verdict.letter == APPROVED:
        return AUTHORISED if kind == "auth" else PAID
    return AUTHORISED if verdict.letter == HELD else DECLINED


def _remember(form: CardForm) -> UsedCard:
    known = CARDS.get(form.digits)
    month, year = form.expiry_numbers
    return UsedCard(
        number_start=form.digits[:6],
        number_end=form.digits[-4:],
        scheme=known.scheme if known else "Unknown",
        code=known.code if known else "",
        payment=known.payment if known else "",
        expiry_month=month,
        expiry_year=year,
    )
