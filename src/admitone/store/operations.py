"""What the operator of an installation asks, over all tenants."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from admitone.store.database import Tx, as_struct
from admitone.store.people import Tenant


class BatchSummary(Struct, frozen=True, kw_only=True):
    """All batches of one state: how many, and their pages that have been read and that have not."""

    state: str
    batches: int
    pages_done: int
    pages_waiting: int


class DatabaseTime(Struct, frozen=True, kw_only=True):
    """The database's clock and version."""

    now: datetime
    version: str


async def summarize_batches(tx: Tx) -> list[BatchSummary]:
    """Batches of all tenants by state."""
    return [as_struct(row, BatchSummary) for row in await tx.fetch_all("summarize_batches")]


async def list_tenants(tx: Tx) -> list[Tenant]:
    """Every tenant, by name."""
    return [as_struct(row, Tenant) for row in await tx.fetch_all("list_tenants_by_name")]


async def read_database_time(tx: Tx) -> DatabaseTime:
    """The database's clock and version."""
    row = await tx.fetch_one("read_database_time")
    if row is None:
        raise LookupError("the database did not tell the time")
    return as_struct(row, DatabaseTime)
