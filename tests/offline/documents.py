"""Supplier PDFs with something special about them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
from PIL import Image

from tests.ingest.pdf_factory import CodeArt, Line, TicketPage, ticket_data, ticket_page, ticket_pages, write_pdf


def tickets(folder: Path, count: int, *, first: int = 1, supplier: str = "AQ") -> Path:
    """Tickets numbered from `first`. Other numbers or another supplier give other serials and barcodes."""
    return write_pdf(folder / f"{supplier}-{first}-{count}.pdf", ticket_pages(count, first=first, supplier=supplier))


def numbered(folder: Path, numbers: Sequence[int]) -> Path:
    """Tickets with exactly these numbers, in this order; a number may come twice."""
    name = "-".join(str(number) for number in numbers)
    return write_pdf(folder / f"numbered-{name}.pdf", (ticket_page(ticket_data(number)) for number in numbers))


def with_covers(folder: Path) -> Path:
    """A cover, ticket 1, a page of terms, ticket 2."""
    cover, terms = TicketPage(lines=[Line("Your order", 60, 100)]), TicketPage(lines=[Line("Terms of use", 60, 100)])
    pages = [cover, ticket_page(ticket_data(1)), terms, ticket_page(ticket_data(2))]
    return write_pdf(folder / "covers.pdf", pages)


def mismatched(folder: Path) -> Path:
    """Two tickets, of which the second prints another barcode than its picture has."""
    second = ticket_page(ticket_data(2))
    wrong = [CodeArt("SOMETHINGELSE", "QRCode", 400, 180, 4.0)]
    return write_pdf(folder / "mismatched.pdf", [ticket_page(ticket_data(1)), replace(second, codes=wrong)])


def protected(path: Path, user: str) -> bytes:
    """The same document behind a password; an empty one still marks it as encrypted."""
    file = io.BytesIO()
    with pikepdf.open(path) as pdf:
        pdf.save(file, encryption=pikepdf.Encryption(user=user, owner="owner"))
    return file.getvalue()


def text_of(content: bytes) -> list[bytes]:
    """The content stream of each page."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [page.Contents.read_bytes() for page in pdf.pages]


def scanned(path: Path, target: Path) -> Path:
    """The same pages as pictures, as they come from a scanner: grey, a little askew and without any text."""
    with pdfium.PdfDocument(path) as document:
        drawn = [page.render(scale=200 / 72, grayscale=True).to_pil() for page in document]
    pictures = [picture.rotate(0.4, resample=Image.Resampling.BICUBIC, fillcolor=255) for picture in drawn]
    pictures[0].save(target, save_all=True, append_images=pictures[1:], resolution=200)
    return target


def textual(folder: Path, count: int) -> Path:
    """Pages with words but neither serials nor codes."""
    pages = (TicketPage(lines=[Line(f"Page {number} of a leaflet", 60, 100)]) for number in range(1, count + 1))
    return write_pdf(folder / f"leaflet-{count}.pdf", pages)
