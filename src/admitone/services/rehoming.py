"""Tickets that go to another holder: the old code dies in the transaction that makes the new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from admitone.core.clock import today
from admitone.core.errors import Conflict
from admitone.core.ids import new_barcode, new_download_code, new_uid
from admitone.core.inventory import Ticket, TicketStatus
from admitone.core.ledger.records import LedgerTicket, RecordKind
from admitone.core.principal import Principal
from admitone.services.ledger import Ledger
from admitone.services.pass_changes import passes_changed
from admitone.store import audit
from admitone.store import ledger as ledger_store
from admitone.store import rehoming as store
from admitone.store import tickets as ticket_store
from admitone.store.audit import Change
from admitone.store.database import Tx
from admitone.store.rehoming import NewHolder


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
    in_wallets = await store.list_with_passes(tx, ids)
    day = today(principal.time_zone)
    refused: dict[str, str] = {}
    for move in moves:
        ticket = known.get(move.ticket_id)
        if ticket is None or (ticket.uid, ticket.owner_id) != (move.uid, move.owner_id):
            refused[move.uid] = "it has another holder meanwhile"
        elif obstacle := obstacle_to_transfer(ticket, day.isoformat(), in_wallet=ticket.id in in_wallets):
            refused[move.uid] = obstacle
    refuse_transfer(refused)
    holders = await _record(tx, ledger, tenant_id, [(move, known[move.ticket_id]) for move in moves], now)
    for move in moves:
        ticket, holder = known[move.ticket_id], holders[move.ticket_id]
        if ticket.event_id is None:
            moved = await store.hand_on_ticket(tx, tenant_id, ticket, holder.owner_id, holder.download_code, now)
        else:
            moved = await store.rehome_ticket(tx, tenant_id, ticket, holder, now)
        if not moved:
            refuse_transfer({move.uid: "it has been changed by somebody else meanwhile"})
    await audit.record_tickets(tx, tenant_id, ids, Change("TRANSFER", principal.name, now, "SOLD", "SOLD", reason))
    await passes_changed(tx, ids, now)
    after = {one.id: one for one in await ticket_store.read_tickets(tx, tenant_id, ids)}
    return [after[move.ticket_id] for move in moves]


def obstacle_to_transfer(ticket: Ticket, day: str, *, in_wallet: bool) -> str | None:
    """Why a ticket cannot go to another holder on a day, in words that follow its number; None when it can."""
    of_stock = ticket.event_id is None
    obstacles = {
        "it is void": ticket.voided_at is not None,
        "it is not sold": ticket.status is not TicketStatus.SOLD,
        "it has been used": ticket.redeemed_at is not None,
        "its day has passed": ticket.last_day is not None and ticket.last_day.isoformat() < day,
        "it is not issued yet": not of_stock and ticket.issued_at is None,
        "it is an access code, which cannot be transferred": of_stock and ticket.batch_id is None,
        "it was downloaded, and its code belongs to its supplier and cannot be replaced": of_stock
        and (ticket.download_count > 0 or in_wallet),
    }
    return next((words for words, stands in obstacles.items() if stands), None)


def refuse_transfer(refused: dict[str, str]) -> None:
    """Conflict naming tickets by uid, each with its reason; nothing when there are none."""
    if refused:
        named = "; ".join(f"ticket {uid}: {reason}" for uid, reason in list(refused.items())[:20])
        details = {"tickets": list(refused), "reasons": refused}
        raise Conflict(f"cannot be transferred: {named}", fields=("tickets",), details=details)


async def _record(
    tx: Tx, ledger: Ledger, tenant_id: int, moving: Sequence[tuple[Move, Ticket]], now: datetime
) -> dict[int, NewHolder]:
    """Write the ledger before the tickets change; what each ticket becomes, by its id."""
    last = await ledger_store.list_last_turns(tx, [ticket.id for _, ticket in moving])
    live = {ticket_id for ticket_id, turn in last.items() if turn.kind is not RecordKind.VOID}
    renewed = [(move, ticket, new_uid()) for move, ticket in moving if ticket.event_id is not None]
    handed_on = [(move, ticket) for move, ticket in moving if ticket.event_id is None]
    await ledger.record(
        tx,
        RecordKind.TRANSFER,
        [_written(tenant_id, one, one.uid, move.new_owner_id) for move, one in handed_on if one.id in live],
        now,
    )
    # Another uid is another ticket to the ledger: the one is void, the other is issued.
    await ledger.record(
        tx, RecordKind.VOID, [_written(tenant_id, one, one.uid, None) for _, one, _ in renewed if one.id in live], now
    )
    recorded = await ledger.record(
        tx, RecordKind.ISSUE, [_written(tenant_id, one, uid, move.new_owner_id) for move, one, uid in renewed], now
    )
    uids = {ticket.id: uid for _, ticket, uid in renewed}
    issued_at = now if recorded else None
    return {
        ticket.id: NewHolder(
            move.new_owner_id, uids.get(ticket.id, ticket.uid), new_barcode(), new_download_code(), issued_at
        )
        for move, ticket in moving
    }


def _written(tenant_id: int, ticket: Ticket, uid: str, holder: int | None) -> LedgerTicket:
    return LedgerTicket(id=ticket.id, tenant_id=tenant_id, uid=uid, holder="" if holder is None else str(holder))
