"""The form of a campaign."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from admitone.console.forms.fields import Line, Text, read_whole_form
from admitone.core.inventory import Campaign
from admitone.services.campaigns import CampaignChange


class CampaignForm(Struct, kw_only=True, rename="camel"):
    """An empty field empties the attribute: the form shows all of them."""

    name: Line
    start_date: date | None = None
    end_date: date | None = None
    description: Text | None = None


def campaign_change(form: Mapping[str, Any]) -> CampaignChange:
    """The command that the service takes."""
    read = read_whole_form(form, CampaignForm)
    return CampaignChange(
        name=read.name, start_date=read.start_date, end_date=read.end_date, description=read.description
    )


def campaign_values(campaign: Campaign) -> dict[str, str]:
    """The form of a campaign as it is now."""
    return {
        "name": campaign.name,
        "startDate": campaign.start_date.isoformat() if campaign.start_date else "",
        "endDate": campaign.end_date.isoformat() if campaign.end_date else "",
        "description": campaign.description or "",
    }
