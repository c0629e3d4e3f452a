"""Selling as it should be, in a few dictionaries."""

from __future__ import annotations

from dataclasses import dataclass, field

FREE, HELD, SOLD, PAST, VOID = "AVAILABLE", "RESERVED", "SOLD", "PAST", "VOID"
TWICE = "paid a second time"
Kind = tuple[str, str]


@dataclass
class Ticket:
    id: int
    kind: Kind
    last_day: str
    state: str


@dataclass
class Cart:
    """`ids` are the tickets of its sales; `seen` are the payments that we know of."""

    ids: list[int]
    state: str = "PENDING_PAYMENT"
    seen: set[str] = field(default_factory=set)
    refunded: set[int] = field(default_factory=set)


@dataclass
class Model:
    """Every rule of selling once more, without a database, a clock or anybody else at the same time."""

    tickets: dict[int, Ticket] = field(default_factory=dict)
    carts: dict[str, Cart] = field(default_factory=dict)
    # Cart and reason of every refund.
    tasks: list[tuple[str, str]] = field(default_factory=list)

    def can_reserve(self, ids: list[int]) -> bool:
        return all(ticket_id in self.tickets and self.tickets[ticket_id].state == FREE for ticket_id in ids)

    def free(self, kind: Kind) -> list[int]:
        """Free tickets of a kind, soonest-expiring first."""
        found = [ticket for ticket in self.tickets.values() if ticket.kind == kind and ticket.state == FREE]
        return [ticket.id for ticket in sorted(found, key=lambda ticket: (ticket.last_day, ticket.id))]

    def reserve(self, reference: str, ids: list[int]) -> None:
        self.carts[reference] = Cart(list(ids))
        self._move(ids, HELD)

    def end(self, reference: str, state: str) -> None:
        """COMPLETED or CANCELLED, for a pending cart."""
        cart = self.carts[reference]
        cart.state = state
        self._move(cart.ids, SOLD if state == "COMPLETED" else FREE)

    def pay(self, reference: str, payment: str) -> None:
        """We learn of a payment, perhaps not for the first time."""
        cart = self.carts[reference]
        if payment in cart.seen:
            return
        cart.seen.add(payment)
        if cart.state == "PENDING_PAYMENT":
            self.end(reference, "COMPLETED")
        elif len(cart.seen) > 1:
            self.tasks.append((reference, TWICE))
        elif cart.refunded:
            self.tasks.append((reference, "paid after the tickets had been taken back"))
        elif cart.state == "CANCELLED":
            self._pay_late(reference, cart)
        else:
            self.tasks.append((reference, "paid at the gateway after it had been confirmed by hand"))

    def _pay_late(self, reference: str, cart: Cart) -> None:
        same = [ticket_id for ticket_id in cart.ids if self.can_reserve([ticket_id])]
        instead = {ticket_id: ticket_id for ticket_id in same}
        for gone in sorted(set(cart.ids) - set(same)):
            if gone in self.tickets:
                taken = set(instead.values())
                others = [free for free in self.free(self.tickets[gone].kind) if free not in taken]
                instead |= {gone: others[0]} if others else {}
        if len(instead) < len(cart.ids):
            self.tasks.append((reference, "paid after the reservation had ended, and the tickets are gone"))
            return
        cart.ids = [instead[ticket_id] for ticket_id in cart.ids]
        self.end(reference, "COMPLETED")

    def refund(self, reference: str, ids: list[int], *, restock: bool) -> None:
        cart = self.carts[reference]
        cart.refunded |= set(ids)
        self._move(ids, FREE if restock else VOID)
        if cart.refunded >= set(cart.ids):
            cart.state = "CANCELLED"
        self.tasks.append((reference, "refunded"))

    def _move(self, ids: list[int], state: str) -> None:
        for ticket_id in ids:
            self.tickets[ticket_id].state = state
