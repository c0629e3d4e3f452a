"""The characters of a PDF page and where they stand, asked of pdfium for many characters at once.

A page of small print has five hundred ends of words, so a call is all that each may cost: `map` drives pdfium from C,
with arguments that need no conversion, into memory that is read in one go. Runs in the worker processes, which have
one thread.
"""

from __future__ import annotations

import ctypes
import math
import struct
from collections import deque
from contextlib import closing, contextmanager
from itertools import accumulate, repeat
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium_c

from admitone.ingest.bidi import has_right_to_left

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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


@contextmanager
def characters(page: pdfium.PdfPage) -> Iterator[Characters]:
    """Give the characters of a page within the block. Raises PdfiumError for text that is damaged."""
    with closing(page.get_textpage()) as textpage:
        yield Characters(textpage, page)


class Characters:
    """The text of a page as pdfium gives it, and its characters' boxes: as high as the font, as wide as the character.

    `mixed`: there are right-to-left letters in the text. `frame` is the page's box and turn: equal boxes on pages with
    equal frames are in the same place.
    """

    def __init__(self, textpage: pdfium.PdfTextPage, page: pdfium.PdfPage) -> None:
        """Read the text; boxes can be asked for as long as the text page is open."""
        self.text = text = textpage.get_text_range()
        self.mixed = has_right_to_left(text)
        self._handle = textpage.raw
        # pdfium has characters that are not in the text, and the other way round; outside Unicode's first plane it
        # counts UTF-16 units.
        self._units: list[int] | None = None
        if len(text) != textpage.count_chars():
            self._units = list(accumulate((1 + (char > "\uffff") for char in text), initial=0))
        self._x0, self._y0, self._x1, self._y1 = box = page.get_bbox()
        self._rotation = page.get_rotation()
        self.frame = (*box, self._rotation)

    def read(self, indices: Sequence[int]) -> list[Rect]:
        """Return the boxes (left, top, right, bottom) of the characters at these indices of the text, for `shown`.

        On a page that is not turned they are in points of its own space, which few of them ever need to leave.
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

    def turn(self, index: int) -> int:
        """Return how the character at this index of the text is turned on the page as shown.

        In counter-clockwise degrees, to the nearest right angle; 0 when pdfium does not know.
        """
        if self._units is not None:
            index = pdfium_c.FPDFText_GetCharIndexFromTextIndex(self._handle, self._units[index])
        # pdfium measures in the page's own space, clockwise, in radians; the page is shown turned clockwise.
        angle = pdfium_c.FPDFText_GetCharAngle(self._handle, index)
        if angle < 0:
            return 0
        quarters = round(math.degrees(angle) / 90)
        return (-90 * quarters - int(self._rotation)) % 360

    def _turned(self, left: float, top: float, right: float, bottom: float) -> Rect:
        if self._rotation == 90:
            return (bottom - self._y0, left - self._x0, top - self._y0, right - self._x0)
        if self._rotation == 180:
            return (self._x1 - right, bottom - self._y0, self._x1 - left, top - self._y0)
        return (self._y1 - top, self._x1 - right, self._y1 - bottom, self._x1 - left)
