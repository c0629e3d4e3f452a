"""An admin decides that a page which the extraction passed over is a ticket."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, InvalidParameter
from admitone.core.ids import new_download_code, new_uid
from admitone.core.inventory import Batch, Ticket, TicketStatus
from admitone.core.principal import ADMINS, Principal
from admitone.ingest.assembly import ReviewFlag
from admitone.services.batches import missing_batch, read_batch
from admitone.services.pages import page_numbers
from admitone.services.stocking import UploadReport
from admitone.store import audit, batches
from admitone.store import tickets as store
from admitone.store.audit import Change
from admitone.store.database import Tx
from admitone.store.tickets import NewTicket, TicketHome


async def turn_pages_into_tickets(tx: Tx, principal: Principal, batch_id: int, pages: Sequence[int]) -> list[Ticket]:
    """Make a ticket of each of these skipped, attached or unreadable pages, all or none.

    An attached page leaves the ticket it belonged to. The new tickets have the batch's price and are flagged, since
    their fields are empty. InvalidParameter names a page that is no such page; Conflict when the ticket that would lose
    a page is reserved or sold.
    """
    principal.require(ADMINS)
    tenant_id = principal.tenant_id
    if not await batches.lock_batch(tx, tenant_id, batch_id):
        raise missing_batch(batch_id)
    batch = await read_batch(tx, principal, batch_id)
    if batch.report is None or batch.state != "READY":
        raise Conflict(f"batch {batch_id} is {batch.state}; wait until it is READY", fields=("batchId",))
    report = msgspec.json.decode(batch.report, type=UploadReport)
    wanted = sorted(set(pages))
    _refuse_other_pages(report, wanted)
    now = utc_now()
    await _detach(tx, principal, batch, report, wanted)
    tickets = [_empty_ticket(batch.pages_total + page, page) for page in wanted]
    home = TicketHome(
        tenant_id,
        batch_id,
        batch.attraction_id,
        batch.campaign_id,
        batch.default_selling_price_minor,
        batch.selling_currency,
    )
    await store.insert_tickets(tx, home, tickets, duplicate_allowed=False, now=now)
    made = await store.read_tickets_of_pages(tx, tenant_id, batch_id, wanted)
    change = Change("PAGE_TO_TICKET", principal.name, now, new_status="AVAILABLE")
    await audit.record_tickets(tx, tenant_id, [ticket.id for ticket in made], change)
    await batches.update_report(
        tx,
        tenant_id,
        batch_id,
        tickets=batch.total_tickets + len(made),
        report=msgspec.json.encode(_without(report, set(wanted))).decode(),
        now=now,
    )
    return made


def _refuse_other_pages(report: UploadReport, pages: Sequence[int]) -> None:
    passed_over = {page.page for page in report.attached_pages}
    passed_over |= {page.page for page in report.skipped_pages}
    passed_over |= {page.page for page in report.unreadable_pages}
    for row, page in enumerate(pages):
        if page not in passed_over:
            message = f"pages[{row}]: page {page} is a ticket already or not in this batch's report as passed over"
            raise InvalidParameter(message, fields=(f"pages[{row}]",))


async def _detach(tx: Tx, principal: Principal, batch: Batch, report: UploadReport, pages: Sequence[int]) -> None:
    owners = {attached.page: attached.ticket_page for attached in report.attached_pages}
    losing = sorted({owners[page] for page in pages if page in owners})
    tenant_id = principal.tenant_id
    for ticket in await store.read_tickets_of_pages(tx, tenant_id, batch.id, losing):
        if ticket.status in {TicketStatus.RESERVED, TicketStatus.SOLD}:
            message = f"a page belongs to ticket {ticket.id}, which is {ticket.status}; it keeps its pages"
            raise Conflict(message, fields=("pages",), details={"ticketId": ticket.id})
        left = [page for page in page_numbers(ticket)[1:] if page not in pages]
        now = utc_now()
        await store.set_attached_pages(tx, tenant_id, ticket.id, left, now)
        change = Change("DETACH_PAGES", principal.name, now, ticket.status, details=f"pages left: {left}")
        await audit.record_tickets(tx, tenant_id, [ticket.id], change)


def _empty_ticket(internal_serial: int, page: int) -> NewTicket:
    return NewTicket(
        uid=new_uid(),
        internal_serial=internal_serial,
        serial=None,
        barcode=None,
        category=None,
        age_group=None,
        ticket_date=None,
        time_slot=None,
        time_slot_printed=None,
        valid_until=None,
        page_number=page,
        attached_pages=[],
        review_flags=[ReviewFlag.MISSING_SERIAL, ReviewFlag.MISSING_BARCODE],
        download_code=new_download_code(),
    )


def _without(report: UploadReport, pages: set[int]) -> UploadReport:
    return msgspec.structs.replace(
        report,
        tickets=report.tickets + len(pages),
        attached_pages=[page for page in report.attached_pages if page.page not in pages],
        skipped_pages=[page for page in report.skipped_pages if page.page not in pages],
        unreadable_pages=[page for page in report.unreadable_pages if page.page not in pages],
    )
