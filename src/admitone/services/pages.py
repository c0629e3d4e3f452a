"""Hands out the PDF pages of tickets."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, Forbidden, NotFound, Unavailable
from admitone.core.inventory import Batch, Ticket, TicketStatus
from admitone.core.networks import network_of
from admitone.core.principal import Principal
from admitone.services.admissions import is_drawn
from admitone.services.batches import page_folder, read_batch
from admitone.services.guessing import count_use, note_wrong_code, refuse_guessing
from admitone.services.own_tickets import SheetWriter, draw_own_tickets, render_own_ticket
from admitone.services.ports import ObjectStore, PdfReader
from admitone.services.tickets import read_ticket
from admitone.store import batches
from admitone.store import tickets as store
from admitone.store.database import Database, Tx


@dataclass(frozen=True, slots=True)
class PageWorld:
    """What handing out pages needs of the world."""

    database: Database
    objects: ObjectStore
    pdf: PdfReader
    write_sheet: SheetWriter


@dataclass(frozen=True, slots=True)
class TicketFile:
    """A ticket's PDF with a file name that is safe in a header."""

    content: bytes
    file_name: str


async def download_ticket(
    world: PageWorld, principal: Principal, ticket_id: int, code: str, address: str
) -> TicketFile:
    """The PDF of a ticket for whoever has its code.

    A wrong code and an unknown ticket are the same NotFound. Guests get SOLD tickets only, until the link expires;
    staff get any ticket of their tenant. Every download is counted. TooManyRequests per ticket and address.
    """
    subject = network_of(address)
    tenant_id, ticket = await read_linked_ticket(world.database, ticket_id, code, subject)
    if not (principal.is_staff and principal.tenant_id == tenant_id):
        refuse_guest(ticket, utc_now())
    content = await _pages_of(world, tenant_id, ticket)
    async with world.database.writing() as tx:
        await count_use(tx, f"download:{ticket.id}", subject)
        await store.count_download(tx, ticket.id, utc_now())
    return TicketFile(content, f"ticket-{ticket.id}.pdf")


async def read_linked_ticket(database: Database, ticket_id: int, code: str, subject: str) -> tuple[int, Ticket]:
    """The ticket of a link with its tenant. A wrong code and an unknown ticket are the same NotFound.

    `subject` is the caller's network; TooManyRequests for one from which many wrong codes came.
    """
    async with database.reading() as tx:
        await refuse_guessing(tx, subject)
        found = await store.read_any_ticket(tx, ticket_id)
    tenant_id, ticket = found or (0, None)
    if not fits_code(ticket, code) or ticket is None:
        await note_wrong_code(database, subject)
        raise NotFound("there is no ticket with this id and code", fields=("ticketId", "code"))
    return tenant_id, ticket


async def read_ticket_pdf(world: PageWorld, principal: Principal, ticket_id: int) -> TicketFile:
    """The PDF of a ticket for staff; not counted as a download."""
    async with world.database.reading() as tx:
        ticket = await read_ticket(tx, principal, ticket_id)
    return TicketFile(await _pages_of(world, principal.tenant_id, ticket), f"ticket-{ticket.id}.pdf")


async def render_ticket(world: PageWorld, principal: Principal, ticket_id: int, *, width_px: int = 1000) -> bytes:
    """A PNG of a ticket's first page, for staff."""
    async with world.database.reading() as tx:
        ticket = await read_ticket(tx, principal, ticket_id)
        batch = None if is_drawn(ticket) else await _batch_of(tx, principal.tenant_id, ticket)
    if batch is None:
        drawn = await draw_tickets(world, principal.tenant_id, [ticket])
        return await render_own_ticket(world.pdf, drawn, width_px)
    return await _render(world, batch, ticket.page_number or 1, width_px)


async def render_batch_page(
    world: PageWorld, principal: Principal, batch_id: int, page: int, *, width_px: int = 1000
) -> bytes:
    """A PNG of any page of a batch's file, for staff: of a cover or an unreadable page too."""
    async with world.database.reading() as tx:
        batch = await read_batch(tx, principal, batch_id)
    if not 1 <= page <= batch.pages_total:
        raise NotFound(f"batch {batch_id} has {batch.pages_total} pages", fields=("page",))
    return await _render(world, batch, page, width_px)


async def _render(world: PageWorld, batch: Batch, page: int, width_px: int) -> bytes:
    try:
        async with world.objects.open_local(batch.object_key or "") as path:
            return await world.pdf.render_page(path, page, width_px=width_px)
    except LookupError as error:
        raise file_missing(batch) from error


async def draw_tickets(world: PageWorld, tenant_id: int, tickets: Sequence[Ticket]) -> bytes:
    """One PDF of tickets of events; Conflict as `draw_own_tickets` has it."""
    return await draw_own_tickets(
        world.database, world.objects, world.pdf, world.write_sheet, tenant_id=tenant_id, tickets=tickets
    )


async def _pages_of(world: PageWorld, tenant_id: int, ticket: Ticket) -> bytes:
    if is_drawn(ticket):
        return await draw_tickets(world, tenant_id, [ticket])
    numbers = page_numbers(ticket)
    which = hashlib.sha256(repr(numbers).encode()).hexdigest()[:16]
    key = f"{page_folder(tenant_id, ticket.batch_id or 0)}/{numbers[0]}-{which}.pdf"
    cached = await _cached(world, key)
    if cached is not None:
        return cached
    async with world.database.reading() as tx:
        batch = await _batch_of(tx, tenant_id, ticket)
    try:
        async with world.objects.open_local(batch.object_key or "") as path:
            content = await world.pdf.cut_pages(Path(path), numbers)
    except LookupError as error:
        raise file_missing(batch) from error
    # The page is at hand: a store that is down keeps nobody waiting for it.
    with contextlib.suppress(Unavailable):
        await world.objects.put_bytes(key, content)
    return content


async def _cached(world: PageWorld, key: str) -> bytes | None:
    """A page that was cut before. While the store is down there is none, but the file may have a local copy."""
    try:
        return await world.objects.read_bytes(key)
    except Unavailable:
        return None


async def _batch_of(tx: Tx, tenant_id: int, ticket: Ticket) -> Batch:
    batch = await batches.read_batch(tx, tenant_id, ticket.batch_id or 0)
    if batch is None or batch.object_key is None or ticket.page_number is None:
        raise NotFound(f"ticket {ticket.id} has no PDF page", fields=("ticketId",))
    return batch


def page_numbers(ticket: Ticket) -> list[int]:
    """The pages of a ticket: its own, then those attached to it."""
    attached: list[int] = msgspec.json.decode(ticket.attached_pages or "[]", type=list[int] | None) or []
    return [ticket.page_number or 1, *attached]


def fits_code(ticket: Ticket | None, code: str) -> bool:
    """Whether a code is the ticket's, compared in constant time; a missing ticket takes as long."""
    expected = ticket.download_code if ticket else "there is no such ticket"
    return hmac.compare_digest(expected.encode(), code.encode()) and ticket is not None


def refuse_guest(ticket: Ticket, now: datetime) -> None:
    """Conflict for a ticket that is not a guest's to take, Forbidden when its link has expired."""
    if ticket.status is not TicketStatus.SOLD:
        raise Conflict("this ticket is not sold, so it cannot be downloaded", fields=("ticketId",))
    if ticket.voided_at is not None:
        raise Conflict("this ticket was cancelled", fields=("ticketId",))
    if ticket.download_expires_at is not None and ticket.download_expires_at < now:
        raise Forbidden("this link has expired; ask the seller to renew it", fields=("code",))


def file_missing(batch: Batch) -> NotFound:
    """What to say when the object store has lost the original of a batch."""
    message = f"the file of batch {batch.id} is missing from the object store; restore it from a backup"
    return NotFound(message, fields=("ticketId",))
