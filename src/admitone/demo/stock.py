"""Loads the demo through the product's own use cases, as an admin would: teach, then upload."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

from admitone.bootstrap import Product
from admitone.core.inventory import Attraction
from admitone.core.pricing import PriceInput
from admitone.core.principal import Principal
from admitone.services import attractions, batches, campaigns, patterns
from admitone.services.attractions import AttractionChange
from admitone.services.campaigns import CampaignChange
from admitone.services.uploads import UploadCommand, upload_batch

CAMPAIGN: Final = "Season opening"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Line:
    """An attraction, the files with its tickets (the pages of the last one teach the patterns), and prices."""

    change: AttractionChange
    files: tuple[str, ...]
    bought: str
    sold: str
    currency: str


LINES: Final = (
    Line(
        AttractionChange(
            name="Coral Bay Aquarium",
            odoo_product_code="CBA-ADM",
            supplier="Coral Bay Leisure",
            categories="Adult,Child",
            age_groups="Adult,Child",
            has_time_slots=True,
        ),
        ("aquarium-spring.pdf", "aquarium.pdf"),
        "145.00",
        "199.00",
        "AED",
    ),
    Line(
        AttractionChange(
            name="Skyline 148",
            odoo_product_code="SKY-148",
            supplier="Skyline Towers",
            categories="Adult,Child,Senior",
            age_groups="Adult,Child,Senior",
            has_time_slots=True,
            notes="Late slots sell out first.",
        ),
        ("skyline.pdf",),
        "310.00",
        "399.00",
        "AED",
    ),
    Line(
        AttractionChange(
            name="Red Dunes Safari",
            odoo_product_code="RDS-OPEN",
            supplier="Red Dunes Tours",
            categories="Adult,Child",
            notes="Open vouchers: the guest books a seat with the supplier.",
        ),
        ("safari.pdf",),
        "120.00",
        "185.00",
        "AED",
    ),
    Line(
        AttractionChange(
            name="Musée des Lumières",
            odoo_product_code="ML-PARIS",
            supplier="Lumières SA",
            categories="Plein tarif,Tarif réduit",
            has_time_slots=True,
        ),
        ("musee.pdf",),
        "17.50",
        "24.00",
        "EUR",
    ),
)


async def write_files(folder: Path, day: date) -> None:
    """Have the suppliers' files written by a process of their own; CalledProcessError when it fails."""
    command = [sys.executable, "-m", "admitone.demo.supplier_files", str(folder), day.isoformat()]
    process = await asyncio.create_subprocess_exec(*command)
    if await process.wait() != 0:
        raise RuntimeError("the demo's PDF files could not be written; the lines above say why")


async def load_stock(product: Product, principal: Principal, folder: Path, day: date, say: Say) -> None:
    """Add what is missing of the demo's campaign, attractions, patterns and batches; whatever is there stays."""
    campaign_id = await _campaign(product, principal, day)
    for line in LINES:
        attraction = await _attraction(product, principal, line)
        if attraction.extraction_patterns is None:
            await _teach(product, principal, attraction, folder / line.files[-1])
        tickets = await _fill(product, principal, attraction, _uploads(attraction, line, folder, campaign_id))
        say(f"{line.change.name}: {tickets} tickets")


async def _campaign(product: Product, principal: Principal, day: date) -> int:
    async with product.database.writing() as tx:
        for known in await campaigns.list_campaigns(tx, principal):
            if known.name == CAMPAIGN:
                return known.id
        end = day + timedelta(days=90)
        change = CampaignChange(CAMPAIGN, start_date=day, end_date=end, description="Stock for the first three months")
        return (await campaigns.create_campaign(tx, principal, change)).id


async def _attraction(product: Product, principal: Principal, line: Line) -> Attraction:
    async with product.database.writing() as tx:
        for known in await attractions.list_attractions(tx, principal):
            if known.odoo_product_code == line.change.odoo_product_code:
                return known
        return await attractions.create_attraction(tx, principal, line.change)


async def _teach(product: Product, principal: Principal, attraction: Attraction, sample: Path) -> None:
    analysis = await patterns.analyze_sample(product.pdf, principal, sample, attraction)
    async with product.database.writing() as tx:
        await patterns.save_patterns(tx, principal, attraction.id, analysis.patterns)


def _uploads(attraction: Attraction, line: Line, folder: Path, campaign_id: int) -> list[UploadCommand]:
    prices = PriceInput(
        purchase_per_ticket=Decimal(line.bought),
        purchase_currency=line.currency,
        selling_price=Decimal(line.sold),
        selling_currency=line.currency,
    )
    return [
        UploadCommand(
            attraction_id=attraction.id,
            path=folder / name,
            file_name=name,
            campaign_id=campaign_id,
            prices=prices,
            supplier_reference=f"PO-{attraction.id:04d}",
        )
        for name in line.files
    ]


async def _fill(product: Product, principal: Principal, attraction: Attraction, uploads: list[UploadCommand]) -> int:
    async with product.database.reading() as tx:
        present = await batches.list_batches(tx, principal, attraction.id)
    # By name, not by content: the files of another day are other files.
    names = {batch.file_name for batch in present}
    for upload in uploads:
        if upload.file_name not in names:
            await upload_batch(product.upload_world, principal, upload)
    async with product.database.reading() as tx:
        return sum(batch.total_tickets for batch in await batches.list_batches(tx, principal, attraction.id))
