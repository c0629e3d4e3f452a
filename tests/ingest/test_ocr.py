"""Scanned pages, recognized by the real tesseract."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from admitone.core.errors import InvalidParameter, Unavailable
from admitone.ingest.code_memory import CodeMemory
from admitone.ingest.codes import find_codes
from admitone.ingest.engine import PdfEngine
from admitone.ingest.limits import MEBIBYTE, EngineLimits
from admitone.ingest.model import ExtractionPatterns, PageFailure, PageReading, RecognitionFailed
from admitone.ingest.ocr import recognize_text
from admitone.ingest.text import extract_text
from tests.ingest.layouts.sheet import Sheet
from tests.ingest.pdf_factory import PATTERNS, TicketPage, ticket_data, ticket_pages, write_pdf
from tests.ingest.test_engine import worker_pids
from tests.offline import documents

WIDTH, HEIGHT = 400.0, 300.0
PATTERNS_OF_DESIGN = ExtractionPatterns(**PATTERNS)  # type: ignore[arg-type]


def drawn(draw: Callable[[Sheet], None]) -> pdfium.PdfPage:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT))
    draw(Sheet(canvas, WIDTH, HEIGHT))
    canvas.showPage()
    canvas.save()
    return pdfium.PdfDocument(out.getvalue())[0]


async def read(engine: PdfEngine, path: Path, *, ocr: bool = True) -> list[PageReading]:
    readings = [reading async for reading in engine.read_pages(path, PATTERNS_OF_DESIGN, ocr=ocr)]
    return sorted(readings, key=lambda reading: reading.page)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """Two tickets from a scanner."""
    return documents.scanned(write_pdf(tmp_path / "tickets.pdf", ticket_pages(2)), tmp_path / "scan.pdf")


def test_cells_and_lines_are_those_of_the_same_page_as_text() -> None:
    def ticket(sheet: Sheet) -> None:
        for row, (label, value) in enumerate([("Ticket No", "A-12345"), ("Date", "5 March 2026"), ("Gate", "West")]):
            sheet.text(40, 60 + 20 * row, label)
            sheet.text(180, 60 + 20 * row, value)
        sheet.text(40, 160, "Category: Child (3-12)")

    page = drawn(ticket)
    assert extract_text(page) == "Ticket No\tA-12345\nDate\t5 March 2026\nGate\tWest\nCategory: Child (3-12)"
    assert recognize_text(page, "eng") == extract_text(page)


def test_right_to_left_lines_are_read_as_written() -> None:
    lines = ["برج السماء", "تاريخ الزيارة: 22/10/2026", "الفئة: بالغ"]

    def ticket(sheet: Sheet) -> None:
        for row, line in enumerate(lines):
            sheet.text(360, 60 + 24 * row, line, size=12, align="right")

    assert recognize_text(drawn(ticket), "ara").split("\n") == lines


def test_letters_that_tesseract_makes_out_in_codes_are_left_out() -> None:
    def ticket(sheet: Sheet) -> None:
        sheet.text(40, 60, "Category: Child", size=9)
        sheet.qr(200, 130, "HTTPS://TICKETS.EXAMPLE.COM/T/AQ-0000001/1234567890", size=100)
        sheet.code128(40, 260, "AQ0000001")

    page = drawn(ticket)
    codes = find_codes(page, CodeMemory())
    assert sorted(code.symbology for code in codes) == ["Code128", "QRCode"]
    assert recognize_text(page, "eng", codes) == "Category: Child"


def test_a_blank_page_has_no_text() -> None:
    assert recognize_text(drawn(lambda sheet: None), "eng") == ""


def test_a_page_that_tesseract_gives_up() -> None:
    with pytest.raises(RecognitionFailed, match="tlh"):
        recognize_text(drawn(lambda sheet: sheet.text(40, 60, "Qapla")), "tlh")


async def test_fields_of_scanned_pages_come_out_unverified(scan: Path) -> None:
    engine = PdfEngine(EngineLimits(workers=2), "eng")
    try:
        readings = await read(engine, scan)
    finally:
        await engine.close()
    for number, reading in enumerate(readings, 1):
        ticket = ticket_data(number)
        assert (reading.failure, reading.has_text, reading.unverified) == (None, False, True)
        assert reading.fields.serial.value == ticket.serial
        assert reading.fields.date.value == ticket.valid_on.isoformat()
        assert reading.fields.time_slot.value == ticket.slot
        assert reading.fields.category.value == ticket.category
        assert {code.text for code in reading.codes} == {ticket.barcode}


async def test_pages_with_text_are_left_alone_and_nothing_is_recognized_unasked(scan: Path, tmp_path: Path) -> None:
    engine = PdfEngine(EngineLimits(workers=1), "eng")
    try:
        [text] = await read(engine, write_pdf(tmp_path / "text.pdf", ticket_pages(1)))
        unasked = await read(engine, scan, ocr=False)
    finally:
        await engine.close()
    assert (text.has_text, text.unverified, text.fields.serial.value) == (True, False, ticket_data(1).serial)
    assert [(reading.unverified, reading.fields.serial.value) for reading in unasked] == [(False, None)] * 2


async def test_a_page_that_takes_too_long_ends_with_its_tesseract(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "one.pdf", [TicketPage(raw=b"0 0 595 842 re f ")])
    engine = PdfEngine(EngineLimits(workers=1, ocr_page_seconds_max=0.05), "eng+ara")
    try:
        [reading] = await read(engine, path)
        assert worker_pids() == []
    finally:
        await engine.close()
    assert reading.failure is PageFailure.DEADLINE


async def test_tesseract_lives_within_the_workers_memory(scan: Path) -> None:
    engine = PdfEngine(EngineLimits(workers=1, memory_bytes_max=256 * MEBIBYTE), "eng")
    try:
        readings = await read(engine, scan)
    finally:
        await engine.close()
    assert [reading.failure for reading in readings] == [None, None]


async def test_what_is_off_or_missing_is_said_before_anything_is_read(scan: Path) -> None:
    off, lacking = PdfEngine(EngineLimits()), PdfEngine(EngineLimits(), "eng+tlh")
    with pytest.raises(InvalidParameter, match="ADMITONE_OCR_LANGUAGES") as refused:
        await read(off, scan)
    assert list(refused.value.fields) == ["ocr"]
    with pytest.raises(Unavailable, match=r"lacks the languages tlh \(Debian: tesseract-ocr-tlh\)"):
        await read(lacking, scan)
    assert worker_pids() == []


async def test_a_machine_without_tesseract(scan: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="Debian: tesseract-ocr"):
        await read(PdfEngine(EngineLimits(), "eng"), scan)
