"""reserve, free, issue, revoke."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from litestar import post
from litestar.params import HeaderParameter, JSONBody
from litestar.types import ControllerRouterHandler

from admitone.core.clock import utc_now
from admitone.core.events import Event
from admitone.core.inventory import Ticket
from admitone.dialects.events.auth import OpenDoor
from admitone.dialects.events.wire.reserving import (
    ChangedTickets,
    ReservedTickets,
    TicketIds,
    TicketReserve,
    TicketRevoke,
)
from admitone.dialects.events.wire.tickets import TicketBody, ticket_body
from admitone.services.event_holding import reserve_for_owner
from admitone.services.holder_tickets import read_events_of
from admitone.services.owner_tickets import free_owner_tickets, issue_owner_tickets
from admitone.services.repeating import repeat_undone
from admitone.services.revoking import revoke_owner_tickets
from admitone.store.database import Tx

TAGS = ["Event tickets"]
IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(name="Idempotency-Key", max_length=200, description="A repetition gives the same tickets"),
]


@post("/reserve", status_code=200, tags=TAGS)
async def reserve(
    data: JSONBody[TicketReserve], door: OpenDoor, idempotency_key: IdempotencyKey = None
) -> ReservedTickets:
    """Reserves tickets for an owner, all or none, until a moment. Conflict says what has too little left."""
    principal = await door.identify_staff()
    database = door.product.database
    hold = await reserve_for_owner(database, principal, door.product.terms, data.wish(idempotency_key or None))
    async with database.reading() as tx:
        events = await read_events_of(tx, hold.tickets)
    reservation = hold.reservation
    return ReservedTickets(
        data=_bodies(hold.tickets, events), reservation_id=reservation.id, expires_at=reservation.expires_at
    )


@post("/free", status_code=200, tags=TAGS)
async def free(data: JSONBody[TicketIds], door: OpenDoor) -> ChangedTickets:
    """Makes reserved tickets available again, all or none. Tickets that are available already are fine."""
    principal = await door.identify_staff()

    async def act(tx: Tx) -> ChangedTickets:
        tickets = await free_owner_tickets(tx, principal, data.ids, data.reservation_id)
        return ChangedTickets(data=_bodies(tickets, await read_events_of(tx, tickets)))

    return await repeat_undone(door.product.database, act)


@post("/issue", status_code=200, tags=TAGS)
async def issue(data: JSONBody[TicketIds], door: OpenDoor) -> ChangedTickets:
    """Issues reserved tickets, all or none: the ledger first. Tickets that are issued already are fine."""
    principal = await door.identify_staff()
    terms = door.product.terms

    async def act(tx: Tx) -> ChangedTickets:
        tickets = await issue_owner_tickets(tx, principal, terms, data.ids, data.reservation_id)
        return ChangedTickets(data=_bodies(tickets, await read_events_of(tx, tickets)))

    return await repeat_undone(door.product.database, act)


@post("/revoke", status_code=200, tags=TAGS)
async def revoke(data: JSONBody[TicketRevoke], door: OpenDoor) -> ChangedTickets:
    """Extension: makes tickets void that were issued without a cart, all or none. Tickets that are void are fine."""
    principal = await door.identify_staff()

    async def act(tx: Tx) -> ChangedTickets:
        ledger = door.product.terms.ledger
        tickets = await revoke_owner_tickets(tx, principal, ledger, data.ids, data.reason)
        return ChangedTickets(data=_bodies(tickets, await read_events_of(tx, tickets)))

    return await repeat_undone(door.product.database, act)


def _bodies(tickets: Sequence[Ticket], events: Mapping[int, Event]) -> list[TicketBody]:
    now = utc_now()
    return [ticket_body(one, events.get(one.event_id or 0), now, with_owner=True) for one in tickets]


HANDLERS: list[ControllerRouterHandler] = [reserve, free, issue, revoke]
