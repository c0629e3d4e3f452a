"""Choosing tickets for a customer who says what, not which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from admitone.core.errors import Conflict, InvalidParameter, MissingParameter
from admitone.core.inventory import Ticket
from admitone.services.event_allocating import EventAllocation, EventWish, allocate_event_tickets
from admitone.store import allocation as store
from admitone.store.allocation import TicketKind
from admitone.store.database import TransactionUndone, Tx


@dataclass(frozen=True, slots=True)
class Wish:
    """So many tickets of a kind, or of a ticket config of an event; what is None is left to the stock.

    With `ticket_config_id`, `timeslot_id` and `sector_id` say the place, and the others say nothing.
    """

    attraction_id: int | None
    quantity: int
    category: str | None = None
    age_group: str | None = None
    ticket_date: date | None = None
    time_slot: str | None = None
    ticket_config_id: int | None = None
    timeslot_id: int | None = None
    sector_id: int | None = None

    def kind(self) -> TicketKind:
        """The kind of tickets that fulfil the wish."""
        return TicketKind(
            self.attraction_id, self.category, self.age_group, self.ticket_date, self.time_slot, exact=False
        )


@dataclass(frozen=True, slots=True)
class Allocation:
    """For whom and when; `wait` for tickets that others are just taking, instead of passing them over."""

    tenant_id: int
    today: date
    cart_reference: str
    now: datetime
    wait: bool = False
    time_zone: str = "UTC"

    def of_events(self) -> EventAllocation:
        """The same for tickets of events."""
        return EventAllocation(
            self.tenant_id, self.time_zone, self.today, self.cart_reference, self.now, wait=self.wait
        )


async def allocate_tickets(tx: Tx, allocation: Allocation, wishes: Sequence[Wish], *, at_most: int) -> list[Ticket]:
    """Hold tickets for every wish, the soonest-expiring first, all or none.

    Conflict says for which wish how many are free. Without `wait` that is not known, as others may yet be refused the
    tickets that they are just taking: TransactionUndone then, so that the caller begins anew with `wait`, while
    holding nothing: buyers who wait for each other's tickets with some in their hands would wait for ever.
    """
    if sum(wish.quantity for wish in wishes) > at_most:
        raise InvalidParameter(f"a cart has at most {at_most} tickets", fields=("allocate",))
    of_events = [found for row, one in enumerate(wishes) if (found := _event_wish(row, one))]
    # Places before stock, as everybody does.
    held = await allocate_event_tickets(tx, allocation.of_events(), of_events)
    of_stock = [(row, wish) for row, wish in enumerate(wishes) if wish.ticket_config_id is None]
    # Buyers who take several kinds take them in one order, so that none waits for one who waits for it.
    for row, wish in sorted(of_stock, key=lambda pair: repr(pair[1].kind())):
        held += await _fulfil(tx, allocation, row, wish)
    return held


def _event_wish(row: int, wish: Wish) -> EventWish | None:
    if wish.ticket_config_id is None:
        if wish.attraction_id is None:
            fields = (f"allocate[{row}].attractionId", f"allocate[{row}].ticketConfigId")
            message = f"allocate[{row}]: send attractionId, or ticketConfigId for tickets of an event"
            raise MissingParameter(message, fields=fields)
        return None
    return EventWish(row, wish.ticket_config_id, wish.quantity, wish.timeslot_id, wish.sector_id)


async def _fulfil(tx: Tx, allocation: Allocation, row: int, wish: Wish) -> list[Ticket]:
    taken = await store.hold_free(
        tx,
        allocation.tenant_id,
        wish.kind(),
        wish.quantity,
        allocation.cart_reference,
        allocation.today,
        allocation.now,
        wait=allocation.wait,
    )
    if len(taken) == wish.quantity:
        return taken
    message = f"allocate[{row}]: {len(taken)} of {wish.quantity} tickets are free; nothing was reserved"
    if not allocation.wait:
        raise TransactionUndone(message)
    details = {"wish": row, "asked": wish.quantity, "free": len(taken)}
    raise Conflict(message, fields=(f"allocate[{row}]",), details=details)
