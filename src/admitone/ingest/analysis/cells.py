"""A page cut into lines and cells, with what stands beside, above and below each cell."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from admitone.ingest.analysis.label_words import is_label_text
from admitone.ingest.analysis.reading_frame import Progress, as_read, lines_progress
from admitone.ingest.model import Box, PageLayout, Word

# How far above or below its value a label may stand, in heights of the taller of the two, from edge to edge.
_MAX_LEAP = 2.2
_LARGER = 1.15


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of a line between tabs: span in the page's text, place in the text's grid, box as the page is read."""

    text: str
    start: int
    end: int
    line: int
    column: int
    box: Box


@dataclass(frozen=True)
class CellPage:
    """A page with its cells in text order."""

    layout: PageLayout
    lines: list[list[Cell]] = field(default_factory=list)
    progress: Progress = "down"

    @cached_property
    def cells(self) -> list[Cell]:
        """All cells in text order."""
        return [cell for line in self.lines for cell in line]

    @cached_property
    def header_lines(self) -> frozenset[int]:
        """Lines that head a table: several cells, mostly labels, no digits, and as many cells in the line below."""
        return frozenset(number for number in range(len(self.lines) - 1) if self._is_header(number))

    def _is_header(self, number: int) -> bool:
        cells = self.lines[number]
        if len(cells) < 2 or any(char.isdigit() for cell in cells for char in cell.text):
            return False
        labels = sum(is_label_text(cell.text) for cell in cells)
        below = [found[0] for cell in cells if (found := self.stacked(cell, cell.box, 1))]
        if labels < 2 or 2 * labels < len(cells) or len(below) < len(cells) - 1:
            return False
        values = sum(not is_label_text(cell.text) for cell in below)
        # In larger print below nothing but labels one value is enough: `Arrive & Drive` may read like a label.
        plain = labels == len(cells) and values > 0 and _is_larger(below, cells)
        return plain or 3 * values > 2 * len(below)

    @property
    def text(self) -> str:
        """The text that patterns run on."""
        return self.layout.text

    def cell_at(self, offset: int) -> Cell:
        """Return the cell that an offset of the text lies in."""
        return self.cells[bisect_right(self._starts, offset) - 1]

    @cached_property
    def _starts(self) -> list[int]:
        return [cell.start for cell in self.cells]

    @cached_property
    def _word_starts(self) -> list[int]:
        return [word.start for word in self.layout.words]

    def beside(self, cell: Cell, step: int) -> Cell | None:
        """Return the cell before (-1) or after (+1) on the same line."""
        column = cell.column + step
        return self.lines[cell.line][column] if 0 <= column < len(self.lines[cell.line]) else None

    def stacked(self, cell: Cell, box: Box, step: int) -> tuple[Cell, float] | None:
        """Return the nearest cell above (-1) or below (+1) a box that shares an edge or middle, and the gap to it."""
        number = cell.line + step
        while 0 <= number < len(self.lines) and abs(number - cell.line) <= 4:
            for other in self.lines[number]:
                gap = box.top - other.box.bottom if step < 0 else other.box.top - box.bottom
                height = max(box.bottom - box.top, other.box.bottom - other.box.top)
                if -0.5 * height < gap < _MAX_LEAP * height and _aligned(box, other.box):
                    return other, gap
            number += step
        return None

    def flanking_above(self, cell: Cell) -> list[Cell]:
        """Return two cells on the line above a lone cell, left and right of it: a label in two languages."""
        above = self.lines[cell.line - 1] if cell.line and len(self.lines[cell.line]) == 1 else []
        if len(above) != 2 or any(not 0 <= cell.box.top - one.box.bottom < _MAX_LEAP * _height(cell) for one in above):
            return []
        left, right = sorted(above, key=lambda one: one.box.left)
        return above if left.box.right <= cell.box.left and cell.box.right <= right.box.left else []

    def frame_of(self, start: int, end: int) -> Box | None:
        """Return the rectangle around the words of a span of the text, turned as the page is read."""
        box = self.box_of(start, end)
        return as_read(box, self.progress) if box else None

    def box_of(self, start: int, end: int) -> Box | None:
        """Return the rectangle around the words of a span of the text, on the page as shown."""
        words = self.layout.words
        first = max(0, bisect_right(self._word_starts, start) - 1)
        last = bisect_right(self._word_starts, end - 1)
        boxes = [word.box for word in words[first:last] if word.end > start]
        return around(boxes) if boxes else None


def _height(cell: Cell) -> float:
    return cell.box.bottom - cell.box.top


def around(boxes: list[Box]) -> Box:
    """Return the smallest rectangle that holds all of them."""
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def cut_page(layout: PageLayout) -> CellPage:
    """Cut the text of a page into lines and cells."""
    lines = _cell_words(layout)
    progress = lines_progress([[word.box for _, words in cells for word in words] for cells in lines])
    page = CellPage(layout, progress=progress)
    offset = 0
    for number, parts in enumerate(lines):
        cells: list[Cell] = []
        for text, words in parts:
            end = offset + len(text)
            box = as_read(around([word.box for word in words]), progress) if words else Box(0, 0, 0, 0)
            cells.append(Cell(text, offset, end, number, len(cells), box))
            offset = end + 1
        page.lines.append(cells)
    return page


def _cell_words(layout: PageLayout) -> list[list[tuple[str, list[Word]]]]:
    """Return the lines of a page, each with the texts of its cells and their words."""
    words = iter(layout.words)
    word = next(words, None)
    end = -1
    lines = []
    for line in layout.text.split("\n"):
        cells: list[tuple[str, list[Word]]] = []
        for text in line.split("\t"):
            end += len(text) + 1
            inside: list[Word] = []
            while word is not None and word.start < end:
                inside.append(word)
                word = next(words, None)
            cells.append((text, inside))
        lines.append(cells)
    return lines


def _aligned(one: Box, other: Box) -> bool:
    overlap = min(one.right, other.right) - max(one.left, other.left)
    if overlap <= 0:
        return False
    tolerance = 0.6 * max(one.bottom - one.top, other.bottom - other.top)
    return (
        abs(one.left - other.left) < tolerance
        or abs(one.right - other.right) < tolerance
        or abs(one.left + one.right - other.left - other.right) < 2 * tolerance
    )


def _is_larger(cells: list[Cell], others: list[Cell]) -> bool:
    """Return whether all of some cells are printed larger than all of others."""
    least = min(cell.box.bottom - cell.box.top for cell in cells)
    return least > _LARGER * max(cell.box.bottom - cell.box.top for cell in others)
