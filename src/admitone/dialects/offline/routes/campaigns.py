"""campaign/list, read, write."""

from __future__ import annotations

from litestar import post
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler

from admitone.core.principal import ADMINS, STAFF
from admitone.dialects.offline.auth import OpenDoor
from admitone.dialects.offline.wire.campaigns import CampaignRef, CampaignWrite, CTicketCampaign, campaign_body
from admitone.dialects.offline.wire.envelope import Envelope, SessionBody, ok
from admitone.services import campaigns

TAGS = ["Campaigns"]


@post("/campaign/list", status_code=200, tags=TAGS)
async def list_campaigns(data: JSONBody[SessionBody], door: OpenDoor) -> Envelope[list[CTicketCampaign]]:
    """Lists all campaigns of the tenant."""
    async with door.reading(data, STAFF) as (tx, principal):
        found = await campaigns.list_campaigns(tx, principal)
    return ok([campaign_body(campaign, principal.time_zone) for campaign in found])


@post("/campaign/read", status_code=200, tags=TAGS)
async def read_campaign(data: JSONBody[CampaignRef], door: OpenDoor) -> Envelope[CTicketCampaign]:
    """Reads one campaign."""
    async with door.reading(data, STAFF) as (tx, principal):
        campaign = await campaigns.read_campaign(tx, principal, data.campaign_id)
    return ok(campaign_body(campaign, principal.time_zone))


@post("/campaign/write", status_code=200, tags=TAGS)
async def write_campaign(data: JSONBody[CampaignWrite], door: OpenDoor) -> Envelope[CTicketCampaign]:
    """Creates a campaign, or updates the one named by campaignId."""
    async with door.writing(data, ADMINS) as (tx, principal):
        if data.campaign_id is None:
            saved = await campaigns.create_campaign(tx, principal, data.change())
        else:
            saved = await campaigns.update_campaign(tx, principal, data.campaign_id, data.change())
    return ok(campaign_body(saved, principal.time_zone))


HANDLERS: list[ControllerRouterHandler] = [list_campaigns, read_campaign, write_campaign]
