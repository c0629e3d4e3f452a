"""The endpoints of this door."""

from __future__ import annotations

from typing import Final

from litestar import Router, post
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler

from admitone.bodies import NumberResponse, ObjectRequest, StrictBody
from admitone.bootstrap import Product
from admitone.described_refusals import describe_refusals
from admitone.dialects.scan.auth import ScanRequest, identify
from admitone.dialects.scan.errors import EXCEPTION_HANDLERS
from admitone.dialects.scan.wire import (
    MergeBody,
    MergedList,
    ScanBody,
    ToldBody,
    UndoBody,
    UndoneBody,
    merged_body,
    told_body,
)
from admitone.services.repeating import repeat_undone
from admitone.services.scan_merging import merge_scans
from admitone.services.scanning import scan_code, undo_scan

TAGS: Final = ["Gates"]


@post("/", status_code=200, tags=TAGS)
async def scan(request: ScanRequest, data: JSONBody[ScanBody]) -> ToldBody:
    """Judges a code and marks its ticket used when it admits: the first gate that asks is told ADMIT, others USED."""
    product: Product = request.app.state.product
    principal = await identify(request)
    return told_body(await repeat_undone(product.database, lambda tx: scan_code(tx, principal, data.scan())))


@post("/merge", status_code=200, tags=TAGS)
async def merge(request: ScanRequest, data: JSONBody[MergeBody]) -> MergedList:
    """Enters what a gate let in without a network. The earliest use counts; what came in twice is told and audited."""
    product: Product = request.app.state.product
    principal = await identify(request)
    merged = await merge_scans(product.database, principal, [one.offline() for one in data.scans])
    return MergedList(data=[merged_body(one) for one in merged])


@post("/undo", status_code=200, tags=TAGS)
async def undo(request: ScanRequest, data: JSONBody[UndoBody]) -> UndoneBody:
    """Makes a ticket unused again that was scanned by mistake. For admins."""
    product: Product = request.app.state.product
    principal = await identify(request)
    async with product.database.writing() as tx:
        ticket = await undo_scan(tx, principal, data.ticket_id, data.reason)
    return UndoneBody(ticket_id=ticket.id, redeemed_at=ticket.redeemed_at)


def scan_router(*, json_bytes_max: int) -> Router:
    """Everything below `/scan`."""
    handlers: list[ControllerRouterHandler] = [scan, merge, undo]
    describe_refusals(handlers)
    return Router(
        "/scan",
        route_handlers=handlers,
        dto=StrictBody,
        return_dto=None,
        request_class=ObjectRequest,
        response_class=NumberResponse,
        exception_handlers=EXCEPTION_HANDLERS,
        request_max_body_size=json_bytes_max,
        response_headers={"Cache-Control": "no-store"},
    )
