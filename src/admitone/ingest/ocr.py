"""Text recognition for scanned pages: an optional extra that needs pytesseract and the tesseract program."""

from __future__ import annotations

import math

import pypdfium2 as pdfium

# 300 dots per inch is what tesseract's documentation asks for: https://tesseract-ocr.github.io/tessdoc/ImproveQuality
_SCALE = 300 / 72
_PIXELS_MAX = 12_000_000


def recognize_text(page: pdfium.PdfPage) -> str:
    """Return the text that tesseract sees on the page as shown."""
    import pytesseract  # noqa: PLC0415 -- an optional extra

    width, height = page.get_size()
    scale = min(_SCALE, math.sqrt(_PIXELS_MAX / (width * height)))
    bitmap = page.render(scale=scale, grayscale=True)
    return str(pytesseract.image_to_string(bitmap.to_pil())).replace("\r\n", "\n").replace("\f", "")
