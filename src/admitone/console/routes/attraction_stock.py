"""The stock of one attraction: its days and slots, its prices, its threshold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.fields import read_form, read_whole_form
from admitone.console.forms.reports import ThresholdForm
from admitone.console.forms.stock import CalendarSearch, PriceSearch, read_price_change, read_repricing, write_repricing
from admitone.core.clock import month_ends, today
from admitone.core.errors import AdmitError
from admitone.core.inventory import TicketStatus
from admitone.core.principal import ADMINS
from admitone.services import attractions, insights, repricing, stock_calendar
from admitone.services.transfer_tickets import set_reissue

# Calendars end somewhere; no ticket is for days outside of these.
FIRST_MONTH: Final = date(1900, 1, 1)
LAST_MONTH: Final = date(9000, 1, 1)


@get("/attractions/{attraction_id:int}/calendar")
async def show_calendar(visit: OpenVisit, request: ConsoleRequest, attraction_id: FromPath[int]) -> Response[Any]:
    """A month of an attraction, and the slots of one of its days."""
    search = read_form(request.query_params, CalendarSearch)
    async with visit.reading() as (tx, principal):
        attraction = await attractions.read_attraction(tx, principal, attraction_id)
        first = search.first_day or (await stock_calendar.find_month(tx, principal, attraction_id)).replace(day=1)
        days = await stock_calendar.read_month(tx, principal, attraction_id, first)
        slots = await stock_calendar.read_day(tx, principal, attraction_id, search.day) if search.day else []
        undated = await stock_calendar.read_day(tx, principal, attraction_id, None)
    return visit.page(
        "attractions/calendar.html",
        attraction=attraction,
        month=first,
        month_ends=month_ends(first),
        shown_month=f"{first:%Y-%m}",
        previous_month=f"{first - timedelta(days=1):%Y-%m}" if first > FIRST_MONTH else None,
        next_month=f"{_next_month(first):%Y-%m}" if first < LAST_MONTH else None,
        this_month=f"{today(visit.principal.time_zone):%Y-%m}",
        days=days,
        chosen=search.day,
        slots=slots,
        undated=undated,
        statuses=list(TicketStatus),
        today=today(visit.principal.time_zone),
    )


@get("/attractions/{attraction_id:int}/prices")
async def show_prices(visit: OpenVisit, attraction_id: FromPath[int]) -> Response[Any]:
    """The prices that free tickets have."""
    async with visit.reading() as (tx, principal):
        attraction = await attractions.read_attraction(tx, principal, attraction_id)
        prices = await stock_calendar.list_prices(tx, principal, attraction_id)
        defaults = await stock_calendar.list_default_prices(tx, principal, attraction_id)
    return visit.page("attractions/prices.html", attraction=attraction, prices=prices, defaults=defaults)


@get("/attractions/{attraction_id:int}/prices/change")
async def ask_prices(visit: OpenVisit, request: ConsoleRequest, attraction_id: FromPath[int]) -> Response[Any]:
    """Which tickets get which price, and what that means, before anything changes."""
    visit.principal.require(ADMINS)
    try:
        search = read_whole_form(request.query_params, PriceSearch)
    except AdmitError as error:
        return await _ask_prices(visit, attraction_id, PriceSearch(), error, dict(request.query_params))
    return await _ask_prices(visit, attraction_id, search)


@post("/attractions/{attraction_id:int}/prices/change")
async def change_prices(visit: OpenVisit, request: ConsoleRequest, attraction_id: FromPath[int]) -> Response[Any]:
    """Change them, all or none."""
    form = await request.form()
    search = _search_of(form)
    try:
        change = read_price_change(form)
        async with visit.writing(ADMINS) as (tx, principal):
            attraction = await attractions.read_attraction(tx, principal, attraction_id)
            changed = await repricing.change_prices(
                tx,
                principal,
                change.filter_for(principal, attraction_id),
                change.new_price,
                change.new_currency.upper(),
                change.expected,
            )
    except AdmitError as error:
        return await _ask_prices(visit, attraction_id, search, error, dict(form))
    return visit.page(
        "attractions/prices_changed.html",
        attraction=attraction,
        search=search,
        changed=changed,
        undo=write_repricing(changed),
    )


@post("/attractions/{attraction_id:int}/prices/undo")
async def undo_prices(visit: OpenVisit, request: ConsoleRequest, attraction_id: FromPath[int]) -> Response[Any]:
    """Give the tickets of that change their former prices back."""
    change = read_repricing(await request.form())
    async with visit.writing(ADMINS) as (tx, principal):
        await repricing.undo_repricing(tx, principal, change)
    return visit.go(f"/attractions/{attraction_id}/prices", notice="prices-restored")


@post("/attractions/{attraction_id:int}/threshold")
async def set_threshold(visit: OpenVisit, request: ConsoleRequest, attraction_id: FromPath[int]) -> Response[Any]:
    """Say below how many tickets the attraction runs low."""
    threshold = read_form(await request.form(), ThresholdForm).threshold
    async with visit.writing(ADMINS) as (tx, principal):
        await insights.set_threshold(tx, principal, attraction_id, threshold)
    return visit.go(f"/attractions/{attraction_id}", notice="threshold-saved")


@post("/attractions/{attraction_id:int}/reissue")
async def allow_transfers(visit: OpenVisit, request: ConsoleRequest, attraction_id: FromPath[int]) -> Response[Any]:
    """Say whether tickets of the attraction may go to new holders."""
    reissue = (await request.form()).get("reissue") == "true"
    async with visit.writing(ADMINS) as (tx, principal):
        await set_reissue(tx, principal, attraction_id, reissue=reissue)
    return visit.go(f"/attractions/{attraction_id}", notice="reissue-saved")


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _search_of(form: Mapping[str, Any]) -> PriceSearch:
    """Which tickets a form means, to show them again; all of them where it cannot be read."""
    try:
        return read_form(form, PriceSearch)
    except AdmitError:
        return PriceSearch()


async def _ask_prices(
    visit: Visit,
    attraction_id: int,
    search: PriceSearch,
    error: AdmitError | None = None,
    typed: dict[str, Any] | None = None,
) -> Response[Any]:
    async with visit.reading(ADMINS) as (tx, principal):
        attraction = await attractions.read_attraction(tx, principal, attraction_id)
        found = []
        try:
            wanted = search.filter_for(principal, attraction_id)
            found = await repricing.preview_prices(tx, principal, wanted)
        except AdmitError as refused:
            error = error or refused
    return visit.page(
        "attractions/change_prices.html",
        status=status_of(error) if error else 200,
        attraction=attraction,
        search=search,
        values=typed or search.values,
        found=found,
        total=sum(one.tickets for one in found),
        error=error,
    )


HANDLERS: list[ControllerRouterHandler] = [
    show_calendar,
    show_prices,
    ask_prices,
    change_prices,
    undo_prices,
    set_threshold,
    allow_transfers,
]
