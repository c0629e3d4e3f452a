from __future__ import annotations

import pytest

from admitone.ingest.assemble import assemble_tickets
from admitone.ingest.assembly import Assembly, ReviewFlag, SkipReason
from admitone.ingest.model import (
    Box,
    Code,
    DateType,
    ExtractionPatterns,
    ExtractionResult,
    FieldMatch,
    PageFailure,
    PageReading,
)

PATTERNS = ExtractionPatterns(serial_pattern="S", barcode_pattern="B", date_pattern="D", date_format="dd/MM/yyyy")
SERIAL_ONLY = ExtractionPatterns(serial_pattern="S")


def code(text: str, *, symbology: str = "QRCode", top: float = 100, size: float = 80) -> Code:
    return Code(text, symbology, Box(100, top, 100 + size, top + size))


def page(
    number: int,
    *codes: Code,
    serial: str | None = None,
    barcode: str | None = None,
    date: str | None = None,
    date_type: DateType = "ticket_date",
    unverified: bool = False,
) -> PageReading:
    fields = ExtractionResult(
        serial=FieldMatch(value=serial),
        barcode=FieldMatch(value=barcode),
        date=FieldMatch(value=date),
        date_type=date_type,
    )
    return PageReading(page=number, fields=fields, codes=list(codes), has_text=True, unverified=unverified)


def unreadable(number: int) -> PageReading:
    return PageReading(page=number, failure=PageFailure.DEADLINE, failure_message="too slow")


def barcodes(assembly: Assembly) -> list[str | None]:
    return [ticket.barcode for ticket in assembly.tickets]


def test_cover_tickets_and_attached_pages_whatever_the_order_of_reading() -> None:
    readings = [page(4), page(2, serial="A"), page(1), page(5, code("C5")), page(3)]
    assembly = assemble_tickets(readings, SERIAL_ONLY)
    assert [(ticket.page, ticket.attached_pages) for ticket in assembly.tickets] == [(2, [3, 4]), (5, [])]
    report = assembly.report
    assert [(skipped.page, skipped.reason) for skipped in report.skipped_pages] == [(1, SkipReason.COVER)]
    assert [(attached.page, attached.ticket_page) for attached in report.attached_pages] == [(3, 2), (4, 2)]
    assert (report.pages, report.tickets) == (5, 2)


def test_every_page_is_in_the_report_once() -> None:
    readings = [page(1), page(2, serial="A"), page(3), unreadable(4), page(5), page(6, serial="B")]
    report = assemble_tickets(readings, SERIAL_ONLY).report
    parts = (report.attached_pages, report.skipped_pages, report.unreadable_pages)
    assert report.tickets + sum(len(part) for part in parts) == report.pages == len(readings)


def test_an_unreadable_page_and_what_follows_it_is_not_attached_to_the_ticket_before() -> None:
    readings = [page(1, serial="A"), unreadable(2), page(3), page(4, serial="B"), page(5)]
    assembly = assemble_tickets(readings, SERIAL_ONLY)
    assert [(ticket.page, ticket.attached_pages) for ticket in assembly.tickets] == [(1, []), (4, [5])]
    assert [(skipped.page, skipped.reason) for skipped in assembly.report.skipped_pages] == [
        (3, SkipReason.AFTER_UNREADABLE)
    ]
    assert assembly.report.unreadable_pages[0].failure is PageFailure.DEADLINE


def test_without_patterns_and_codes_each_page_is_a_ticket() -> None:
    assembly = assemble_tickets([page(1), page(2), unreadable(3)], ExtractionPatterns())
    assert [ticket.page for ticket in assembly.tickets] == [1, 2]
    assert [failed.page for failed in assembly.report.unreadable_pages] == [3]


def test_without_patterns_one_code_makes_the_other_pages_covers_and_attachments() -> None:
    assembly = assemble_tickets([page(1), page(2, code("X")), page(3)], ExtractionPatterns())
    assert [(ticket.page, ticket.attached_pages) for ticket in assembly.tickets] == [(2, [3])]


def test_with_patterns_that_find_nothing_no_page_is_a_ticket() -> None:
    assembly = assemble_tickets([page(1), page(2)], SERIAL_ONLY)
    assert assembly.tickets == []
    assert len(assembly.report.skipped_pages) == 2


def test_the_printed_barcode_wins_and_a_different_picture_is_flagged() -> None:
    assembly = assemble_tickets([page(1, code("8888"), serial="S", barcode="7777", date="2027-01-01")], PATTERNS)
    ticket = assembly.tickets[0]
    assert (ticket.barcode, ticket.decoded, ticket.flags) == ("7777", "8888", [ReviewFlag.BARCODE_MISMATCH])
    mismatch = assembly.report.mismatches[0]
    assert (mismatch.page, mismatch.printed, mismatch.decoded) == (1, "7777", "8888")


@pytest.mark.parametrize(
    ("printed", "decoded", "symbology"),
    [
        ("4 006381 333931", "4006381333931", "EAN13"),
        ("*AB-12*", "AB-12", "Code39"),
        ("(01)0950600013437", "010950600013437", "Code128"),
        ("0036000291452", "036000291452", "UPCA"),
        ("٠١٢٣٤٥", "012345", "Code128"),
        ("AQ0007919777", "https://gate.example/t/AQ0007919777?v=1", "QRCode"),
        ("AQ0007919777", '{"t":"AQ0007919777","n":2}', "QRCode"),
    ],
)
def test_typography_and_payload_are_no_mismatch(printed: str, decoded: str, symbology: str) -> None:
    reading = page(1, code(decoded, symbology=symbology), serial="S", barcode=printed, date="2027-01-01")
    assert assemble_tickets([reading], PATTERNS).tickets[0].flags == []


@pytest.mark.parametrize(
    "decoded", ["AQ00079197771", "AQ0007919778", "AQ0007919777-2", "https://x.example/AQ00079197770"]
)
def test_a_longer_or_other_number_is_a_mismatch(decoded: str) -> None:
    reading = page(1, code(decoded), serial="S", barcode="AQ0007919777", date="2027-01-01")
    assert assemble_tickets([reading], PATTERNS).tickets[0].flags == [ReviewFlag.BARCODE_MISMATCH]


def test_of_several_codes_the_one_that_the_text_names_is_chosen() -> None:
    codes = [code("ORDER-1", size=200), code("7777", symbology="Code128", top=400)]
    ticket = assemble_tickets([page(1, *codes, serial="S", barcode="7777", date="2027-01-01")], PATTERNS).tickets[0]
    assert (ticket.decoded, ticket.flags) == ("7777", [])


def test_of_several_codes_the_one_that_equals_the_serial_is_chosen() -> None:
    codes = [code("ORDER-1", size=200), code("S-77", symbology="Code128", top=400)]
    assert barcodes(assemble_tickets([page(1, *codes, serial="S77")], SERIAL_ONLY)) == ["S-77"]


def test_of_unnamed_codes_a_matrix_code_that_is_no_web_address_is_preferred() -> None:
    codes = [code("https://example.org/app", size=300), code("1D", symbology="Code128", size=200), code("2D", size=50)]
    assert barcodes(assemble_tickets([page(1, *codes)], ExtractionPatterns())) == ["2D"]


def test_a_code_on_all_pages_beside_the_tickets_own_makes_no_page_a_ticket() -> None:
    poster = code("SUPPLIER", size=300)
    readings = [page(1, poster)]
    readings += [page(2 * n, poster, code(f"T{n}", symbology="Code128")) for n in range(1, 4)]
    readings += [page(2 * n + 1) for n in range(1, 4)]
    assembly = assemble_tickets(readings, ExtractionPatterns())
    assert barcodes(assembly) == ["T1", "T2", "T3"]
    assert [skipped.page for skipped in assembly.report.skipped_pages] == [1]


def test_copies_of_one_open_ticket_stay_tickets() -> None:
    assembly = assemble_tickets([page(n, code("OPEN")) for n in range(1, 6)], ExtractionPatterns())
    assert barcodes(assembly) == ["OPEN"] * 5


def test_missing_fields_are_flagged_and_reported_with_the_reason() -> None:
    reading = PageReading(
        page=1,
        fields=ExtractionResult(
            serial=FieldMatch(value="S"), date=FieldMatch(matched_text="31/02", error="no such day")
        ),
    )
    assembly = assemble_tickets([reading], PATTERNS)
    assert assembly.tickets[0].flags == [ReviewFlag.MISSING_BARCODE, ReviewFlag.MISSING_DATE]
    missing = assembly.report.missing_fields[0]
    assert (missing.page, missing.fields, missing.errors) == (1, ["barcode", "date"], {"date": "no such day"})


def test_a_ticket_without_code_among_others_with_codes_is_flagged() -> None:
    assembly = assemble_tickets([page(1, code("C"), serial="A"), page(2, serial="B")], SERIAL_ONLY)
    assert [ticket.flags for ticket in assembly.tickets] == [[], [ReviewFlag.MISSING_BARCODE]]


def test_recognized_text_is_unverified() -> None:
    assembly = assemble_tickets([page(1, serial="A", unverified=True)], SERIAL_ONLY)
    assert assembly.tickets[0].flags == [ReviewFlag.UNVERIFIED]


@pytest.mark.parametrize(
    ("date_type", "expected"), [("ticket_date", ("2027-05-01", None)), ("valid_until", (None, "2027-05-01"))]
)
def test_the_date_type_decides_which_date_it_is(date_type: DateType, expected: tuple[str | None, str | None]) -> None:
    ticket = assemble_tickets([page(1, serial="A", date="2027-05-01", date_type=date_type)], SERIAL_ONLY).tickets[0]
    assert (ticket.ticket_date, ticket.valid_until) == expected


def test_no_pages_no_tickets() -> None:
    assert assemble_tickets([], ExtractionPatterns()) == assemble_tickets(iter(()), SERIAL_ONLY)


@pytest.mark.parametrize(
    ("behind", "flagged"),
    [
        ([0, 0, 1, 0], [False, False, True, False]),
        ([1, 1, 1], [False, False, False]),
        ([2, 2, 0, 2], [False, False, True, False]),
        ([3], [False]),
    ],
)
def test_a_ticket_with_other_pages_behind_it_than_most_is_flagged(behind: list[int], flagged: list[bool]) -> None:
    readings: list[PageReading] = []
    for number, pages in enumerate(behind):
        readings.append(page(len(readings) + 1, serial=f"S{number}"))
        readings += [page(len(readings) + one) for one in range(1, pages + 1)]
    found = assemble_tickets(readings, SERIAL_ONLY).tickets
    assert [ReviewFlag.ATTACHED_PAGES in ticket.flags for ticket in found] == flagged
