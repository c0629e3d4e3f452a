"""Codes are found in-process here: the ladder itself, on real pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from admitone.ingest.code_memory import CodeMemory
from admitone.ingest.codes import find_codes
from admitone.ingest.model import Code
from tests.ingest.pdf_factory import A4, A5, A6, LETTER, CodeArt, Line, PdfOptions, Picture, TicketPage, write_pdf

TEXTS = {
    "QRCode": "https://gate.example/t/8841-7720",
    "MicroQRCode": "77201",
    "Code128": "AQ0007919777",
    "Code39": "AQ-4711",
    "EAN13": "4006381333931",
    "EAN8": "96385074",
    "UPCA": "036000291452",
    "UPCE": "01234565",
    "ITF": "00012345678905",
    "PDF417": "AQ0007919777|2027-01-01|Adult",
    "Aztec": "AQ0007919777",
    "DataMatrix": "AQ0007919777",
}
MODULES = {
    "Code128": 1.2,
    "Code39": 1.0,
    "EAN13": 1.3,
    "EAN8": 1.3,
    "UPCA": 1.3,
    "UPCE": 1.3,
    "ITF": 1.2,
    "PDF417": 1.4,
}
TERMS = [Line("These terms and conditions apply to all tickets.", 40, 600 + 13 * row, 9) for row in range(16)]


def art(symbology: str, *, x: float = 60, y: float = 120, **changes: object) -> CodeArt:
    base = CodeArt(TEXTS[symbology], symbology, x, y, MODULES.get(symbology, 2.2))
    return replace(base, **changes)  # type: ignore[arg-type]


def read(path: Path, memory: CodeMemory | None = None) -> list[list[Code]]:
    """The codes of every page, read in order with one memory."""
    memory = memory or CodeMemory()
    with pdfium.PdfDocument(path) as document:
        return [find_codes(page, memory) for page in document]


def texts(codes: Iterable[Code]) -> set[tuple[str, str]]:
    return {(code.symbology, code.text) for code in codes}


def scan(page: TicketPage, folder: Path, dpi: int = 200) -> TicketPage:
    """The page as a scanner gives it: one picture, no text."""
    path = write_pdf(folder / "to-scan.pdf", [page])
    with pdfium.PdfDocument(path) as document:
        bitmap = document[0].render(scale=dpi / 72, grayscale=True)
        picture = Picture(bytes(bitmap.buffer), (bitmap.width, bitmap.height), 0, 0, page.size)
    return TicketPage(pictures=[picture], size=page.size)


@pytest.mark.parametrize("style", ["vector", "picture"])
@pytest.mark.parametrize("symbology", TEXTS)
def test_every_symbology_as_vector_and_as_picture(tmp_path: Path, symbology: str, style: str) -> None:
    path = write_pdf(tmp_path / "t.pdf", [TicketPage(codes=[art(symbology, style=style)])] * 3)
    assert [texts(codes) for codes in read(path)] == [{(symbology, TEXTS[symbology])}] * 3


@pytest.mark.parametrize("size", [A4, A5, A6, LETTER], ids=["A4", "A5", "A6", "letter"])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_all_paper_sizes_and_rotations_give_the_same_codes_in_the_same_places(
    tmp_path: Path, size: tuple[float, float], rotate: int
) -> None:
    codes = [art("QRCode", x=60, y=120), art("Code128", x=40, y=300)]
    path = write_pdf(tmp_path / "t.pdf", [TicketPage(codes=codes, size=size, rotate=rotate, lines=TERMS[:5])] * 3)
    for found in read(path):
        assert [code.symbology for code in found] == ["QRCode", "Code128"]
        assert found[0].box.left == pytest.approx(60, abs=3)
        assert found[0].box.top == pytest.approx(120, abs=3)


@pytest.mark.parametrize("turn", [90, 270])
def test_codes_that_stand_on_their_side(tmp_path: Path, turn: int) -> None:
    upright = TicketPage(codes=[art("Code128"), art("QRCode", x=300)], rotate=turn)
    path = write_pdf(tmp_path / "turned.pdf", [upright] * 3)
    with pdfium.PdfDocument(path) as document:
        for page in document:
            page.set_rotation(0)
        memory = CodeMemory()
        found = [texts(find_codes(page, memory)) for page in document]
    assert found == [{("Code128", TEXTS["Code128"]), ("QRCode", TEXTS["QRCode"])}] * 3
    assert [known.members for known in memory.format_of(A4[1], A4[0]).sets] == [0b11]


@pytest.mark.parametrize("symbology", ["QRCode", "Code128", "DataMatrix", "PDF417"])
def test_scanned_pages(tmp_path: Path, symbology: str) -> None:
    page = scan(TicketPage(codes=[art(symbology)], lines=TERMS), tmp_path)
    found = read(write_pdf(tmp_path / "scan.pdf", [page] * 2, PdfOptions(logo=False)))
    assert [texts(codes) for codes in found] == [{(symbology, TEXTS[symbology])}] * 2


def test_a_code_too_fine_for_the_first_look(tmp_path: Path) -> None:
    fine = CodeArt("https://gate.example/tickets/2027/01/01/" + "8841" * 30, "QRCode", 60, 120, 0.5)
    path = write_pdf(tmp_path / "t.pdf", [TicketPage(codes=[fine])] * 3)
    assert [texts(codes) for codes in read(path)] == [{("QRCode", fine.text)}] * 3


def test_a_light_code_on_dark_ground(tmp_path: Path) -> None:
    pictured = CodeArt(TEXTS["QRCode"], "QRCode", 100, 200, 4.0, "picture")
    path = write_pdf(tmp_path / "t.pdf", [_inverted(TicketPage(codes=[pictured]), tmp_path)])
    assert texts(read(path)[0]) == {("QRCode", TEXTS["QRCode"])}


def _inverted(page: TicketPage, folder: Path) -> TicketPage:
    scanned = scan(page, folder)
    picture = scanned.pictures[0]
    return replace(scanned, pictures=[replace(picture, gray=bytes(255 - value for value in picture.gray))])


def test_a_code_that_moves_from_page_to_page(tmp_path: Path) -> None:
    pages = [
        TicketPage(codes=[CodeArt(f"MOVING-{n:04d}", "QRCode", 30 + 60 * (n % 6), 100 + 90 * (n % 7), 2.0)])
        for n in range(24)
    ]
    found = read(write_pdf(tmp_path / "t.pdf", pages))
    assert [texts(codes) for codes in found] == [{("QRCode", f"MOVING-{n:04d}")} for n in range(24)]


def test_pages_that_show_one_code_two_codes_or_none(tmp_path: Path) -> None:
    def codes_of(n: int) -> list[CodeArt]:
        upper = CodeArt(f"UPPER-{n:04d}", "QRCode", 60, 120, 2.5)
        lower = CodeArt(f"LOWER{n:04d}", "Code128", 60, 500, 1.3)
        return [[upper], [upper, lower], [], [lower]][n % 4]

    pages = [TicketPage(codes=codes_of(n), lines=TERMS) for n in range(24)]
    found = read(write_pdf(tmp_path / "t.pdf", pages))
    assert [texts(codes) for codes in found] == [{(art.symbology, art.text) for art in codes_of(n)} for n in range(24)]


def test_another_symbology_in_the_same_place(tmp_path: Path) -> None:
    kinds = ["QRCode", "Aztec", "DataMatrix", "QRCode", "Aztec"]
    pages = [TicketPage(codes=[CodeArt(f"KIND-{n}", kind, 60, 120, 4.0)]) for n, kind in enumerate(kinds)]
    found = read(write_pdf(tmp_path / "t.pdf", pages))
    assert [texts(codes) for codes in found] == [{(kind, f"KIND-{n}")} for n, kind in enumerate(kinds)]


def test_mixed_sizes_are_learned_apart(tmp_path: Path) -> None:
    pages = [
        TicketPage(
            codes=[CodeArt(f"MIX-{n:03d}", "QRCode", 40, (100, 200, 300)[n % 3], 2.0)], size=(A4, A5, LETTER)[n % 3]
        )
        for n in range(12)
    ]
    memory = CodeMemory()
    found = read(write_pdf(tmp_path / "t.pdf", pages), memory)
    assert [texts(codes) for codes in found] == [{("QRCode", f"MIX-{n:03d}")} for n in range(12)]
    assert len(memory.formats) == 3


def test_the_two_halves_of_a_page_may_show_the_same_code(tmp_path: Path) -> None:
    twice = [CodeArt("TWICE", "QRCode", 60, 100, 3.0), CodeArt("TWICE", "QRCode", 60, 500, 3.0)]
    for codes in read(write_pdf(tmp_path / "t.pdf", [TicketPage(codes=twice)] * 2)):
        assert [code.text for code in codes] == ["TWICE", "TWICE"]


def test_text_pages_are_not_searched_at_all(tmp_path: Path) -> None:
    memory = CodeMemory()
    path = write_pdf(tmp_path / "t.pdf", [TicketPage(lines=TERMS)] * 5, PdfOptions(logo=False))
    assert read(path, memory) == [[]] * 5
    assert (memory.searches_in_vain, memory.barren) == (0, [])


def test_pages_with_the_same_graphics_and_no_code_are_searched_once(tmp_path: Path) -> None:
    memory = CodeMemory()
    pages = [TicketPage(lines=[*TERMS, Line(f"Page {n}", 40, 700)]) for n in range(10)]
    assert read(write_pdf(tmp_path / "t.pdf", pages), memory) == [[]] * 10
    assert (memory.searches_in_vain, len(memory.barren)) == (1, 1)


def test_a_code_appears_after_many_pages_without(tmp_path: Path) -> None:
    pages = [_table(n) for n in range(40)] + [TicketPage(codes=[art("QRCode")])]
    found = read(write_pdf(tmp_path / "t.pdf", pages))
    assert found[:40] == [[]] * 40
    assert texts(found[40]) == {("QRCode", TEXTS["QRCode"])}


def _table(n: int) -> TicketPage:
    """A page whose ruled lines are never the same twice, so that it might show a code."""
    rules = b"\n".join(b"%d %d 200 0.5 re" % (40 + n, 100 + 11 * row) for row in range(30))
    return TicketPage(lines=TERMS[:3], raw=b"\n" + rules + b" f")


def test_what_one_worker_learned_serves_another(tmp_path: Path) -> None:
    pages = [TicketPage(codes=[CodeArt(f"SHARED-{n}", "QRCode", 60, 120, 3.0)]) for n in range(4)]
    path = write_pdf(tmp_path / "t.pdf", pages)
    first, second = CodeMemory(), CodeMemory()
    read(path, first)
    second.merge(first)
    assert second.formats == first.formats
    assert second.samples_left == 0
    assert [texts(codes) for codes in read(path, second)] == [{("QRCode", f"SHARED-{n}")} for n in range(4)]


def test_a_page_as_large_as_pdf_allows(tmp_path: Path) -> None:
    huge = TicketPage(codes=[CodeArt("POSTER", "QRCode", 2000, 3000, 200.0)], size=(14_400, 14_400))
    assert texts(read(write_pdf(tmp_path / "t.pdf", [huge]))[0]) == {("QRCode", "POSTER")}
