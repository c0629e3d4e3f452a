"""Tickets: find, read, correct, extend."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from datetime import date

from admitone.core.clock import today, utc_now
from admitone.core.errors import Conflict, InvalidParameter, NotFound
from admitone.core.inventory import Ticket, TicketStatus
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.services.pass_changes import passes_changed
from admitone.store import audit, sales
from admitone.store import tickets as store
from admitone.store.audit import Change
from admitone.store.database import Tx
from admitone.store.ticket_filter import SortColumn, TicketFilter, is_counted
from admitone.store.tickets import Position

TICKETS_PER_CALL_MAX = 10_000
PAGE_MAX = 10_000


async def read_ticket(tx: Tx, principal: Principal, ticket_id: int) -> Ticket:
    """One ticket; NotFound when the tenant has no such one."""
    principal.require(STAFF)
    found = await store.read_tickets(tx, principal.tenant_id, [ticket_id])
    if not found:
        raise missing_tickets([ticket_id])
    return found[0]


async def find_tickets(tx: Tx, principal: Principal, ticket_ids: Sequence[int]) -> list[Ticket]:
    """Tickets by id, in the order of the ids; those that the tenant does not have are left out."""
    principal.require(STAFF)
    return await store.read_tickets(tx, principal.tenant_id, list(dict.fromkeys(ticket_ids)))


async def search_tickets(
    tx: Tx,
    principal: Principal,
    wanted: TicketFilter,
    *,
    limit: int,
    sort: SortColumn = "id",
    descending: bool = False,
    after: Position | None = None,
) -> list[Ticket]:
    """One page of tickets."""
    principal.require(STAFF)
    return await store.page_tickets(
        tx, principal.tenant_id, wanted, sort=sort, descending=descending, after=after, limit=min(limit, PAGE_MAX)
    )


async def stream_tickets(
    tx: Tx, principal: Principal, wanted: TicketFilter, *, sort: SortColumn = "id", descending: bool = False
) -> AsyncGenerator[list[Ticket], None]:
    """Every ticket of a filter, in chunks and in bounded memory."""
    principal.require(STAFF)
    chunks = store.stream_tickets(tx, principal.tenant_id, wanted, sort=sort, descending=descending)
    async with aclosing(chunks):
        async for tickets in chunks:
            yield tickets


async def count_tickets(tx: Tx, principal: Principal, wanted: TicketFilter, *, at_most: int = 10_000) -> int:
    """How many tickets a filter has, counting no further than `at_most`."""
    principal.require(STAFF)
    return await store.count_tickets(tx, principal.tenant_id, wanted, at_most=at_most)


async def count_exactly(tx: Tx, principal: Principal, wanted: TicketFilter) -> int | None:
    """How many tickets a filter has, however many; None when that would have to be counted one by one."""
    principal.require(STAFF)
    if not is_counted(wanted):
        return None
    if wanted.attraction_id is None and await store.has_ticket_of_nothing(tx, principal.tenant_id):
        return None
    return await sales.count_by_totals(tx, principal.tenant_id, wanted)


async def extend_validity(tx: Tx, principal: Principal, ticket_ids: Sequence[int], valid_until: date) -> list[Ticket]:
    """Move the last day of tickets, all or none; EXPIRED ones are AVAILABLE again.

    InvalidParameter for a day that has passed; NotFound names the tickets that the tenant does not have; Conflict those
    of Wi-Fi, whose end is among their own limits.
    """
    principal.require(ADMINS)
    day = today(principal.time_zone)
    if valid_until < day:
        message = f"newValidUntil must not lie before today, {day.isoformat()}"
        raise InvalidParameter(message, fields=("newValidUntil",))
    ids = list(dict.fromkeys(ticket_ids))
    await store.lock_tickets(tx, principal.tenant_id, ids)
    before = await store.read_tickets(tx, principal.tenant_id, ids)
    if len(before) < len(ids):
        raise missing_tickets(sorted(set(ids) - {ticket.id for ticket in before}))
    if codes := await store.list_wifi_ticket_ids(tx, principal.tenant_id, ids):
        raise _refuse_wifi(codes)
    now = utc_now()
    await store.extend_validity(tx, principal.tenant_id, ids, valid_until, now)
    await passes_changed(tx, ids, now)
    for status in TicketStatus:
        changed = [ticket.id for ticket in before if ticket.status_on(day) is status]
        if changed:
            change = Change("EXTEND_VALIDITY", principal.name, now, status, details=f"until {valid_until.isoformat()}")
            await audit.record_tickets(tx, principal.tenant_id, changed, change)
    return await store.read_tickets(tx, principal.tenant_id, ids)


def _refuse_wifi(ids: Sequence[int]) -> Conflict:
    named = ", ".join(str(ticket_id) for ticket_id in ids[:20])
    message = f"Wi-Fi tickets have no last day to move: {named}; top each up at its location"
    return Conflict(message, fields=("ticketId",), details={"ticketIds": list(ids[:1000])})


def missing_tickets(ids: Sequence[int], field: str = "ticketId") -> NotFound:
    """The refusal of unknown tickets; `field` is where the caller named them."""
    named = ", ".join(str(ticket_id) for ticket_id in ids[:20])
    return NotFound(f"there is no ticket {named}", fields=(field,), details={"ticketIds": list(ids[:1000])})
