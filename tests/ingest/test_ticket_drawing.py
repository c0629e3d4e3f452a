"""Tickets of our own, drawn by real workers and read back."""

from __future__ import annotations

import io
import struct
import unicodedata
import zlib
from collections.abc import AsyncIterator

import pypdf
import pypdfium2 as pdfium
import pytest
from PIL import Image

from admitone.core.errors import InvalidParameter
from admitone.core.ticket_sheets import CODE_FORMATS, Fact, SheetDesign
from admitone.ingest.drawing.typefaces import REGULAR, Typeface
from admitone.ingest.engine import PdfEngine
from admitone.ingest.limits import EngineLimits
from tests.ingest.own_tickets import page_codes, page_texts, picture, sheet

BOXES = [(600, 224), (160, 50)]
NAMES = {"QR": "QRCode", "AZTEC": "Aztec", "PDF417": "PDF417", "CODE128": "Code128"}
ARABIC = "مريم بنت خالد الأنصاري"


@pytest.fixture
async def engine() -> AsyncIterator[PdfEngine]:
    made = PdfEngine(EngineLimits(workers=1))
    yield made
    await made.close()


async def test_a_page_per_ticket_with_everything_on_it(engine: PdfEngine) -> None:
    tickets = [sheet(code=f"CODE{number:04}", title=f"Night {number}") for number in range(3)]
    content = await engine.draw_tickets(SheetDesign(), tickets)
    assert page_codes(content) == [("QRCode", f"CODE{number:04}") for number in range(3)]
    for number, text in enumerate(page_texts(content)):
        for fact in (f"Night {number}", "Saturday, 2 January 2027", "Maryam Al-Ali", "No refunds.", "Oasis Tours"):
            assert fact in " ".join(text.split())
    with pdfium.PdfDocument(content) as document:
        assert [tuple(map(round, page.get_size())) for page in document] == [(595, 842)] * 3


@pytest.mark.parametrize("code_format", CODE_FORMATS)
async def test_every_kind_of_code_is_read_by_scanners(engine: PdfEngine, code_format: str) -> None:
    content = await engine.draw_tickets(SheetDesign(), [sheet(code_format=code_format)])
    assert page_codes(content) == [(NAMES[code_format], "8Q3ZX41KLMN0P2R")]


async def test_arabic_is_joined_and_can_be_searched(engine: PdfEngine) -> None:
    facts = [Fact("باسم", ARABIC, True), Fact("القسم", "كبار الشخصيات VIP 12")]
    content = await engine.draw_tickets(SheetDesign(), [sheet(title=ARABIC, facts=facts, right_to_left=True)])
    text = unicodedata.normalize("NFKC", page_texts(content)[0])
    assert text.count(ARABIC) == 2
    face = Typeface(REGULAR)
    joined, single = (face.shape(word, right_to_left=True) for word in ("محمد", "م\u200cح\u200cم\u200cد"))
    assert not {glyph.number for glyph in joined} & {glyph.number for glyph in single}, (
        "other glyphs than single letters"
    )


async def test_other_scripts_and_long_names_stay_on_the_page(engine: PdfEngine) -> None:
    long = "Karl-Theodor Maria Nikolaus Johann Jacob Philipp Franz Joseph Sylvester " * 3
    empty = Fact("", "", True)
    facts = [empty, Fact("Holder", long, True), Fact("Holder", "Ђорђе Ωμέγα שלום", True), Fact("Code", "W" * 300)]
    content = await engine.draw_tickets(SheetDesign(), [sheet(facts=facts, title=long, terms="Terms. " * 3000)])
    (text,) = page_texts(content)
    assert "Ђорђе Ωμέγα" in text
    assert "…" in text, "what does not fit says so"
    with pdfium.PdfDocument(content) as document:
        width, height = document[0].get_size()
        boxes = [item.get_bounds() for item in document[0].get_objects()]
    assert all(
        left >= -1 and bottom >= -1 and right <= width + 1 and top <= height + 1 for left, bottom, right, top in boxes
    )


async def test_faces_are_embedded_with_what_is_used_only(engine: PdfEngine) -> None:
    content = await engine.draw_tickets(SheetDesign(), [sheet()] * 20)
    reader = pypdf.PdfReader(io.BytesIO(content))
    fonts = reader.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    for font in fonts.values():
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert descriptor["/FontName"].endswith(("+FiraGO-Regular", "+FiraGO-Bold"))
        assert len(descriptor["/FontFile2"].get_data()) < 60_000
    assert len(content) < 150_000


async def test_the_logo_lies_on_the_band(engine: PdfEngine) -> None:
    (logo, _) = await engine.shrink_logo(picture(2000, 1000, "JPEG"), BOXES)
    content = await engine.draw_tickets(SheetDesign(background="#ffffff", logo=logo), [sheet()] * 3)
    with pdfium.PdfDocument(content) as document:
        for page in document:
            shown = page.render(scale=1).to_pil().convert("RGB").crop((300, 0, 595, 168))
            assert any(red > 150 and green < 80 for red, green, _ in shown.get_flattened_data())
    assert content.count(b"/SMask") <= 1, "it is in the file once"


async def test_logos_become_small_pictures_of_our_own(engine: PdfEngine) -> None:
    for kind in ("PNG", "JPEG", "WEBP", "GIF"):
        pictures = await engine.shrink_logo(picture(1000, 500, kind), BOXES)
        sizes = [Image.open(io.BytesIO(content)).size for content in pictures]
        assert sizes == [(448, 224), (100, 50)]
    (tiny, _) = await engine.shrink_logo(picture(20, 10), BOXES)
    assert Image.open(io.BytesIO(tiny)).size == (20, 10), "nothing is blown up"


def _bomb() -> bytes:
    """60,000 x 60,000 pixels in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(10**6)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.4",
        picture()[:200],
        _bomb(),
        b"GIF89a\xff\xff\xff\xff",
    ],
    ids=["empty", "svg", "pdf", "cut-off", "bomb", "gif-bomb"],
)
async def test_what_is_no_logo_is_refused_by_name(engine: PdfEngine, content: bytes) -> None:
    with pytest.raises(InvalidParameter) as refusal:
        await engine.shrink_logo(content, BOXES)
    assert refusal.value.fields == ("logo",)
    assert await engine.draw_tickets(SheetDesign(), [sheet()]), "the worker lives, or another one does"


async def test_a_code_that_is_too_long_is_refused(engine: PdfEngine) -> None:
    with pytest.raises(InvalidParameter) as refusal:
        await engine.draw_tickets(SheetDesign(), [sheet(code="x" * 5000)])
    assert refusal.value.fields == ("codeFormat",)
