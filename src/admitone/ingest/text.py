"""The text of a page: the one definition that patterns run on, in analysis, in tests and in uploads.

PDF content order says little about what a person reads together: a supplier may draw all labels first and all values
after them. So words come from pdfium, and lines are rebuilt from where the words stand: one line per row of the page,
cells of a row separated by a tab where the gap is wider than a space could be, by a space after a colon. Right-to-left
rows run from right to left. Text turned by 90 degrees (stubs) follows after the upright text, read in its direction.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

import pypdfium2.raw as pdfium_c

from admitone.ingest.model import Box, PageLayout, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pypdfium2 as pdfium

# Shares of the height of the text. A space is at most 0.6 of the font size (monospaced fonts), the height of a line
# 0.9 to 1.3 of it. Below GLUED two runs are one word; above CELL they are two cells.
_GLUED = 0.12
_CELL = 0.75
_SAME_LINE = 0.5

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_LETTER = re.compile(r"[^\W\d_]")
# Characters that carry no text of their own: soft hyphen, tatweel, zero-width and bidirectional controls.
_INVISIBLE = re.compile(
    "[\u00ad\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f]"
)
_PRESENTATION_FORM = re.compile("[\ufb00-\ufb06\ufb50-\ufdff\ufe70-\ufefe]")
_NEEDS_CLEANING = re.compile(f"{_INVISIBLE.pattern}|{_PRESENTATION_FORM.pattern}")
# pdfium writes U+0002 (older: U+FFFE) for a hyphen at the end of a line and joins the lines.
_LINE_HYPHEN = re.compile("[\x02\ufffe]")
_WORD = re.compile("[^\\s\x02\ufffe]+[\x02\ufffe]?|[\x02\ufffe]")

# A prototype without FS_RECTF conversion: called for every word, it takes a third less time.
_LOOSE_CHAR_BOX: Callable[[int, int, int], int] = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p
)(ctypes.cast(pdfium_c.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0)


class _Run(NamedTuple):
    """Words that stand side by side, in reading order, with their common rectangle in the run's own frame."""

    words: list[_Placed]
    left: float
    top: float
    right: float
    bottom: float


class _Placed(NamedTuple):
    """A word, its box on the page as shown, and in `frame` the same box turned so that it reads from left to right."""

    text: str
    box: tuple[float, float, float, float]
    turn: int
    frame: tuple[float, float, float, float]


def extract_text(page: pdfium.PdfPage) -> str:
    r"""Return the text of a page: lines separated by `\n`, cells of a line by `\t`, words by one space."""
    return "".join(text for text, _ in _flow(page))


def extract_layout(page: pdfium.PdfPage, page_number: int) -> PageLayout:
    """Return the same text as `extract_text`, with the box of each word; `codes` is left empty.

    Boxes are in points from the top left corner of the page as shown. `page_number` is 1-based.
    """
    parts: list[str] = []
    words: list[Word] = []
    offset = 0
    for text, placed in _flow(page):
        if placed is not None:
            words.append(Word(text=text, start=offset, end=offset + len(text), box=Box(*placed.box)))
        parts.append(text)
        offset += len(text)
    width, height = page.get_size()
    return PageLayout(page=page_number, width=width, height=height, text="".join(parts), words=words, codes=[])


def _flow(page: pdfium.PdfPage) -> Iterator[tuple[str, _Placed | None]]:
    """Yield the pieces of the page's text in reading order: words with their place, separators without."""
    by_turn: dict[int, list[_Run]] = {}
    for run in _runs(page):
        by_turn.setdefault(run.words[0].turn, []).append(run)
    first = True
    for turn in sorted(by_turn):
        for line in _lines(by_turn[turn]):
            if not first:
                yield "\n", None
            first = False
            yield from _line_pieces(line)


def _line_pieces(line: list[_Run]) -> Iterator[tuple[str, _Placed | None]]:
    previous: _Run | None = None
    for run in line:
        if previous is not None:
            separator = _separator(previous, run)
            if separator:
                yield separator, None
        for position, word in enumerate(run.words):
            if position:
                yield " ", None
            yield word.text, word
        previous = run


def _separator(before: _Run, after: _Run) -> str:
    gap = max(after.left - before.right, before.left - after.right)
    height = min(before.bottom - before.top, after.bottom - after.top)
    if gap < _GLUED * height and gap > -height:
        return ""
    if gap < _CELL * height or before.words[-1].text.endswith(":"):
        return " "
    return "\t"


def _lines(runs: list[_Run]) -> list[list[_Run]]:
    """Group runs into lines from top to bottom; the runs of a line in its reading direction."""
    runs.sort(key=lambda run: run[2] + run[4])
    lines: list[list[_Run]] = []
    centre = height = 0.0
    for run in runs:
        run_centre, run_height = (run[2] + run[4]) / 2, run[4] - run[2]
        if lines and run_centre - centre < _SAME_LINE * min(height, run_height):
            lines[-1].append(run)
        else:
            lines.append([run])
            centre, height = run_centre, run_height
    for line in lines:
        if len(line) > 1:
            if _reads_right_to_left(line):
                line.sort(key=lambda run: -run[3])
            else:
                line.sort(key=lambda run: run[1])
    return lines


def _reads_right_to_left(line: list[_Run]) -> bool:
    text = "".join(word.text for run in line for word in run.words)
    if text.isascii():
        return False
    return 2 * len(_RIGHT_TO_LEFT.findall(text)) > len(_LETTER.findall(text))


def _runs(page: pdfium.PdfPage) -> Iterator[_Run]:
    """Join pdfium's words into runs where they stand a space apart on one line."""
    words: list[_Placed] = []
    left = top = right = bottom = 0.0
    for word in _words(page):
        l, t, r, b = word.frame  # noqa: E741
        if words and word.turn == words[0].turn:
            height = min(b - t, bottom - top)
            p_left, p_top, p_right, p_bottom = words[-1].frame
            gap = max(l - p_right, p_left - r)
            middle = abs((t + b) - (p_top + p_bottom)) / 2
            if -height < gap < _CELL * height and middle < _SAME_LINE * height:
                words.append(word)
                left, top, right, bottom = min(left, l), min(top, t), max(right, r), max(bottom, b)
                continue
        if words:
            yield _Run(words, left, top, right, bottom)
        words = [word]
        left, top, right, bottom = l, t, r, b
    if words:
        yield _Run(words, left, top, right, bottom)


def _words(page: pdfium.PdfPage) -> Iterator[_Placed]:
    """Yield pdfium's words in its order, cleaned, with their boxes."""
    textpage = page.get_textpage()
    try:
        text = textpage.get_text_range()
        char_index = _char_indexing(textpage, text)
        to_shown = _page_transform(page)
        handle = ctypes.cast(textpage.raw, ctypes.c_void_p).value or 0
        rect = pdfium_c.FS_RECTF()
        address = ctypes.addressof(rect)
        for match in _WORD.finditer(text):
            word = match.group()
            _LOOSE_CHAR_BOX(handle, char_index(match.start()), address)
            first = to_shown(rect.left, rect.top, rect.right, rect.bottom)
            last = first
            if len(word) > 1:
                _LOOSE_CHAR_BOX(handle, char_index(match.end() - 1), address)
                last = to_shown(rect.left, rect.top, rect.right, rect.bottom)
            cleaned = _clean(word)
            if cleaned:
                yield _place(cleaned, first, last)
    finally:
        textpage.close()


def _place(text: str, first: tuple[float, float, float, float], last: tuple[float, float, float, float]) -> _Placed:
    l, t, r, b = first  # noqa: E741
    l2, t2, r2, b2 = last
    box = (min(l, l2), min(t, t2), max(r, r2), max(b, b2))
    across, down = (l2 + r2 - l - r), (t2 + b2 - t - b)
    if abs(down) <= abs(across):
        if across < 0 and not _RIGHT_TO_LEFT.search(text):
            return _Placed(text, box, 180, (-box[2], -box[3], -box[0], -box[1]))
        return _Placed(text, box, 0, box)
    if down < 0:
        return _Placed(text, box, 90, (-box[3], box[0], -box[1], box[2]))
    return _Placed(text, box, 270, (box[1], -box[2], box[3], -box[0]))


def _clean(word: str) -> str:
    if word.isascii() and word.isprintable():
        return word
    word = _LINE_HYPHEN.sub("-", word)
    if _NEEDS_CLEANING.search(word):
        word = _PRESENTATION_FORM.sub(lambda match: unicodedata.normalize("NFKC", match.group()), word)
        word = _INVISIBLE.sub("", word).replace(" ", "")
    return unicodedata.normalize("NFC", word)


def _char_indexing(textpage: pdfium.PdfTextPage, text: str) -> Callable[[int], int]:
    """Return what maps an index into `text` to pdfium's character index; mostly they are the same."""
    if len(text) == textpage.count_chars():
        return lambda index: index
    raw = textpage.raw

    def mapped(index: int) -> int:
        units = index if text.isascii() else len(text[:index].encode("utf-16-le")) // 2
        return int(pdfium_c.FPDFText_GetCharIndexFromTextIndex(raw, units))

    return mapped


def _page_transform(
    page: pdfium.PdfPage,
) -> Callable[[float, float, float, float], tuple[float, float, float, float]]:
    """Return what maps left, top, right, bottom in PDF user space to the page as shown, origin top left."""
    x0, y0, x1, y1 = page.get_bbox()
    turn = page.get_rotation()
    if turn == 90:
        return lambda left, top, right, bottom: (bottom - y0, left - x0, top - y0, right - x0)
    if turn == 180:
        return lambda left, top, right, bottom: (x1 - right, bottom - y0, x1 - left, top - y0)
    if turn == 270:
        return lambda left, top, right, bottom: (y1 - top, x1 - right, y1 - bottom, x1 - left)
    return lambda left, top, right, bottom: (left - x0, y1 - top, right - x0, y1 - bottom)
