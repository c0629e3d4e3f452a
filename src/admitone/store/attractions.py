"""Rows of attractions."""

from __future__ import annotations

from datetime import datetime

from admitone.core.inventory import Attraction
from admitone.store.database import Tx, as_struct
from admitone.store.statements import escape_like


async def list_attractions(tx: Tx, tenant_id: int, *, active_only: bool) -> list[Attraction]:
    """All attractions of a tenant, oldest first."""
    rows = await tx.fetch_all("list_attractions", tenant_id=tenant_id, active_only=active_only)
    return [as_struct(row, Attraction) for row in rows]


async def page_attractions(
    tx: Tx, tenant_id: int, text: str | None, after_id: int | None, limit: int
) -> list[Attraction]:
    """One page of attractions, active ones first, then by name; `text` stands anywhere in name, code or supplier."""
    rows = await tx.fetch_all(
        "page_attractions",
        tenant_id=tenant_id,
        text_like=f"%{escape_like(text.lower())}%" if text else None,
        after_id=after_id,
        limit=limit,
    )
    return [as_struct(row, Attraction) for row in rows]


async def read_attraction(tx: Tx, tenant_id: int, attraction_id: int) -> Attraction | None:
    """One attraction, or None when the tenant has no such one."""
    row = await tx.fetch_one("read_attraction", tenant_id=tenant_id, attraction_id=attraction_id)
    return as_struct(row, Attraction) if row else None


async def insert_attraction(tx: Tx, tenant_id: int, now: datetime, **columns: object) -> Attraction:
    """Add an attraction; `columns` are those of the statement."""
    row = await tx.fetch_one("insert_attraction", tenant_id=tenant_id, now=now, **columns)
    if row is None:
        raise LookupError("an insert returned no row")
    return as_struct(row, Attraction)


async def update_attraction(
    tx: Tx, tenant_id: int, attraction_id: int, now: datetime, **columns: object
) -> Attraction | None:
    """Change an attraction; None when the tenant has no such one."""
    row = await tx.fetch_one("update_attraction", tenant_id=tenant_id, attraction_id=attraction_id, now=now, **columns)
    return as_struct(row, Attraction) if row else None


async def deactivate_attraction(tx: Tx, tenant_id: int, attraction_id: int, now: datetime) -> bool:
    """Take an attraction out of sale; False when the tenant has no such active one."""
    return bool(await tx.execute("deactivate_attraction", tenant_id=tenant_id, attraction_id=attraction_id, now=now))


async def save_extraction_patterns(tx: Tx, tenant_id: int, attraction_id: int, patterns: str, now: datetime) -> bool:
    """Keep patterns (JSON text) of an attraction; False when the tenant has no such one."""
    return bool(
        await tx.execute(
            "save_extraction_patterns", tenant_id=tenant_id, attraction_id=attraction_id, patterns=patterns, now=now
        )
    )
