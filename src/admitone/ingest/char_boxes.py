"""Where the characters of a PDF page stand, asked of pdfium for many characters at once.

A page of small print has five hundred ends of words, so a call is all that each may cost: `map` drives pdfium from C,
with arguments that need no conversion, into memory that is read in one go. Runs in the worker processes, which have
one thread.
"""

from __future__ import annotations

import ctypes
import struct
from collections import deque
from itertools import accumulate, repeat
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium_c

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pypdfium2 as pdfium

Rect = tuple[float, float, float, float]

_RECT = struct.Struct("4f")  # left, top, right, bottom, as FS_RECTF lays them out
_SLOT_COUNT = 512
_SLOTS = ctypes.create_string_buffer(_SLOT_COUNT * _RECT.size)
_SLOT_VIEW = memoryview(_SLOTS)
_SLOT_POINTERS = [ctypes.byref(_SLOTS, index * _RECT.size) for index in range(_SLOT_COUNT)]
# Without a prototype ctypes hands over what it gets, int as C int: half the cost of converting to declared types.
_LOOSE_CHAR_BOX: Callable[[Any, int, Any], None] = ctypes.PYFUNCTYPE(None)(
    ctypes.cast(pdfium_c.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0
)


class CharBoxes:
    """The boxes of the characters of one text page. Loose boxes: as high as the font, as wide as the character."""

    def __init__(self, textpage: pdfium.PdfTextPage, text: str, page: pdfium.PdfPage) -> None:
        """Take the text as the text page gives it; indices are into this text."""
        self._handle = textpage.raw
        # pdfium has characters that are not in the text, and the other way round; outside Unicode's first plane it
        # counts UTF-16 units.
        self._units: list[int] | None = None
        if len(text) != textpage.count_chars():
            self._units = list(accumulate((1 + (char > "\uffff") for char in text), initial=0))
        self._x0, self._y0, self._x1, self._y1 = page.get_bbox()
        self._rotation = page.get_rotation()

    def read(self, indices: Sequence[int]) -> list[Rect]:
        """Return these characters' boxes: left, top, right, bottom, to be brought in place with `shown`.

        On pages that are not turned they are in points of the page's own space, top above bottom: words are put
        together before few of them need to be converted.
        """
        if self._units is not None:
            indices = [
                pdfium_c.FPDFText_GetCharIndexFromTextIndex(self._handle, self._units[index]) for index in indices
            ]
        boxes: list[Rect] = []
        for start in range(0, len(indices), _SLOT_COUNT):
            asked = indices[start : start + _SLOT_COUNT]
            deque(map(_LOOSE_CHAR_BOX, repeat(self._handle), asked, _SLOT_POINTERS), maxlen=0)
            boxes += _RECT.iter_unpack(_SLOT_VIEW[: len(asked) * _RECT.size])
        return [self._turned(*box) for box in boxes] if self._rotation else boxes

    def shown(self, box: Rect) -> Rect:
        """Return a box that was read as it is on the page as shown, in points from the top left corner."""
        if self._rotation:
            return box
        left, top, right, bottom = box
        return (left - self._x0, self._y1 - top, right - self._x0, self._y1 - bottom)

    def _turned(self, left: float, top: float, right: float, bottom: float) -> Rect:
        if self._rotation == 90:
            return (bottom - self._y0, left - self._x0, top - self._y0, right - self._x0)
        if self._rotation == 180:
            return (self._x1 - right, bottom - self._y0, self._x1 - left, top - self._y0)
        return (self._y1 - top, self._x1 - right, self._y1 - bottom, self._x1 - left)
