"""Attractions: list, read, create, change, deactivate."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit
from admitone.console.errors import status_of
from admitone.console.forms.attractions import attraction_change, attraction_values
from admitone.console.forms.fields import read_form
from admitone.console.forms.stock import AttractionSearch
from admitone.core.errors import AdmitError
from admitone.core.inventory import TicketStatus
from admitone.core.principal import ADMINS
from admitone.services import attractions, insights, summaries
from admitone.services.attractions import AttractionChange
from admitone.services.transfer_tickets import is_reissued

ROWS_PER_PAGE: Final = 50


@get("/attractions")
async def list_attractions(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """One page of attractions with their stock, active ones first."""
    search = read_form(request.query_params, AttractionSearch)
    async with visit.reading() as (tx, principal):
        found = await attractions.page_attractions(
            tx, principal, text=search.text, after_id=search.after, limit=ROWS_PER_PAGE + 1
        )
        counts = {count.attraction_id: count for count in await summaries.count_stock(tx, principal)}
        thresholds = await insights.list_thresholds(tx, principal)
    rows = found[:ROWS_PER_PAGE]
    return visit.page(
        "attractions/list.html",
        attractions=rows,
        after=rows[-1].id if len(found) > ROWS_PER_PAGE else None,
        search=search,
        counts=counts,
        thresholds=thresholds,
        statuses=list(TicketStatus),
    )


@get("/attractions/new")
async def new_attraction(visit: OpenVisit) -> Response[Any]:
    """An empty form."""
    visit.principal.require(ADMINS)
    return visit.page("attractions/form.html", attraction=None, values={}, error=None)


@post("/attractions/new")
async def create_attraction(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Create an attraction and show it."""
    form = await request.form()
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            saved = await attractions.create_attraction(tx, principal, attraction_change(form))
    except AdmitError as error:
        return visit.page("attractions/form.html", status=status_of(error), attraction=None, values=form, error=error)
    return visit.go(f"/attractions/{saved.id}", notice="attraction-created")


@get("/attractions/{attraction_id:int}")
async def show_attraction(visit: OpenVisit, attraction_id: FromPath[int]) -> Response[Any]:
    """One attraction with what it has in stock."""
    async with visit.reading() as (tx, principal):
        found = await summaries.summarise_attraction(tx, principal, attraction_id)
        thresholds = await insights.list_thresholds(tx, principal)
        reissue = await is_reissued(tx, principal, attraction_id)
    return visit.page(
        "attractions/read.html",
        attraction=found.attraction,
        stock=found.stock,
        revenue=found.revenue,
        threshold=thresholds.get(attraction_id),
        reissue=reissue,
        statuses=list(TicketStatus),
    )


@get("/attractions/{attraction_id:int}/edit")
async def edit_attraction(visit: OpenVisit, attraction_id: FromPath[int]) -> Response[Any]:
    """The form of an attraction."""
    async with visit.reading(ADMINS) as (tx, principal):
        found = await attractions.read_attraction(tx, principal, attraction_id)
    return visit.page("attractions/form.html", attraction=found, values=attraction_values(found), error=None)


@post("/attractions/{attraction_id:int}/edit")
async def update_attraction(visit: OpenVisit, request: ConsoleRequest, attraction_id: FromPath[int]) -> Response[Any]:
    """Save the form."""
    form = await request.form()
    async with visit.reading(ADMINS) as (tx, principal):
        present = await attractions.read_attraction(tx, principal, attraction_id)
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await attractions.update_attraction(tx, principal, attraction_id, attraction_change(form))
    except AdmitError as error:
        return visit.page(
            "attractions/form.html", status=status_of(error), attraction=present, values=form, error=error
        )
    return visit.go(f"/attractions/{attraction_id}", notice="attraction-saved")


@get("/attractions/{attraction_id:int}/deactivate")
async def ask_deactivate(visit: OpenVisit, attraction_id: FromPath[int]) -> Response[Any]:
    """Ask first, with the consequence in words."""
    async with visit.reading(ADMINS) as (tx, principal):
        found = await attractions.read_attraction(tx, principal, attraction_id)
    return visit.page("attractions/deactivate.html", attraction=found)


@post("/attractions/{attraction_id:int}/deactivate")
async def deactivate_attraction(visit: OpenVisit, attraction_id: FromPath[int]) -> Response[Any]:
    """Take an attraction out of sale."""
    async with visit.writing(ADMINS) as (tx, principal):
        await attractions.deactivate_attraction(tx, principal, attraction_id)
    return visit.go(f"/attractions/{attraction_id}", notice="attraction-deactivated")


@post("/attractions/{attraction_id:int}/activate")
async def activate_attraction(visit: OpenVisit, attraction_id: FromPath[int]) -> Response[Any]:
    """Bring an attraction back."""
    async with visit.writing(ADMINS) as (tx, principal):
        present = await attractions.read_attraction(tx, principal, attraction_id)
        change = AttractionChange(name=present.name, odoo_product_code=present.odoo_product_code, active=True)
        await attractions.update_attraction(tx, principal, attraction_id, change)
    return visit.go(f"/attractions/{attraction_id}", notice="attraction-activated")


HANDLERS: list[ControllerRouterHandler] = [
    list_attractions,
    new_attraction,
    create_attraction,
    show_attraction,
    edit_attraction,
    update_attraction,
    ask_deactivate,
    deactivate_attraction,
    activate_attraction,
]
