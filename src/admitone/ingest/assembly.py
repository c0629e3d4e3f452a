"""What assembling a document's pages gives: tickets, and a report in which every page appears."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from admitone.ingest.model import PageFailure


class ReviewFlag(StrEnum):
    """Why a person should look at a ticket before it is sold."""

    BARCODE_MISMATCH = "BARCODE_MISMATCH"
    MISSING_SERIAL = "MISSING_SERIAL"
    MISSING_BARCODE = "MISSING_BARCODE"
    MISSING_DATE = "MISSING_DATE"
    MISSING_TIME_SLOT = "MISSING_TIME_SLOT"
    MISSING_CATEGORY = "MISSING_CATEGORY"
    UNVERIFIED = "UNVERIFIED"
    # Its serial or barcode is in stock already, and the upload took it all the same.
    DUPLICATE = "DUPLICATE"
    # It has more or fewer pages behind it than most tickets of its file.
    ATTACHED_PAGES = "ATTACHED_PAGES"


class SkipReason(StrEnum):
    """Why a page belongs to no ticket."""

    COVER = "COVER"
    AFTER_UNREADABLE = "AFTER_UNREADABLE"


class FoundTicket(Struct, frozen=True, rename="camel"):
    """A ticket found in a document; dates are yyyy-MM-dd, page numbers 1-based.

    `decoded` and `symbology` are of the chosen code, None when the page shows none. `barcode` is the printed text when
    the barcode pattern finds one, else `decoded`.
    """

    page: int
    attached_pages: list[int] = []
    serial: str | None = None
    barcode: str | None = None
    decoded: str | None = None
    symbology: str | None = None
    ticket_date: str | None = None
    valid_until: str | None = None
    time_slot: str | None = None
    time_slot_as_printed: str | None = None
    category: str | None = None
    flags: list[ReviewFlag] = []


class AttachedPage(Struct, frozen=True, rename="camel"):
    """A page without identity that follows a ticket, and the page of that ticket."""

    page: int
    ticket_page: int


class SkippedPage(Struct, frozen=True, rename="camel"):
    """A page without identity that belongs to no ticket."""

    page: int
    reason: SkipReason


class UnreadablePage(Struct, frozen=True, rename="camel"):
    """A page that could not be read; it is neither a ticket nor part of one."""

    page: int
    failure: PageFailure
    message: str


class MissingFields(Struct, frozen=True, rename="camel"):
    """Fields (serial, barcode, date, timeSlot, category) that a ticket should have and has not; reasons where known."""

    page: int
    fields: list[str]
    errors: dict[str, str] = {}


class Mismatch(Struct, frozen=True, rename="camel"):
    """A ticket whose printed barcode is not what the picture says."""

    page: int
    printed: str
    decoded: str


class AssemblyReport(Struct, frozen=True, rename="camel"):
    """What became of each page. `tickets` is a count; pages = tickets + attached + skipped + unreadable."""

    pages: int
    tickets: int
    attached_pages: list[AttachedPage]
    skipped_pages: list[SkippedPage]
    unreadable_pages: list[UnreadablePage]
    missing_fields: list[MissingFields]
    mismatches: list[Mismatch]


class Assembly(Struct, frozen=True, rename="camel"):
    """All tickets of a document in page order, and the report."""

    tickets: list[FoundTicket]
    report: AssemblyReport
