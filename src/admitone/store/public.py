"""What public pages ask of tickets beyond what everybody asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from admitone.store.database import Tx


async def list_redeemed(tx: Tx, tenant_id: int, ids: Sequence[int]) -> set[int]:
    """Which of these tickets have been used at a gate."""
    rows = await tx.fetch_all("list_redeemed", tenant_id=tenant_id, ids=list(ids))
    return {int(row["id"]) for row in rows}


async def count_downloads(tx: Tx, tenant_id: int, ids: Sequence[int], now: datetime) -> None:
    """Count one download of each of these tickets, and note when it was."""
    await tx.execute("count_downloads", tenant_id=tenant_id, ids=list(ids))
    await tx.execute("note_downloads", ids=list(ids), now=now)
