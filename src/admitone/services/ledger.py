"""The ledger: what is issued, transferred or voided is recorded where nobody can change it unnoticed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from admitone.core.ledger.records import LedgerTicket, RecordKind
from admitone.store.database import Tx


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


class NoLedger:
    """Records nothing."""

    async def record(self, tx: Tx, kind: RecordKind, tickets: Sequence[LedgerTicket], now: datetime) -> bool:
        """See `Ledger.record`."""
        return True
