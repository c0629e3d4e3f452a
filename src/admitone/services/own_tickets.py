"""PDFs of tickets that we draw ourselves: those of events."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Final, Protocol

from admitone.core.admissions import Admission
from admitone.core.errors import Conflict
from admitone.core.event_design import EventDesign
from admitone.core.inventory import Ticket, TicketFormat
from admitone.core.ticket_sheets import SHEETS_MAX, SheetDesign, TicketSheet
from admitone.services.admissions import read_admissions
from admitone.services.ports import ObjectStore, PdfReader
from admitone.store.database import Database

_MOVING: Final = "their codes change all the time and are shown by the holder's app"
_PENDING: Final = "they are not issued yet; try again in a minute"


class SheetWriter(Protocol):
    """Words what a ticket says on paper."""

    def __call__(self, admission: Admission) -> TicketSheet:
        """A sheet in the admission's language; the admission must have a code."""
        ...


async def draw_own_tickets(
    database: Database,
    objects: ObjectStore,
    pdf: PdfReader,
    write: SheetWriter,
    *,
    tenant_id: int,
    tickets: Sequence[Ticket],
) -> bytes:
    """One PDF of tickets of events, a page each, in their order.

    Conflict while one of them has no code that may be printed: it is being issued, or its code changes all the time.
    """
    async with database.reading() as tx:
        admissions = await read_admissions(tx, tenant_id, tickets)
    _refuse_without_code(tickets, admissions)
    parts: list[bytes] = []
    for _, run in groupby(admissions, key=lambda admission: admission.event_id):
        alike = list(run)
        design = await _sheet_design(objects, alike[0].design)
        for start in range(0, len(alike), SHEETS_MAX):
            sheets = [write(admission) for admission in alike[start : start + SHEETS_MAX]]
            parts.append(await pdf.draw_tickets(design, sheets))
    return parts[0] if len(parts) == 1 else await pdf.merge_files(parts)


async def render_own_ticket(pdf: PdfReader, content: bytes, width_px: int) -> bytes:
    """A PNG of the first page of a PDF that was drawn."""
    with tempfile.TemporaryDirectory(prefix="admitone-") as folder:
        path = Path(folder, "ticket.pdf")
        await asyncio.to_thread(path.write_bytes, content)
        return await pdf.render_page(path, 1, width_px=width_px)


async def _sheet_design(objects: ObjectStore, design: EventDesign) -> SheetDesign:
    logo = await objects.read_bytes(f"{design.logo}/sheet.png") if design.logo else None
    return SheetDesign(background=design.background, foreground=design.foreground, accent=design.accent, logo=logo)


def _refuse_without_code(tickets: Sequence[Ticket], admissions: Sequence[Admission]) -> None:
    lacking = [ticket for ticket, admission in zip(tickets, admissions, strict=True) if admission.code is None]
    if not lacking:
        return
    moving = any(ticket.format is TicketFormat.SECURE for ticket in lacking)
    ids = [ticket.id for ticket in lacking]
    reason = _MOVING if moving else _PENDING
    message = f"{len(ids)} of these tickets cannot be printed: {reason}"
    raise Conflict(message, fields=("ticketId",), details={"ticketIds": ids})
