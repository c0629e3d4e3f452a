"""Rows of workers, and what waits for them."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from admitone.store.database import Tx, as_struct


class WorkerRow(Struct, frozen=True, kw_only=True):
    """A worker that has not said good-bye."""

    owner: str
    version: str
    started_at: datetime
    seen_at: datetime


class LastRounds(Struct, frozen=True, kw_only=True):
    """When any worker last swept, and last looked after payments and holds."""

    swept_at: datetime | None
    reconciled_at: datetime | None


class QueueLine(Struct, frozen=True, kw_only=True):
    """Effects of one kind that have not happened, and since when the oldest of them waits."""

    kind: str
    waiting: int
    running: int
    failed: int
    oldest_at: datetime


async def note_worker(
    tx: Tx,
    owner: str,
    *,
    version: str,
    started_at: datetime,
    now: datetime,
    swept_at: datetime | None,
    reconciled_at: datetime | None,
) -> None:
    """A worker is alive."""
    await tx.execute(
        "note_worker",
        owner=owner,
        version=version,
        started_at=started_at,
        now=now,
        swept_at=swept_at,
        reconciled_at=reconciled_at,
    )


async def stop_worker(tx: Tx, owner: str, now: datetime) -> None:
    """A worker has ended of its own accord."""
    await tx.execute("stop_worker", owner=owner, now=now)


async def list_workers(tx: Tx, seen_after: datetime) -> list[WorkerRow]:
    """Workers that were seen since, the oldest first."""
    return [as_struct(row, WorkerRow) for row in await tx.fetch_all("list_workers", seen_after=seen_after)]


async def read_last_rounds(tx: Tx) -> LastRounds:
    """See `LastRounds`."""
    row = await tx.fetch_one("read_last_rounds")
    if row is None:
        raise LookupError("an aggregate returned no row")
    return as_struct(row, LastRounds)


async def summarize_effects(tx: Tx, tenant_id: int) -> list[QueueLine]:
    """What waits, runs or has failed, by kind."""
    return [as_struct(row, QueueLine) for row in await tx.fetch_all("summarize_effects", tenant_id=tenant_id)]
