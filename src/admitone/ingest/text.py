"""The text of a page: the one definition that patterns run on, in analysis, in tests and in uploads.

PDF content order says little about what a person reads together: a supplier may draw all labels first and all values
after them. So words come from pdfium, and lines are rebuilt from where the words stand: one line per row of the page,
cells of a row separated by a tab where the gap is wider than a space could be, by a space after a colon. Right-to-left
rows run from right to left. Turned text (stubs) follows after the upright text, read in its own direction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from admitone.ingest.bidi import LEFT_TO_RIGHT, has_right_to_left, logical_order, pair_brackets
from admitone.ingest.characters import characters
from admitone.ingest.model import Box, PageLayout, Word
from admitone.ingest.small_print import KnownLines
from admitone.ingest.words import CELL, GLUED, PlacedWord, place_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pypdfium2 as pdfium

# Share of the height of the text by which the middles of two runs of one line may differ.
_SAME_LINE = 0.5


class _Run(NamedTuple):
    """Words that stand side by side, with their common frame."""

    words: list[PlacedWord]
    left: float
    top: float
    right: float
    bottom: float


def extract_text(page: pdfium.PdfPage, known: KnownLines | None = None) -> str:
    r"""Return the text of a page: lines separated by `\n`, cells of a line by `\t`, words by one space.

    `known` is handed from page to page of one document and makes reading faster; the text is the same without.
    """
    with characters(page) as chars:
        words = (KnownLines() if known is None else known).place(chars)
    return arrange_text(words)


def arrange_text(words: list[PlacedWord]) -> str:
    """Return the text of a page whose words stand at these places."""
    return "".join([piece for piece, _ in _flow(words)])


def extract_layout(page: pdfium.PdfPage, page_number: int) -> PageLayout:
    """Return the same text as `extract_text`, with the box of each word; `codes` is left empty.

    Boxes are in points from the top left corner of the page as shown. `page_number` is 1-based. Two runs that stand
    too close for a space are two entries of `words` although the text has no space between them.
    """
    parts: list[str] = []
    words: list[Word] = []
    offset = 0
    with characters(page) as chars:
        found = place_words(chars, 0, len(chars.text), joined=False)
    for text, placed in _flow(found):
        if placed is not None:
            words.append(Word(text=text, start=offset, end=offset + len(text), box=Box(*placed.box())))
        parts.append(text)
        offset += len(text)
    width, height = page.get_size()
    return PageLayout(page=page_number, width=width, height=height, text="".join(parts), words=words, codes=[])


def _flow(words: list[PlacedWord]) -> Iterator[tuple[str, PlacedWord | None]]:
    """Yield the pieces of the page's text in reading order: words with their place, separators without."""
    by_turn: dict[int, list[_Run]] = {}
    for run in _runs(words):
        by_turn.setdefault(run.words[0].turn, []).append(run)
    first = True
    for turn in sorted(by_turn):
        for line in _lines(by_turn[turn]):
            if not first:
                yield "\n", None
            first = False
            yield from _line_pieces(line)


def _line_pieces(line: list[_Run]) -> Iterator[tuple[str, PlacedWord | None]]:
    previous: _Run | None = None
    for run in line:
        if previous is not None:
            separator = _separator(previous, run)
            if separator:
                yield separator, None
        follows = False
        for word in run.words:
            if follows:
                yield " ", None
            follows = True
            yield word.text, word
        previous = run


def _separator(before: _Run, after: _Run) -> str:
    gap = max(after.left - before.right, before.left - after.right)
    height = min(before.bottom - before.top, after.bottom - after.top)
    if -height < gap < GLUED * height:
        return ""
    if gap < CELL * height or before.words[-1].text.endswith(":"):
        return " "
    return "\t"


def _lines(runs: list[_Run]) -> Iterator[list[_Run]]:
    """Group runs into lines from top to bottom; the runs of a line in its reading direction."""
    runs.sort(key=lambda run: run[2] + run[4])
    line: list[_Run] = []
    centre = height = 0.0
    for run in runs:
        run_centre, run_height = (run[2] + run[4]) / 2, run[4] - run[2]
        if line and run_centre - centre < _SAME_LINE * min(height, run_height):
            line.append(run)
        else:
            if line:
                yield _in_reading_order(line)
            line = [run]
            centre, height = run_centre, run_height
    if line:
        yield _in_reading_order(line)


def _in_reading_order(line: list[_Run]) -> list[_Run]:
    line.sort(key=lambda run: run[1])
    if not any(word.chars for run in line for word in run.words):
        return line
    ordered = [_reordered(run) for run in line]
    return ordered[::-1] if _starts_at_the_right(line) else ordered


def _starts_at_the_right(line: list[_Run]) -> bool:
    """Judge a row by its outermost cells, which are labels more often than values and so the same on every ticket."""
    texts = [" ".join(word.text for word in run.words) for run in line]
    if len(texts) > 1 and texts[0].endswith(":") and LEFT_TO_RIGHT.search(texts[0]):
        return False
    outermost = next((text for text in reversed(texts) if LEFT_TO_RIGHT.search(text) or has_right_to_left(text)), "")
    return has_right_to_left(outermost) and (len(texts) == 1 or not LEFT_TO_RIGHT.search(outermost))


def _reordered(run: _Run) -> _Run:
    """Bring a run with right-to-left letters from the order it stands in to the order it is read in."""
    if not any(word.chars and has_right_to_left(word.text) for word in run.words):
        return run
    chars: list[tuple[str, float, float]] = []
    for part in (part for word in run.words for part in _parts(word)):
        if chars:
            chars.append((" ", 0.0, 0.0))
        chars += part
    visual = "".join(char[0][0] for char in chars)
    logical = [chars[index] for index in logical_order(visual)]
    words: list[PlacedWord] = []
    current: list[tuple[str, float, float]] = []
    for char in [*logical, (" ", 0.0, 0.0)]:
        if char[0] != " ":
            current.append(char)
        elif current:
            text = "".join(item[0] for item in current)
            left, right = min(item[1] for item in current), max(item[2] for item in current)
            words.append(PlacedWord(text, run.words[0].turn, left, run.top, right, run.bottom))
            current = []
    return run._replace(words=_with_paired_brackets(words))


def _parts(word: PlacedWord) -> list[tuple[tuple[str, float, float], ...]]:
    """Take words that were placed together apart; what has no characters of its own counts as one character."""
    return [word.chars] if word.chars else [((text, word.left, word.right),) for text in word.text.split(" ")]


def _with_paired_brackets(words: list[PlacedWord]) -> list[PlacedWord]:
    texts = pair_brackets(" ".join(word.text for word in words)).split(" ")
    return [word._replace(text=text) for word, text in zip(words, texts, strict=True)]


def _runs(placed: list[PlacedWord]) -> Iterator[_Run]:
    """Join words into runs where they stand a space apart on one line."""
    words: list[PlacedWord] = []
    turn = 0
    left = top = right = bottom = p_left = p_right = 0.0
    for word in placed:
        _, w_turn, w_left, w_top, w_right, w_bottom, _, inner = word
        first_right, last_left = inner or (w_right, w_left)
        if words and w_turn == turn:
            height = min(w_bottom - w_top, bottom - top)
            gap = max(w_left - p_right, p_left - first_right)
            middle = abs(w_top + w_bottom - top - bottom) / 2
            if -GLUED * height < gap < CELL * height and middle < _SAME_LINE * height and w_left > p_left:
                words.append(word)
                right, top, bottom = w_right, min(top, w_top), max(bottom, w_bottom)
                p_left, p_right = last_left, w_right
                continue
        if words:
            yield _Run(words, left, top, right, bottom)
        words, turn = [word], w_turn
        left, p_left = w_left, last_left
        right = p_right = w_right
        top, bottom = w_top, w_bottom
    if words:
        yield _Run(words, left, top, right, bottom)
