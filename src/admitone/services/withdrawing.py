"""Taking free stock out of sale, since it should never have been sold: a page that is no ticket, a recalled series."""

from __future__ import annotations

from collections.abc import Sequence

from admitone.core.clock import today, utc_now
from admitone.core.errors import Conflict
from admitone.core.inventory import TicketStatus
from admitone.core.principal import ADMINS, Principal
from admitone.services.selections import refuse_too_many, refuse_unexpected
from admitone.services.tickets import TICKETS_PER_CALL_MAX, missing_tickets
from admitone.store import audit, ticket_selection
from admitone.store import tickets as store
from admitone.store.audit import Change
from admitone.store.database import Tx
from admitone.store.ticket_filter import TicketFilter


async def withdraw_tickets(tx: Tx, principal: Principal, ticket_ids: Sequence[int], why: str) -> list[int]:
    """Take tickets out of sale, all or none; their ids.

    They become EXPIRED with the moment in `voided_at`, so that every count and every door takes them for stock that is
    not sold any more. Conflict names those that are not free, or belong to an event; NotFound those that are not there.
    """
    principal.require(ADMINS)
    ids = list(dict.fromkeys(ticket_ids))
    refuse_too_many(len(ids))
    await store.lock_tickets(tx, principal.tenant_id, ids)
    now = utc_now()
    withdrawn = await store.take_out_of_sale(tx, principal.tenant_id, ids, now)
    if left := sorted(set(ids) - set(withdrawn)):
        named = await _name(tx, principal, left)
        message = f"not free, or of an event: ticket {named}; nothing was taken out of sale"
        raise Conflict(message, fields=("ticketId",), details={"ticketIds": left[:1000]})
    change = Change("WITHDRAW", principal.name, now, TicketStatus.AVAILABLE, TicketStatus.EXPIRED, details=why)
    await audit.record_tickets(tx, principal.tenant_id, withdrawn, change)
    return ids


async def withdraw_selection(tx: Tx, principal: Principal, wanted: TicketFilter, expected: int, why: str) -> list[int]:
    """The same with all tickets of a filter. Conflict when they are no longer the `expected` number."""
    principal.require(ADMINS)
    found = await ticket_selection.lock_selection(tx, principal.tenant_id, wanted, TICKETS_PER_CALL_MAX + 1)
    refuse_too_many(len(found))
    refuse_unexpected(len(found), expected)
    return await withdraw_tickets(tx, principal, [ticket.id for ticket in found], why)


async def put_back_tickets(tx: Tx, principal: Principal, ticket_ids: Sequence[int]) -> list[int]:
    """Put tickets that were taken out back on sale, all or none; their ids.

    One whose last day has passed meanwhile stays EXPIRED. Conflict names those that were not taken out.
    """
    principal.require(ADMINS)
    ids = list(dict.fromkeys(ticket_ids))
    refuse_too_many(len(ids))
    await store.lock_tickets(tx, principal.tenant_id, ids)
    now = utc_now()
    put_back = await store.put_back_on_sale(tx, principal.tenant_id, ids, today(principal.time_zone), now)
    if left := sorted(set(ids) - set(put_back)):
        named = await _name(tx, principal, left)
        message = f"not out of sale: ticket {named}; nothing was put back"
        raise Conflict(message, fields=("ticketId",), details={"ticketIds": left[:1000]})
    await audit.record_tickets(tx, principal.tenant_id, put_back, Change("PUT_BACK", principal.name, now, "EXPIRED"))
    return ids


async def _name(tx: Tx, principal: Principal, left: Sequence[int]) -> str:
    """What a refusal calls them; NotFound when some are not there at all."""
    there = {ticket.id for ticket in await store.read_tickets(tx, principal.tenant_id, left)}
    if missing := [ticket_id for ticket_id in left if ticket_id not in there]:
        raise missing_tickets(missing)
    return ", ".join(str(ticket_id) for ticket_id in left[:20])
