"""Batches: list, watch, read, delete."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.fields import Id, read_form
from admitone.console.forms.ticket_search import TicketSearch
from admitone.console.routes.tickets import read_grid
from admitone.core.errors import AdmitError
from admitone.core.inventory import Batch, BatchState
from admitone.core.principal import ADMINS
from admitone.ingest.assembly import UnreadablePage
from admitone.services import attractions, batches, campaigns, tickets
from admitone.services.stocking import UploadReport

ROWS_PER_PAGE: Final = 50


class BatchSearch(msgspec.Struct, kw_only=True, rename="camel"):
    """Which batches; `before` is the last batch of the page in front."""

    attraction_id: Id | None = None
    before: Id | None = None


class PagesFailed(msgspec.Struct, rename="camel"):
    """What the report of a batch tells while its file is being read."""

    unreadable_pages: list[UnreadablePage] = []


@get("/batches")
async def list_batches(visit: OpenVisit, request: ConsoleRequest) -> Response[Any]:
    """Batches, newest first."""
    search = read_form(request.query_params, BatchSearch)
    async with visit.reading() as (tx, principal):
        found = await batches.page_batches(
            tx, principal, attraction_id=search.attraction_id, before_id=search.before, limit=ROWS_PER_PAGE + 1
        )
        names = {each.id: each.name for each in await attractions.list_attractions(tx, principal)}
    rows = found[:ROWS_PER_PAGE]
    return visit.page(
        "batches/list.html",
        batches=rows,
        before=rows[-1].id if len(found) > ROWS_PER_PAGE else None,
        search=search,
        attraction_names=names,
    )


@get("/batches/{batch_id:int}")
async def show_batch(visit: OpenVisit, batch_id: FromPath[int]) -> Response[Any]:
    """A batch: how far its reading is, or its report and tickets."""
    async with visit.reading() as (tx, principal):
        batch = await batches.read_batch(tx, principal, batch_id)
        attraction = await attractions.read_attraction(tx, principal, batch.attraction_id)
        campaign = await campaigns.read_campaign(tx, principal, batch.campaign_id) if batch.campaign_id else None
        grid: dict[str, Any] = {"to_review": 0}
        if batch.state is BatchState.READY:
            flagged = TicketSearch(batch_id=batch_id, flagged=True).filter_for(principal)
            grid["to_review"] = await tickets.count_tickets(tx, principal, flagged)
            grid |= await read_grid(tx, principal, TicketSearch(batch_id=batch_id, sort="id"), ())
    shown: dict[str, Any] = {"batch": batch, "attraction": attraction, "campaign": campaign}
    return visit.page("batches/read.html", **shown, report=report_of(batch), failed=count_failed(batch), **grid)


@get("/batches/{batch_id:int}/progress")
async def show_progress(visit: OpenVisit, batch_id: FromPath[int]) -> Response[Any]:
    """How far the reading is; asks for the whole page once it is over."""
    async with visit.reading() as (tx, principal):
        batch = await batches.read_batch(tx, principal, batch_id)
    response = visit.page("batches/_progress.html", batch=batch, failed=count_failed(batch))
    if batch.state is not BatchState.INGESTING:
        response.headers["HX-Refresh"] = "true"
    return response


@get("/batches/{batch_id:int}/delete")
async def ask_delete(visit: OpenVisit, batch_id: FromPath[int]) -> Response[Any]:
    """Ask first, with the consequence in words."""
    return await _ask(visit, batch_id, None)


@post("/batches/{batch_id:int}/delete")
async def delete_batch(visit: OpenVisit, batch_id: FromPath[int]) -> Response[Any]:
    """Delete a batch and its tickets."""
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            await batches.delete_batch(tx, principal, batch_id)
    except AdmitError as error:
        return await _ask(visit, batch_id, error)
    return visit.go("/batches", notice="batch-deleted")


def report_of(batch: Batch) -> UploadReport | None:
    """The report of a batch that was read."""
    if batch.state is BatchState.INGESTING or not batch.report:
        return None
    return msgspec.json.decode(batch.report, type=UploadReport)


def count_failed(batch: Batch) -> int:
    """How many pages could not be read so far."""
    return len(msgspec.json.decode(batch.report, type=PagesFailed).unreadable_pages) if batch.report else 0


async def _ask(visit: Visit, batch_id: int, error: AdmitError | None) -> Response[Any]:
    async with visit.reading(ADMINS) as (tx, principal):
        batch = await batches.read_batch(tx, principal, batch_id)
    return visit.page("batches/delete.html", status=status_of(error) if error else 200, batch=batch, error=error)


HANDLERS: list[ControllerRouterHandler] = [list_batches, show_batch, show_progress, ask_delete, delete_batch]
