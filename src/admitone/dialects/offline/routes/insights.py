"""report/margin, duplicates, low-stock; attraction/threshold (extensions)."""

from __future__ import annotations

from litestar import Response, post
from litestar.params import JSONBody
from litestar.types import ControllerRouterHandler

from admitone.core.principal import ADMINS, STAFF
from admitone.dialects.offline.auth import OpenDoor
from admitone.dialects.offline.tables import table_answer
from admitone.dialects.offline.wire.audit import day_begins, day_ends
from admitone.dialects.offline.wire.envelope import Envelope, SessionBody, ok
from admitone.dialects.offline.wire.insights import (
    CDuplicate,
    CLowStock,
    CMargin,
    LowStockThreshold,
    MarginReport,
    duplicate_body,
    low_stock_body,
    margin_body,
)
from admitone.services import insights

TAGS = ["Reports"]


@post("/report/margin", status_code=200, tags=TAGS)
async def report_margin(data: JSONBody[MarginReport], door: OpenDoor) -> Response[Envelope[list[CMargin]]]:
    """Tells what sold tickets cost, brought in and left, by attraction, campaign, batch, agent or month (extension)."""
    async with door.reading(data, ADMINS) as (tx, principal):
        zone = principal.time_zone
        begins = day_begins(data.date_from or None, "dateFrom", zone)
        ends = day_ends(data.date_to or None, "dateTo", zone)
        found = await insights.report_margin(tx, principal, data.grouping(), begins, ends)
    return table_answer(door, [margin_body(margin) for margin in found], CMargin, "margin")


@post("/report/duplicates", status_code=200, tags=TAGS)
async def list_duplicates(data: JSONBody[SessionBody], door: OpenDoor) -> Response[Envelope[list[CDuplicate]]]:
    """Lists serials and barcodes that several tickets have (extension)."""
    async with door.reading(data, STAFF) as (tx, principal):
        found = await insights.list_duplicates(tx, principal)
    return table_answer(door, [duplicate_body(duplicate) for duplicate in found], CDuplicate, "duplicates")


@post("/report/low-stock", status_code=200, tags=TAGS)
async def list_low_stock(data: JSONBody[SessionBody], door: OpenDoor) -> Response[Envelope[list[CLowStock]]]:
    """Lists attractions that have fewer available tickets than their threshold (extension)."""
    async with door.reading(data, STAFF) as (tx, principal):
        found = await insights.list_low_stock(tx, principal)
    return table_answer(door, [low_stock_body(low) for low in found], CLowStock, "low-stock")


@post("/attraction/threshold", status_code=200, tags=["Attractions"])
async def set_threshold(data: JSONBody[LowStockThreshold], door: OpenDoor) -> Envelope[str]:
    """Says below how many available tickets an attraction runs low; null for never (extension)."""
    async with door.writing(data, ADMINS) as (tx, principal):
        await insights.set_threshold(tx, principal, data.attraction_id, data.threshold)
    return ok("Threshold saved")


HANDLERS: list[ControllerRouterHandler] = [report_margin, list_duplicates, list_low_stock, set_threshold]
