"""Ticket PDFs of any size, written straight to bytes: 10,000 pages in a few seconds, the same bytes every time.

Positions are in points from the top left corner of the page as it is shown; /Rotate is compensated for.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO, Literal, cast

import zxingcpp
from typing_extensions import Buffer

A4 = (595.0, 842.0)
A5 = (420.0, 595.0)
A6 = (298.0, 420.0)
LETTER = (612.0, 792.0)

_LINEAR_BAR_HEIGHT = 36.0
_LINEAR = {"Code128", "Code39", "EAN13", "EAN8", "UPCA", "UPCE", "ITF"}


@dataclass(frozen=True)
class Line:
    """One line of Helvetica text; `y` is its base line."""

    text: str
    x: float
    y: float
    size: float = 11.0


@dataclass(frozen=True)
class CodeArt:
    """A bar code or matrix code. `module` is the width of the narrowest element in points."""

    text: str
    symbology: str
    x: float
    y: float
    module: float = 2.0
    style: Literal["vector", "picture"] = "vector"


@dataclass(frozen=True)
class Picture:
    """An 8-bit gray picture of `pixels` (width, height), drawn into a box of `size` points."""

    gray: bytes
    pixels: tuple[int, int]
    x: float
    y: float
    size: tuple[float, float]


@dataclass(frozen=True)
class TicketPage:
    """One page. `size` is the size as shown; `raw` is appended to the content stream as it is."""

    lines: Sequence[Line] = ()
    codes: Sequence[CodeArt] = ()
    pictures: Sequence[Picture] = ()
    size: tuple[float, float] = A4
    rotate: int = 0
    raw: bytes = b""


@dataclass(frozen=True)
class PdfOptions:
    """How the file is put together. `catalog` and `page` are extra dictionary entries, `objects` extra numbered ones.

    Extra objects are numbered from 11 on; 1 to 10 are the file's own. With `shared_resources` all pages hang on one
    resource dictionary that names every picture of the file, as some suppliers' generators do.
    """

    logo: bool = True
    shared_resources: bool = False
    branching: int | None = None
    catalog: bytes = b""
    page: bytes = b""
    objects: Mapping[int, bytes] = field(default_factory=dict)


def write_pdf(path: Path, pages: Iterable[TicketPage], options: PdfOptions | None = None) -> Path:
    """Write the pages as a PDF file and give the path back."""
    with path.open("wb") as file:
        _Writer(file, options or PdfOptions()).write(pages)
    return path


def modules(text: str, symbology: str) -> tuple[int, list[bytes]]:
    """The width in modules and the rows (0 is dark) of a code; a linear code has a single row."""
    barcode = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, symbology))
    view = memoryview(cast("Buffer", barcode.to_image(scale=1, add_quiet_zones=False)))
    assert view.shape is not None
    height, width = view.shape
    flat = view.tobytes()
    rows = [flat[row * width : (row + 1) * width] for row in range(height)]
    return width, rows[:1] if symbology in _LINEAR else rows


@dataclass(frozen=True)
class TicketData:
    """What one generated ticket says; `qr` is also printed as text when the design does so."""

    number: int
    serial: str
    barcode: str
    valid_on: date
    slot: str
    category: str


def ticket_data(number: int, *, supplier: str = "AQ") -> TicketData:
    """The ticket with this number, 1 and up. The same number always gives the same ticket."""
    return TicketData(
        number=number,
        serial=f"{supplier}-{number:07d}",
        barcode=f"{supplier}{(number * 7_919_777) % 10_000_000_000:010d}",
        valid_on=date(2027, 1, 1) + timedelta(days=number % 180),
        slot=f"{9 + number % 9:02d}:{(number % 4) * 15:02d}",
        category=("Adult", "Child", "Senior")[number % 3],
    )


def ticket_page(ticket: TicketData) -> TicketPage:
    """The reference design: labels and values, a vector QR code, and the same text again as vector Code 128."""
    values = (
        ("Ticket No", ticket.serial),
        ("Date", ticket.valid_on.strftime("%d/%m/%Y")),
        ("Time", ticket.slot),
        ("Category", ticket.category),
        ("Barcode", ticket.barcode),
    )
    lines = [Line("Aquarium of the Bay - Admission", 60, 150, 20)]
    lines += [Line(f"{label}: {value}", 60, 200 + 22 * row) for row, (label, value) in enumerate(values)]
    lines += [Line(f"{row}. {_TERMS}", 60, 560 + 14 * row, 8) for row in range(1, 13)]
    codes = [CodeArt(ticket.barcode, "QRCode", 400, 180, 4.0), CodeArt(ticket.barcode, "Code128", 60, 440, 1.4)]
    return TicketPage(lines=lines, codes=codes)


_TERMS = "This ticket admits one person once on the day printed above and can not be exchanged or refunded."

PATTERNS: Mapping[str, str] = {
    "serial_pattern": r"Ticket No: ([A-Z]{2}-\d{7})",
    "date_pattern": r"Date: (\d{2}/\d{2}/\d{4})",
    "date_format": "dd/MM/yyyy",
    "date_type": "ticket_date",
    "time_slot_pattern": r"Time: (\d{2}:\d{2})",
    "category_pattern": r"Category: (\w+)",
    "barcode_pattern": r"Barcode: (\w+)",
}
"""The patterns of the reference design, as keyword arguments of ExtractionPatterns."""


def ticket_pages(count: int, *, first: int = 1, supplier: str = "AQ") -> Iterator[TicketPage]:
    """`count` pages of the reference design, numbered from `first`."""
    for number in range(first, first + count):
        yield ticket_page(ticket_data(number, supplier=supplier))


def rotated(page: TicketPage, rotate: int) -> TicketPage:
    """The same page as shown, stored sideways and turned back by /Rotate."""
    return replace(page, rotate=rotate)


class _Writer:
    """Numbers objects, remembers their places, writes the cross-reference table."""

    _CATALOG, _PAGES, _FONT, _LOGO, _RESOURCES, _OWN_MAX = 1, 2, 3, 4, 5, 10

    def __init__(self, file: BinaryIO, options: PdfOptions) -> None:
        self._file = file
        self._options = options
        self._offsets: dict[int, int] = {}
        self._next = max([self._OWN_MAX, *options.objects]) + 1
        self._shared_pictures: list[str] = []

    def write(self, pages: Iterable[TicketPage]) -> None:
        self._file.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._object(self._FONT, b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
        self._stream(self._LOGO, b"/Type/XObject/Subtype/Image/Width 160/Height 64/ColorSpace/DeviceRGB"
                                 b"/BitsPerComponent 8", _logo_pixels(160, 64))  # fmt: skip
        for number, body in self._options.objects.items():
            self._object(number, body)
        self._page_tree([self._page(page) for page in pages])
        self._object(self._RESOURCES, self._resources(self._shared_pictures).encode())
        self._object(self._CATALOG, b"<</Type/Catalog/Pages 2 0 R" + self._options.catalog + b">>")
        self._trailer()

    def _page(self, page: TicketPage) -> tuple[int, str]:
        """Write what the page needs; the page object itself follows when its parent is known."""
        pictures = [*page.pictures, *(_code_picture(code) for code in page.codes if code.style == "picture")]
        named = [(f"/P{self._next}", self._picture(picture), picture) for picture in pictures]
        content = "\n".join(_drawing(page, named, logo=self._options.logo)).encode("cp1252") + page.raw
        stream = self._take()
        self._stream(stream, b"", content)
        references = [f"{name} {number} 0 R" for name, number, _ in named]
        if self._options.shared_resources:
            self._shared_pictures += references
            resources = f"{self._RESOURCES} 0 R"
        else:
            resources = self._resources(references)
        width, height = page.size if page.rotate % 180 == 0 else page.size[::-1]
        rotate = f"/Rotate {page.rotate}" if page.rotate else ""
        return stream, f"/MediaBox[0 0 {width:g} {height:g}]{rotate}/Resources {resources}/Contents {stream} 0 R"

    def _resources(self, pictures: Sequence[str]) -> str:
        xobjects = " ".join([*([f"/Logo {self._LOGO} 0 R"] if self._options.logo else []), *pictures])
        return f"<</Font<</F1 {self._FONT} 0 R>>/XObject<<{xobjects}>>>>"

    def _picture(self, picture: Picture) -> int:
        number = self._take()
        width, height = picture.pixels
        entries = f"/Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8"
        self._stream(number, entries.encode(), picture.gray)
        return number

    def _page_tree(self, pages: list[tuple[int, str]]) -> None:
        size = self._options.branching or max(len(pages), 1)
        groups = [pages[start : start + size] for start in range(0, len(pages), size)]
        branches = []
        for group in groups:
            parent = self._take() if self._options.branching else self._PAGES
            kids = [self._page_object(entries, parent) for _, entries in group]
            branches.append((parent, kids))
        if self._options.branching:
            for number, kids in branches:
                self._pages_object(number, kids, len(kids), b"/Parent 2 0 R")
            self._pages_object(self._PAGES, [number for number, _ in branches], len(pages))
        else:
            self._pages_object(self._PAGES, [kid for _, kids in branches for kid in kids], len(pages))

    def _page_object(self, entries: str, parent: int) -> int:
        number = self._take()
        head = f"<</Type/Page/Parent {parent} 0 R{entries}".encode()
        self._object(number, head + self._options.page + b">>")
        return number

    def _pages_object(self, number: int, kids: Sequence[int], count: int, extra: bytes = b"") -> None:
        listed = " ".join(f"{kid} 0 R" for kid in kids).encode()
        self._object(number, b"<</Type/Pages/Count %d/Kids[%s]%s>>" % (count, listed, extra))

    def _take(self) -> int:
        self._next += 1
        return self._next - 1

    def _object(self, number: int, body: bytes) -> None:
        self._offsets[number] = self._file.tell()
        self._file.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _stream(self, number: int, entries: bytes, data: bytes) -> None:
        packed = zlib.compress(data, 6)
        head = b"<<%s/Filter/FlateDecode/Length %d>>stream\n" % (entries, len(packed))
        self._object(number, head + packed + b"\nendstream")

    def _trailer(self) -> None:
        start = self._file.tell()
        self._file.write(b"xref\n0 %d\n0000000000 65535 f \n" % self._next)
        free = b"0000000000 00000 f \n"
        rows = (b"%010d 00000 n \n" % self._offsets[n] if n in self._offsets else free for n in range(1, self._next))
        self._file.writelines(rows)
        self._file.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (self._next, start))


def _drawing(page: TicketPage, pictures: Sequence[tuple[str, int, Picture]], *, logo: bool) -> Iterator[str]:
    """The content stream, drawn upright on the page as it is shown."""
    width, height = page.size
    turn = {90: f"0 1 -1 0 {height:g} 0 cm", 180: f"-1 0 0 -1 {width:g} {height:g} cm", 270: f"0 -1 1 0 0 {width:g} cm"}
    if page.rotate:
        yield turn[page.rotate]
    if logo:
        yield f"q 120 0 0 48 30 {height - 78:g} cm /Logo Do Q"
    for line in page.lines:
        text = line.text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        yield f"BT /F1 {line.size:g} Tf {line.x:g} {height - line.y:g} Td ({text}) Tj ET"
    for code in page.codes:
        if code.style == "vector":
            yield from _vector_code(code, height)
    for name, _, picture in pictures:
        w, h = picture.size
        yield f"q {w:g} 0 0 {h:g} {picture.x:g} {height - picture.y - h:g} cm {name} Do Q"


def _vector_code(code: CodeArt, page_height: float) -> Iterator[str]:
    """Dark runs as rectangles of one filled path."""
    _, rows = modules(code.text, code.symbology)
    row_height = (
        _LINEAR_BAR_HEIGHT if code.symbology in _LINEAR else code.module * (3 if code.symbology == "PDF417" else 1)
    )
    for index, row in enumerate(rows):
        y = page_height - code.y - (index + 1) * row_height
        for start, end in _dark_runs(row):
            yield f"{code.x + start * code.module:g} {y:g} {(end - start) * code.module:g} {row_height:g} re"
    yield "f"


def _dark_runs(row: bytes) -> Iterator[tuple[int, int]]:
    start = row.find(0)
    while start >= 0:
        end = row.find(255, start)
        end = len(row) if end < 0 else end
        yield start, end
        start = row.find(0, end)


def _code_picture(code: CodeArt) -> Picture:
    """The code as pixels, four per module, with a quiet zone of four modules."""
    width, rows = modules(code.text, code.symbology)
    repeat = round(_LINEAR_BAR_HEIGHT / code.module) if code.symbology in _LINEAR else 1
    repeat = 3 if code.symbology == "PDF417" else repeat
    quiet = b"\xff" * 16
    wide = [quiet + b"".join(bytes([pixel]) * 4 for pixel in row) + quiet for row in rows for _ in range(repeat)]
    blank = [b"\xff" * (4 * width + 32)] * 16
    gray = b"".join([*blank, *(row for row in wide for _ in range(4)), *blank])
    pixels = (4 * width + 32, 4 * len(wide) + 32)
    size = (pixels[0] * code.module / 4, pixels[1] * code.module / 4)
    return Picture(gray, pixels, code.x - 4 * code.module, code.y - 4 * code.module, size)


def _logo_pixels(width: int, height: int) -> bytes:
    """A colour gradient with a dark bar: enough structure to be worth decoding, no bar code."""
    return bytes(
        channel
        for y in range(height)
        for x in range(width)
        for channel in ((x * 255 // width, y * 255 // height, 160) if 8 < y < 56 else (20, 40, 90))
    )
