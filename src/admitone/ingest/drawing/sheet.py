"""One page to draw on, in points from its top left corner."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name

from admitone.ingest.drawing.paragraphs import LEADING, Line, Paragraph
from admitone.ingest.drawing.symbols import Symbol
from admitone.ingest.drawing.typefaces import BOLD, REGULAR, Typeface

Color = tuple[float, float, float]
Point = tuple[float, float]
WHITE: Final[Color] = (1.0, 1.0, 1.0)
A4: Final = (595.28, 841.89)


@dataclass
class Document:
    """A PDF that is being drawn: its faces are embedded once, a picture as often as it differs."""

    pdf: pikepdf.Pdf = field(default_factory=pikepdf.new)
    regular: Typeface = field(default_factory=lambda: Typeface(REGULAR))
    bold: Typeface = field(default_factory=lambda: Typeface(BOLD))
    _sheets: list[Sheet] = field(default_factory=list)

    def add_sheet(self, language: str) -> Sheet:
        """A new page at the end; `language` is a BCP 47 tag."""
        sheet = Sheet(self, *A4, language=language)
        self._sheets.append(sheet)
        return sheet

    def finish(self) -> pikepdf.Pdf:
        """The document with all its pages, fonts included."""
        fonts = Dictionary(R=self.regular.embed(self.pdf), B=self.bold.embed(self.pdf))
        for sheet in self._sheets:
            resources = Dictionary(Font=fonts)
            if sheet.pictures:
                resources.XObject = Dictionary({f"/P{n}": picture for n, picture in enumerate(sheet.pictures)})
            page = Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, sheet.width, sheet.height]),
                Resources=resources,
                Contents=self.pdf.make_stream(sheet.content()),
            )
            self.pdf.pages.append(pikepdf.Page(self.pdf.make_indirect(page)))
        return self.pdf


@dataclass
class Sheet:
    """One page. What is drawn later lies over what was drawn before."""

    document: Document
    width: float
    height: float
    language: str
    pictures: list[pikepdf.Object] = field(default_factory=list)
    _stream: list[str] = field(default_factory=list)

    def paragraph(
        self, text: Paragraph, typeface: Typeface, at: Point, width: float, *, color: Color, align: str = "start"
    ) -> float:
        """Lines downwards from a top left corner; where the next one would begin.

        They are aligned to the `start` of their direction, `left`, `right` or `center`.
        """
        x, y = at
        for line in text.lines:
            used = line.width * text.size / 1000
            side = align if align != "start" else ("right" if line.right_to_left else "left")
            shift = {"left": 0.0, "right": width - used, "center": (width - used) / 2}[side]
            base = self.height - y - text.size
            self._glyphs(line, typeface, (x + shift, base), size=text.size, color=color)
            y += text.size * LEADING
        return y

    def box(self, x: float, y: float, width: float, height: float, color: Color) -> None:
        """A filled rectangle with its top left corner at x, y."""
        self._stream.append(f"{_rgb(color)} rg {x:.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re f")

    def rule(self, x: float, y: float, to_x: float, color: Color, *, dashed: bool = False) -> None:
        """A thin horizontal line."""
        dash = "[4 3] 0 d" if dashed else "[] 0 d"
        level = self.height - y
        self._stream.append(f"{_rgb(color)} RG 0.7 w {dash} {x:.2f} {level:.2f} m {to_x:.2f} {level:.2f} l S [] 0 d")

    def picture(self, image: pikepdf.Object, x: float, y: float, width: float, height: float) -> None:
        """An image object of the document."""
        self.pictures.append(image)
        place = f"{width:.2f} 0 0 {height:.2f} {x:.2f} {self.height - y - height:.2f}"
        self._stream.append(f"q {place} cm /P{len(self.pictures) - 1} Do Q")

    def symbol(self, symbol: Symbol, x: float, y: float, width: float, height: float) -> None:
        """A code, black on the white that it needs around it, `width` and `height` quiet zone included."""
        self.box(x, y, width, height, WHITE)
        across, down = width / symbol.columns, height / symbol.rows
        dark = [
            f"{x + column * across:.3f} {self.height - y - (row + 1) * down:.3f} {length * across:.3f} {down:.3f} re"
            for row, column, length in symbol.dark
        ]
        self._stream.append(f"0 0 0 rg {' '.join(dark)} f")

    def slanted(self, line: Line, typeface: Typeface, size: float, color: Color) -> None:
        """One line across the middle of the page, rising by 30 degrees."""
        used = line.width * size / 1000
        turn = f"0.866 0.5 -0.5 0.866 {self.width / 2:.2f} {self.height / 2:.2f}"
        self._stream.append(f"q {turn} cm")
        self._glyphs(line, typeface, (-used / 2, 0.0), size=size, color=color)
        self._stream.append("Q")

    def content(self) -> bytes:
        """The page's content stream; its text is marked with its language (ISO 32000-1, 14.9.2)."""
        return "\n".join([f"/Span <</Lang ({self.language})>> BDC", *self._stream, "EMC"]).encode("ascii")

    def _glyphs(self, line: Line, typeface: Typeface, at: Point, *, size: float, color: Color) -> None:
        face = "/B" if typeface is self.document.bold else "/R"
        shown: list[str] = []
        rise = 0.0
        for glyph in line.glyphs:
            if glyph.y != rise:
                shown.append(f"] TJ {glyph.y * size / 1000:.3f} Ts [")
                rise = glyph.y
            # Numbers in TJ move back; the font's own advance is known to the reader, kerning and marks are not.
            before = f"{-glyph.x:g}" if glyph.x else ""
            after = glyph.x + typeface.advance(glyph.number) - glyph.advance
            shown.append(f"{before}<{glyph.number:04X}>" + (f"{after:g}" if after else ""))
        reset = " 0 Ts" if rise else ""
        place = f"{at[0]:.2f} {at[1]:.2f}"
        self._stream.append(f"BT {_rgb(color)} rg {face} {size:g} Tf {place} Td [{''.join(shown)}] TJ{reset} ET")


def color_of(text: str) -> Color:
    """`#rrggbb` as PDF has it."""
    red, green, blue = (int(text[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _rgb(color: Color) -> str:
    return " ".join(f"{part:.3g}" for part in color)
