"""The text of a page and the places of its words."""

from __future__ import annotations

import io
from collections.abc import Callable

import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from admitone.ingest.small_print import KnownLines
from admitone.ingest.text import extract_layout, extract_text
from admitone.ingest.words import clean
from tests.ingest.layouts import first, second, third
from tests.ingest.layouts.sheet import Sheet, turned
from tests.ingest.layouts.supplier import Supplier

WIDTH, HEIGHT = 400.0, 300.0
EVERY = [*first.LAYOUTS, *second.LAYOUTS, *third.LAYOUTS]


def drawn(draw: Callable[[Sheet], None], rotation: int = 0) -> pdfium.PdfPage:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT))
    draw(Sheet(canvas, WIDTH, HEIGHT))
    canvas.showPage()
    canvas.save()
    return pdfium.PdfDocument(turned(out.getvalue(), rotation))[0]


def columns(sheet: Sheet) -> None:
    for row, label in enumerate(["Ticket No", "Date:", "Category"]):
        sheet.text(40, 60 + 16 * row, label)
    for row, value in enumerate(["A-12", "15 March 2026", "Child (3-12)"]):
        sheet.text(160, 60 + 16 * row, value)


def test_columns_drawn_one_after_the_other_are_read_as_rows() -> None:
    assert extract_text(drawn(columns)) == "Ticket No\tA-12\nDate: 15 March 2026\nCategory\tChild (3-12)"


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_words_stand_where_the_page_shows_them(rotation: int) -> None:
    def word(sheet: Sheet) -> None:
        sheet.text(40, 60, "Ticket")

    page = drawn(word, rotation)
    layout = extract_layout(page, 7)
    (found,) = layout.words
    dark = page.render(scale=4).to_pil().convert("L").point(lambda grey: 255 * (grey < 128)).getbbox()

    assert (layout.page, found.text) == (7, "Ticket")
    assert (layout.width, layout.height) == ((WIDTH, HEIGHT) if rotation % 180 == 0 else (HEIGHT, WIDTH))
    left, top, right, bottom = (edge / 4 for edge in dark)
    assert found.box.left - 1 <= left < right <= found.box.right + 1
    assert found.box.top - 1 <= top < bottom <= found.box.bottom + 1


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_turned_pages_have_every_word(rotation: int) -> None:
    assert sorted(extract_text(drawn(columns, rotation)).split()) == sorted(extract_text(drawn(columns)).split())


def single_characters(sheet: Sheet) -> None:
    """A ticket of whose words some are one character: a day, a gate, a number of people."""
    for row, (label, value) in enumerate([("Date:", "5 March 2026"), ("Gate", "7"), ("Adults", "2 x 11"), ("No", "A")]):
        sheet.text(40, 60 + 16 * row, label)
        sheet.text(160, 60 + 16 * row, value)
    # Digits on top of each other, as close as small print stands.
    for row in range(3):
        sheet.text(260, 60 + 8 * row, str(row + 1), size=8)
    sheet.text(380, 200, "رقم التذكرة: A-1234-5", align="right")
    sheet.text(380, 220, "التاريخ: 5 مارس 2026", align="right")


def sideways(draw: Callable[[Sheet], None], angle: int, rotation: int = 0) -> pdfium.PdfPage:
    """Draw with the pen turned counter-clockwise, onto a page that is shown turned clockwise."""
    size = (WIDTH, HEIGHT) if angle % 180 == 0 else (HEIGHT, WIDTH)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    canvas.translate(*{0: (0, 0), 90: (HEIGHT, 0), 180: (WIDTH, HEIGHT), 270: (0, WIDTH)}[angle])
    canvas.rotate(angle)
    draw(Sheet(canvas, WIDTH, HEIGHT))
    canvas.showPage()
    canvas.save()
    return pdfium.PdfDocument(turned(out.getvalue(), rotation))[0]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_however_text_and_page_are_turned_it_reads_the_same(angle: int, rotation: int) -> None:
    upright = drawn(single_characters)

    assert "Date: 5 March 2026\t1" in extract_text(upright)
    assert "التاريخ: 5 مارس 2026" in extract_text(upright)
    assert extract_text(sideways(single_characters, angle, rotation)) == extract_text(upright)


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_sideways_words_stand_where_the_page_shows_them(angle: int) -> None:
    page = sideways(lambda sheet: sheet.text(40, 60, "7"), angle)
    (found,) = extract_layout(page, 1).words
    dark = page.render(scale=4).to_pil().convert("L").point(lambda grey: 255 * (grey < 128)).getbbox()

    left, top, right, bottom = (edge / 4 for edge in dark)
    assert found.box.left - 1 <= left < right <= found.box.right + 1
    assert found.box.top - 1 <= top < bottom <= found.box.bottom + 1


def test_a_turned_stub_follows_the_upright_text() -> None:
    def stub(sheet: Sheet) -> None:
        sheet.turned(30, 250, "Ticket No A-12")
        sheet.text(100, 60, "Sky Tower")

    assert extract_text(drawn(stub)) == "Sky Tower\nTicket No A-12"


def test_offsets_point_at_the_words() -> None:
    layout = extract_layout(drawn(columns), 1)

    assert layout.text == extract_text(drawn(columns))
    assert [layout.text[word.start : word.end] for word in layout.words] == [word.text for word in layout.words]
    assert [word.text for word in layout.words] == layout.text.split()


ARABIC = [
    "رقم التذكرة: A-1234-567",
    "تاريخ الزيارة: ١٥ مارس ٢٠٢٦",
    "تاريخ الزيارة: 15/03/2026",
    "الوقت: 10:30 ص",
    "الوقت: 10:00 - 11:30",
    "الفئة: طفل (3-12)",
    "الفئة: VIP",
    "Serial No / رقم التذكرة: A-777",
]


@pytest.mark.parametrize("line", ARABIC)
def test_right_to_left_lines_are_read_as_written(line: str) -> None:
    assert extract_text(drawn(lambda sheet: sheet.text(380, 60, line, align="right"))) == line


def test_right_to_left_rows_start_with_their_label() -> None:
    def row(sheet: Sheet) -> None:
        sheet.text(120, 60, "A-12")
        sheet.text(380, 60, "رقم التذكرة", align="right")

    assert extract_text(drawn(row)) == "رقم التذكرة\tA-12"


def test_a_space_that_does_not_break_is_a_space() -> None:
    assert extract_text(drawn(lambda sheet: sheet.text(40, 60, "Café\u00a0Admit One"))) == "Café Admit One"


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("Ad\u00admit", "Admit"),
        ("o\ufb03ce", "office"),
        ("\u200fA-1\u200e", "A-1"),
        ("A-\x02", "A--"),
        ("\ufefb", "لا"),
        ("رقـــم", "رقم"),
    ],
)
def test_ligatures_presentation_forms_and_invisible_characters_become_plain(raw: str, plain: str) -> None:
    assert clean(raw) == plain


def test_words_drawn_in_any_order_are_read_in_line() -> None:
    def pieces(sheet: Sheet) -> None:
        sheet.text(100, 60, "No.")
        sheet.text(40, 80, "Adult")
        sheet.text(118, 60, "77")
        sheet.text(70, 60, "Ticket")

    assert extract_text(drawn(pieces)) == "Ticket No. 77\nAdult"


def test_a_page_without_text_gives_none() -> None:
    assert extract_text(drawn(lambda sheet: sheet.rule(50))) == ""


def spread(sheet: Sheet) -> None:
    """One string whose spaces are as wide as the gaps between cells, and one that is spaced out and overprinted."""
    sheet.canvas.setFont("Helvetica", 10)
    sheet.canvas.drawString(40, 240, "Adult 3 of 12", wordSpace=30)
    sheet.canvas.drawString(40, 220, "Sky Tower West", wordSpace=3)
    sheet.canvas.drawString(42, 220, "Sky Tower West", wordSpace=-4)


def test_wide_spaces_within_one_string_separate_cells() -> None:
    assert extract_text(drawn(spread)).startswith("Adult\t3\tof\t12\nSky")


def mixed(sheet: Sheet) -> None:
    """Lines of two scripts, small print, a stub and text that is not level."""
    sheet.text(380, 60, ARABIC[0], align="right")
    sheet.text(40, 60, "Ticket No A-12 of 3")
    sheet.text(380, 80, ARABIC[5], align="right")
    sheet.lines(40, 120, ["Doors open at 9. Keep the ticket until you leave; it is checked at the gate."] * 3)
    sheet.turned(30, 250, "Ticket No A-12 of 3")
    sheet.turned(100, 220, "Not before 10:30 on a Sunday", angle=3)
    sheet.turned(300, 220, "Upside down", angle=180)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("draw", [columns, spread, mixed])
def test_the_text_of_an_upload_is_the_text_that_patterns_were_learned_on(
    draw: Callable[[Sheet], None], rotation: int
) -> None:
    page = drawn(draw, rotation)
    layout = extract_layout(page, 1)

    assert extract_text(page) == layout.text
    assert [layout.text[word.start : word.end] for word in layout.words] == [word.text for word in layout.words]


@pytest.mark.parametrize("supplier", EVERY, ids=lambda supplier: supplier.name)
def test_every_suppliers_text_is_the_same_in_uploads_and_in_the_analysis(supplier: Supplier) -> None:
    known = KnownLines()
    for page in pdfium.PdfDocument(supplier.pdf(supplier.tickets(3, "text"))):
        assert extract_text(page, known) == extract_layout(page, 1).text


SMALL_PRINT = "This ticket admits one person once on the day printed above."


def small_print_at(y: float) -> Callable[[Sheet], None]:
    def draw(sheet: Sheet) -> None:
        sheet.text(40, 80, "Adult")
        sheet.text(40, y, SMALL_PRINT)

    return draw


def test_small_print_that_moved_is_read_where_it_stands() -> None:
    known = KnownLines()

    assert extract_text(drawn(small_print_at(60)), known) == f"{SMALL_PRINT}\nAdult"
    assert extract_text(drawn(small_print_at(60), 180), known) == f"{SMALL_PRINT}\nAdult"
    assert extract_text(drawn(small_print_at(100)), known) == f"Adult\n{SMALL_PRINT}"
    assert extract_text(drawn(small_print_at(60)), known) == f"{SMALL_PRINT}\nAdult"


def test_a_long_row_whose_cells_moved_is_read_anew() -> None:
    def row(x: float) -> Callable[[Sheet], None]:
        def draw(sheet: Sheet) -> None:
            sheet.text(20, 60, "Grand Harbour Cruise")
            sheet.text(x, 60, "Adult with audio guide")
            sheet.text(300, 60, "15 March 2026")

        return draw

    known = KnownLines()
    assert extract_text(drawn(row(150)), known) == "Grand Harbour Cruise\tAdult with audio guide\t15 March 2026"
    assert extract_text(drawn(row(123)), known) == "Grand Harbour Cruise Adult with audio guide\t15 March 2026"


def test_a_page_of_more_words_than_are_placed_at_once_is_read_in_full() -> None:
    def numbers(sheet: Sheet) -> None:
        sheet.lines(10, 10, [" ".join(str(100 * line + word) for word in range(30)) for line in range(45)], size=5)

    expected = "\n".join(" ".join(str(100 * line + word) for word in range(30)) for line in range(45))
    assert extract_text(drawn(numbers)) == expected
