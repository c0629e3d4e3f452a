"""Looking through what the reading of a file was not sure of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from admitone.core.clock import today
from admitone.core.errors import Conflict
from admitone.core.inventory import Attraction, Batch, BatchState, Ticket
from admitone.core.principal import ADMINS, Principal
from admitone.ingest.assembly import ReviewFlag
from admitone.services import attractions, batches, tickets, withdrawing
from admitone.services.pages import page_numbers
from admitone.services.stocking import DuplicatePage, UploadReport
from admitone.store.database import Tx
from admitone.store.ticket_filter import TicketFilter
from admitone.store.tickets import count_review_flags

COUNT_MAX = 10_000


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A ticket and why somebody should look at it.

    `decoded` is what the picture says where the printed barcode differs; `errors` says by field why it is missing.
    """

    ticket: Ticket
    flags: list[ReviewFlag]
    decoded: str | None
    duplicate: DuplicatePage | None
    errors: dict[str, str]

    @property
    def attached(self) -> list[int]:
        """The pages behind its own."""
        return page_numbers(self.ticket)[1:]


@dataclass(frozen=True, slots=True)
class Review:
    """The tickets of a batch that need a look, and how many there are; `passed` counts pages that are no ticket.

    `reasons` counts the tickets by why they need one; `reason` is the one that was asked for.
    """

    batch: Batch
    attraction: Attraction
    rows: list[ReviewRow]
    total: int
    passed: int
    reasons: Mapping[ReviewFlag, int]
    reason: ReviewFlag | None


async def read_review(
    tx: Tx,
    principal: Principal,
    batch_id: int,
    *,
    limit: int,
    reason: ReviewFlag | None = None,
    ticket_ids: Sequence[int] | None = None,
) -> Review:
    """The first tickets of a batch that need a look, for one reason or any, or these ones whether they still do or not.

    Conflict while the file is being read, or when it did not become tickets.
    """
    principal.require(ADMINS)
    batch = await batches.read_batch(tx, principal, batch_id)
    if batch.state is not BatchState.READY or batch.report is None:
        raise Conflict(f"batch {batch_id} is {batch.state}; wait until it is READY", fields=("batchId",))
    report = msgspec.json.decode(batch.report, type=UploadReport)
    flagged = TicketFilter(today=today(principal.time_zone), batch_id=batch_id, flagged=True, flag=reason)
    if ticket_ids is None:
        found = await tickets.search_tickets(tx, principal, flagged, limit=limit)
    else:
        found = [one for one in await tickets.find_tickets(tx, principal, ticket_ids) if one.batch_id == batch_id]
    return Review(
        batch=batch,
        attraction=await attractions.read_attraction(tx, principal, batch.attraction_id),
        rows=_rows(found, report),
        total=await tickets.count_tickets(tx, principal, flagged, at_most=COUNT_MAX),
        passed=len(report.attached_pages) + len(report.skipped_pages) + len(report.unreadable_pages),
        reasons=await _count_reasons(tx, principal.tenant_id, batch_id),
        reason=reason,
    )


async def _count_reasons(tx: Tx, tenant_id: int, batch_id: int) -> dict[ReviewFlag, int]:
    counts: Counter[ReviewFlag] = Counter()
    for flags, found in await count_review_flags(tx, tenant_id, batch_id):
        counts.update(dict.fromkeys(msgspec.json.decode(flags, type=list[ReviewFlag]), found))
    return {flag: counts[flag] for flag in ReviewFlag if counts[flag]}


async def refuse_page(tx: Tx, principal: Principal, batch_id: int, ticket_id: int) -> None:
    """The page of a ticket is no ticket: it is taken out of sale. NotFound when it is not of the batch.

    Conflict when it is reserved or sold already; `withdrawing.put_back_tickets` undoes it.
    """
    principal.require(ADMINS)
    ticket = await tickets.read_ticket(tx, principal, ticket_id)
    if ticket.batch_id != batch_id:
        raise tickets.missing_tickets([ticket_id])
    await withdrawing.withdraw_tickets(tx, principal, [ticket_id], "no ticket")


def _rows(found: Sequence[Ticket], report: UploadReport) -> list[ReviewRow]:
    decoded = {mismatch.page: mismatch.decoded for mismatch in report.mismatches}
    duplicates = {duplicate.page: duplicate for duplicate in report.duplicates}
    errors = {missing.page: missing.errors for missing in report.missing_fields}
    rows = []
    for ticket in sorted(found, key=lambda ticket: ticket.page_number or 0):
        flags = msgspec.json.decode(ticket.review_flags or "[]", type=list[ReviewFlag])
        page = ticket.page_number or 0
        is_copy, differs = ReviewFlag.DUPLICATE in flags, ReviewFlag.BARCODE_MISMATCH in flags
        duplicate = duplicates.get(page) if is_copy else None
        rows.append(ReviewRow(ticket, flags, decoded.get(page) if differs else None, duplicate, errors.get(page, {})))
    return rows
