"""Tickets that go to another holder: the old code dies in the transaction that makes the new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NoReturn

from admitone.core.clock import today
from admitone.core.errors import Conflict
from admitone.core.ids import new_barcode, new_download_code, new_uid
from admitone.core.inventory import Ticket, TicketStatus
from admitone.core.ledger.records import LedgerTicket, RecordKind
from admitone.core.principal import Principal
from admitone.core.resale import TRANSFERRED
from admitone.services.ledger import Ledger
from admitone.services.pass_changes import passes_changed
from admitone.store import audit, resale
from admitone.store import ledger as ledger_store
from admitone.store import rehoming as store
from admitone.store import tickets as ticket_store
from admitone.store.audit import Change
from admitone.store.database import Tx
from admitone.store.rehoming import NewHolder

ANOTHER_HOLDER: Final = "it has another holder meanwhile"
_CHANGED: Final = "it has been changed by somebody else meanwhile"


@dataclass(frozen=True, slots=True)
class Move:
    """A ticket as whoever moves it knows it, and the enrollment that gets it."""

    ticket_id: int
    uid: str
    owner_id: int
    new_owner_id: int


async def rehome_tickets(
    tx: Tx, principal: Principal, ledger: Ledger, moves: Sequence[Move], *, now: datetime, reason: str
) -> list[Ticket]:
    """Give tickets to their new holders, all or none; the tickets as they are then, in the order of the moves.

    A ticket of an event becomes a new one in the place of the old: new uid, code and link. What it was is kept as a
    void ticket whose `replaced_by` leads on. A ticket of stock keeps its supplier's code and goes only while nobody can
    have seen it. Either leaves its cart: whoever bought it has no part in it any more. Conflict names, in
    `details["tickets"]`, by uid, those that cannot go and why.
    """
    tenant_id = principal.tenant_id
    ids = sorted(move.ticket_id for move in moves)
    await ticket_store.lock_tickets(tx, tenant_id, ids)
    known = {one.id: one for one in await ticket_store.read_tickets(tx, tenant_id, ids)}
    obstacles = await read_obstacles(tx, ids, today(principal.time_zone))
    immovable = Immovable()
    for move in moves:
        ticket = known.get(move.ticket_id)
        if ticket is None or (ticket.uid, ticket.owner_id) != (move.uid, move.owner_id):
            immovable.add(move.uid, reason=ANOTHER_HOLDER)
        else:
            immovable.add(move.uid, reason=obstacle_to_transfer(ticket, obstacles))
    immovable.settle()
    former: dict[int, int] = {}
    for move in moves:
        former |= await _move(tx, tenant_id, known[move.ticket_id], move, now)
    await audit.record_tickets(tx, tenant_id, ids, Change("TRANSFER", principal.name, now, "SOLD", "SOLD", reason))
    await passes_changed(tx, ids, now)
    await resale.end_listings(tx, ids, now, reason=TRANSFERRED)
    after = {one.id: one for one in await ticket_store.read_tickets(tx, tenant_id, ids)}
    # Last, because everybody who issues waits for who has recorded.
    if not await _record(tx, ledger, [(known[one], after[one], former.get(one)) for one in ids], tenant_id, now):
        await store.await_issue(tx, list(former))
        after = {one.id: one for one in await ticket_store.read_tickets(tx, tenant_id, ids)}
    return [after[move.ticket_id] for move in moves]


@dataclass(frozen=True, slots=True)
class Obstacles:
    """What stands against giving tickets to another holder, beside what they say themselves."""

    day: date
    in_wallets: set[int]
    called_off: set[int]


def obstacle_to_transfer(ticket: Ticket, around: Obstacles) -> str | None:
    """Why a ticket cannot go to another holder, in words that follow its number; None when it can."""
    if ticket.voided_at is not None:
        return "it is void"
    if ticket.status is not TicketStatus.SOLD:
        return "it is not sold"
    if ticket.redeemed_at is not None:
        return "it has been used"
    if ticket.last_day is not None and ticket.last_day < around.day:
        return "its day has passed"
    if ticket.id in around.called_off:
        return "its event is called off"
    return _obstacle_of_code(ticket, in_wallet=ticket.id in around.in_wallets)


def _obstacle_of_code(ticket: Ticket, *, in_wallet: bool) -> str | None:
    if ticket.event_id is not None:
        return "it is not issued yet" if ticket.issued_at is None else None
    if ticket.is_access_code:
        return "it is an access code, which cannot be transferred"
    if ticket.download_count > 0 or in_wallet:
        return "it was downloaded, and its code belongs to its supplier and cannot be replaced"
    return None


async def read_obstacles(tx: Tx, ids: Sequence[int], day: date) -> Obstacles:
    """What stands against giving locked tickets to another holder on a day."""
    return Obstacles(day, await store.list_with_passes(tx, ids), await store.list_called_off(tx, ids))


class Immovable:
    """Collects the tickets that cannot be transferred, so that whoever asked learns all of them at once."""

    def __init__(self) -> None:
        """Everything can go so far."""
        self._reasons: dict[str, str] = {}

    def add(self, uid: str, *, reason: str | None) -> None:
        """Note why a ticket cannot go; None when it can."""
        if reason is not None:
            self._reasons[uid] = reason

    def settle(self) -> None:
        """Conflict naming, in `details["tickets"]`, those that cannot go; nothing when all can."""
        if self._reasons:
            raise _refusal(self._reasons)


def refuse_transfer(uid: str, *, reason: str) -> NoReturn:
    """Conflict for one ticket that cannot go."""
    raise _refusal({uid: reason})


def _refusal(reasons: dict[str, str]) -> Conflict:
    named = "; ".join(f"ticket {uid}: {reason}" for uid, reason in list(reasons.items())[:20])
    details = {"tickets": list(reasons), "reasons": reasons}
    return Conflict(f"cannot be transferred: {named}", fields=("tickets",), details=details)


async def _move(tx: Tx, tenant_id: int, ticket: Ticket, move: Move, now: datetime) -> dict[int, int]:
    """Move one ticket; the id of what it was, by its own, where it became another one."""
    if ticket.event_id is None:
        moved = await store.hand_on_ticket(tx, tenant_id, ticket, move.new_owner_id, new_download_code(), now)
        if not moved:
            refuse_transfer(move.uid, reason=_CHANGED)
        return {}
    holder = NewHolder(move.new_owner_id, new_uid(), new_barcode(), new_download_code())
    former = await store.rehome_ticket(tx, tenant_id, ticket, holder, now)
    if former is None:
        refuse_transfer(move.uid, reason=_CHANGED)
    return {ticket.id: former}


async def _record(
    tx: Tx, ledger: Ledger, moved: Sequence[tuple[Ticket, Ticket, int | None]], tenant_id: int, now: datetime
) -> bool:
    """Tell the ledger of tickets before, after, and by the id of what they were, if they are others now.

    Whether what was issued is so with this transaction.
    """
    last = await ledger_store.list_last_turns(tx, [former or before.id for before, _, former in moved])
    live = {ticket_id for ticket_id, turn in last.items() if turn.kind is not RecordKind.VOID}
    handed_on = [_written(tenant_id, after) for _, after, former in moved if former is None and after.id in live]
    await ledger.record(tx, RecordKind.TRANSFER, handed_on, now)
    # Another uid is another ticket to the ledger: the one is void, the other is issued.
    void = [
        LedgerTicket(id=former, tenant_id=tenant_id, uid=before.uid)
        for before, _, former in moved
        if former is not None and former in live
    ]
    await ledger.record(tx, RecordKind.VOID, void, now)
    made = [_written(tenant_id, after) for _, after, former in moved if former is not None]
    return await ledger.record(tx, RecordKind.ISSUE, made, now)


def _written(tenant_id: int, ticket: Ticket) -> LedgerTicket:
    return LedgerTicket(id=ticket.id, tenant_id=tenant_id, uid=ticket.uid, holder=str(ticket.owner_id))
