"""Tickets of our own to draw, and how to look at what was drawn."""

from __future__ import annotations

import io
from typing import Any

import msgspec
import pypdfium2 as pdfium
import zxingcpp
from PIL import Image, ImageDraw

from admitone.core.ticket_sheets import Fact, TicketSheet

PLAIN = TicketSheet(
    title="Desert Nights Festival",
    subtitle="Al Marmoom Dunes · Dubai",
    facts=[Fact("Date", "Saturday, 2 January 2027"), Fact("Section", "Block B"), Fact("Holder", "Maryam Al-Ali", True)],
    code="8Q3ZX41KLMN0P2R",
    code_format="QR",
    code_caption="8Q3ZX41KLMN0P2R",
    note="Show this code at the entrance.",
    terms_title="Terms",
    terms="Doors close at 21:00.\nNo refunds.",
    footer="Oasis Tours",
    language="en",
    right_to_left=False,
)


def sheet(**changes: Any) -> TicketSheet:
    """A ticket that differs from PLAIN."""
    return msgspec.structs.replace(PLAIN, **changes)


def page_texts(content: bytes) -> list[str]:
    """What a reader can search and copy, page by page."""
    with pdfium.PdfDocument(content) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def page_codes(content: bytes) -> list[tuple[str, str]]:
    """What a scanner reads off each page at 150 dpi: the kind of code and its text."""
    found = []
    with pdfium.PdfDocument(content) as document:
        for page in document:
            (code,) = zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil())
            found.append((code.format.name, code.text))
    return found


def picture(width: int = 400, height: int = 200, kind: str = "PNG") -> bytes:
    """A logo: a red disc on a transparent ground, where the format has such a thing."""
    image = Image.new("RGBA", (width, height))
    ImageDraw.Draw(image).ellipse((0, 0, height, height), fill=(200, 20, 40, 255))
    file = io.BytesIO()
    (image.convert("RGB") if kind == "JPEG" else image).save(file, kind)
    return file.getvalue()
