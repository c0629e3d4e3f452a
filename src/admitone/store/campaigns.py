"""Rows of campaigns."""

from __future__ import annotations

from datetime import datetime

from admitone.core.inventory import Campaign
from admitone.store.database import Tx, as_struct


async def page_campaigns(tx: Tx, tenant_id: int, *, before_id: int | None, limit: int) -> list[Campaign]:
    """Campaigns of a tenant, the youngest first."""
    rows = await tx.fetch_all("page_campaigns", tenant_id=tenant_id, before_id=before_id, limit=limit)
    return [as_struct(row, Campaign) for row in rows]


async def list_campaigns(tx: Tx, tenant_id: int) -> list[Campaign]:
    """All campaigns of a tenant, oldest first."""
    return [as_struct(row, Campaign) for row in await tx.fetch_all("list_campaigns", tenant_id=tenant_id)]


async def read_campaign(tx: Tx, tenant_id: int, campaign_id: int) -> Campaign | None:
    """One campaign, or None when the tenant has no such one."""
    row = await tx.fetch_one("read_campaign", tenant_id=tenant_id, campaign_id=campaign_id)
    return as_struct(row, Campaign) if row else None


async def insert_campaign(tx: Tx, tenant_id: int, now: datetime, **columns: object) -> Campaign:
    """Add a campaign; `columns` are those of the statement."""
    row = await tx.fetch_one("insert_campaign", tenant_id=tenant_id, now=now, **columns)
    if row is None:
        raise LookupError("an insert returned no row")
    return as_struct(row, Campaign)


async def update_campaign(
    tx: Tx, tenant_id: int, campaign_id: int, now: datetime, **columns: object
) -> Campaign | None:
    """Change a campaign; None when the tenant has no such one."""
    row = await tx.fetch_one("update_campaign", tenant_id=tenant_id, campaign_id=campaign_id, now=now, **columns)
    return as_struct(row, Campaign) if row else None
