"""SECURE tickets: bound to the phone of their holder, and read at gates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import cbor2

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, NotFound
from admitone.core.events import Event, EventState, Timeslot
from admitone.core.inventory import Ticket, TicketFormat
from admitone.core.scanning import Verdict, opens_at
from admitone.core.secure.codes import (
    HolderKey,
    NoCode,
    SecureTicket,
    StaleProof,
    claimed_key_id,
    issue_ticket,
    read_code,
)
from admitone.services.guessing import count_use
from admitone.services.pages import fits_code, refuse_guest
from admitone.services.public import read_public_ticket
from admitone.services.repeating import repeat_undone
from admitone.services.secure_keys import public_key_of, signing_key
from admitone.services.surroundings import surroundings
from admitone.store import audit
from admitone.store import secure_codes as store
from admitone.store import tickets as ticket_store
from admitone.store.audit import Change
from admitone.store.database import ConstraintViolated, Database, TransactionUndone, Tx

HOLDER: Final = "the holder"
# A phone, another one, and back again: more is somebody who plays.
BINDINGS_PER_WINDOW: Final = 10
# Clocks of scanners differ, and events run late.
_LATE: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class BoundTicket:
    """A ticket as a phone keeps it: signed for its key."""

    signed: bytes
    version: int
    ticket: Ticket
    event: Event
    timeslot: Timeslot | None


@dataclass(frozen=True, slots=True)
class PhoneWish:
    """Whose phone wants which ticket. With `version` it has it already, and only renews what it keeps."""

    ticket_id: int
    code: str
    holder: HolderKey
    address: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class SeenCode:
    """A code that was read: the verdict when it is decided already, else which ticket it says it is."""

    verdict: Verdict | None
    ticket_id: int | None = None
    says: SecureTicket | None = None


async def bind_to_phone(database: Database, secret: str, wish: PhoneWish) -> BoundTicket:
    """Bind a ticket to the key of a phone, by the ticket's link. The phone that had it before shows a dead code now.

    The same key again gets the same version. NotFound for a link that is wrong; Conflict for a ticket of another kind,
    one that is not sold, void, used or over, and, with `moved`, when it is renewed but was taken to another phone;
    TooManyRequests for an address that guesses, and for a ticket that is moved to and fro.
    """
    known = await read_public_ticket(database, wish.ticket_id, wish.code, wish.address)

    async def bind(tx: Tx) -> BoundTicket:
        return await _bind(tx, secret, known.tenant_id, wish)

    return await repeat_undone(database, bind)


async def see_code(tx: Tx, tenant_id: int, text: str, now: datetime) -> SeenCode:
    """Whether a SECURE code is to be believed, and of which ticket it is; whether that admits is for others to say."""
    try:
        row = await store.read_key(tx, tenant_id, claimed_key_id(text).hex())
        if row is None:
            return SeenCode(Verdict.UNKNOWN)
        said = read_code(text, {bytes.fromhex(row.key_id): public_key_of(row)}, now.timestamp()).ticket
    except NoCode:
        return SeenCode(Verdict.UNKNOWN)
    except StaleProof:
        return SeenCode(Verdict.STALE)
    bound = await store.find_code(tx, tenant_id, said.uid, said.version)
    if bound is None or bound.event_id != row.event_id:
        return SeenCode(Verdict.UNKNOWN)
    return SeenCode(Verdict.REVOKED if row.revoked_at else None, bound.ticket_id, said)


async def is_alive(tx: Tx, ticket: Ticket, said: SecureTicket) -> bool:
    """Whether a code that was believed is of the phone that has the ticket now. Ask once the ticket is locked."""
    last = await store.read_last_code(tx, ticket.id)
    return last is not None and last.is_of(ticket) and (said.uid, said.version) == (last.uid, last.version)


async def _bind(tx: Tx, secret: str, tenant_id: int, wish: PhoneWish) -> BoundTicket:
    await ticket_store.lock_tickets(tx, tenant_id, [wish.ticket_id])
    ticket = (await ticket_store.read_tickets(tx, tenant_id, [wish.ticket_id]))[0]
    now = utc_now()
    if not fits_code(ticket, wish.code):
        # It was transferred in this moment.
        raise NotFound("there is no ticket with this link", fields=("ticketId", "code"))
    event, timeslot = await _check(tx, ticket, now)
    key = await signing_key(tx, secret, event, now)
    version, place = await _version(tx, tenant_id, ticket, wish, now)
    ends = max(event.ends_at, timeslot.ends_at if timeslot else event.ends_at)
    claims = SecureTicket(
        uid=ticket.uid,
        event=event.id,
        config=ticket.ticket_config_id or 0,
        version=version,
        status_index=place,
        not_before=int(opens_at(event, timeslot).timestamp()),
        expires=int((ends + _LATE).timestamp()),
        holder=wish.holder,
    )
    return BoundTicket(issue_ticket(claims, key.private, key.key_id), version, ticket, event, timeslot)


async def _version(tx: Tx, tenant_id: int, ticket: Ticket, wish: PhoneWish, now: datetime) -> tuple[int, int]:
    """Version and place of the binding of a ticket to a key: the present one, or a new one."""
    holder_key = cbor2.dumps(dict(wish.holder.cose), canonical=True).hex()
    last = await store.read_last_code(tx, ticket.id)
    if last is not None and last.is_of(ticket) and last.holder_key == holder_key:
        return last.version, last.status_index
    if wish.version is not None:
        raise Conflict("this ticket was taken to another phone", fields=("version",), details={"moved": True})
    await count_use(tx, "bind", str(ticket.id), BINDINGS_PER_WINDOW)
    version = last.version + 1 if last else 1
    try:
        place = await store.insert_code(tx, tenant_id, ticket, version, holder_key, now)
    except ConstraintViolated as error:
        # Another phone of the same event took the next place of the list.
        raise TransactionUndone("another phone was at this event; try again") from error
    change = Change("BIND_PHONE", HOLDER, now, "SOLD", "SOLD", f"version {version}")
    await audit.record_tickets(tx, tenant_id, [ticket.id], change)
    return version, place


async def _check(tx: Tx, ticket: Ticket, now: datetime) -> tuple[Event, Timeslot | None]:
    if ticket.format is not TicketFormat.SECURE or ticket.event_id is None:
        raise Conflict("this ticket is a PDF; its code does not move", fields=("ticketId",))
    refuse_guest(ticket, now)
    if ticket.issued_at is None:
        raise Conflict("this ticket is being issued; try again in a minute", fields=("ticketId",))
    if ticket.redeemed_at is not None:
        raise Conflict("this ticket has been used", fields=("ticketId",))
    event, timeslot = await surroundings(tx, ticket)
    assert event is not None
    if event.state is EventState.CANCELLED:
        raise Conflict("the event was called off", fields=("ticketId",))
    return event, timeslot
