"""Reads the file of an accepted upload; carried out by a worker, again by another one when the first one dies."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec
import structlog

from admitone.core.clock import utc_now
from admitone.core.errors import AdmitError
from admitone.core.inventory import Batch, BatchState
from admitone.core.pricing import BatchPrices
from admitone.ingest.assembly import Assembly
from admitone.ingest.model import PageReading
from admitone.services.effects import ATTEMPTS_MAX, Claim, LeaseLost
from admitone.services.stocking import Stocking, stock_tickets
from admitone.services.uploads import IngestPayload, UploadWorld, read_document, refuse_empty
from admitone.store import attractions, batches
from admitone.store.audit import Change, record_entity

PROGRESS_EVERY: Final = timedelta(seconds=1)
ERRORS_SHOWN_MAX: Final = 100
_log = structlog.get_logger(__name__)


async def ingest_batch(world: UploadWorld, claim: Claim) -> None:
    """Read a batch's file and commit its tickets, or its failure.

    What the file or its prices are to blame for ends in state FAILED, with the reason; anything else is raised, so that
    the effect is tried again, and ends so after the last attempt.
    """
    payload = msgspec.convert(claim.effect.read_payload(), IngestPayload)
    async with world.database.reading() as tx:
        batch = await batches.read_batch(tx, claim.effect.tenant_id, payload.batch_id)
    if batch is None or batch.state is not BatchState.INGESTING:
        async with claim.finishing():
            return
    try:
        async with world.objects.open_local(batch.object_key or "") as path:
            progress = _Progress(claim, batch)
            assembly = await read_document(world, path, payload.patterns, ocr=payload.ocr, on_page=progress.note)
        refuse_empty(assembly)
        await _commit(claim, payload, batch, assembly)
    except LeaseLost:
        raise
    except Exception as error:
        refused = isinstance(error, AdmitError) and not error.retry_can_help
        if not refused and claim.effect.attempts < ATTEMPTS_MAX:
            raise
        # Whoever waits for this batch is told, even when the fault is ours and nobody has found it meanwhile.
        if not isinstance(error, AdmitError):
            _log.error("ingest_given_up", batch=payload.batch_id, exc_info=error)
            error = AdmitError("the file could not be read; delete this batch, then upload the file again")
        await _fail(claim, payload, error)


class _Progress:
    """Writes how far the reading is, at most once a second, and keeps the lease while it goes on."""

    def __init__(self, claim: Claim, batch: Batch) -> None:
        self._claim = claim
        self._batch = batch
        self._done = 0
        self._errors: list[dict[str, object]] = []
        self._written_at: datetime = utc_now()

    async def note(self, reading: PageReading) -> None:
        self._done += 1
        if reading.failure is not None and len(self._errors) < ERRORS_SHOWN_MAX:
            message = reading.failure_message or ""
            self._errors.append({"page": reading.page, "failure": str(reading.failure), "message": message})
        now = utc_now()
        if now - self._written_at < PROGRESS_EVERY:
            return
        self._written_at = now
        await self._claim.renew()
        async with self._claim.database.writing() as tx:
            going_on = await batches.note_progress(
                tx,
                self._claim.effect.tenant_id,
                self._batch.id,
                pages_done=self._done,
                report=msgspec.json.encode({"unreadablePages": self._errors}).decode(),
                now=now,
            )
        if not going_on:
            # The batch was deleted under way; the effect has nothing left to do.
            raise LeaseLost("the batch is gone")


async def _commit(claim: Claim, payload: IngestPayload, batch: Batch, assembly: Assembly) -> None:
    tenant_id = claim.effect.tenant_id
    async with claim.finishing() as tx:
        attraction = await attractions.read_attraction(tx, tenant_id, batch.attraction_id)
        if attraction is None or not await batches.lock_batch(tx, tenant_id, batch.id):
            return
        stocking = Stocking(
            tenant_id=tenant_id,
            batch_id=batch.id,
            attraction=attraction,
            campaign_id=batch.campaign_id,
            prices=BatchPrices(
                batch.purchase_price_total_minor,
                batch.purchase_price_per_ticket_minor,
                batch.purchase_currency,
                batch.default_selling_price_minor,
                batch.selling_currency,
            ),
            allow_duplicates=payload.allow_duplicates,
            owner=payload.user,
        )
        if await stock_tickets(tx, stocking, assembly) is None:
            raise LeaseLost("the batch has left INGESTING")


async def _fail(claim: Claim, payload: IngestPayload, error: AdmitError) -> None:
    now = utc_now()
    report = error.details.get("report")
    async with claim.finishing() as tx:
        await batches.fail_batch(
            tx,
            claim.effect.tenant_id,
            payload.batch_id,
            failure=error.message,
            report=msgspec.json.encode(report).decode() if report else None,
            now=now,
        )
        change = Change("UPLOAD_FAILED", payload.user, now, "INGESTING", "FAILED", error.message)
        await record_entity(tx, claim.effect.tenant_id, "BATCH", payload.batch_id, change)
