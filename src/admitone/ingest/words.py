"""The words of a PDF page with their places, as pdfium finds them.

A word's frame is its rectangle turned so that the word reads from left to right and lines follow from top to bottom;
for upright text that is its box on the page as shown. Called for every page of an upload, so the inner loop is plain
tuples and one C call per end of a word.
"""

from __future__ import annotations

import ctypes
import re
import struct
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

import pypdfium2.raw as pdfium_c

from admitone.ingest.bidi import RIGHT_TO_LEFT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pypdfium2 as pdfium

Rect = tuple[float, float, float, float]

# Characters that carry no text of their own: soft hyphen, tatweel, zero-width and bidirectional controls.
_INVISIBLE = re.compile(
    "[\u00ad\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f]"
)
_PRESENTATION_FORM = re.compile("[\ufb00-\ufb06\ufb1d-\ufdff\ufe70-\ufefe]")
# pdfium writes U+0002 (older: U+FFFE) for a hyphen at the end of a line and joins the lines.
_LINE_HYPHEN = re.compile("[\x02\ufffe]")
_WORD = re.compile("[^\\s\x02\ufffe]+[\x02\ufffe]?|[\x02\ufffe]")
_LINE = re.compile("[^\r\n\x02\ufffe]+[\x02\ufffe]?")
# Share of the height that separates two characters of different words.
_CHARACTER_GAP = 0.13

# A prototype that takes addresses: converting FS_RECTF for every call costs a third more.
_LOOSE_CHAR_BOX: Callable[[int, int, int], int] = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p
)(ctypes.cast(pdfium_c.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0)
_READ_RECT = struct.Struct("4f").unpack_from  # left, top, right, bottom, as FS_RECTF lays them out


class PlacedWord(NamedTuple):
    """A word, the angle it is turned by (counter-clockwise degrees) and its frame.

    `chars` is given in lines with right-to-left letters only: the characters from left to right with their edges.
    """

    text: str
    turn: int
    left: float
    top: float
    right: float
    bottom: float
    chars: tuple[tuple[str, float, float], ...] | None = None

    def box(self) -> Rect:
        """Return the rectangle on the page as shown: left, top, right, bottom in points from the top left corner."""
        if self.turn == 90:
            return (self.top, -self.right, self.bottom, -self.left)
        if self.turn == 180:
            return (-self.right, -self.bottom, -self.left, -self.top)
        if self.turn == 270:
            return (-self.bottom, self.left, -self.top, self.right)
        return (self.left, self.top, self.right, self.bottom)


def read_words(page: pdfium.PdfPage) -> list[PlacedWord]:
    """Return pdfium's words in its order; in lines with right-to-left letters from left to right."""
    textpage = page.get_textpage()
    try:
        text = textpage.get_text_range()
        reader = _BoxReader(textpage, text, page)
        if not RIGHT_TO_LEFT.search(text):
            return list(_plain_words(text, 0, len(text), reader))
        words: list[PlacedWord] = []
        for line in _LINE.finditer(text):
            read = _visual_words if RIGHT_TO_LEFT.search(line.group()) else _plain_words
            words += read(text, line.start(), line.end(), reader)
        return words
    finally:
        textpage.close()


def clean(word: str) -> str:
    """Return a word without invisible characters, with ligatures and Arabic presentation forms resolved."""
    if word.isascii() and word.isprintable():
        return word
    word = _LINE_HYPHEN.sub("-", word)
    word = _PRESENTATION_FORM.sub(lambda match: unicodedata.normalize("NFKC", match.group()), word)
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", word).replace(" ", ""))


class _BoxReader:
    """Reads character boxes of one text page, mapped to the page as shown."""

    def __init__(self, textpage: pdfium.PdfTextPage, text: str, page: pdfium.PdfPage) -> None:
        self._handle = ctypes.cast(textpage.raw, ctypes.c_void_p).value or 0
        self._textpage = textpage.raw
        self._text = text
        self._same_indices = len(text) == textpage.count_chars()
        self._buffer = ctypes.create_string_buffer(16)
        self._address = ctypes.addressof(self._buffer)
        self._x0, self._y0, self._x1, self._y1 = page.get_bbox()
        self._rotation = page.get_rotation()

    def box(self, index: int) -> Rect:
        """Return the box of the character at an index of the text."""
        if not self._same_indices:
            units = index if self._text.isascii() else len(self._text[:index].encode("utf-16-le")) // 2
            index = pdfium_c.FPDFText_GetCharIndexFromTextIndex(self._textpage, units)
        _LOOSE_CHAR_BOX(self._handle, index, self._address)
        left, top, right, bottom = _READ_RECT(self._buffer)
        if self._rotation == 0:
            return (left - self._x0, self._y1 - top, right - self._x0, self._y1 - bottom)
        if self._rotation == 90:
            return (bottom - self._y0, left - self._x0, top - self._y0, right - self._x0)
        if self._rotation == 180:
            return (self._x1 - right, bottom - self._y0, self._x1 - left, top - self._y0)
        return (self._y1 - top, self._x1 - right, self._y1 - bottom, self._x1 - left)


def _plain_words(text: str, start: int, end: int, reader: _BoxReader) -> Iterator[PlacedWord]:
    box = reader.box
    for match in _WORD.finditer(text, start, end):
        word = clean(match.group())
        if not word:
            continue
        first_index, last_index = match.start(), match.end() - 1
        left, top, right, bottom = box(first_index)
        if first_index == last_index:
            yield PlacedWord(word, 0, left, top, right, bottom)
            continue
        last_left, last_top, last_right, last_bottom = box(last_index)
        if left <= last_left and top < last_bottom and last_top < bottom:
            yield PlacedWord(word, 0, left, min(top, last_top), last_right, max(bottom, last_bottom))
        else:
            yield _turned(word, (left, top, right, bottom), (last_left, last_top, last_right, last_bottom))


def _turned(word: str, first: Rect, last: Rect) -> PlacedWord:
    """Place a word whose last character does not stand to the right of its first one."""
    left, top = min(first[0], last[0]), min(first[1], last[1])
    right, bottom = max(first[2], last[2]), max(first[3], last[3])
    across = last[0] + last[2] - first[0] - first[2]
    down = last[1] + last[3] - first[1] - first[3]
    if abs(down) <= abs(across):
        if across < 0:
            return PlacedWord(word, 180, -right, -bottom, -left, -top)
        return PlacedWord(word, 0, left, top, right, bottom)
    if down < 0:
        return PlacedWord(word, 90, -bottom, left, -top, right)
    return PlacedWord(word, 270, top, -right, bottom, -left)


def _visual_words(text: str, start: int, end: int, reader: _BoxReader) -> Iterator[PlacedWord]:
    """Cut a line with right-to-left letters into words by where its characters stand."""
    placed = []
    for index in range(start, end):
        char = clean(text[index]) if not text[index].isspace() else ""
        if char:
            left, top, right, bottom = reader.box(index)
            placed.append((left + right, -index, char, left, top, right, bottom))
    # The letters of a ligature share one box; they stand from right to left.
    placed.sort()
    word: list[tuple[float, int, str, float, float, float, float]] = []
    for item in placed:
        if word and item[3] - word[-1][5] > _CHARACTER_GAP * (item[6] - item[4]):
            yield _visual_word(word)
            word = []
        word.append(item)
    if word:
        yield _visual_word(word)


def _visual_word(word: list[tuple[float, int, str, float, float, float, float]]) -> PlacedWord:
    return PlacedWord(
        "".join(item[2] for item in word),
        0,
        min(item[3] for item in word),
        min(item[4] for item in word),
        max(item[5] for item in word),
        max(item[6] for item in word),
        tuple((item[2], item[3], item[5]) for item in word),
    )
