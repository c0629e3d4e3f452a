"""Freeing and issuing tickets that are kept for an owner, and giving back those whose time is over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NoReturn

import structlog

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, Forbidden, InvalidParameter
from admitone.core.events import EventState
from admitone.core.inventory import Ticket, TicketStatus
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.services.holder_mails import request_holder_mails
from admitone.services.issuing import Issuing, issue_tickets
from admitone.services.selling import SellingTerms, link_end
from admitone.services.tickets import missing_tickets
from admitone.store import audit
from admitone.store import events as event_store
from admitone.store import holding as store
from admitone.store import tickets as ticket_store
from admitone.store.audit import Change
from admitone.store.database import Database, TransactionUndone, Tx
from admitone.store.holding import LapsedTicket

TICKETS_AT_ONCE_MAX: Final = 500
SWEEP_AT_ONCE: Final = 500
_log = structlog.get_logger(__name__)


async def free_owner_tickets(
    tx: Tx, principal: Principal, ids: Sequence[int], reservation_id: int | None = None
) -> list[Ticket]:
    """RESERVED -> AVAILABLE for tickets that are kept for an owner, all or none; those that are free already are fine.

    With `reservation_id` only those of this reservation: a call that comes late must not free what somebody else got
    meanwhile. NotFound and Conflict name the tickets that stand in the way.
    """
    principal.require(STAFF)
    ids = _distinct(ids)
    seen = await _read(tx, principal, ids)
    # What has a place is locked in one order by everybody: timeslots, sectors, tickets.
    await _lock_places(tx, principal.tenant_id, seen)
    tickets = await _lock_and_read(tx, principal, ids)
    kept = [ticket for ticket in tickets if _is_kept(ticket, reservation_id)]
    refused = [ticket for ticket in tickets if ticket not in kept and ticket.status in _TAKEN]
    if refused:
        _refuse("freed", refused)
    now = utc_now()
    freed = await store.release_owner_tickets(tx, principal.tenant_id, [ticket.id for ticket in kept], now)
    assert len(freed) == len(kept), "the tickets are locked since they were read"
    change = Change("FREE", principal.name, now, "RESERVED", "AVAILABLE")
    await audit.record_tickets(tx, principal.tenant_id, sorted(freed), change)
    return await _read(tx, principal, ids)


async def issue_owner_tickets(
    tx: Tx,
    principal: Principal,
    terms: SellingTerms,
    ids: Sequence[int],
    reservation_id: int | None = None,
    *,
    mail_in: str | None = "en",
) -> list[Ticket]:
    """RESERVED -> SOLD and issued for tickets that are kept for an owner, all or none; issued ones are fine.

    `reservation_id` as for freeing. Their holders get them by mail in the language `mail_in`, or no mail. NotFound and
    Conflict name the tickets that stand in the way: free, in a cart, lapsed, void. Forbidden for tickets with a price
    unless an admin issues them: nobody pays for them here.
    """
    principal.require(STAFF)
    ids = _distinct(ids)
    tickets = await _lock_and_read(tx, principal, ids)
    now = utc_now()
    kept = [one for one in tickets if _is_kept(one, reservation_id) and one.held_until and one.held_until > now]
    refused = [ticket for ticket in tickets if ticket not in kept and not _is_owned(ticket, reservation_id)]
    if refused:
        _refuse("issued", refused)
    refuse_unpaid(principal, [ticket for ticket in kept if ticket.selling_price_minor])
    await _refuse_called_off(tx, kept)
    await _sell(tx, principal, terms, kept)
    sold = await _read(tx, principal, [ticket.id for ticket in kept])
    if mail_in is not None:
        await request_holder_mails(tx, principal.tenant_id, sold, mail_in, now)
    await issue_tickets(tx, Issuing(terms.ledger, principal.tenant_id, principal.name, now), sold)
    return await _read(tx, principal, ids)


def refuse_unpaid(principal: Principal, priced: Sequence[Ticket]) -> None:
    """Forbidden when somebody but an admin is about to issue tickets with a price, for which nobody has paid."""
    if priced and principal.role not in ADMINS:
        named = ", ".join(str(ticket.id) for ticket in priced[:20])
        message = f"ticket {named} has a price; sell it in a cart, or ask an admin to issue it without a payment"
        raise Forbidden(message, fields=("ids",), details={"ids": [ticket.id for ticket in priced]})


async def release_lapsed_tickets(database: Database) -> int:
    """Give back, in short transactions, what was kept for an owner and not issued in time; how many tickets."""
    released = 0
    while True:
        try:
            gone = await _release_some(database)
        except TransactionUndone as error:
            # Others are at the same tickets or places; the next sweep comes in seconds.
            _log.warning("lapsed_tickets_not_released", reason=error.message)
            return released
        released += gone
        if gone < SWEEP_AT_ONCE:
            return released


async def _release_some(database: Database) -> int:
    released = 0
    async with database.writing() as tx:
        now = utc_now()
        lapsed = await store.list_lapsed(tx, now, SWEEP_AT_ONCE)
        for tenant_id in sorted({ticket.tenant_id for ticket in lapsed}):
            own = [ticket for ticket in lapsed if ticket.tenant_id == tenant_id]
            await _lock_places(tx, tenant_id, own)
            ids = [ticket.id for ticket in own]
            await ticket_store.lock_tickets(tx, tenant_id, ids)
            freed = await store.release_owner_tickets(tx, tenant_id, ids, now, lapsed_only=True)
            change = Change("LAPSE", "system", now, "RESERVED", "AVAILABLE", "not issued in time")
            await audit.record_tickets(tx, tenant_id, sorted(freed), change)
            released += len(freed)
    return released


async def _sell(tx: Tx, principal: Principal, terms: SellingTerms, kept: Sequence[Ticket]) -> None:
    now = utc_now()
    last_day = max((ticket.last_day for ticket in kept if ticket.last_day is not None), default=None)
    ids = [ticket.id for ticket in kept]
    sold = await store.sell_owner_tickets(tx, principal.tenant_id, ids, link_end(terms, last_day, now), now)
    if len(sold) < len(kept):
        _refuse("issued", [ticket for ticket in kept if ticket.id not in sold])
    change = Change("CONFIRM", principal.name, now, "RESERVED", "SOLD")
    await audit.record_tickets(tx, principal.tenant_id, sorted(sold), change)


async def _refuse_called_off(tx: Tx, kept: Sequence[Ticket]) -> None:
    events = await event_store.read_events(tx, sorted({one.event_id for one in kept if one.event_id is not None}))
    off = [one.id for one in kept if one.event_id and events[one.event_id].state is not EventState.PUBLISHED]
    if off:
        named = ", ".join(map(str, off[:20]))
        message = f"cannot be issued: ticket {named} is of an event that is not on sale; nothing was changed"
        raise Conflict(message, fields=("ids",), details={"ids": off})


def _distinct(ids: Sequence[int]) -> list[int]:
    if len(ids) > TICKETS_AT_ONCE_MAX:
        raise InvalidParameter(f"ids: send at most {TICKETS_AT_ONCE_MAX} at once", fields=("ids",))
    return list(dict.fromkeys(ids))


async def _read(tx: Tx, principal: Principal, ids: Sequence[int]) -> list[Ticket]:
    found = await ticket_store.read_tickets(tx, principal.tenant_id, ids)
    if len(found) < len(ids):
        raise missing_tickets(sorted(set(ids) - {ticket.id for ticket in found}), field="ids")
    return found


async def _lock_and_read(tx: Tx, principal: Principal, ids: Sequence[int]) -> list[Ticket]:
    await ticket_store.lock_tickets(tx, principal.tenant_id, ids)
    return await _read(tx, principal, ids)


async def _lock_places(tx: Tx, tenant_id: int, tickets: Sequence[Ticket | LapsedTicket]) -> None:
    await store.lock_timeslots(tx, tenant_id, sorted({one.timeslot_id for one in tickets if one.timeslot_id}))
    await store.lock_sectors(tx, tenant_id, sorted({one.sector_id for one in tickets if one.sector_id}))


_TAKEN: Final = frozenset({TicketStatus.RESERVED, TicketStatus.SOLD})


def _is_kept(ticket: Ticket, reservation_id: int | None) -> bool:
    if ticket.status is not TicketStatus.RESERVED or ticket.reservation_id is None:
        return False
    return reservation_id is None or ticket.reservation_id == reservation_id


def _is_owned(ticket: Ticket, reservation_id: int | None) -> bool:
    if ticket.status is not TicketStatus.SOLD or ticket.owner_id is None or ticket.voided_at is not None:
        return False
    return reservation_id is None or ticket.reservation_id == reservation_id


def _refuse(done: str, refused: Sequence[Ticket]) -> NoReturn:
    named = ", ".join(f"{ticket.id} ({_why(ticket)})" for ticket in refused[:20])
    details = {"ids": [ticket.id for ticket in refused]}
    raise Conflict(f"cannot be {done}: ticket {named}; nothing was changed", fields=("ids",), details=details)


def _why(ticket: Ticket) -> str:
    if ticket.voided_at is not None:
        return "void"
    if ticket.status is TicketStatus.SOLD:
        return "issued already" if ticket.issued_at else "sold"
    if ticket.status is TicketStatus.RESERVED:
        if ticket.cart_reference:
            return f"in cart {ticket.cart_reference}"
        over = ticket.held_until is not None and ticket.held_until <= utc_now()
        return "its reservation has ended" if over else f"in reservation {ticket.reservation_id}"
    return "not reserved"
