"""The transition of sold tickets to issued ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from admitone.store.database import Tx


async def issue_tickets(
    tx: Tx, tenant_id: int, barcodes: Mapping[int, str | None], issued_at: datetime | None, now: datetime
) -> set[int]:
    """Give sold tickets, by id, their codes and the instant from which they count; the ids of those changed.

    A code of None keeps the one that the ticket has. Tickets that are issued, voided or not sold are left alone.
    """
    rows = msgspec.json.encode([{"id": ticket_id, "barcode": code} for ticket_id, code in barcodes.items()]).decode()
    changed = await tx.fetch_all("issue_tickets", tenant_id=tenant_id, rows=rows, issued_at=issued_at, now=now)
    return {int(row["id"]) for row in changed}


async def give_tickets(tx: Tx, tenant_id: int, ids: Sequence[int], owner_id: int) -> None:
    """Make an enrollment the owner of tickets that this transaction has just sold."""
    await tx.execute("give_tickets", tenant_id=tenant_id, ids=list(ids), owner_id=owner_id)
