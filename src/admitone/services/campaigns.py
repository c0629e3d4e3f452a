"""Campaigns: named selling periods that batches can belong to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from msgspec import UNSET, UnsetType

from admitone.core.clock import utc_now
from admitone.core.errors import InvalidParameter, NotFound
from admitone.core.inventory import Campaign
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.services.changes import given_or
from admitone.store import campaigns as store
from admitone.store.database import Tx


@dataclass(frozen=True, slots=True)
class CampaignChange:
    """What to write. UNSET keeps the present value (on creation: none)."""

    name: str
    start_date: date | UnsetType | None = UNSET
    end_date: date | UnsetType | None = UNSET
    description: str | UnsetType | None = UNSET


async def page_campaigns(tx: Tx, principal: Principal, *, before_id: int | None, limit: int) -> list[Campaign]:
    """One page of campaigns, the youngest first; page on with `before_id`."""
    principal.require(STAFF)
    return await store.page_campaigns(tx, principal.tenant_id, before_id=before_id, limit=limit)


async def list_campaigns(tx: Tx, principal: Principal) -> list[Campaign]:
    """All campaigns of the tenant, oldest first."""
    principal.require(STAFF)
    return await store.list_campaigns(tx, principal.tenant_id)


async def read_campaign(tx: Tx, principal: Principal, campaign_id: int) -> Campaign:
    """One campaign; NotFound when the tenant has no such one."""
    principal.require(STAFF)
    return _found(await store.read_campaign(tx, principal.tenant_id, campaign_id), campaign_id)


async def create_campaign(tx: Tx, principal: Principal, change: CampaignChange) -> Campaign:
    """Add a campaign; InvalidParameter when it ends before it starts."""
    principal.require(ADMINS)
    start, end = given_or(change.start_date, None), given_or(change.end_date, None)
    _check_period(start, end)
    return await store.insert_campaign(
        tx,
        principal.tenant_id,
        utc_now(),
        name=change.name,
        start_date=start,
        end_date=end,
        description=given_or(change.description, None),
    )


async def update_campaign(tx: Tx, principal: Principal, campaign_id: int, change: CampaignChange) -> Campaign:
    """Change a campaign; NotFound, or InvalidParameter when it ends before it starts."""
    principal.require(ADMINS)
    present = _found(await store.read_campaign(tx, principal.tenant_id, campaign_id), campaign_id)
    start = given_or(change.start_date, present.start_date)
    end = given_or(change.end_date, present.end_date)
    _check_period(start, end)
    changed = await store.update_campaign(
        tx,
        principal.tenant_id,
        campaign_id,
        utc_now(),
        name=change.name,
        start_date=start,
        end_date=end,
        description=given_or(change.description, present.description),
    )
    return _found(changed, campaign_id)


def _check_period(start: date | None, end: date | None) -> None:
    if start is not None and end is not None and end < start:
        raise InvalidParameter("endDate must not lie before startDate", fields=("endDate",))


def _found(campaign: Campaign | None, campaign_id: int) -> Campaign:
    if campaign is None:
        raise NotFound(f"there is no campaign {campaign_id}", fields=("campaignId",))
    return campaign
