"""Gray pictures of a page or of a part of it, as zxing takes them."""

from __future__ import annotations

import ctypes
import math

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from admitone.ingest.model import Box

# Four times A4 is 8 million pixels; a page as large as PDF allows (200 inch) would have 830 million.
PIXELS_MAX = 12_000_000
_FLAGS = pdfium_c.FPDF_ANNOT | pdfium_c.FPDF_GRAYSCALE | pdfium_c.FPDF_RENDER_LIMITEDIMAGECACHE
_WHITE = 0xFFFFFFFF


class Canvas:
    """One page as shown, after /Rotate; boxes are in points from its top left corner."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        self.width, self.height = page.get_size()
        self.everything = Box(0.0, 0.0, self.width, self.height)

    def scale_within(self, scale: float, box: Box) -> float:
        """The scale, or a smaller one that keeps the box's picture within PIXELS_MAX."""
        area = (box.right - box.left) * (box.bottom - box.top)
        return min(scale, math.sqrt(PIXELS_MAX / area)) if area > 0 else scale

    def draw(self, box: Box, scale: float) -> Drawing | None:
        """Draw what is in the box, `scale` pixels per point; None when nothing of the box is on the page."""
        page_pixels = max(1, round(self.width * scale)), max(1, round(self.height * scale))
        left, top = max(0, math.floor(box.left * scale)), max(0, math.floor(box.top * scale))
        right = min(page_pixels[0], math.ceil(box.right * scale))
        bottom = min(page_pixels[1], math.ceil(box.bottom * scale))
        if right <= left or bottom <= top:
            return None
        size = right - left, bottom - top
        pixels = (ctypes.c_ubyte * (size[0] * size[1]))()
        bitmap = pdfium_c.FPDFBitmap_CreateEx(*size, pdfium_c.FPDFBitmap_Gray, pixels, size[0])
        if not bitmap:
            raise MemoryError
        try:
            pdfium_c.FPDFBitmap_FillRect(bitmap, 0, 0, *size, _WHITE)
            placed = (bitmap, self._page.raw, -left, -top, *page_pixels, 0, _FLAGS)
            pdfium_c.FPDF_RenderPageBitmap(*placed)
            if self._page.formenv is not None:
                pdfium_c.FPDF_FFLDraw(self._page.formenv.raw, *placed)
        finally:
            pdfium_c.FPDFBitmap_Destroy(bitmap)
        return Drawing(memoryview(pixels).cast("B").cast("B", size[::-1]), left, top, scale)


class Drawing:
    """A gray picture and where it is on the page."""

    def __init__(self, pixels: memoryview, left: int, top: int, scale: float) -> None:
        self.pixels = pixels
        self._left, self._top, self._scale = left, top, scale

    def to_page(self, x: float, y: float) -> tuple[float, float]:
        """A pixel of the drawing in points of the page."""
        return (self._left + x) / self._scale, (self._top + y) / self._scale
