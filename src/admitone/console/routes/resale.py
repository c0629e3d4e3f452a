"""The secondary market: what organisers allow, what is on offer, and which sellers wait for their money."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.fields import read_form, read_whole_form
from admitone.console.forms.resale import ListingSearch, RuleForm
from admitone.core.clock import utc_now
from admitone.core.errors import AdmitError
from admitone.core.principal import ADMINS
from admitone.core.resale import ResaleRule
from admitone.services import enrollments, events, resale, resale_rules, reselling, ticket_configs

ROWS_PER_PAGE: Final = 50


@get("/resale")
async def list_listings(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """One page of offers, newest first."""
    search = read_form(request.query_params, ListingSearch)
    async with visit.reading(ADMINS) as (tx, principal):
        found = await resale.page_listings(tx, principal, search.filter(), ROWS_PER_PAGE + 1)
        rows = found[:ROWS_PER_PAGE]
        named = await events.name_events(tx, principal, sorted({one.event_id for one in rows}))
    return visit.page(
        "resale/list.html",
        listings=rows,
        before=rows[-1].id if len(found) > ROWS_PER_PAGE else None,
        search=search,
        event_names=named,
        now=utc_now(),
    )


@get("/resale/{uid:str}")
async def show_listing(visit: OpenVisit, uid: FromPath[str]) -> Response[Any]:
    """One offer, with who is on either side of it, and what can be done."""
    return await _show(visit, uid)


@post("/resale/{uid:str}/withdraw")
async def withdraw(visit: OpenVisit, uid: FromPath[str]) -> Response[Any]:
    """Take an offer back on its seller's word."""
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await resale.withdraw(tx, resale.seller_of(principal), uid)
    except AdmitError as error:
        return await _show(visit, uid, error)
    return visit.go(f"/resale/{uid}", notice="listing-withdrawn")


@post("/resale/{uid:str}/settle")
async def settle(visit: OpenVisit, uid: FromPath[str]) -> Response[Any]:
    """Note that the seller has the money."""
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await reselling.settle_listing(tx, principal, uid)
    except AdmitError as error:
        return await _show(visit, uid, error)
    return visit.go(f"/resale/{uid}", notice="listing-settled")


@get("/events/{event_id:int}/configs/{config_id:int}/resale")
async def ask_rule(visit: OpenVisit, event_id: FromPath[int], config_id: FromPath[int]) -> Response[Any]:
    """Whether a kind of ticket may be resold."""
    return await _ask_rule(visit, event_id, config_id)


@post("/events/{event_id:int}/configs/{config_id:int}/resale")
async def save_rule(
    visit: OpenVisit, request: ConsoleRequest, event_id: FromPath[int], config_id: FromPath[int]
) -> Response[Any]:
    """Save it."""
    form = await request.form()
    try:
        read = read_whole_form(form, RuleForm)
        async with visit.writing(ADMINS) as (tx, principal):
            if read.allowed:
                rule = ResaleRule(
                    ticket_config_id=config_id, markup_percent=read.markup_percent, fee_percent=read.fee_percent
                )
                await resale_rules.set_rule(tx, principal, event_id, rule)
            else:
                await resale_rules.drop_rule(tx, principal, event_id, config_id)
    except AdmitError as error:
        return await _ask_rule(visit, event_id, config_id, form, error)
    return visit.go(f"/events/{event_id}", notice="resale-saved")


async def _show(visit: Visit, uid: str, error: AdmitError | None = None) -> Response[Any]:
    async with visit.reading(ADMINS) as (tx, principal):
        listing = await resale.read_listing(tx, principal, uid)
        event = await events.read_event(tx, principal, listing.event_id)
        seller = await enrollments.read_enrollment(tx, principal, listing.seller_id)
        buyer = await enrollments.read_enrollment(tx, principal, listing.buyer_id) if listing.buyer_id else None
    return visit.page(
        "resale/read.html",
        status=status_of(error) if error else 200,
        listing=listing,
        event=event,
        seller=seller,
        buyer=buyer,
        now=utc_now(),
        error=error,
    )


async def _ask_rule(
    visit: Visit, event_id: int, config_id: int, form: Any = None, error: AdmitError | None = None
) -> Response[Any]:
    async with visit.reading(ADMINS) as (tx, principal):
        event = await events.read_event(tx, principal, event_id)
        config = await ticket_configs.read_config(tx, principal, event_id, config_id)
        rule = await resale_rules.find_rule(tx, principal, event_id, config_id)
    values = form
    if values is None:
        values = {"markup_percent": "0", "fee_percent": "0"}
        if rule is not None:
            values = {
                "allowed": "true",
                "markup_percent": str(rule.markup_percent),
                "fee_percent": str(rule.fee_percent),
            }
    status = status_of(error) if error else 200
    return visit.page("events/resale.html", status=status, event=event, config=config, values=values, error=error)


HANDLERS: list[ControllerRouterHandler] = [list_listings, show_listing, withdraw, settle, ask_rule, save_rule]
