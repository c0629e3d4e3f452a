"""Tickets in stock without a PDF: the upload's own use case from where the pages have been read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from admitone.bootstrap import Product
from admitone.core.clock import utc_now
from admitone.core.pricing import PriceInput, read_prices
from admitone.ingest.assembly import Assembly, AssemblyReport, FoundTicket
from admitone.services.stocking import Stocking, stock_tickets
from admitone.store import attractions, batches
from admitone.store.batches import NewBatch
from tests.offline.api import Cast, sql


async def stocked(
    product: Product,
    attraction_id: int,
    found: Sequence[FoundTicket],
    *,
    campaign_id: int | None = None,
    prices: PriceInput | None = None,
) -> int:
    """Put tickets into a batch of their own; its id."""
    report = AssemblyReport(len(found), len(found), [], [], [], [], [])
    [row] = await sql(product, "SELECT tenant_id FROM attractions WHERE id = :id", id=attraction_id)
    tenant_id, now = int(row["tenant_id"]), utc_now()
    read = read_prices(prices or PriceInput(), "AED")
    async with product.database.writing() as tx:
        attraction = await attractions.read_attraction(tx, tenant_id, attraction_id)
        assert attraction is not None
        original = await batches.keep_original(
            tx, tenant_id, sha256=str(now), object_key=str(now), byte_count=1, page_count=1, now=now
        )
        new = NewBatch(
            attraction_id=attraction_id,
            campaign_id=campaign_id,
            file_name="stock.pdf",
            supplier_reference=None,
            notes=None,
            prices=read,
            pages_total=len(found),
            created_by="admin",
        )
        batch_id = await batches.insert_batch(tx, tenant_id, original.id, new, now)
        stocking = Stocking(
            tenant_id=tenant_id,
            batch_id=batch_id,
            attraction=attraction,
            campaign_id=campaign_id,
            prices=read,
            allow_duplicates=False,
            owner="admin",
        )
        assert await stock_tickets(tx, stocking, Assembly(list(found), report)) is not None
    return batch_id


async def three_tickets(product: Product, cast: Cast, **prices: Any) -> list[dict[str, Any]]:
    """Three tickets for days far ahead, S1 to S3 with barcodes B1 to B3, as the door shows them."""
    written = await cast.admin.data("attraction/write", name="Aquarium", odooProductCode="A", ageGroups="Adult,Child")
    found = [
        FoundTicket(page=n, serial=f"S{n}", barcode=f"B{n}", ticket_date=f"2099-01-0{n}", category="Adult")
        for n in (1, 2, 3)
    ]
    batch_id = await stocked(product, written["attractionId"], found, prices=PriceInput(**prices))
    tickets: list[dict[str, Any]] = await cast.agent.data("batch/tickets", batchId=batch_id)
    return tickets
