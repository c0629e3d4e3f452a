"""report/inventory-summary, attraction-summary, expiring-tickets, sales, inventory-csv; audit/list."""

from __future__ import annotations

from litestar import Response, post
from litestar.params import JSONBody
from litestar.response import Stream
from litestar.types import ControllerRouterHandler

from admitone.core.principal import ADMINS, STAFF
from admitone.dialects.offline.auth import OpenDoor
from admitone.dialects.offline.tables import csv_answer, table_answer, wants_csv
from admitone.dialects.offline.wire.audit import AuditList, CTicketAudit, audit_body
from admitone.dialects.offline.wire.envelope import Envelope, OfflineResponse, SessionBody, ok
from admitone.dialects.offline.wire.reports import (
    AttractionSummaryBody,
    CAttractionSummary,
    CInventorySummary,
    ExpiringTickets,
    SalesReport,
    inventory_body,
    summary_body,
)
from admitone.dialects.offline.wire.sales import CTicketSale, sale_body
from admitone.dialects.offline.wire.tickets import COfflineTicket, InventoryCsv, ticket_bodies
from admitone.services import audit, carts, reports, summaries

TAGS = ["Reports"]


@post("/report/inventory-summary", status_code=200, tags=TAGS)
async def summarise_inventory(data: JSONBody[SessionBody], door: OpenDoor) -> Response[Envelope[CInventorySummary]]:
    """Counts tickets by state and sums up revenue, overall and by attraction."""
    async with door.reading(data, ADMINS) as (tx, principal):
        found = await summaries.summarise_inventory(tx, principal)
    body = inventory_body(found)
    if wants_csv(door):
        return csv_answer(body.attractions, CAttractionSummary, "inventory-summary")
    return OfflineResponse(content=ok(body), media_type="application/json")


@post("/report/attraction-summary", status_code=200, tags=TAGS)
async def summarise_attraction(
    data: JSONBody[AttractionSummaryBody], door: OpenDoor
) -> Response[Envelope[CAttractionSummary]]:
    """Counts the tickets of one attraction by state and sums up its revenue."""
    async with door.reading(data, STAFF) as (tx, principal):
        found = await summaries.summarise_attraction(tx, principal, data.attraction_id)
    body = summary_body(found)
    if wants_csv(door):
        return csv_answer([body], CAttractionSummary, "attraction-summary")
    return OfflineResponse(content=ok(body), media_type="application/json")


@post("/report/expiring-tickets", status_code=200, tags=TAGS)
async def list_expiring(data: JSONBody[ExpiringTickets], door: OpenDoor) -> Response[Envelope[list[COfflineTicket]]]:
    """Lists unsold tickets that expire within some days, soonest first."""
    async with door.reading(data, STAFF) as (tx, principal):
        found = await summaries.list_expiring(tx, principal, data.within_days)
    rows = ticket_bodies(found, principal.time_zone)
    return table_answer(door, rows, COfflineTicket, "expiring-tickets")


@post("/report/sales", status_code=200, tags=TAGS)
async def report_sales(data: JSONBody[SalesReport], door: OpenDoor) -> Response[Envelope[list[CTicketSale]]]:
    """Lists sales by status, day, attraction and agent."""
    principal = await door.identify(data.session, STAFF)
    async with door.product.database.reading() as tx:
        found, links = await carts.list_sales(tx, principal, data.wanted(principal.time_zone))
    rows = [sale_body(row, links.get(row.cart_id), principal.time_zone) for row in found]
    return table_answer(door, rows, CTicketSale, "sales")


@post("/report/inventory-csv", status_code=200, tags=TAGS, media_type="text/csv")
async def export_inventory(data: JSONBody[InventoryCsv], door: OpenDoor) -> Stream:
    """Exports the inventory as CSV, with the filters of ticket/search."""
    principal = await door.identify(data.session, STAFF)
    rows = reports.stream_inventory_csv(
        door.product.database, principal, data.wanted(principal.time_zone), byte_order_mark=bool(data.bom)
    )
    headers = {"Content-Disposition": 'attachment; filename="inventory.csv"'}
    return Stream(rows, media_type="text/csv; charset=utf-8", headers=headers)


@post("/audit/list", status_code=200, tags=TAGS)
async def list_audit(data: JSONBody[AuditList], door: OpenDoor) -> Envelope[list[CTicketAudit]]:
    """Lists who changed what, newest first (extension)."""
    async with door.reading(data, STAFF) as (tx, principal):
        entries = await audit.list_audit(tx, principal, data.wanted(principal.time_zone), data.limit)
    return ok([audit_body(entry) for entry in entries])


HANDLERS: list[ControllerRouterHandler] = [
    summarise_inventory,
    summarise_attraction,
    list_expiring,
    report_sales,
    export_inventory,
    list_audit,
]
