"""Where around a value its label may stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from admitone.ingest.analysis.label_words import EDGE, MAX_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from admitone.ingest.analysis.cells import Cell, CellPage
    from admitone.ingest.model import Box

Relation = Literal["inline", "left", "above", "right", "below"]
# How much a label at that place tells, by habit of ticket designers.
RELATION_WEIGHT: dict[Relation, float] = {"inline": 1.0, "left": 0.97, "above": 0.93, "right": 0.7, "below": 0.6}
_PROSE_WORDS = 9
# `Session 3 - `: the number counts what the label names.
_COUNTED_LABEL = re.compile(r"[^\W\d_][^\d\t|•·●▪;]*\s#?\d{1,2}\s*[-–—:]\s*$")
_OTHER_VALUE = re.compile(r"\S*\d\S*(?:\s(?:[ap]\.?m\.?|uhr|hrs?|h)(?!\w))?", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s[|•·●▪–—/]\s|[|•·●▪;]")


@dataclass(frozen=True, slots=True)
class Label:
    """A text beside a value, its span in the page's text (without edge punctuation) and its place.

    `known` is set when the text names the field in question.
    """

    text: str
    start: int
    end: int
    relation: Relation
    known: bool = False


def labels_around(page: CellPage, cell: Cell, start: int, box: Box | None) -> Iterator[Label]:
    """Yield the texts that may label a value at `start` of a cell, the likeliest place first."""
    inline = _inline(page, cell, start)
    if inline is not None:
        yield inline
    box = box or cell.box
    for relation, other in _neighbours(page, cell, box):
        few_words = len(other.text.split()) <= MAX_WORDS
        if few_words and other.text.strip(EDGE) and not any(char.isdigit() for char in other.text):
            yield _trimmed(page, other.start, other.end, relation)


def _neighbours(page: CellPage, cell: Cell, box: Box) -> Iterator[tuple[Relation, Cell]]:
    in_table = cell.line - 1 in page.header_lines
    left, right = (None, None) if in_table else (page.beside(cell, -1), page.beside(cell, 1))
    if left is not None:
        yield "left", left
    above, below = page.stacked(cell, box, -1), page.stacked(cell, box, 1)
    # A caption stands nearer to its value than to the next one.
    if below is not None and _is_caption(page, below[0], below[1]) and (above is None or below[1] < 0.7 * above[1]):
        yield "below", below[0]
        below = None
    for flanking in page.flanking_above(cell):
        yield "above", flanking
    if above is not None:
        yield "above", above[0]
    if right is not None:
        yield "right", right
    if below is not None:
        yield "below", below[0]


def _is_caption(page: CellPage, cell: Cell, gap: float) -> bool:
    following = page.stacked(cell, cell.box, 1)
    return following is None or gap < 0.7 * following[1]


def is_prose(cell: Cell, start: int, end: int) -> bool:
    """Return whether a value stands inside a sentence."""
    around = f"{cell.text[: start - cell.start]} {cell.text[end - cell.start :]}"
    return len(re.findall(r"[^\W\d_]{2,}", around)) >= _PROSE_WORDS


def _inline(page: CellPage, cell: Cell, start: int) -> Label | None:
    prefix = page.text[cell.start : start]
    cut = max((match.end() for match in _OTHER_VALUE.finditer(prefix)), default=0)
    cut = max(cut, *(match.end() for match in _SEPARATOR.finditer(prefix[: len(prefix.rstrip(EDGE))])), 0)
    if not prefix[cut:].strip(EDGE):
        counted = _COUNTED_LABEL.search(prefix)
        if counted is None:
            return None
        cut = counted.start()
    words = list(re.finditer(r"\S+", prefix[cut:]))
    if len(words) > MAX_WORDS:
        cut += words[-MAX_WORDS].start()
    return _trimmed(page, cell.start + cut, start, "inline")


def _trimmed(page: CellPage, start: int, end: int, relation: Relation) -> Label:
    text = page.text[start:end]
    left = len(text) - len(text.lstrip(EDGE + "*"))
    text = text.strip(EDGE + "*")
    return Label(text, start + left, start + left + len(text), relation)
