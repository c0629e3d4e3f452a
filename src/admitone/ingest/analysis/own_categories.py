"""Categories that the attraction is known to have, looked for by their own words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from admitone.ingest.analysis.candidates import PROSE_SHARE, Candidate, best_label
from admitone.ingest.analysis.category_spans import ANY_TEXT
from admitone.ingest.analysis.label_words import EDGE, is_label_text, weigh
from admitone.ingest.analysis.labels import is_prose
from admitone.ingest.analysis.spelling import literal
from admitone.ingest.slots import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from admitone.ingest.analysis.cells import Cell, CellPage
    from admitone.ingest.analysis.labels import Label

_WORDS_MAX = 60
_LENGTH_MIN = 2
_LENGTH_MAX = 80
# More than any label says of a word that nobody named before.
_LABELLED = 1.1
_ALONE = 0.9
# Below what a known word and all that stands around it get: `Adult (10+)`, `ADULT RETURN`.
_LEADING = 0.5
_WITHIN = 0.48
_LABEL_PLACES = frozenset({"inline", "left", "above"})


def own_candidates(page: CellPage, names: Sequence[str]) -> Iterator[Candidate]:
    """Yield where the page prints one of the attraction's categories, surest where a label leads to nothing else."""
    words = _words(names)
    if not words:
        return
    source = "|".join(map(literal, words))
    for match in re.finditer(rf"(?<!\w)(?:{source})(?!\w)", page.text, re.IGNORECASE):
        start, end = match.span()
        cell = page.cell_at(start)
        label, _ = best_label(page, cell, start, end, lambda text: weigh("category", text))
        ends = not page.text[end : cell.end].strip()
        if label is not None and ends and _leads(page, cell, label, start):
            yield Candidate("category", start, end, _LABELLED, ANY_TEXT, replace(label, known=True), start)
        yield Candidate("category", start, end, _score(cell, start, end), source, None, start, shapes=(source,))


def own_patterns(own: str, others: str, cell_start: str) -> Iterator[tuple[str, float]]:
    """Yield patterns for the attraction's words: as a whole cell, at its beginning, anywhere.

    `others` are words that other tickets may have, since the attraction's list may lack some; empty where the value is
    none of the words that many suppliers use.
    """
    listed = frozenset(own.casefold().split("|"))
    others = "|".join(word for word in others.split("|") if word.casefold() not in listed)
    either = f"{own}|(?:[^\\t\\n:.]{{1,20}} )?(?:{others})[^\\t\\n]{{0,28}}?" if others else own
    yield rf"(?im){cell_start}({either})[ ]*(?:\t|$)", 0.95
    words = f"{own}|{others}" if others else own
    yield rf"(?im){cell_start}({words})(?:[^\p{{L}}\p{{N}}]|$)", 0.9
    yield rf"(?im)(?:^|[^\p{{L}}\p{{N}}])({words})(?:[^\p{{L}}\p{{N}}]|$)", 0.88


def _words(names: Sequence[str]) -> list[str]:
    """Return the names and what they are without brackets, the longest first: `Child (3-12)`, `Child`."""
    spelled = (form for name in names for form in (name, re.sub(r"\s*\([^)]*\)", "", name)))
    words = {fold(form): form.strip() for form in spelled if _LENGTH_MIN <= len(form.strip()) <= _LENGTH_MAX}
    return sorted(words.values(), key=len, reverse=True)[:_WORDS_MAX]


def _leads(page: CellPage, cell: Cell, label: Label, start: int) -> bool:
    """Return whether a label stands where labels stand, with nothing but itself between it and the value."""
    if label.relation not in _LABEL_PLACES or not is_label_text(label.text):
        return False
    if label.relation == "inline":
        return label.end <= start and not page.text[cell.start : label.start].strip(EDGE)
    return not page.text[cell.start : start].strip(EDGE)


def _score(cell: Cell, start: int, end: int) -> float:
    before, after = cell.text[: start - cell.start].strip(EDGE), cell.text[end - cell.start :].strip(EDGE)
    score = _WITHIN if before else _LEADING if after else _ALONE
    return score * PROSE_SHARE if is_prose(cell, start, end) else score
