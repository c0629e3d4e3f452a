"""Who has tickets of an event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from admitone.core.clock import utc_now
from admitone.core.events import Event, Sector, ShownState, TicketConfig, Timeslot, shown_state
from admitone.core.inventory import Ticket, TicketStatus
from admitone.core.principal import STAFF, Principal
from admitone.services.events import read_event
from admitone.store import enrollments, events
from admitone.store import event_tickets as store
from admitone.store import tickets as ticket_store
from admitone.store.database import Tx
from admitone.store.enrollments import EnrolledPerson
from admitone.store.event_tickets import TakenSearch, TicketHolder

PAGE_MAX: Final = 500


@dataclass(frozen=True, slots=True)
class TakenTicket:
    """A ticket that somebody has, and its state as the event door names it."""

    ticket: Ticket
    holder: TicketHolder
    state: ShownState

    @property
    def is_kept(self) -> bool:
        """Whether it is kept for its owner, without a cart, and can be issued or freed."""
        return self.state is ShownState.RESERVED and self.ticket.reservation_id is not None

    @property
    def is_revocable(self) -> bool:
        """Whether it was issued without a cart, and can be taken back."""
        ticket = self.ticket
        if ticket.status is not TicketStatus.SOLD or ticket.reservation_id is None or ticket.cart_reference:
            return False
        return ticket.voided_at is None and ticket.redeemed_at is None


@dataclass(frozen=True, slots=True)
class EventTicket:
    """A ticket of an event with everything that it is for."""

    event: Event
    config: TicketConfig | None
    timeslot: Timeslot | None
    sector: Sector | None
    owner: EnrolledPerson | None
    state: ShownState

    @property
    def is_issued(self) -> bool:
        """Whether it has its code, and so can be printed."""
        return self.state in {ShownState.ISSUED, ShownState.ACTIVATED, ShownState.REDEEMED}


async def describe_ticket(tx: Tx, principal: Principal, ticket: Ticket) -> EventTicket | None:
    """What a ticket of the tenant is for; None for one of stock."""
    principal.require(STAFF)
    if ticket.event_id is None:
        return None
    event = await read_event(tx, principal, ticket.event_id)
    owner = ticket.owner_id
    return EventTicket(
        event=event,
        config=(await events.read_configs(tx, _some(ticket.ticket_config_id))).get(ticket.ticket_config_id or 0),
        timeslot=(await events.read_timeslots(tx, _some(ticket.timeslot_id))).get(ticket.timeslot_id or 0),
        sector=(await events.read_sectors(tx, _some(ticket.sector_id))).get(ticket.sector_id or 0),
        owner=await enrollments.read_person(tx, principal.tenant_id, owner) if owner else None,
        state=shown_state(ticket, event, utc_now()),
    )


async def name_sectors(tx: Tx, tickets: Sequence[Ticket]) -> dict[int, str]:
    """The names of the sectors that tickets are for, by their ids."""
    ids = sorted({ticket.sector_id for ticket in tickets if ticket.sector_id is not None})
    return {sector.id: sector.name for sector in (await events.read_sectors(tx, ids)).values()} if ids else {}


async def list_taken_tickets(
    tx: Tx, principal: Principal, event_id: int, search: TakenSearch, limit: int
) -> list[TakenTicket]:
    """One page of reserved and sold tickets of an event, the oldest first; page on with `search.after_id`.

    NotFound when the tenant has no such event.
    """
    principal.require(STAFF)
    event = await read_event(tx, principal, event_id)
    holders = await store.page_taken_tickets(tx, event.tenant_id, event.id, search, min(limit, PAGE_MAX))
    by_id = {holder.id: holder for holder in holders}
    now = utc_now()
    tickets = await ticket_store.read_tickets(tx, event.tenant_id, list(by_id))
    return [TakenTicket(ticket, by_id[ticket.id], shown_state(ticket, event, now)) for ticket in tickets]


def _some(one: int | None) -> list[int]:
    return [] if one is None else [one]
