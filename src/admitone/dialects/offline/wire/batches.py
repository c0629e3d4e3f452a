"""Batches of the offline contract."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import msgspec
from litestar.datastructures import UploadFile
from msgspec import Meta, Struct

from admitone.bodies import Id, Line, Text
from admitone.core.clock import local_day
from admitone.core.inventory import Batch, BatchState
from admitone.core.money import to_major
from admitone.core.pricing import PriceInput
from admitone.dialects.offline.wire.envelope import SessionBody
from admitone.dialects.offline.wire.tickets import COfflineTicket, Price
from admitone.services.uploads import UploadCommand


class BatchList(SessionBody, kw_only=True, rename="camel"):
    """Body of batch/list."""

    attraction_id: Id | None = None


class BatchRef(SessionBody, kw_only=True, rename="camel"):
    """Body of batch/read, batch/tickets, batch/delete and batch/progress."""

    batch_id: Id


class PagesToTickets(SessionBody, kw_only=True, rename="camel"):
    """Body of batch/pages/to-tickets (extension)."""

    batch_id: Id
    pages: Annotated[list[Annotated[int, Meta(ge=1, le=10_000_000)]], Meta(min_length=1, max_length=1000)]


class BatchUpload(SessionBody, kw_only=True, rename="camel"):
    """Multipart body of batch/upload. `password`, `allowDuplicates` and `ocr` are extensions."""

    attraction_id: Id
    pdf_file: UploadFile
    campaign_id: Id | None = None
    supplier_reference: Line | None = None
    purchase_price_total: Price | None = None
    purchase_price_per_ticket: Price | None = None
    purchase_currency: Line | None = None
    default_selling_price: Price | None = None
    selling_currency: Line | None = None
    notes: Text | None = None
    password: Annotated[str, Meta(max_length=200, description="Extension: opens an encrypted PDF")] | None = None
    allow_duplicates: Annotated[bool, Meta(description="Extension: add serials and barcodes known already")] = False
    ocr: Annotated[bool, Meta(description="Extension: recognize scanned pages; their tickets are UNVERIFIED")] = False

    def command(self, path: Path, idempotency_key: str | None) -> UploadCommand:
        """The command that the service takes; `path` is where the file was put."""
        return UploadCommand(
            attraction_id=self.attraction_id,
            path=path,
            file_name=plain_file_name(self.pdf_file.filename),
            campaign_id=self.campaign_id,
            password=self.password,
            prices=PriceInput(
                purchase_total=self.purchase_price_total,
                purchase_per_ticket=self.purchase_price_per_ticket,
                purchase_currency=self.purchase_currency,
                selling_price=self.default_selling_price,
                selling_currency=self.selling_currency,
            ),
            supplier_reference=self.supplier_reference,
            notes=self.notes,
            allow_duplicates=self.allow_duplicates,
            ocr=self.ocr,
            idempotency_key=idempotency_key,
        )


class CTicketBatch(Struct, frozen=True, rename="camel"):
    """CTicketBatch of the contract; `state` and what follows are extensions."""

    batch_id: int
    attraction_id: int
    campaign_id: int | None
    upload_date: str
    supplier_reference: str | None
    purchase_price_total: Price | None
    purchase_price_per_ticket: Price | None
    purchase_currency: str | None
    default_selling_price: Price | None
    selling_currency: str | None
    original_pdf_path: str | None
    total_tickets: int
    notes: str | None
    created_at: str
    state: str
    file_name: str
    page_count: int
    failure: str | None
    report: Annotated[dict[str, Any], Meta(description="What became of every page")] | None


class CUploadResult(Struct, frozen=True, rename="camel"):
    """What batch/upload answers. `report` is an extension: what became of every page."""

    batch: CTicketBatch
    tickets: list[COfflineTicket]
    ticket_count: int
    report: dict[str, Any] | None


class CBatchProgress(Struct, frozen=True, rename="camel"):
    """What batch/progress answers (extension). `state` is INGESTING, READY or FAILED."""

    batch_id: int
    state: str
    pages_done: int
    pages_total: int
    total_tickets: int
    failure: str | None
    report: dict[str, Any] | None


def batch_body(batch: Batch, time_zone: str) -> CTicketBatch:
    """A batch as the contract shows it."""
    bought, sold = batch.purchase_currency, batch.selling_currency
    created = local_day(batch.created_at, time_zone).isoformat()
    return CTicketBatch(
        batch_id=batch.id,
        attraction_id=batch.attraction_id,
        campaign_id=batch.campaign_id,
        upload_date=created,
        supplier_reference=batch.supplier_reference,
        purchase_price_total=_price(batch.purchase_price_total_minor, bought),
        purchase_price_per_ticket=_price(batch.purchase_price_per_ticket_minor, bought),
        purchase_currency=bought,
        default_selling_price=_price(batch.default_selling_price_minor, sold),
        selling_currency=sold,
        original_pdf_path=batch.object_key,
        total_tickets=batch.total_tickets,
        notes=batch.notes,
        created_at=created,
        state=batch.state,
        file_name=batch.file_name,
        page_count=batch.pages_total,
        failure=batch.failure,
        report=_report(batch),
    )


def progress_body(batch: Batch) -> CBatchProgress:
    """How far a batch is. `report` tells the pages that could not be read so far."""
    return CBatchProgress(
        batch_id=batch.id,
        state=batch.state,
        pages_done=batch.pages_total if batch.state is BatchState.READY else batch.pages_done,
        pages_total=batch.pages_total,
        total_tickets=batch.total_tickets,
        failure=batch.failure,
        report=_report(batch),
    )


def plain_file_name(name: str) -> str:
    """A file name without folders and control characters, at most 200 characters; only ever shown, never opened."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in last if character.isprintable())[:200] or "upload.pdf"


def _price(minor: int | None, currency: str | None) -> Decimal | None:
    return None if minor is None or currency is None else to_major(minor, currency)


def _report(batch: Batch) -> dict[str, Any] | None:
    return msgspec.json.decode(batch.report, type=dict[str, Any]) if batch.report else None
