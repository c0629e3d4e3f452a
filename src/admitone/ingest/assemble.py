"""From readings of pages to tickets. Pure: no PDF library, no I/O."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec.structs import replace

from admitone.ingest.assembly import (
    Assembly,
    AssemblyReport,
    AttachedPage,
    FoundTicket,
    Mismatch,
    MissingFields,
    ReviewFlag,
    SkippedPage,
    SkipReason,
    UnreadablePage,
)
from admitone.ingest.barcode_choice import choose_code, decorations, same_barcode
from admitone.ingest.model import Code, ExtractionPatterns, FieldMatch, PageReading

# Field name in reports, attribute of ExtractionPatterns, flag.
_EXPECTED = (
    ("serial", "serial_pattern", ReviewFlag.MISSING_SERIAL),
    ("barcode", "barcode_pattern", ReviewFlag.MISSING_BARCODE),
    ("date", "date_pattern", ReviewFlag.MISSING_DATE),
    ("timeSlot", "time_slot_pattern", ReviewFlag.MISSING_TIME_SLOT),
    ("category", "category_pattern", ReviewFlag.MISSING_CATEGORY),
)


def assemble_tickets(readings: Iterable[PageReading], patterns: ExtractionPatterns) -> Assembly:
    """Put the pages of one document together, in whatever order they were read.

    A page with a serial, a printed barcode or a code is a ticket. One without is a cover before the first ticket and
    belongs to the ticket before it afterwards; after an unreadable page, which may have been the start of another
    ticket, it belongs to none. Without any pattern and any code in the document each page is a ticket.
    """
    in_order = sorted(readings, key=lambda reading: reading.page)
    assembler = _Assembler(patterns, decorations(in_order))
    assembler.expect_codes = any(reading.codes for reading in in_order)
    assembler.each_page_is_a_ticket = patterns == ExtractionPatterns() and not assembler.expect_codes
    for reading in in_order:
        assembler.take(reading)
    return assembler.assembly(len(in_order))


def _with_unusual_pages_flagged(tickets: list[FoundTicket]) -> list[FoundTicket]:
    """Where each ticket has its terms behind it, nobody needs to look; a page too many may be a missed ticket."""
    counts = Counter(len(ticket.attached_pages) for ticket in tickets)
    usual = max(counts, key=lambda pages: counts[pages], default=0)
    return [
        ticket
        if len(ticket.attached_pages) == usual
        else replace(ticket, flags=[*ticket.flags, ReviewFlag.ATTACHED_PAGES])
        for ticket in tickets
    ]


class _Assembler:
    def __init__(self, patterns: ExtractionPatterns, decorations_: set[tuple[str, str]]) -> None:
        self._patterns = patterns
        self._decorations = decorations_
        self.each_page_is_a_ticket = False
        self.expect_codes = False
        self._tickets: list[FoundTicket] = []
        self._attached: list[AttachedPage] = []
        self._skipped: list[SkippedPage] = []
        self._unreadable: list[UnreadablePage] = []
        self._missing: list[MissingFields] = []
        self._mismatches: list[Mismatch] = []
        self._after_unreadable = False

    def take(self, reading: PageReading) -> None:
        """Decide what one page is; pages come in order."""
        if reading.failure is not None:
            self._unreadable.append(UnreadablePage(reading.page, reading.failure, reading.failure_message or ""))
            self._after_unreadable = True
            return
        codes = [code for code in reading.codes if (code.symbology, code.text) not in self._decorations]
        fields = reading.fields
        if fields.serial.value or fields.barcode.value or codes or self.each_page_is_a_ticket:
            self._tickets.append(self._ticket(reading, codes))
            self._after_unreadable = False
        elif self._after_unreadable:
            self._skipped.append(SkippedPage(reading.page, SkipReason.AFTER_UNREADABLE))
        elif self._tickets:
            self._attach(reading.page)
        else:
            self._skipped.append(SkippedPage(reading.page, SkipReason.COVER))

    def assembly(self, pages: int) -> Assembly:
        """Give everything that was taken."""
        report = AssemblyReport(
            pages=pages,
            tickets=len(self._tickets),
            attached_pages=self._attached,
            skipped_pages=self._skipped,
            unreadable_pages=self._unreadable,
            missing_fields=self._missing,
            mismatches=self._mismatches,
        )
        return Assembly(_with_unusual_pages_flagged(self._tickets), report)

    def _attach(self, page: int) -> None:
        ticket = self._tickets[-1]
        self._tickets[-1] = replace(ticket, attached_pages=[*ticket.attached_pages, page])
        self._attached.append(AttachedPage(page, ticket.page))

    def _ticket(self, reading: PageReading, codes: list[Code]) -> FoundTicket:
        fields = reading.fields
        printed, serial = fields.barcode.value, fields.serial.value
        code = choose_code(codes, printed=printed, serial=serial)
        is_until = fields.date_type == "valid_until"
        ticket = FoundTicket(
            page=reading.page,
            serial=serial,
            barcode=printed or (code.text if code else None),
            decoded=code.text if code else None,
            symbology=code.symbology if code else None,
            ticket_date=None if is_until else fields.date.value,
            valid_until=fields.date.value if is_until else None,
            time_slot=fields.time_slot.value,
            time_slot_as_printed=reading.time_slot_as_printed,
            category=fields.category.value,
        )
        return replace(ticket, flags=self._flags(reading, ticket, code))

    def _flags(self, reading: PageReading, ticket: FoundTicket, code: Code | None) -> list[ReviewFlag]:
        flags = self._missing_flags(reading, ticket)
        printed = reading.fields.barcode.value
        if printed and code and not same_barcode(printed, code):
            flags.insert(0, ReviewFlag.BARCODE_MISMATCH)
            self._mismatches.append(Mismatch(reading.page, printed, code.text))
        if reading.unverified:
            flags.append(ReviewFlag.UNVERIFIED)
        return flags

    def _missing_flags(self, reading: PageReading, ticket: FoundTicket) -> list[ReviewFlag]:
        """Note the fields that have no value although they should.

        Those with a pattern should, and the barcode where other pages show codes; a decoded one is as good as text.
        """
        fields = reading.fields
        matches: dict[str, FieldMatch] = {
            "serial": fields.serial,
            "barcode": FieldMatch(value=ticket.barcode, error=fields.barcode.error),
            "date": fields.date,
            "timeSlot": fields.time_slot,
            "category": fields.category,
        }
        missing = [
            (name, flag)
            for name, pattern, flag in _EXPECTED
            if not matches[name].value
            and (getattr(self._patterns, pattern) or (name == "barcode" and self.expect_codes))
        ]
        if missing:
            names = [name for name, _ in missing]
            errors = {name: error for name in names if (error := matches[name].error)}
            self._missing.append(MissingFields(reading.page, names, errors))
        return [flag for _, flag in missing]
