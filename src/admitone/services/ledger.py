"""The ledger: what is issued, transferred or voided is recorded where nobody can change it unnoticed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, NotFound
from admitone.core.ledger.records import (
    LedgerTicket,
    RecordKind,
    Statement,
    new_salt,
    record_digest,
    write_statement,
)
from admitone.services.ledger_checkpoints import LedgerWorld, check_key, current_checkpoint
from admitone.services.ledger_receipts import prove_record, verify_receipt
from admitone.store import checkpoints
from admitone.store import ledger as store
from admitone.store.database import ConstraintViolated, Tx
from admitone.store.ledger import Leaf, Turn

# A record, and where it stands in the log.
PlacedLeaf = tuple[int, Leaf]


class LedgerHealth(Struct, frozen=True, kw_only=True):
    """How the ledger is doing. `signed_size` is what the last checkpoint covers; `trouble` says what is wrong."""

    driver: str
    size: int = 0
    signed_size: int = 0
    trouble: str | None = None


class Ledger(Protocol):
    """Where use cases record what happens to tickets. `Product.ledger` is the one that the settings choose."""

    async def record(self, tx: Tx, kind: RecordKind, tickets: Sequence[LedgerTicket], now: datetime) -> bool:
        """Record one event of each ticket within the caller's transaction: both are kept or neither.

        Call it before the change itself, and lock the tickets before you call it: the head of the log is the one lock
        that everybody shares, so it must be the last one taken, and is kept until the transaction ends.

        True when what is recorded holds with this transaction. False, for ISSUE only, when the driver confirms it
        later: leave `issued_at` empty then; the driver sets it once it is confirmed. Conflict, naming the tickets, when
        one of them is recorded as issued or voided already.
        """
        ...

    async def prove(self, tenant_id: int, ticket_id: int) -> str:
        """The receipt of the last record of a ticket, as a file `.tlog-proof`. NotFound when there is none."""
        ...

    async def checkpoint(self) -> str:
        """What the log says of itself, signed, with the cosignatures of witnesses. NotFound when there is no log."""
        ...

    def verify(self, receipt: str) -> str:
        """The statement that a receipt of this log proves. InvalidParameter saying what does not hold."""
        ...

    async def health(self) -> LedgerHealth:
        """How it is doing."""
        ...


class NoLedger:
    """Records nothing."""

    async def record(self, tx: Tx, kind: RecordKind, tickets: Sequence[LedgerTicket], now: datetime) -> bool:
        """See `Ledger.record`."""
        return True

    async def prove(self, tenant_id: int, ticket_id: int) -> str:
        """See `Ledger.prove`."""
        raise _no_ledger()

    async def checkpoint(self) -> str:
        """See `Ledger.checkpoint`."""
        raise _no_ledger()

    def verify(self, receipt: str) -> str:
        """See `Ledger.verify`."""
        raise _no_ledger()

    async def health(self) -> LedgerHealth:
        """See `Ledger.health`."""
        return LedgerHealth(driver="none")


@dataclass(frozen=True, slots=True)
class MerkleLedger:
    """A log in the product's own database, which anybody can check."""

    world: LedgerWorld

    async def record(self, tx: Tx, kind: RecordKind, tickets: Sequence[LedgerTicket], now: datetime) -> bool:
        """See `Ledger.record`."""
        await append_events(tx, kind, tickets, now)
        return True

    async def prove(self, tenant_id: int, ticket_id: int) -> str:
        """See `Ledger.prove`."""
        return await prove_record(self.world, tenant_id, ticket_id)

    async def checkpoint(self) -> str:
        """See `Ledger.checkpoint`."""
        return await current_checkpoint(self.world, utc_now())

    def verify(self, receipt: str) -> str:
        """See `Ledger.verify`."""
        return verify_receipt(self.world.signer.key, receipt)

    async def health(self) -> LedgerHealth:
        """See `Ledger.health`."""
        async with self.world.database.reading() as tx:
            last = await checkpoints.read_last(tx)
            head = await store.read_head(tx)
        try:
            check_key(self.world, head)
        except Conflict as error:
            trouble: str | None = error.message
        else:
            trouble = None
        return LedgerHealth(driver="merkle", size=head.size, signed_size=last.size if last else 0, trouble=trouble)


async def append_events(tx: Tx, kind: RecordKind, tickets: Sequence[LedgerTicket], now: datetime) -> list[PlacedLeaf]:
    """Append one record of each ticket; the records in their order. Conflict as `Ledger.record` says.

    Before a ticket is issued that was taken back while no ledger was kept, the VOID that is missing is appended.
    """
    if not tickets:
        return []
    last = await store.list_last_turns(tx, [ticket.id for ticket in tickets])
    settled = [ticket for ticket in tickets if _is_settled(kind, last.get(ticket.id))]
    missed: list[Leaf] = []
    if settled and kind is RecordKind.ISSUE:
        resold = await store.list_resold_tickets(tx, [ticket.id for ticket in settled])
        missed = [_make_void(ticket, last[ticket.id], now) for ticket in settled if ticket.id in resold]
        last |= {leaf.ticket_id: _turn_of(leaf) for leaf in missed}
        settled = [ticket for ticket in settled if ticket.id not in resold]
    if settled:
        raise _already_recorded(kind, [ticket.uid for ticket in settled])
    # What takes time is done before the head is locked.
    leaves = [_make_leaf(kind, ticket, last.get(ticket.id), now) for ticket in tickets]
    try:
        placed = await _append(tx, RecordKind.VOID, missed, now) if missed else []
        return placed + await _append(tx, kind, leaves, now)
    except ConstraintViolated as error:
        # The caller named a ticket twice, or did not lock it and somebody else was quicker.
        raise _already_recorded(kind, [ticket.uid for ticket in tickets]) from error


async def _append(tx: Tx, kind: RecordKind, leaves: Sequence[Leaf], now: datetime) -> list[PlacedLeaf]:
    return list(zip(await store.append_records(tx, kind, leaves, now), leaves, strict=True))


def _is_settled(kind: RecordKind, last: Turn | None) -> bool:
    """Whether a ticket's last record leaves no room for one of this kind.

    Tickets that were issued while no ledger was kept have none; they may be transferred and voided all the same.
    """
    if last is None:
        return False
    return (last.kind is not RecordKind.VOID) if kind is RecordKind.ISSUE else last.kind is RecordKind.VOID


def _turn_of(leaf: Leaf) -> Turn:
    return Turn(ticket_id=leaf.ticket_id, turn=leaf.statement.turn, kind=leaf.statement.kind)


def _make_void(ticket: LedgerTicket, last: Turn, now: datetime) -> Leaf:
    # It was given back, so it belonged to nobody until it was sold again.
    return _make_leaf(
        RecordKind.VOID, LedgerTicket(id=ticket.id, tenant_id=ticket.tenant_id, uid=ticket.uid), last, now
    )


def _make_leaf(kind: RecordKind, ticket: LedgerTicket, last: Turn | None, now: datetime) -> Leaf:
    statement = Statement(
        kind=kind,
        turn=last.turn + 1 if last else 1,
        tenant_id=ticket.tenant_id,
        uid=ticket.uid,
        holder=ticket.holder,
        recorded_at=now,
    )
    salt = new_salt()
    return Leaf(
        ticket_id=ticket.id, statement=statement, salt=salt, digest=record_digest(salt, write_statement(statement))
    )


def _already_recorded(kind: RecordKind, uids: Sequence[str]) -> Conflict:
    state = "issued" if kind is RecordKind.ISSUE else "voided"
    message = f"the ledger has these tickets as {state} already: {', '.join(uids[:10])}"
    return Conflict(message, fields=("ids",), details={"tickets": list(uids)})


def _no_ledger() -> NotFound:
    return NotFound("no ledger is kept here; ADMITONE_LEDGER=merkle keeps one")
