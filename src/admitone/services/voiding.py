"""Tickets that were issued and are taken back: the ledger says so too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from admitone.core.inventory import Ticket
from admitone.core.ledger.records import LedgerTicket, RecordKind
from admitone.services.ledger import Ledger
from admitone.store import ledger as store
from admitone.store.database import Tx


async def record_taken_back(tx: Tx, ledger: Ledger, tenant_id: int, tickets: Sequence[Ticket], now: datetime) -> None:
    """Record that tickets, which this transaction has taken back, are void; those that were never recorded are not."""
    last = await store.list_last_turns(tx, [ticket.id for ticket in tickets])
    live = {ticket_id for ticket_id, turn in last.items() if turn.kind is not RecordKind.VOID}
    void = [LedgerTicket(id=ticket.id, tenant_id=tenant_id, uid=ticket.uid) for ticket in tickets if ticket.id in live]
    await ledger.record(tx, RecordKind.VOID, void, now)
