"""Puts the tickets that a document holds into stock, inside one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec
from msgspec import Struct

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict
from admitone.core.ids import new_download_code, new_uid
from admitone.core.inventory import Attraction
from admitone.core.pricing import BatchPrices, settle_prices
from admitone.ingest.assembly import Assembly, AssemblyReport, FoundTicket, ReviewFlag
from admitone.services.categories import age_group_of
from admitone.store import batches
from admitone.store import tickets as store
from admitone.store.audit import Change, record_batch_tickets
from admitone.store.database import Tx
from admitone.store.tickets import KnownIdentity, NewTicket, TicketHome


class DuplicatePage(Struct, frozen=True, rename="camel"):
    """A page whose serial or barcode is in stock already as `ticketId`, or twice in its file (no `ticketId` then).

    `refused` is False when duplicates were allowed and the ticket was added all the same.
    """

    page: int
    field: str
    value: str
    ticket_id: int | None
    batch_id: int | None
    refused: bool


class UploadReport(AssemblyReport, frozen=True, rename="camel", kw_only=True):
    """What became of every page of a file. `tickets` counts those that were put into stock."""

    duplicates: list[DuplicatePage]


@dataclass(frozen=True, slots=True)
class Stocking:
    """The batch that tickets go into. `owner` is the user of the upload."""

    tenant_id: int
    batch_id: int
    attraction: Attraction
    campaign_id: int | None
    prices: BatchPrices
    allow_duplicates: bool
    owner: str


async def stock_tickets(tx: Tx, stocking: Stocking, assembly: Assembly) -> UploadReport | None:
    """Add the tickets of a document and finish its batch; the report, or None when the batch is no longer INGESTING.

    Conflict when every ticket is in stock already; InvalidParameter when the prices contradict the number of tickets.
    """
    prices = settle_prices(stocking.prices, len(assembly.tickets))
    now = utc_now()
    tickets = [_new_ticket(number, found, stocking.attraction) for number, found in enumerate(assembly.tickets, 1)]
    home = TicketHome(
        stocking.tenant_id,
        stocking.batch_id,
        stocking.attraction.id,
        stocking.campaign_id,
        prices.selling_price_minor,
        prices.selling_currency,
    )
    added = await store.insert_tickets(tx, home, tickets, duplicate_allowed=False, now=now)
    kept_out = [ticket for ticket in tickets if ticket.internal_serial not in added]
    duplicates = await _duplicates(tx, stocking, kept_out)
    if kept_out and stocking.allow_duplicates:
        flagged = [_flagged_duplicate(ticket) for ticket in kept_out]
        await store.insert_tickets(tx, home, flagged, duplicate_allowed=True, now=now)
    elif not added:
        raise _all_known(assembly.report, duplicates)
    count = len(tickets) if stocking.allow_duplicates else len(added)
    report = upload_report(assembly.report, tickets=count, duplicates=duplicates)
    finished = await batches.finish_batch(
        tx,
        stocking.tenant_id,
        stocking.batch_id,
        tickets=count,
        prices=prices,
        report=msgspec.json.encode(report).decode(),
        now=now,
    )
    if not finished:
        return None
    change = Change("UPLOAD", stocking.owner, now, new_status="AVAILABLE")
    await record_batch_tickets(tx, stocking.tenant_id, stocking.batch_id, change)
    return report


def upload_report(report: AssemblyReport, *, tickets: int, duplicates: Sequence[DuplicatePage] = ()) -> UploadReport:
    """The report of the assembly with what only the stock knows."""
    known = {name: getattr(report, name) for name in report.__struct_fields__}
    return UploadReport(**known | {"tickets": tickets, "duplicates": list(duplicates)})


def _new_ticket(number: int, found: FoundTicket, attraction: Attraction) -> NewTicket:
    return NewTicket(
        uid=new_uid(),
        internal_serial=number,
        serial=found.serial,
        barcode=found.barcode,
        category=found.category,
        age_group=age_group_of(found.category, attraction.age_groups),
        ticket_date=_day(found.ticket_date),
        time_slot=found.time_slot,
        time_slot_printed=found.time_slot_as_printed,
        valid_until=_day(found.valid_until),
        page_number=found.page,
        attached_pages=list(found.attached_pages),
        review_flags=[str(flag) for flag in found.flags],
        download_code=new_download_code(),
    )


def _flagged_duplicate(ticket: NewTicket) -> NewTicket:
    return msgspec.structs.replace(ticket, review_flags=[*ticket.review_flags, ReviewFlag.DUPLICATE])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


async def _duplicates(tx: Tx, stocking: Stocking, kept_out: Sequence[NewTicket]) -> list[DuplicatePage]:
    if not kept_out:
        return []
    known = await store.find_tickets_by_identity(
        tx,
        stocking.tenant_id,
        [ticket.serial for ticket in kept_out if ticket.serial],
        [ticket.barcode for ticket in kept_out if ticket.barcode],
    )
    serials, barcodes = _by(known, "serial"), _by(known, "barcode")
    return [
        _duplicate(ticket, serials, barcodes, stocking.batch_id, refused=not stocking.allow_duplicates)
        for ticket in kept_out
    ]


def _by(known: Iterable[KnownIdentity], field: str) -> dict[str, KnownIdentity]:
    return {value: ticket for ticket in known if (value := getattr(ticket, field))}


def _duplicate(
    ticket: NewTicket,
    serials: dict[str, KnownIdentity],
    barcodes: dict[str, KnownIdentity],
    batch_id: int,
    *,
    refused: bool,
) -> DuplicatePage:
    field, value, earlier = "barcode", ticket.barcode or "", barcodes.get(ticket.barcode or "")
    if ticket.serial in serials:
        field, value, earlier = "ticketSerial", ticket.serial or "", serials[ticket.serial]
    if earlier is None or earlier.batch_id == batch_id:
        # The first of the two stands in this very file; its row has no meaning when the upload is refused.
        return DuplicatePage(ticket.page_number, field, value, None, None, refused)
    return DuplicatePage(ticket.page_number, field, value, earlier.id, earlier.batch_id, refused)


def _all_known(report: AssemblyReport, duplicates: Sequence[DuplicatePage]) -> Conflict:
    earlier = sorted({duplicate.batch_id for duplicate in duplicates if duplicate.batch_id is not None})
    where = f" (batch {', '.join(map(str, earlier[:5]))})" if earlier else ""
    message = f"every ticket of this file is in stock already{where}; upload it with duplicates allowed to add them"
    details = {
        "duplicates": msgspec.to_builtins(duplicates[:100]),
        "report": upload_report(report, tickets=0, duplicates=duplicates),
    }
    return Conflict(message, fields=("pdfFile",), details=details)
