"""Text recognition for scanned pages, by the program tesseract: optional, and off unless an operator names languages.

The words that tesseract sees become lines and cells by the same rules as those of a text page, so patterns that were
made from text pages work here too. It is spoken to through pipes: a page that has to be given up leaves no file behind.
"""

from __future__ import annotations

import math
import os
import subprocess
from typing import TYPE_CHECKING, NamedTuple

from admitone.ingest.bidi import has_right_to_left
from admitone.ingest.model import RecognitionFailed
from admitone.ingest.text import arrange_text
from admitone.ingest.words import PlacedWord, clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pypdfium2 as pdfium

    from admitone.ingest.model import Box, Code

_PROGRAM = "tesseract"
# Dots per inch that tesseract's documentation asks for: https://tesseract-ocr.github.io/tessdoc/ImproveQuality
_DPI = 300
_POINTS_PER_INCH = 72
_PIXELS_MAX = 12_000_000
# Sine of the angle by which paper may lie askew in a scanner.
_ASKEW = 0.02
_WHITE = (255, 255, 255, 255)
# Columns of the table that tesseract writes, and which of its rows are lines and words.
_LEVEL, _LEFT, _TOP, _WIDTH, _HEIGHT, _TEXT = 0, 6, 7, 8, 9, 11
_LINE, _WORD = "4", "5"


class _Line(NamedTuple):
    """The words of a line with their left and right edges; `top` and `bottom` are the whole line's."""

    top: float
    bottom: float
    words: list[tuple[str, float, float]]


def recognize_text(page: pdfium.PdfPage, languages: str, codes: Sequence[Code] = ()) -> str:
    """Return the text that tesseract sees on the page as shown, arranged as `extract_text` does.

    `languages` are tesseract's names, joined by plus signs. The page's codes are painted over: letters that tesseract
    makes out in them would stand in the lines beside. Raises RecognitionFailed.
    """
    width, height = page.get_size()
    scale = min(_DPI / _POINTS_PER_INCH, math.sqrt(_PIXELS_MAX / (width * height)))
    picture = _picture(page, scale, [code.box for code in codes])
    words: list[PlacedWord] = []
    for line in _lines(_tesseract(picture, languages, dpi=round(scale * _POINTS_PER_INCH))):
        words += _placed(line)
    return arrange_text(words)


def _picture(page: pdfium.PdfPage, scale: float, hidden: Sequence[Box]) -> bytes:
    """Draw a page in shades of grey, as a portable graymap, with white boxes over what shall not be seen."""
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        for box in hidden:
            # A code that was scanned askew reaches a little beyond its box; the digits below it begin soon after.
            room_x, room_y = _ASKEW * (box.right - box.left), _ASKEW * (box.bottom - box.top)
            left, top = int((box.left - room_x) * scale), int((box.top - room_y) * scale)
            right, bottom = math.ceil((box.right + room_x) * scale), math.ceil((box.bottom + room_y) * scale)
            bitmap.fill_rect(_WHITE, left, top, right - left, bottom - top)
        rows = memoryview(bitmap.buffer).cast("B")
        head = b"P5 %d %d 255\n" % (bitmap.width, bitmap.height)
        if bitmap.stride == bitmap.width:
            return head + rows
        starts = range(0, bitmap.height * bitmap.stride, bitmap.stride)
        return head + b"".join(rows[start : start + bitmap.width] for start in starts)
    finally:
        bitmap.close()


def _tesseract(picture: bytes, languages: str, *, dpi: int) -> str:
    # One thread each: the pages of a batch keep the processors busy already.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    command = [_PROGRAM, "stdin", "stdout", "-l", languages, "--dpi", str(dpi), "tsv"]
    done = subprocess.run(command, input=picture, capture_output=True, check=False, env=environment)
    if done.returncode:
        raise RecognitionFailed(done.stderr.decode(errors="replace")[-200:])
    return done.stdout.decode(errors="replace")


def _lines(table: str) -> Iterator[_Line]:
    line: _Line | None = None
    for row in table.split("\n"):
        cells = row.split("\t")
        if len(cells) <= _TEXT or cells[_LEVEL] not in {_LINE, _WORD}:
            continue
        left, top, width, height = (float(cells[column]) for column in (_LEFT, _TOP, _WIDTH, _HEIGHT))
        if cells[_LEVEL] == _LINE:
            if line is not None:
                yield line
            line = _Line(top, top + height, [])
        elif line is not None and (text := clean(cells[_TEXT].strip())):
            line.words.append((text, left, left + width))
    if line is not None:
        yield line


def _placed(line: _Line) -> Iterator[PlacedWord]:
    """Place the words of a line from left to right.

    All are as high as the line: what counts as a wide gap must not depend on whether a word has ascenders.
    """
    mixed = any(has_right_to_left(text) for text, _, _ in line.words)
    for text, left, right in sorted(line.words, key=lambda word: word[1]):
        chars = _characters(text, left, right) if mixed else None
        yield PlacedWord(text, 0, left, line.top, right, line.bottom, chars)


def _characters(text: str, left: float, right: float) -> tuple[tuple[str, float, float], ...]:
    """Spread the characters of a word evenly, from left to right as they stand; tesseract gives them as read."""
    standing = text[::-1] if has_right_to_left(text) else text
    width = (right - left) / len(standing)
    return tuple((char, left + index * width, left + (index + 1) * width) for index, char in enumerate(standing))
