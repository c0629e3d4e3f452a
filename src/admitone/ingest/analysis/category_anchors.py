"""Patterns for categories without a label: known words, and the lines that they stand between."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from admitone.ingest.analysis import vocabulary
from admitone.ingest.analysis.category_words import CATEGORY_WORDS
from admitone.ingest.analysis.date_shapes import find_dates
from admitone.ingest.analysis.label_words import is_label_text
from admitone.ingest.analysis.own_categories import own_patterns
from admitone.ingest.analysis.spelling import label_source, literal
from admitone.ingest.dates import weekday_names
from admitone.ingest.slots import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from admitone.ingest.analysis.candidates import Candidate
    from admitone.ingest.analysis.cells import Cell, CellPage

CELL_START = r"(?:^|\t)"
TITLE_LENGTH = 40
_LETTERS_OF_LABEL = 3


def category_anchors(page: CellPage, candidate: Candidate, constant: frozenset[str]) -> Iterator[tuple[str, float]]:
    """Yield patterns and how far each can be trusted on tickets not seen.

    Where several pages agree on it (`constant` is not empty), the place between two lines is trusted more than words:
    a supplier may have categories of other words, and they stand where the known one does. Of one page, both together.
    """
    if candidate.shapes:
        yield from own_patterns(candidate.shapes[0], _known_words(page.text, candidate), CELL_START)
        return
    value = f"({candidate.source}){candidate.tail}"
    if re.search(r"\d\s?[x×]\s*$", page.text[candidate.lead_start : candidate.start]):
        yield f"(?im){CELL_START}\\d+\\s?[x×]\\s?{value}", 0.9
    cell = page.cell_at(candidate.start)
    begins_cell = candidate.lead_start == cell.start
    places = list(_places(page, cell, candidate)) if begins_cell and not cell.column else []
    if constant:
        yield from ((f"(?im){place}", 0.9) for place in places)
    words = _known_words(page.text, candidate)
    if not words:
        return
    tail = candidate.tail or r"[ ]*(?:\t|$)"
    if begins_cell:
        known = f"{CELL_START}{candidate.lead}((?:[^\\t\\n:.]{{1,20}} )?(?:{words})[^\\t\\n]{{0,28}}?){tail}"
        if not constant:
            yield from ((f"(?im){place}|{known}", 0.86) for place in places)
        yield f"(?im){known}", 0.85
    yield f"(?im){candidate.lead}\\b((?:{words})[^\\t\\n:|]{{0,28}}?){tail}", 0.6


def _places(page: CellPage, cell: Cell, candidate: Candidate) -> Iterator[str]:
    """Yield patterns for the cell after the line above it, and for the line before the one below it."""
    above = page.lines[cell.line - 1][0].text if cell.line else ""
    value = f"{candidate.lead}({candidate.source}){candidate.tail}"
    if above and not any(char.isdigit() for char in above) and len(above) <= TITLE_LENGTH:
        yield f"^{label_source(above)}\\n{value}"
    elif dates := find_dates(above, month_first=False):
        yield f"{dates[0].source}[^\\n]*\\n{value}"
    below = page.lines[cell.line + 1][0].text if cell.line + 1 < len(page.lines) else ""
    label = re.split(r"\d", below, maxsplit=1)[0].strip()
    if len(page.lines[cell.line]) == 1 and len(label) >= _LETTERS_OF_LABEL and _names_what_follows(below, label):
        source = candidate.source.removesuffix("?") + "?"
        rest = rf"{candidate.tail}[^\n]*" if candidate.tail else "[ ]*"
        yield rf"^{candidate.lead}({source}){rest}\n{literal(label)}"


def _names_what_follows(line: str, label: str) -> bool:
    return is_label_text(label) and len(label) < len(line) and fold(label) not in weekday_names()


def _known_words(text: str, candidate: Candidate) -> str:
    """Return a pattern of the known words of the languages in which the value is one.

    Words that begin a cell before the value's are left out: `DAY PASS` above `ADULT` is what all tickets are.
    """
    value = fold(text[candidate.start : candidate.end])
    words = dict.fromkeys(word for language in _languages(text, value) for word in CATEGORY_WORDS[language])
    before = fold(text[: candidate.lead_start])
    return "|".join(literal(word) for word in words if fold(word) in value or not _begins_cell(fold(word), before))


def _begins_cell(word: str, text: str) -> bool:
    return word in text and re.search(rf"(?m){CELL_START}(?:[^\t\n:.]{{1,20}} )?{re.escape(word)}", text) is not None


def _languages(text: str, value: str) -> list[str]:
    """Return the languages in which a category is known and the page is written; else those in which it is known."""
    knowing = [
        language
        for language, words in CATEGORY_WORDS.items()
        if any(re.search(rf"(?<!\w){re.escape(fold(word))}", value) for word in words)
    ]
    folded = fold(text)
    counts = {name: len(set(re.findall(words, folded))) for name, words in vocabulary.LANGUAGE_WORDS.items()}
    spoken = [
        language for language in knowing if counts[language] >= 2 and 2 * counts[language] >= max(counts.values())
    ]
    return spoken or knowing
