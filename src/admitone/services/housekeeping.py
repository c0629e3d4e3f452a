"""Sweeps that catch up with the clock. Nothing depends on when they run."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Final

from admitone.core.clock import today, utc_now
from admitone.services import samples
from admitone.services.ports import ObjectStore
from admitone.services.wellbeing import KEEP_WORKERS
from admitone.store import audit, batches, people, sales
from admitone.store import tickets as store
from admitone.store.audit import Change
from admitone.store.database import Database

EXPIRE_AT_ONCE: Final = 1000
KEEP_SESSIONS: Final = timedelta(days=30)
KEEP_THROTTLES: Final = timedelta(days=1)
KEEP_EFFECTS: Final = timedelta(days=30)
# Far longer than any upload takes: what is older than this and belongs to nothing was left by a process that died.
KEEP_ORPHANS: Final = timedelta(days=1)
KEEP_IDEMPOTENCY_KEYS: Final = timedelta(days=30)


async def expire_tickets(database: Database) -> int:
    """Write EXPIRED on unsold stock whose last day is over, in short transactions; how many tickets."""
    async with database.reading() as tx:
        tenants = await people.list_tenants(tx)
    expired = 0
    for tenant in tenants:
        while True:
            now = utc_now()
            async with database.writing() as tx:
                ids = await store.expire_tickets(tx, tenant.id, today(tenant.time_zone), EXPIRE_AT_ONCE, now)
                if ids:
                    change = Change("EXPIRE", "system", now, "AVAILABLE", "EXPIRED")
                    await audit.record_tickets(tx, tenant.id, ids, change)
            expired += len(ids)
            if len(ids) < EXPIRE_AT_ONCE:
                break
    return expired


async def fold_counters(database: Database) -> None:
    """Keep the lists of counted changes short, so that summaries stay fast."""
    folded = 1
    while folded:
        async with database.writing() as tx:
            folded = await sales.fold_counters(tx)


async def forget_old_rows(database: Database) -> None:
    """Delete sessions, throttles and finished effects that are long over."""
    now = utc_now()
    async with database.writing() as tx:
        await tx.execute("delete_dead_sessions", before=now - KEEP_SESSIONS)
        await tx.execute("delete_old_password_links", before=now - KEEP_SESSIONS)
        await tx.execute("delete_old_throttles", before=now - KEEP_THROTTLES)
        await tx.execute("delete_old_workers", before=now - KEEP_WORKERS)
        await tx.execute("delete_done_effects", before=now - KEEP_EFFECTS)
        await tx.execute("delete_old_wifi_slots", before=now)
        await tx.execute("delete_dead_former_tokens", before=now)
        await tx.execute("delete_old_account_codes", before=now - KEEP_THROTTLES)
        await tx.execute("delete_old_idempotency_keys", before=now - KEEP_IDEMPOTENCY_KEYS)


async def forget_orphans(database: Database, objects: ObjectStore, upload_folder: Path) -> int:
    """Delete samples of a day ago, and files that uploads left behind when their process died.

    Those are stored ones without a batch, and local ones.
    """
    before = utc_now() - KEEP_ORPHANS
    gone = 0
    async for keys in objects.list_older("originals", before):
        async with database.reading() as tx:
            known = await batches.list_known_objects(tx, keys)
        for key in set(keys) - known:
            await objects.delete(key)
            gone += 1
    async for keys in objects.list_older(samples.FOLDER, before):
        for key in keys:
            await objects.delete(key)
            gone += 1
    return gone + await asyncio.to_thread(_forget_local_files, upload_folder, before.timestamp())


def _forget_local_files(folder: Path, before: float) -> int:
    old = [path for path in folder.glob("upload-*") if path.stat().st_mtime < before] if folder.is_dir() else []
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
