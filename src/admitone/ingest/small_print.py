"""Small print: the long lines that all tickets of a supplier have in the same place are measured once.

They are nine of ten words of many a ticket, and measuring words is most of what its text costs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from admitone.ingest.words import place_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from admitone.ingest.characters import Characters, Rect
    from admitone.ingest.words import PlacedWord

# Rows of labels and values are shorter: where their cells stand is looked at on every page. Longer ones cost memory.
_LONG_CHARS_MIN = 40
_LONG_CHARS_MAX = 1000
_LINES_MAX = 512
_LINE_BREAK = "\r\n"

_Key = tuple[object, bool, str, "Rect", "Rect", "Rect"]


class KnownLines:
    """The long lines of the pages read so far, with their words placed; for the pages of one document.

    A line is the same when it has the same text, on a page with the same frame, and its first, middle and last
    character stand exactly where they stood.
    """

    def __init__(self) -> None:
        """Know no line yet."""
        self._lines: dict[_Key, list[PlacedWord]] = {}

    def place(self, chars: Characters) -> list[PlacedWord]:
        """Place the words of a page, joined where they belong to one run anyway; note its long lines."""
        words: list[PlacedWord] = []
        done = 0
        for start, end, key in _long_lines(chars):
            if done < start:
                words += place_words(chars, done, start, joined=True)
            known = self._lines.get(key)
            if known is None:
                known = place_words(chars, start, end, joined=True)
                self._note(key, known)
            words += known
            done = end + len(_LINE_BREAK)
        if done < len(chars.text):
            words += place_words(chars, done, len(chars.text), joined=True)
        return words

    def _note(self, key: _Key, words: list[PlacedWord]) -> None:
        if len(self._lines) == _LINES_MAX:
            # Lines that differ on every page filled it; the ones that do not are soon known again.
            self._lines.clear()
        self._lines[key] = words


def _long_lines(chars: Characters) -> Iterator[tuple[int, int, _Key]]:
    """Yield where each long line starts and ends, and what it is known by."""
    lines: list[tuple[int, str]] = []
    start = 0
    for line in chars.text.split(_LINE_BREAK):
        if _LONG_CHARS_MIN <= len(line) <= _LONG_CHARS_MAX:
            lines.append((start, line))
        start += len(line) + len(_LINE_BREAK)
    spots = (spot for start, line in lines for spot in (start, start + len(line) // 2, start + len(line) - 1))
    boxes = iter(chars.read(list(spots)))
    for (start, line), first, middle, last in zip(lines, boxes, boxes, boxes, strict=True):
        yield start, start + len(line), (chars.frame, chars.mixed, line, first, middle, last)
