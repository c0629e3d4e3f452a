"""Rows of the ledger beside those of the tickets that they are about."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from admitone.core.ledger.merkle import TILE_HEIGHT
from admitone.core.ledger.records import RecordKind
from admitone.store.database import Tx, as_struct, as_structs
from admitone.store.ledger import LedgerRecord


class CheckedRecord(LedgerRecord, frozen=True, kw_only=True):
    """A record with its ticket as it is now, or None for one that is gone.

    `is_last` when the ticket has no later record; `awaited` when a chain has to confirm it before it holds.
    """

    owner_uid: str | None
    owner_tenant_id: int | None
    owner_id: int | None
    issued_at: datetime | None
    voided_at: datetime | None
    is_last: bool
    awaited: bool


class RecordedTicket(Struct, frozen=True, kw_only=True):
    """An issued ticket with its last record, and when the ledger was begun."""

    id: int
    uid: str
    issued_at: datetime
    voided_at: datetime | None
    begun_at: datetime | None
    last_kind: RecordKind | None


class Surplus(Struct, frozen=True, kw_only=True):
    """What stands behind the end of the log, and how many nodes there are beyond what its size makes."""

    records: int
    checkpoints: int
    nodes: int


async def list_checked_records(tx: Tx, start: int, end: int) -> list[CheckedRecord]:
    """The records from `start` to before `end`, of those that there are, each beside its ticket."""
    return as_structs(await tx.fetch_all("list_checked_records", start=start, end=end), CheckedRecord)


async def list_issued_tickets(tx: Tx, after_id: int, limit: int) -> list[RecordedTicket]:
    """Issued tickets of all tenants, by id."""
    return as_structs(await tx.fetch_all("list_issued_tickets", after_id=after_id, limit=limit), RecordedTicket)


async def count_surplus(tx: Tx) -> Surplus:
    """What there is too much of, counted at one moment."""
    row = await tx.fetch_one("count_surplus")
    if row is None:
        raise LookupError("the ledger has no head")
    expected, rest = 0, row["size"] >> TILE_HEIGHT
    while rest:
        expected += rest
        rest >>= TILE_HEIGHT
    counted = dict(row) | {"nodes": max(0, row["nodes"] - expected)}
    return as_struct(counted, Surplus)
