"""Campaigns of the offline contract."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType

from admitone.bodies import Day, Id, Name, Text
from admitone.core.clock import local_day
from admitone.core.inventory import Campaign
from admitone.dialects.offline.wire.days import day_text, read_changed_day
from admitone.dialects.offline.wire.envelope import SessionBody
from admitone.services.campaigns import CampaignChange


class CampaignRef(SessionBody, kw_only=True, rename="camel"):
    """Body of campaign/read."""

    campaign_id: Id


class CampaignWrite(SessionBody, kw_only=True, rename="camel"):
    """Body of campaign/write. On an update a field that is left out keeps its value, and null empties it."""

    name: Name
    campaign_id: Id | None = None
    start_date: Day | UnsetType | None = UNSET
    end_date: Day | UnsetType | None = UNSET
    description: Text | UnsetType | None = UNSET

    def change(self) -> CampaignChange:
        """The command that the service takes."""
        return CampaignChange(
            name=self.name.strip(),
            start_date=read_changed_day(self.start_date, "startDate"),
            end_date=read_changed_day(self.end_date, "endDate"),
            description=self.description,
        )


class CTicketCampaign(Struct, frozen=True, rename="camel"):
    """CTicketCampaign of the contract."""

    campaign_id: int
    name: str
    start_date: str | None
    end_date: str | None
    description: str | None
    created_at: str


def campaign_body(campaign: Campaign, time_zone: str) -> CTicketCampaign:
    """A campaign as the contract shows it."""
    return CTicketCampaign(
        campaign_id=campaign.id,
        name=campaign.name,
        start_date=day_text(campaign.start_date),
        end_date=day_text(campaign.end_date),
        description=campaign.description,
        created_at=local_day(campaign.created_at, time_zone).isoformat(),
    )
