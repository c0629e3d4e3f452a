"""The graphics of a page: whether a code can be among them, and marks by which the same ones are known again."""

from __future__ import annotations

import ctypes
import re
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from msgspec import Struct

from admitone.ingest.model import Box

# The smallest code, a Micro QR, still has more than ten dark runs; an EAN-8 has 22 bars. A rectangle is five segments.
_CODE_SEGMENTS_MIN = 40
_OBJECTS_MAX = 20_000
_FORM_DEPTH_MAX = 6
_FORMS_COUNTED_MAX = 8
_PICTURE_POINTS_MIN = 12.0
# Fonts that draw codes have names that say so; a Type 3 font (no name) may draw anything.
_CODE_FONT = re.compile(rb"bar|code|c128|c39|3of9|i2of5|ean|upc|pdf417|qr|matrix|aztec", re.IGNORECASE)
_QUIET_ANNOTATIONS = {pdfium_c.FPDF_ANNOT_LINK, pdfium_c.FPDF_ANNOT_POPUP}


class Shape(Struct, frozen=True):
    """Something drawn: its box on the page as shown and its strokes. What may be a code counts as one in strokes.

    `pixels_per_point` is set for pictures that stand on the page itself.
    """

    box: Box
    segments: int
    pixels_per_point: float | None = None


class Graphics(Struct, frozen=True):
    """All that is not text in ordinary fonts.

    `features` is None when there is something on the page that cannot be compared with another page.
    """

    can_show_code: bool
    features: list[tuple[float, ...]] | None
    shapes: list[Shape]

    @property
    def mark(self) -> int | None:
        """A number that is equal for pages with the same graphics in the same places.

        Images count with their content, paths with outline and number of strokes.
        """
        return None if self.features is None else zlib.crc32(repr(self.features).encode())

    @property
    def pictures(self) -> list[Shape]:
        """The pictures that are large enough for a code."""
        return [shape for shape in self.shapes if shape.pixels_per_point is not None]

    def touches(self, region: Box) -> bool:
        """Whether anything stands in the region."""
        return any(_within(shape.box, region) for shape in self.shapes)

    def rest(self, regions: Sequence[Box]) -> int:
        """Measure what is outside the regions, so coarsely that a longer underline is no difference and a code is."""
        outside = [shape.segments for shape in self.shapes if not any(_within(shape.box, box) for box in regions)]
        return sum(outside) // _CODE_SEGMENTS_MIN


def object_count(page: pdfium.PdfPage) -> int:
    """Count the page's objects; on pages wrapped into a few forms, those within the forms as well."""
    raw = page.raw
    count = int(pdfium_c.FPDFPage_CountObjects(raw))
    if count > _FORMS_COUNTED_MAX:
        return count
    items = [pdfium_c.FPDFPage_GetObject(raw, index) for index in range(count)]
    forms = [item for item in items if pdfium_c.FPDFPageObj_GetType(item) == pdfium_c.FPDF_PAGEOBJ_FORM]
    return count + sum(max(0, int(pdfium_c.FPDFFormObj_CountObjects(form))) for form in forms)


def survey(page: pdfium.PdfPage) -> Graphics:
    """Look at the page's objects without drawing them."""
    return _Survey(page).graphics()


class _Survey:
    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        self._features: list[tuple[float, ...]] = []
        self._comparable = True
        self._seen = 0
        self._shapes: list[Shape] = []
        self._place = _placing(page)

    def graphics(self) -> Graphics:
        raw = self._page.raw
        for index in range(pdfium_c.FPDFPage_CountObjects(raw)):
            self._look_at(pdfium_c.FPDFPage_GetObject(raw, index), None, 0)
        self._look_at_annotations()
        segments = sum(shape.segments for shape in self._shapes)
        return Graphics(
            can_show_code=segments >= _CODE_SEGMENTS_MIN,
            features=self._features if self._comparable else None,
            shapes=self._shapes,
        )

    def _look_at(self, item: Any, outer: Box | None, depth: int) -> None:
        """Take one object into account; `outer` is the box of the form that it is in, whose space is not the page's."""
        self._seen += 1
        if self._seen > _OBJECTS_MAX:
            self._expect_anything(outer)
            return
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
            self._look_at_font(item, outer)
        elif kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            segments = max(0, pdfium_c.FPDFPath_CountSegments(item))
            bounds = _bounds(item)
            self._features.append((kind, segments, *bounds))
            self._shapes.append(Shape(outer or self._place(*bounds), segments))
        elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            self._look_at_image(item, outer)
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM:
            self._look_at_form(item, outer, depth)
        else:
            self._features.append((kind, *_bounds(item)))

    def _look_at_font(self, item: Any, outer: Box | None) -> None:
        name = ctypes.create_string_buffer(128)
        font = pdfium_c.FPDFTextObj_GetFont(item)
        length = pdfium_c.FPDFFont_GetBaseFontName(font, name, 128) if font else 0
        if length <= 1 or _CODE_FONT.search(name.value):
            bounds = _bounds(item)
            self._comparable = False
            self._shapes.append(Shape(outer or self._place(*bounds), _CODE_SEGMENTS_MIN))

    def _look_at_image(self, item: Any, outer: Box | None) -> None:
        left, bottom, right, top = _bounds(item)
        length = pdfium_c.FPDFImageObj_GetImageDataRaw(item, None, 0)
        content = (ctypes.c_ubyte * length)()
        pdfium_c.FPDFImageObj_GetImageDataRaw(item, content, length)
        self._features.append((zlib.crc32(content), left, bottom, right, top))
        wide, high = ctypes.c_uint(), ctypes.c_uint()
        sized = pdfium_c.FPDFImageObj_GetImagePixelSize(item, ctypes.byref(wide), ctypes.byref(high))
        density = None
        # Bounds of objects within a form are in the form's own space; those codes are left to the whole-page search.
        if outer is None and sized and min(right - left, top - bottom) >= _PICTURE_POINTS_MIN:
            density = max(wide.value, high.value) / max(right - left, top - bottom)
        self._shapes.append(Shape(outer or self._place(left, bottom, right, top), _CODE_SEGMENTS_MIN, density))

    def _look_at_form(self, item: Any, outer: Box | None, depth: int) -> None:
        bounds = _bounds(item)
        self._features.append((pdfium_c.FPDF_PAGEOBJ_FORM, *bounds))
        box = outer or self._place(*bounds)
        if depth == _FORM_DEPTH_MAX:
            self._expect_anything(box)
            return
        for index in range(max(0, pdfium_c.FPDFFormObj_CountObjects(item))):
            self._look_at(pdfium_c.FPDFFormObj_GetObject(item, index), box, depth + 1)

    def _look_at_annotations(self) -> None:
        raw = self._page.raw
        for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(raw), _OBJECTS_MAX)):
            annotation = pdfium_c.FPDFPage_GetAnnot(raw, index)
            if not annotation:
                continue
            kind = pdfium_c.FPDFAnnot_GetSubtype(annotation)
            pdfium_c.FPDFPage_CloseAnnot(annotation)
            if kind not in _QUIET_ANNOTATIONS:
                self._expect_anything(None)

    def _expect_anything(self, box: Box | None) -> None:
        """What is here was not looked into: it may be a code, and the page is like no other."""
        self._comparable = False
        self._shapes.append(Shape(box or Box(0.0, 0.0, 0.0, 0.0), _CODE_SEGMENTS_MIN))


# pdfium writes bounds here; making new ones for each of a page's objects would cost more than asking for the bounds.
_EDGES = tuple(ctypes.c_float() for _ in range(4))
_EDGE_POINTERS = tuple(ctypes.byref(edge) for edge in _EDGES)


def _bounds(item: Any) -> tuple[float, float, float, float]:
    """The object's left, bottom, right and top in the space of the page or form that it is in."""
    if not pdfium_c.FPDFPageObj_GetBounds(item, *_EDGE_POINTERS):
        return (0.0, 0.0, 0.0, 0.0)
    left, bottom, right, top = _EDGES
    return (left.value, bottom.value, right.value, top.value)


def _within(inner: Box, outer: Box) -> bool:
    x, y = (inner.left + inner.right) / 2, (inner.top + inner.bottom) / 2
    return outer.left <= x <= outer.right and outer.top <= y <= outer.bottom


def _placing(page: pdfium.PdfPage) -> Callable[[float, float, float, float], Box]:
    """Give the function from bounds in page space to a box on the page as shown."""
    x0, y0, x1, y1 = page.get_bbox()
    turn = page.get_rotation()

    def place(left: float, bottom: float, right: float, top: float) -> Box:
        if turn == 90:
            return Box(bottom - y0, left - x0, top - y0, right - x0)
        if turn == 180:
            return Box(x1 - right, bottom - y0, x1 - left, top - y0)
        if turn == 270:
            return Box(y1 - top, x1 - right, y1 - bottom, x1 - left)
        return Box(left - x0, y1 - top, right - x0, y1 - bottom)

    return place
