"""A supplier's PDF becomes a batch of tickets: all of it or nothing."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, InvalidParameter, NotFound, Unavailable
from admitone.core.ids import new_uid
from admitone.core.inventory import Attraction
from admitone.core.pricing import BatchPrices, PriceInput, read_prices
from admitone.core.principal import ADMINS, Principal
from admitone.ingest.assemble import assemble_tickets
from admitone.ingest.assembly import Assembly
from admitone.ingest.model import ExtractionPatterns, PageReading
from admitone.services.patterns import patterns_of
from admitone.services.ports import ObjectStore, PdfReader
from admitone.services.stocking import Stocking, stock_tickets, upload_report
from admitone.store import attractions, batches, campaigns, effects
from admitone.store.audit import Change, record_entity
from admitone.store.batches import NewBatch
from admitone.store.database import ConstraintViolated, Database, Tx

UPLOAD_OPERATION: Final = "batch/upload"
INGEST_BATCH: Final = "ingest_batch"
NO_PRICES: Final = PriceInput()
OnPage = Callable[[PageReading], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class UploadWorld:
    """What uploading needs of the world. `folder` is where files lie meanwhile; it is tidied up after a crash."""

    database: Database
    objects: ObjectStore
    pdf: PdfReader
    default_currency: str
    seconds_max: float
    folder: Path


@dataclass(frozen=True, slots=True)
class UploadCommand:
    """One upload. `path` is a local file that the caller keeps until the upload has returned."""

    attraction_id: int
    path: Path
    file_name: str
    campaign_id: int | None = None
    password: str | None = None
    prices: PriceInput = NO_PRICES
    supplier_reference: str | None = None
    notes: str | None = None
    allow_duplicates: bool = False
    ocr: bool = False
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """An upload that may go on."""

    attraction: Attraction
    prices: BatchPrices
    sha256: str
    fingerprint: str
    byte_count: int
    replayed_batch_id: int | None


class IngestPayload(msgspec.Struct, frozen=True):
    """What the worker needs to read a batch that was accepted: the patterns are those of the moment of the upload."""

    batch_id: int
    user: str
    patterns: ExtractionPatterns
    allow_duplicates: bool
    ocr: bool


async def upload_batch(
    world: UploadWorld, principal: Principal, command: UploadCommand, on_page: OnPage | None = None
) -> int:
    """Read a PDF and commit its tickets; the batch's id.

    A repetition with the same idempotency key gives the same batch. Conflict names the earlier batch of the same file,
    or says that every ticket is in stock already; InvalidParameter when no page is a ticket, or for a PDF, pattern or
    price that cannot be used. Nothing stays behind when it is refused.
    """
    checked = await _check(world, principal, command)
    if checked.replayed_batch_id is not None:
        return checked.replayed_batch_id
    async with _plain_copy(world, command) as (path, pages):
        patterns = patterns_of(checked.attraction)
        assembly = await read_document(world, path, patterns, ocr=command.ocr, on_page=on_page)
        refuse_empty(assembly)
        async with _stored(world, principal, checked, path) as key:
            return await _commit_upload(world, principal, command, checked, key, pages, assembly)


async def start_upload(world: UploadWorld, principal: Principal, command: UploadCommand) -> int:
    """Accept a PDF and leave the reading to a worker; the id of a batch in state INGESTING.

    The file can be opened and is stored when this returns; the rest of the errors become the batch's failure.
    """
    checked = await _check(world, principal, command)
    if checked.replayed_batch_id is not None:
        return checked.replayed_batch_id
    async with _plain_copy(world, command) as (path, pages), _stored(world, principal, checked, path) as key:
        try:
            async with _committing(world, principal, command, checked) as tx:
                batch_id = await _insert(tx, principal, command, checked, key, pages)
                payload = IngestPayload(
                    batch_id, principal.name, patterns_of(checked.attraction), command.allow_duplicates, command.ocr
                )
                await effects.insert_effect(
                    tx, principal.tenant_id, INGEST_BATCH, f"batch-{batch_id}", msgspec.to_builtins(payload), utc_now()
                )
        except Replayed as replay:
            return replay.batch_id
        return batch_id


async def read_document(
    world: UploadWorld, path: Path, patterns: ExtractionPatterns, *, ocr: bool, on_page: OnPage | None
) -> Assembly:
    """Read every page and put the pages together to tickets."""
    readings: list[PageReading] = []
    try:
        async with asyncio.timeout(world.seconds_max):
            async for reading in world.pdf.read_pages(path, patterns, ocr=ocr):
                readings.append(reading)
                if on_page is not None:
                    await on_page(reading)
    except TimeoutError as error:
        message = f"reading took longer than {world.seconds_max:.0f} s; split the file and upload the parts"
        raise Unavailable(message, fields=("pdfFile",)) from error
    return await asyncio.to_thread(assemble_tickets, readings, patterns)


def refuse_empty(assembly: Assembly) -> None:
    """InvalidParameter when no page of a document is a ticket."""
    if assembly.tickets:
        return
    report = msgspec.to_builtins(upload_report(assembly.report, tickets=0))
    unreadable = assembly.report.unreadable_pages
    if unreadable:
        message = f"no ticket was found: {len(unreadable)} pages cannot be read ({unreadable[0].message})"
    else:
        message = "no ticket was found: on no page do the patterns find a serial and no page has a code"
    message += "; teach the patterns with a page of this file, then upload it again"
    raise InvalidParameter(message, fields=("pdfFile",), details={"report": report})


async def _check(world: UploadWorld, principal: Principal, command: UploadCommand) -> Checked:
    principal.require(ADMINS)
    if command.ocr:
        await world.pdf.check_ocr()
    prices = read_prices(command.prices, world.default_currency)
    sha256 = await asyncio.to_thread(hash_file, command.path)
    fingerprint = _fingerprint(command, sha256)
    async with world.database.reading() as tx:
        attraction = await attractions.read_attraction(tx, principal.tenant_id, command.attraction_id)
        if attraction is None:
            raise NotFound(f"there is no attraction {command.attraction_id}", fields=("attractionId",))
        if not attraction.active:
            message = f"attraction {attraction.id} is deactivated; activate it before stocking it"
            raise Conflict(message, fields=("attractionId",))
        await _check_campaign(tx, principal, command.campaign_id)
        replayed = await _replay(tx, principal, command, fingerprint)
        if replayed is None:
            await _refuse_known_file(tx, principal, command.attraction_id, sha256)
    size = command.path.stat().st_size
    return Checked(attraction, prices, sha256, fingerprint, size, replayed)


async def _check_campaign(tx: Tx, principal: Principal, campaign_id: int | None) -> None:
    if campaign_id is None:
        return
    if await campaigns.read_campaign(tx, principal.tenant_id, campaign_id) is None:
        raise NotFound(f"there is no campaign {campaign_id}", fields=("campaignId",))


async def _replay(tx: Tx, principal: Principal, command: UploadCommand, fingerprint: str) -> int | None:
    if command.idempotency_key is None:
        return None
    kept = await batches.read_idempotency_key(tx, principal.tenant_id, UPLOAD_OPERATION, command.idempotency_key)
    if kept is None:
        return None
    if kept.fingerprint != fingerprint:
        message = f"this Idempotency-Key made batch {kept.result_id} from other values; use a new key for a new upload"
        raise Conflict(message, fields=("Idempotency-Key",), details={"batchId": kept.result_id})
    return kept.result_id


async def _refuse_known_file(tx: Tx, principal: Principal, attraction_id: int, sha256: str) -> None:
    known = await batches.read_batch_of_file(tx, principal.tenant_id, attraction_id, sha256)
    if known is not None:
        message = f"this file is in stock already as batch {known}; delete that batch first to upload it again"
        raise Conflict(message, fields=("pdfFile",), details={"batchId": known})


@asynccontextmanager
async def _plain_copy(world: UploadWorld, command: UploadCommand) -> AsyncIterator[tuple[Path, int]]:
    # Pages are cut for years to come, so an encrypted file is kept without its password.
    info = await world.pdf.inspect(command.path, command.password)
    if not info.encrypted:
        yield command.path, info.pages
        return
    plain = world.folder / f"upload-{new_uid()}.pdf"
    try:
        await asyncio.to_thread(world.folder.mkdir, parents=True, exist_ok=True)
        await world.pdf.decrypt(command.path, plain, password=command.password)
        yield plain, info.pages
    finally:
        plain.unlink(missing_ok=True)


@asynccontextmanager
async def _stored(world: UploadWorld, principal: Principal, checked: Checked, path: Path) -> AsyncIterator[str]:
    # The key is new each time, so that taking this object away again can hurt no other upload of the same file.
    key = f"originals/{principal.tenant_id}/{checked.sha256[:16]}-{new_uid()}.pdf"
    await world.objects.put_file(key, path)
    try:
        yield key
    finally:
        await _drop_unless_kept(world, principal, checked.sha256, key)


async def _drop_unless_kept(world: UploadWorld, principal: Principal, sha256: str, key: str) -> None:
    # Asks the database rather than the course of events: a commit whose answer was lost may have happened.
    async with world.database.reading() as tx:
        kept = await batches.read_original(tx, principal.tenant_id, sha256)
    if kept is None or kept.object_key != key:
        # Whatever refused the upload is what the caller is told; housekeeping finds what could not be deleted.
        with contextlib.suppress(Unavailable):
            await world.objects.delete(key)


async def _commit_upload(  # noqa: PLR0917
    world: UploadWorld,
    principal: Principal,
    command: UploadCommand,
    checked: Checked,
    key: str,
    pages: int,
    assembly: Assembly,
) -> int:
    try:
        async with _committing(world, principal, command, checked) as tx:
            batch_id = await _insert(tx, principal, command, checked, key, pages)
            stocking = Stocking(
                tenant_id=principal.tenant_id,
                batch_id=batch_id,
                attraction=checked.attraction,
                campaign_id=command.campaign_id,
                prices=checked.prices,
                allow_duplicates=command.allow_duplicates,
                owner=principal.name,
            )
            await stock_tickets(tx, stocking, assembly)
            return batch_id
    except Replayed as replay:
        return replay.batch_id


async def _insert(  # noqa: PLR0917
    tx: Tx, principal: Principal, command: UploadCommand, checked: Checked, key: str, pages: int
) -> int:
    now = utc_now()
    original = await batches.keep_original(
        tx,
        principal.tenant_id,
        sha256=checked.sha256,
        object_key=key,
        byte_count=checked.byte_count,
        page_count=pages,
        now=now,
    )
    new = NewBatch(
        attraction_id=command.attraction_id,
        campaign_id=command.campaign_id,
        file_name=command.file_name,
        supplier_reference=command.supplier_reference,
        notes=command.notes,
        prices=checked.prices,
        pages_total=pages,
        created_by=principal.name,
    )
    batch_id = await batches.insert_batch(tx, principal.tenant_id, original.id, new, now)
    if command.idempotency_key is not None:
        await batches.insert_idempotency_key(
            tx,
            principal.tenant_id,
            UPLOAD_OPERATION,
            command.idempotency_key,
            fingerprint=checked.fingerprint,
            result_id=batch_id,
            now=now,
        )
    change = Change("UPLOAD", principal.name, now, details=command.file_name)
    await record_entity(tx, principal.tenant_id, "BATCH", batch_id, change)
    return batch_id


class Replayed(Exception):
    """Another request with the same idempotency key committed first."""

    def __init__(self, batch_id: int) -> None:
        """Keep the batch that it made."""
        super().__init__(batch_id)
        self.batch_id = batch_id


@asynccontextmanager
async def _committing(
    world: UploadWorld, principal: Principal, command: UploadCommand, checked: Checked
) -> AsyncIterator[Tx]:
    # Between the check and the commit another upload of this file or key may have won; the constraints tell.
    try:
        async with world.database.writing() as tx:
            yield tx
    except ConstraintViolated as error:
        if error.constraint not in {"batches_file_once", "idempotency_key_once"}:
            raise
        async with world.database.reading() as tx:
            won = await _replay(tx, principal, command, checked.fingerprint)
            if won is not None:
                raise Replayed(won) from error
            await _refuse_known_file(tx, principal, command.attraction_id, checked.sha256)
        raise


def hash_file(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fingerprint(command: UploadCommand, sha256: str) -> str:
    said = (
        sha256,
        command.attraction_id,
        command.campaign_id,
        command.supplier_reference,
        command.notes,
        command.allow_duplicates,
        command.ocr,
        *(
            str(value)
            for value in (
                command.prices.purchase_total,
                command.prices.purchase_per_ticket,
                command.prices.purchase_currency,
                command.prices.selling_price,
                command.prices.selling_currency,
            )
        ),
    )
    return hashlib.sha256(repr(said).encode()).hexdigest()
