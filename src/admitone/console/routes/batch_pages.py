"""The pages of a batch that the reading passed over, and overruling it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Final

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler
from msgspec import Meta

from admitone.console.auth import ConsoleRequest, OpenVisit, Visit
from admitone.console.errors import status_of
from admitone.console.forms.fields import read_form
from admitone.console.routes.batches import report_of
from admitone.core.errors import AdmitError
from admitone.core.principal import ADMINS
from admitone.services import batches, page_decisions
from admitone.services.stocking import UploadReport

PAGES_MAX: Final = 24


@dataclass(frozen=True, slots=True)
class PassedPage:
    """A page that is no ticket, and why: the page of the ticket it belongs to, or what went wrong."""

    number: int
    ticket_page: int | None = None
    message: str | None = None


class PageSearch(msgspec.Struct):
    """Where the list begins."""

    start: Annotated[int, Meta(ge=0, le=10_000_000)] = 0


@get("/batches/{batch_id:int}/pages")
async def show_pages(visit: OpenVisit, request: ConsoleRequest, batch_id: FromPath[int]) -> Response[Any]:
    """Pictures of these pages."""
    return await _show(visit, batch_id, read_form(request.query_params, PageSearch).start)


@post("/batches/{batch_id:int}/pages/{page:int}/ticket")
async def make_ticket(visit: OpenVisit, batch_id: FromPath[int], page: FromPath[int]) -> Response[Any]:
    """Make a ticket of one of them and open it for its fields."""
    try:
        async with visit.writing(ADMINS) as (tx, principal):
            made = await page_decisions.turn_pages_into_tickets(tx, principal, batch_id, [page])
    except AdmitError as error:
        return await _show(visit, batch_id, 0, error)
    return visit.go(f"/tickets/{made[0].id}/edit", notice="page-made-ticket")


async def _show(visit: Visit, batch_id: int, start: int, error: AdmitError | None = None) -> Response[Any]:
    async with visit.reading() as (tx, principal):
        batch = await batches.read_batch(tx, principal, batch_id)
    report = report_of(batch)
    passed = passed_pages(report) if report else []
    return visit.page(
        "batches/pages.html",
        status=status_of(error) if error else 200,
        batch=batch,
        pages=passed[start : start + PAGES_MAX],
        pages_max=PAGES_MAX,
        start=start,
        more=len(passed) > start + PAGES_MAX,
        error=error,
    )


def passed_pages(report: UploadReport) -> list[PassedPage]:
    """Unreadable, skipped and attached pages in the order of the file."""
    found = [PassedPage(page.page, message=page.message) for page in report.unreadable_pages]
    found += [PassedPage(page.page) for page in report.skipped_pages]
    found += [PassedPage(page.page, ticket_page=page.ticket_page) for page in report.attached_pages]
    return sorted(found, key=lambda page: page.number)


HANDLERS: list[ControllerRouterHandler] = [show_pages, make_ticket]
