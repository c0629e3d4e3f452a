"""report/inventory-csv and audit/list."""

from __future__ import annotations

from litestar import post
from litestar.params import JSONBody
from litestar.response import Stream
from litestar.types import ControllerRouterHandler

from admitone.core.principal import STAFF
from admitone.dialects.offline.auth import OpenDoor
from admitone.dialects.offline.wire.audit import AuditList, CTicketAudit, audit_body
from admitone.dialects.offline.wire.envelope import Envelope, ok
from admitone.dialects.offline.wire.tickets import InventoryCsv
from admitone.services import audit, reports

TAGS = ["Reports"]


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


HANDLERS: list[ControllerRouterHandler] = [export_inventory, list_audit]
