"""Files to look at or take away: a ticket's PDF page, pictures of pages, the inventory as CSV."""

from __future__ import annotations

from typing import Any, Final

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Stream
from litestar.types import ControllerRouterHandler

from admitone.console.auth import ConsoleRequest, OpenVisit
from admitone.console.forms.ticket_search import read_search
from admitone.core.principal import STAFF
from admitone.services import pages, reports, samples

PICTURE_WIDTH_PX: Final = 800
# A page's picture never changes while its ticket exists; only this visitor's browser may keep it.
_KEEP: Final = "private, max-age=3600"


@get("/tickets/{ticket_id:int}/page.pdf")
async def send_page(visit: OpenVisit, request: ConsoleRequest, ticket_id: FromPath[int]) -> Response[bytes]:
    """The PDF of a ticket, to look at, or with `?download` to keep."""
    file = await pages.read_ticket_pdf(visit.product.page_world, visit.principal, ticket_id)
    kind = "attachment" if "download" in request.query_params else "inline"
    headers = {"Content-Disposition": f'{kind}; filename="{file.file_name}"'}
    return Response(file.content, media_type="application/pdf", headers=headers)


@get("/tickets/{ticket_id:int}/page.png")
async def send_picture(visit: OpenVisit, ticket_id: FromPath[int]) -> Response[bytes]:
    """A picture of a ticket's page."""
    content = await pages.render_ticket(visit.product.page_world, visit.principal, ticket_id, width_px=PICTURE_WIDTH_PX)
    return Response(content, media_type="image/png", headers={"Cache-Control": _KEEP})


@get("/batches/{batch_id:int}/pages/{page:int}/picture.png")
async def send_batch_picture(visit: OpenVisit, batch_id: FromPath[int], page: FromPath[int]) -> Response[bytes]:
    """A picture of any page of a batch's file."""
    content = await pages.render_batch_page(
        visit.product.page_world, visit.principal, batch_id, page, width_px=PICTURE_WIDTH_PX
    )
    return Response(content, media_type="image/png", headers={"Cache-Control": _KEEP})


@get("/samples/{key:str}/pages/{page:int}/picture.png")
async def send_sample_picture(visit: OpenVisit, key: FromPath[str], page: FromPath[int]) -> Response[bytes]:
    """A picture of a page of a sample that patterns are being taught with."""
    content = await samples.render_sample(
        visit.product.sample_world, visit.principal, key, page, width_px=PICTURE_WIDTH_PX
    )
    return Response(content, media_type="image/png", headers={"Cache-Control": _KEEP})


@get("/tickets.csv")
async def send_csv(visit: OpenVisit, request: ConsoleRequest) -> Stream:
    """The tickets that the filters in the address ask for; the mark in front lets spreadsheets read UTF-8."""
    search, _ = read_search(request.query_params)
    visit.principal.require(STAFF)
    rows = reports.stream_inventory_csv(
        visit.product.database, visit.principal, search.filter_for(visit.principal), byte_order_mark=True
    )
    headers: dict[str, Any] = {"Content-Disposition": 'attachment; filename="tickets.csv"', "Cache-Control": "no-store"}
    return Stream(rows, media_type="text/csv; charset=utf-8", headers=headers)


HANDLERS: list[ControllerRouterHandler] = [
    send_page,
    send_picture,
    send_batch_picture,
    send_sample_picture,
    send_csv,
]
