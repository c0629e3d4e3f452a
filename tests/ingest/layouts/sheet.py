"""A page to draw tickets on, with the origin at the top left corner and Arabic text that shapes itself."""

from __future__ import annotations

import io
import re
import unicodedata
from functools import cache

import arabic_reshaper
import pikepdf
import pymupdf_fonts
import zxingcpp
from bidi.algorithm import get_display
from PIL import Image
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode import code39, code128, eanbc, qr
from reportlab.graphics.shapes import Drawing
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

_ARABIC = re.compile("[\u0600-\u06ff]")


@cache
def _arabic_font() -> str:
    """Register the Arabic-capable font that a development dependency ships."""
    pdfmetrics.registerFont(TTFont("FiraGO", io.BytesIO(pymupdf_fonts.myfont("figo"))))
    return "FiraGO"


def shaped(text: str) -> str:
    """Return Arabic text as it stands on a page, from left to right in presentation forms that the font has."""
    glyphs = pdfmetrics.getFont(_arabic_font()).face.charToGlyph
    visual = get_display(arabic_reshaper.reshape(text))
    return "".join(char if ord(char) in glyphs else unicodedata.normalize("NFKC", char) for char in visual)


def turned(pdf: bytes, rotation: int) -> bytes:
    """Return the document with its pages shown turned clockwise."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            page.rotate(rotation, relative=False)
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()


class Sheet:
    """One page under the pen."""

    def __init__(self, canvas: Canvas, width: float, height: float) -> None:
        self.canvas = canvas
        self.width = width
        self.height = height

    def text(
        self, x: float, y: float, text: str, size: float = 10, font: str = "Helvetica", align: str = "left"
    ) -> None:
        """Draw one string with its baseline `y` below the top edge."""
        if _ARABIC.search(text):
            text, font = shaped(text), _arabic_font()
        self.canvas.setFont(font, size)
        draw = {
            "left": self.canvas.drawString,
            "right": self.canvas.drawRightString,
            "center": self.canvas.drawCentredString,
        }
        draw[align](x, self.height - y, text)

    def bold(self, x: float, y: float, text: str, size: float = 10, align: str = "left") -> None:
        """Draw one string in bold."""
        self.text(x, y, text, size, "Helvetica-Bold", align)

    def lines(self, x: float, y: float, texts: list[str], size: float = 7, leading: float | None = None) -> None:
        """Draw small print, one string per line."""
        for number, text in enumerate(texts):
            self.text(x, y + number * (leading or size * 1.3), text, size)

    def turned(self, x: float, y: float, text: str, angle: float = 90, size: float = 9) -> None:
        """Draw one string turned counter-clockwise."""
        self.canvas.saveState()
        self.canvas.translate(x, self.height - y)
        self.canvas.rotate(angle)
        self.canvas.setFont("Helvetica", size)
        self.canvas.drawString(0, 0, text)
        self.canvas.restoreState()

    def rule(self, y: float, left: float = 30, right: float | None = None) -> None:
        """Draw a horizontal line."""
        self.canvas.line(left, self.height - y, right or self.width - 30, self.height - y)

    def code128(self, x: float, y: float, value: str, height: float = 36, bar: float = 1.0) -> None:
        """Draw Code 128 as vector bars with the lower edge at `y`."""
        code128.Code128(value, barHeight=height, barWidth=bar, quiet=True).drawOn(self.canvas, x, self.height - y)

    def code39(self, x: float, y: float, value: str, height: float = 36) -> None:
        """Draw Code 39 as vector bars."""
        code39.Standard39(value, barHeight=height, barWidth=0.9, checksum=0, quiet=True).drawOn(
            self.canvas, x, self.height - y
        )

    def ean13(self, x: float, y: float, value: str) -> None:
        """Draw EAN-13 as vector bars with its digits below."""
        drawing = Drawing(120, 70)
        drawing.add(eanbc.Ean13BarcodeWidget(value, barHeight=50, humanReadable=0))
        renderPDF.draw(drawing, self.canvas, x, self.height - y)

    def qr(self, x: float, y: float, value: str, size: float = 90) -> None:
        """Draw a QR code as vector modules with the lower edge at `y`."""
        widget = qr.QrCodeWidget(value, barWidth=size, barHeight=size)
        drawing = Drawing(size, size)
        drawing.add(widget)
        renderPDF.draw(drawing, self.canvas, x, self.height - y)

    def picture(self, x: float, y: float, value: str, kind: str, width: float = 90, height: float = 90) -> None:
        """Draw a code of any kind as an embedded picture with the lower edge at `y`."""
        barcode = zxingcpp.create_barcode(value, getattr(zxingcpp.BarcodeFormat, kind))
        image = Image.fromarray(barcode.to_image(scale=4))
        self.canvas.drawImage(ImageReader(image), x, self.height - y, width, height)
