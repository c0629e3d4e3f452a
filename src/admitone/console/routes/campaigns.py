"""Campaigns: list, create, change."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from admitone.console.auth import ConsoleRequest, OpenVisit
from admitone.console.errors import status_of
from admitone.console.forms.campaigns import campaign_change, campaign_values
from admitone.console.forms.fields import Id, read_form
from admitone.core.errors import AdmitError
from admitone.core.principal import ADMINS
from admitone.services import campaigns

ROWS_PER_PAGE: Final = 50


class CampaignSearch(Struct):
    """Which page: `before` is the last campaign of the one in front."""

    before: Id | None = None


@get("/campaigns")
async def list_campaigns(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """One page of campaigns, newest first."""
    search = read_form(request.query_params, CampaignSearch)
    async with visit.reading() as (tx, principal):
        found = await campaigns.page_campaigns(tx, principal, before_id=search.before, limit=ROWS_PER_PAGE + 1)
    rows = found[:ROWS_PER_PAGE]
    before = rows[-1].id if len(found) > ROWS_PER_PAGE else None
    return visit.page("campaigns/list.html", campaigns=rows, before=before, is_first=search.before is None)


@get("/campaigns/new")
async def new_campaign(visit: OpenVisit) -> Response[Any]:
    """An empty form."""
    visit.principal.require(ADMINS)
    return visit.page("campaigns/form.html", campaign=None, values={}, error=None)


@post("/campaigns/new")
async def create_campaign(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Create a campaign."""
    form = await request.form()
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await campaigns.create_campaign(tx, principal, campaign_change(form))
    except AdmitError as error:
        return visit.page("campaigns/form.html", status=status_of(error), campaign=None, values=form, error=error)
    return visit.go("/campaigns", notice="campaign-saved")


@get("/campaigns/{campaign_id:int}/edit")
async def edit_campaign(visit: OpenVisit, campaign_id: FromPath[int]) -> Response[Any]:
    """The form of a campaign."""
    async with visit.reading(ADMINS) as (tx, principal):
        found = await campaigns.read_campaign(tx, principal, campaign_id)
    return visit.page("campaigns/form.html", campaign=found, values=campaign_values(found), error=None)


@post("/campaigns/{campaign_id:int}/edit")
async def update_campaign(visit: OpenVisit, request: ConsoleRequest, campaign_id: FromPath[int]) -> Response[Any]:
    """Save the form."""
    form = await request.form()
    async with visit.reading(ADMINS) as (tx, principal):
        present = await campaigns.read_campaign(tx, principal, campaign_id)
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await campaigns.update_campaign(tx, principal, campaign_id, campaign_change(form))
    except AdmitError as error:
        return visit.page("campaigns/form.html", status=status_of(error), campaign=present, values=form, error=error)
    return visit.go("/campaigns", notice="campaign-saved")


HANDLERS: list[ControllerRouterHandler] = [
    list_campaigns,
    new_campaign,
    create_campaign,
    edit_campaign,
    update_campaign,
]
