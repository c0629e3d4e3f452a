"""The graphics of a page: whether a code can be among them, and a mark by which the same ones are known again."""

from __future__ import annotations

import ctypes
import re
import zlib
from collections.abc import Callable
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from msgspec import Struct

from admitone.ingest.model import Box

# The smallest code, a Micro QR, still has more than ten dark runs; an EAN-8 has 22 bars. A rectangle is five segments.
_CODE_SEGMENTS_MIN = 40
_OBJECTS_MAX = 20_000
_FORM_DEPTH_MAX = 6
_PICTURE_POINTS_MIN = 12.0
# Fonts that draw codes have names that say so; a Type 3 font (no name) may draw anything.
_CODE_FONT = re.compile(rb"bar|code|c128|c39|3of9|i2of5|ean|upc|pdf417|qr|matrix|aztec", re.IGNORECASE)
_QUIET_ANNOTATIONS = {pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP}


class Picture(Struct, frozen=True):
    """An image on the page: its box in points as shown, and how many of its pixels stand side by side in a point."""

    box: Box
    pixels_per_point: float


class Graphics(Struct, frozen=True):
    """All that is not text in ordinary fonts.

    `mark` is equal for pages with the same graphics in the same places. Images count with their content, paths with
    outline and number of strokes. It is None when there is something on the page that cannot be compared.
    """

    can_show_code: bool
    mark: int | None
    pictures: list[Picture]


def survey(page: pdfium.PdfPage) -> Graphics:
    """Look at the page's objects without drawing them."""
    return _Survey(page).graphics()


class _Survey:
    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        self._segments = 0
        self._can_show_code = False
        self._mark = 0
        self._comparable = True
        self._seen = 0
        self._pictures: list[Picture] = []
        self._place = _placing(page)

    def graphics(self) -> Graphics:
        raw = self._page.raw
        objects = (pdfium_c.FPDFPage_GetObject(raw, n) for n in range(pdfium_c.FPDFPage_CountObjects(raw)))
        for item in objects:
            if not self._look_at(item, depth=0):
                break
        self._look_at_annotations()
        possible = self._can_show_code or self._segments >= _CODE_SEGMENTS_MIN
        return Graphics(can_show_code=possible, mark=self._mark if self._comparable else None, pictures=self._pictures)

    def _look_at(self, item: Any, *, depth: int) -> bool:
        """Take one object into account; False when there are too many to go on, then a code must be expected."""
        self._seen += 1
        if self._seen > _OBJECTS_MAX:
            self._can_show_code = True
            self._comparable = False
            return False
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            self._look_at_font(item)
        elif kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            segments = max(0, pdfium_c.FPDFPath_CountSegments(item))
            self._segments += segments
            self._note(b"path", *_bounds(item), segments)
        elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            self._look_at_image(item, depth)
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM:
            return self._look_at_form(item, depth)
        else:
            self._note(b"shading", *_bounds(item))
        return True

    def _look_at_font(self, item: Any) -> None:
        name = ctypes.create_string_buffer(128)
        font = pdfium_c.FPDFTextObj_GetFont(item)
        length = pdfium_c.FPDFFont_GetBaseFontName(font, name, 128) if font else 0
        if length <= 1 or _CODE_FONT.search(name.value):
            self._can_show_code = True
            self._note(b"text " + name.value, *_bounds(item))

    def _look_at_image(self, item: Any, depth: int) -> None:
        self._can_show_code = True
        left, bottom, right, top = _bounds(item)
        length = pdfium_c.FPDFImageObj_GetImageDataRaw(item, None, 0)
        content = (ctypes.c_ubyte * length)()
        pdfium_c.FPDFImageObj_GetImageDataRaw(item, content, length)
        self._note(content, left, bottom, right, top)
        wide, high = ctypes.c_uint(), ctypes.c_uint()
        sized = pdfium_c.FPDFImageObj_GetImagePixelSize(item, ctypes.byref(wide), ctypes.byref(high))
        points = max(right - left, top - bottom)
        # Bounds of objects within a form are in the form's own space; those codes are left to the whole-page search.
        if depth == 0 and sized and min(right - left, top - bottom) >= _PICTURE_POINTS_MIN:
            box = self._place(left, bottom, right, top)
            self._pictures.append(Picture(box, max(wide.value, high.value) / points))

    def _look_at_form(self, item: Any, depth: int) -> bool:
        self._note(b"form", *_bounds(item))
        if depth == _FORM_DEPTH_MAX:
            self._can_show_code = True
            self._comparable = False
            return True
        count = pdfium_c.FPDFFormObj_CountObjects(item)
        kids = (pdfium_c.FPDFFormObj_GetObject(item, n) for n in range(max(0, count)))
        return all(self._look_at(kid, depth=depth + 1) for kid in kids)

    def _look_at_annotations(self) -> None:
        raw = self._page.raw
        for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(raw), _OBJECTS_MAX)):
            annotation = pdfium_c.FPDFPage_GetAnnot(raw, index)
            if not annotation:
                continue
            kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
            pdfium_c.FPDFPage_CloseAnnot(annotation)
            if kind not in _QUIET_ANNOTATIONS:
                self._can_show_code = True
                self._comparable = False

    def _note(self, content: Any, *numbers: float) -> None:
        self._mark = zlib.crc32(content, self._mark)
        self._mark = zlib.crc32(",".join(f"{number:.2f}" for number in numbers).encode(), self._mark)


def _bounds(item: Any) -> tuple[float, float, float, float]:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    found = pdfium_c.FPDFPageObj_GetBounds(item, *(ctypes.byref(value) for value in (left, bottom, right, top)))
    return (left.value, bottom.value, right.value, top.value) if found else (0.0, 0.0, 0.0, 0.0)


def _placing(page: pdfium.PdfPage) -> Callable[[float, float, float, float], Box]:
    """Give the function from bounds in page space to a box on the page as shown."""
    x0, y0, x1, y1 = page.get_bbox()
    turn = page.get_rotation()

    def place(left: float, bottom: float, right: float, top: float) -> Box:
        shown = {
            0: Box(left - x0, y1 - top, right - x0, y1 - bottom),
            90: Box(bottom - y0, left - x0, top - y0, right - x0),
            180: Box(x1 - right, bottom - y0, x1 - left, top - y0),
            270: Box(y1 - top, x1 - right, y1 - bottom, x1 - left),
        }
        return shown.get(turn, shown[0])

    return place
