"""Patterns for a candidate: how to find values like it on the supplier's other tickets.

Each is written to be read by people: the label as printed, what may stand between, one capture group for the value.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from admitone.ingest.analysis.category_anchors import CELL_START, TITLE_LENGTH, category_anchors
from admitone.ingest.analysis.label_words import is_label_text
from admitone.ingest.analysis.spelling import as_python, between_source, label_source
from admitone.ingest.slots import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from admitone.ingest.analysis.candidates import Candidate
    from admitone.ingest.analysis.cells import Cell, CellPage
    from admitone.ingest.analysis.labels import Label

_CELL = r"[^\t\n]*"
_LINE = r"[^\n]*\n"
# Trust in a text beside a value that other pages are known not to have.
_UNSURE = 0.3
# Trust in a title above a date or time: its next show has another one, while dates look like no other text.
_TITLE = 0.78
_SHAPED = {"date", "timeSlot"}


class Anchored(NamedTuple):
    """A pattern and how far it can be trusted on tickets not seen, 0 to 1."""

    pattern: str
    trust: float


def patterns_for(page: CellPage, candidate: Candidate, constant: frozenset[str]) -> Iterator[Anchored]:
    """Yield patterns that may find the candidate, the most trusted forms first.

    `constant` has the folded texts that are known to be the same on other pages.
    """
    label = candidate.label
    if label is not None and label.text:
        # What is constant by its nature can be relied on, what only stands there may be a name or a title.
        certain = is_label_text(label.text) or fold(label.text) in constant
        trust = 1.0 if label.known else 0.93 if certain else _UNSURE if constant else 0.62
        if not label.known and not is_label_text(label.text) and candidate.field in _SHAPED:
            trust = min(trust, _TITLE)
        yield from (Anchored(pattern, part * trust) for pattern, part in _labelled(page, candidate, label))
    yield from _by_shape(page, candidate, constant)
    yield from _by_position(page, candidate, constant)


def _labelled(page: CellPage, candidate: Candidate, label: Label) -> Iterator[Anchored]:
    name = label_source(label.text)
    value_cell = page.cell_at(candidate.start)
    label_cell = page.cell_at(label.start)
    if label.end <= candidate.lead_start and label_cell.line == value_cell.line:
        between = between_source(page.text[label.end : candidate.lead_start])
        tail = f"{between}{candidate.lead}{_value(candidate)}"
        for trust, start in ((1.0, _boundary(label.text)), (0.97, CELL_START), (0.95, r"^")):
            yield Anchored(f"{_flags(start)}{start}{name}{tail}", trust)
        yield Anchored(f"(?i){_boundary(label.text)}{name}[^\\n]*?{candidate.lead}{_value(candidate)}", 0.6)
    elif label_cell.line < value_cell.line:
        down = "[^\\n]*\\n" + (
            f"(?:{_LINE}){{{value_cell.line - label_cell.line - 1}}}" if value_cell.line - label_cell.line > 1 else ""
        )
        for trust, start in ((1.0, _boundary(label.text)), (0.97, CELL_START)):
            for way_trust, way in _ways_into_line(page, candidate, value_cell):
                yield Anchored(f"{_flags(start)}{start}{name}{down}{way}{_value(candidate)}", trust * way_trust * 0.98)
    elif label_cell.line == value_cell.line:
        between = between_source(page.text[candidate.end : label.start])
        yield Anchored(f"(?im){CELL_START}{candidate.lead}{_value(candidate)}{between}{name}", 0.9)
    else:
        rest = len(page.lines[value_cell.line]) - 1 - value_cell.column
        lines_between = label_cell.line - value_cell.line - 1
        down = f"(?:\\t{_CELL}){{{rest}}}" if rest else ""
        down += "\\n" + (f"(?:{_LINE}){{{lines_between}}}" if lines_between else "")
        down += f"(?:{_CELL}\\t){{{label_cell.column}}}" if label_cell.column else ""
        inner = between_source(page.text[value_cell.start : candidate.lead_start])
        yield Anchored(f"(?im){CELL_START}{inner}{candidate.lead}{_value(candidate)}{down}{name}", 0.9)


def _ways_into_line(page: CellPage, candidate: Candidate, cell: Cell) -> Iterator[tuple[float, str]]:
    """Yield ways from the start of the value's line to the value: past other shapes, or past as many cells."""
    inner = between_source(page.text[cell.start : candidate.lead_start]) + candidate.lead
    before = page.text[page.lines[cell.line][0].start : candidate.start]
    if candidate.field in _SHAPED and cell.column and not re.search(as_python(candidate.source), before):
        yield 1.0, r"(?:[^\n]*?[\s(])??"
    if cell.column == 0:
        yield 0.99, inner
    else:
        yield 0.98, f"(?:{_CELL}\\t){{{cell.column}}}{inner}"
        rest = len(page.lines[cell.line]) - 1 - cell.column
        if candidate.field == "serial" and rest == 0:
            yield 0.9, r"(?:[^\n]*\t)"


def _by_shape(page: CellPage, candidate: Candidate, constant: frozenset[str]) -> Iterator[Anchored]:
    if candidate.field == "category":
        yield from (Anchored(pattern, trust) for pattern, trust in category_anchors(page, candidate, constant))
        return
    trust = 0.8 if candidate.field in _SHAPED else 0.7
    cell = page.cell_at(candidate.start)
    whole = page.text[cell.start : cell.end].strip() == page.text[candidate.start : candidate.end]
    random = _is_random(page.text[candidate.start : candidate.end])
    for shape in dict.fromkeys(candidate.shapes[::-1] if random else candidate.shapes):
        flags = "(?i)" if candidate.field == "timeSlot" else ""
        lead = candidate.lead.removesuffix("?") if candidate.until else ""
        edge = "" if shape.startswith(r"\p") else r"\b"
        yield Anchored(f"{flags}{edge}{lead}({shape}){edge}", trust)
        if whole and candidate.field in {"serial", "barcode"}:
            yield Anchored(f"(?m){CELL_START}({shape})(?:\\t|$)", trust + 0.02)
        trust -= 0.1
    shape = candidate.shapes[0]
    if candidate.field in _SHAPED:
        earlier = len(re.findall(as_python(shape), page.text[: candidate.start]))
        if 0 < earlier <= 5:
            yield Anchored(f"(?is)(?:{shape}.*?){{{earlier}}}({shape})", 0.45)


def _is_random(code: str) -> bool:
    """Return whether letters and digits take turns, as in codes drawn by lot: `7KX2-Q9`."""
    return len(re.findall(r"(?<=[A-Z])(?=\d)|(?<=\d)(?=[A-Z])", code)) >= 2


def _by_position(page: CellPage, candidate: Candidate, constant: frozenset[str]) -> Iterator[Anchored]:
    """Yield patterns that name the text before the value, or its line, when nothing better works."""
    cell = page.cell_at(candidate.start)
    inner = between_source(page.text[cell.start : candidate.lead_start]) + candidate.lead
    way = f"(?:{_CELL}\\t){{{cell.column}}}" if cell.column else ""
    if cell.line:
        above = page.lines[cell.line - 1][0]
        if above.text and not any(char.isdigit() for char in above.text) and len(above.text) <= TITLE_LENGTH:
            trust = 0.9 if fold(above.text) in constant else _UNSURE if constant else 0.6
            trust = min(trust, _TITLE) if candidate.field in _SHAPED else trust
            yield Anchored(f"(?im)^{label_source(above.text)}{_LINE}{way}{inner}{_value(candidate)}", trust)
    skip = f"(?:{_LINE}){{{cell.line}}}" if cell.line else ""
    trust = 0.8 if constant else 0.5
    if candidate.field in {"serial", "barcode"} and candidate.end == page.text.find("\n", candidate.start):
        # A page of terms has a figure in that line too, with a sentence behind it.
        yield Anchored(f"(?im)\\A{skip}{way}{inner}{_value(candidate)}$", trust)
    else:
        yield Anchored(f"(?i)\\A{skip}{way}{inner}{_value(candidate)}", trust)


def _value(candidate: Candidate) -> str:
    return f"({candidate.source}){candidate.tail}"


def _flags(start: str) -> str:
    return "(?im)" if "^" in start else "(?i)"


def _boundary(text: str) -> str:
    return r"\b" if text[:1].isascii() and text[:1].isalnum() else ""
