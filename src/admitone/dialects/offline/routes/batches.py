"""batch/list, read, upload, progress, tickets, tickets/save, pages/to-tickets, delete."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter, JSONBody, MultipartBody
from litestar.types import ControllerRouterHandler

from admitone.core.principal import ADMINS, STAFF
from admitone.dialects.offline.auth import OpenDoor
from admitone.dialects.offline.files import local_file
from admitone.dialects.offline.wire.batches import (
    BatchList,
    BatchRef,
    BatchUpload,
    CBatchProgress,
    CTicketBatch,
    CUploadResult,
    PagesToTickets,
    batch_body,
    progress_body,
)
from admitone.dialects.offline.wire.envelope import Envelope, OfflineResponse, ok
from admitone.dialects.offline.wire.tickets import COfflineTicket, TicketsSave, ticket_bodies
from admitone.services import batches, corrections, page_decisions, uploads

TAGS = ["Batches"]
IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(name="Idempotency-Key", max_length=200, description="A repetition gives the same batch"),
]
Prefer = Annotated[
    str | None,
    HeaderParameter(name="Prefer", max_length=200, description="respond-async: 202 at once, then ask batch/progress"),
]


LATER = ResponseSpec(
    Envelope[CUploadResult], description="The batch is being read; ask batch/progress", generate_examples=False
)


@post("/batch/list", status_code=200, tags=TAGS)
async def list_batches(data: JSONBody[BatchList], door: OpenDoor) -> Envelope[list[CTicketBatch]]:
    """Lists batches, optionally of one attraction."""
    async with door.reading(data, STAFF) as (tx, principal):
        found = await batches.list_batches(tx, principal, data.attraction_id)
    return ok([batch_body(batch, principal.time_zone) for batch in found])


@post("/batch/read", status_code=200, tags=TAGS)
async def read_batch(data: JSONBody[BatchRef], door: OpenDoor) -> Envelope[CTicketBatch]:
    """Reads one batch."""
    async with door.reading(data, STAFF) as (tx, principal):
        batch = await batches.read_batch(tx, principal, data.batch_id)
    return ok(batch_body(batch, principal.time_zone))


@post("/batch/upload", status_code=200, tags=TAGS, responses={202: LATER})
async def upload_batch(
    data: MultipartBody[BatchUpload],
    door: OpenDoor,
    idempotency_key: IdempotencyKey = None,
    prefer: Prefer = None,
) -> Response[Envelope[CUploadResult]]:
    """Uploads a PDF: its pages become tickets of a new batch, all of them or none."""
    principal = await door.identify(data.session, ADMINS)
    later = "respond-async" in (prefer or "").lower()
    async with local_file(data.pdf_file, door.product.upload_folder) as path:
        command = data.command(path, idempotency_key or None)
        upload = uploads.start_upload if later else uploads.upload_batch
        batch_id = await upload(door.product.upload_world, principal, command)
    async with door.product.database.reading() as tx:
        batch = await batches.read_batch(tx, principal, batch_id)
        tickets = await batches.list_batch_tickets(tx, principal, batch_id)
    shown = batch_body(batch, principal.time_zone)
    result = CUploadResult(
        batch=shown,
        tickets=ticket_bodies(tickets, principal.time_zone),
        ticket_count=len(tickets),
        report=shown.report,
    )
    return OfflineResponse(content=ok(result), status_code=202 if later else 200, media_type="application/json")


@post("/batch/progress", status_code=200, tags=TAGS)
async def read_progress(data: JSONBody[BatchRef], door: OpenDoor) -> Envelope[CBatchProgress]:
    """Tells how many pages of an upload are done, of how many, and the errors so far (extension)."""
    async with door.reading(data, STAFF) as (tx, principal):
        batch = await batches.read_batch(tx, principal, data.batch_id)
    return ok(progress_body(batch))


@post("/batch/tickets", status_code=200, tags=TAGS)
async def list_batch_tickets(data: JSONBody[BatchRef], door: OpenDoor) -> Envelope[list[COfflineTicket]]:
    """Lists all tickets of a batch."""
    async with door.reading(data, STAFF) as (tx, principal):
        found = await batches.list_batch_tickets(tx, principal, data.batch_id)
    return ok(ticket_bodies(found, principal.time_zone))


@post("/batch/tickets/save", status_code=200, tags=TAGS)
async def save_tickets(data: JSONBody[TicketsSave], door: OpenDoor) -> Envelope[list[COfflineTicket]]:
    """Saves corrected tickets, all or none. A ticket changed since the version that was sent is a CONFLICT."""
    edits = [edit.correction(row) for row, edit in enumerate(data.tickets)]
    async with door.writing(data, ADMINS) as (tx, principal):
        saved = await corrections.save_tickets(tx, principal, edits)
    return ok(ticket_bodies(saved, principal.time_zone))


@post("/batch/pages/to-tickets", status_code=200, tags=TAGS)
async def turn_pages_into_tickets(data: JSONBody[PagesToTickets], door: OpenDoor) -> Envelope[list[COfflineTicket]]:
    """Makes tickets of pages that the extraction passed over: covers, attached and unreadable pages (extension)."""
    async with door.writing(data, ADMINS) as (tx, principal):
        made = await page_decisions.turn_pages_into_tickets(tx, principal, data.batch_id, data.pages)
    return ok(ticket_bodies(made, principal.time_zone))


@post("/batch/delete", status_code=200, tags=TAGS)
async def delete_batch(data: JSONBody[BatchRef], door: OpenDoor) -> Envelope[str]:
    """Deletes a batch with its tickets; refused while any of them is reserved or sold."""
    async with door.writing(data, ADMINS) as (tx, principal):
        await batches.delete_batch(tx, principal, data.batch_id)
    return ok("Batch deleted successfully")


HANDLERS: list[ControllerRouterHandler] = [
    list_batches,
    read_batch,
    read_progress,
    list_batch_tickets,
    save_tickets,
    turn_pages_into_tickets,
    delete_batch,
]
UPLOAD_HANDLERS: list[ControllerRouterHandler] = [upload_batch]
