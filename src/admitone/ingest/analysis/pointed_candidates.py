"""What a person pointed at, as candidates of the field that it was said to be."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from admitone.core.errors import InvalidParameter
from admitone.ingest.analysis.candidates import Candidate, best_label
from admitone.ingest.analysis.category_candidates import category_candidates
from admitone.ingest.analysis.category_spans import ANY_TEXT
from admitone.ingest.analysis.code_shapes import loose_source, similar_source, strict_source
from admitone.ingest.analysis.date_candidates import date_candidate, time_candidate
from admitone.ingest.analysis.date_shapes import find_dates
from admitone.ingest.analysis.label_words import weigh
from admitone.ingest.analysis.spelling import literal
from admitone.ingest.analysis.time_shapes import find_times

if TYPE_CHECKING:
    from collections.abc import Iterator

    from admitone.ingest.analysis.cells import CellPage
    from admitone.ingest.model import FieldName, Pointed

_WEIGHED = {"serial": "serial", "barcode": "serial", "timeSlot": "slot", "category": "category"}
_SHOWN_MAX = 60
# Other tickets have longer values, so that a reading with the number of words or characters of this one comes second.
_SECOND = 0.8
_ALIKE = 0.97
# What designers put between two values of a line, and around one.
_MARKS = "|•·●▪;,()[]–—-"


def pointed_candidates(page: CellPage, field: FieldName, pointed: Pointed, *, month_first: bool) -> Iterator[Candidate]:
    """Yield readings of a span as the value of a field; InvalidParameter when there is none.

    Their score is how well a reading fits what people mean, not whether it is the field: that was said.
    """
    start, end = _trimmed(page, pointed)
    if field == "date":
        yield from _dates(page, start, end, month_first=month_first)
    elif field == "timeSlot":
        times = list(_times(page, start, end, month_first=month_first))
        yield from times
        yield from _words(page, field, start, end, _SECOND if times else 1.0)
    elif field == "category":
        known = [one for one in category_candidates(page) if (one.start, one.end) == (start, end)]
        yield from (replace(one, score=1.0) for one in known)
        yield from _words(page, field, start, end, 1.0)
    else:
        yield from _codes(page, field, start, end)


def _trimmed(page: CellPage, pointed: Pointed) -> tuple[int, int]:
    start, end = max(0, pointed.start), min(len(page.text), pointed.end)
    text = page.text[start:end]
    if not text.strip():
        raise InvalidParameter("choose words of the page first", fields=("page",))
    return start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())


def _dates(page: CellPage, start: int, end: int, *, month_first: bool) -> Iterator[Candidate]:
    touched = [span for span in find_dates(page.text, month_first=month_first) if span.start < end and span.end > start]
    if not touched:
        shown = " ".join(page.text[start:end].split())[:_SHOWN_MAX]
        raise InvalidParameter(
            f"“{shown}” is not a date that can be read; choose all words of the date", fields=("date",)
        )
    yield from (replace(date_candidate(page, span), score=1.0) for span in touched)


def _times(page: CellPage, start: int, end: int, *, month_first: bool) -> Iterator[Candidate]:
    dates = find_dates(page.text, month_first=month_first)
    taken = [(span.lead_start, span.end) for span in dates]
    times = find_times(page.text, taken)
    for span in times:
        if span.start < end and span.end > start:
            yield replace(time_candidate(page, span, dates, times), score=1.0)


def _codes(page: CellPage, field: FieldName, start: int, end: int) -> Iterator[Candidate]:
    """Yield a code, and what it is without the marks that stand around it: `#AQ-17,`."""
    for begin, until in dict.fromkeys((_without_marks(page.text, start, end), (start, end))):
        code = page.text[begin:until]
        if not any(char.isalnum() for char in code):
            continue
        label, _ = best_label(page, page.cell_at(begin), begin, until, lambda text: weigh("serial", text))
        shapes = (strict_source(code), similar_source(code))
        yield Candidate(field, begin, until, 1.0, loose_source(code), label, begin, shapes=shapes)
        # Lengths as printed, for codes whose neighbours would be taken for a part of them.
        yield Candidate(field, begin, until, _ALIKE, similar_source(code), label, begin, shapes=shapes)


def _without_marks(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _words(page: CellPage, field: FieldName, start: int, end: int, score: float) -> Iterator[Candidate]:
    """Yield words as any words in their place: up to the end of their cell, or up to what follows them in it."""
    cell = page.cell_at(start)
    label, _ = best_label(page, cell, start, end, lambda text: weigh(_WEIGHED[field], text))
    behind = page.text[end : max(end, cell.end)]
    count = len(page.text[start:end].split())
    if not behind.strip():
        yield Candidate(field, start, end, score, ANY_TEXT, label, start, shapes=(ANY_TEXT,))
    elif behind.lstrip()[0] in _MARKS:
        tail = rf"[ \t]*{literal(behind.lstrip()[0])}"
        yield Candidate(field, start, end, score, ANY_TEXT + "?", label, start, shapes=(ANY_TEXT,), tail=tail)
    else:
        following = behind.split()[0]
        tail = r"\s+\S*\d" if re.search(r"\d", following) else rf"\s+{literal(following)}"
        yield Candidate(field, start, end, score, ANY_TEXT + "?", label, start, shapes=(ANY_TEXT,), tail=tail)
    as_many = r"\S+" + (rf"(?:[ ]\S+){{{count - 1}}}" if count > 1 else "")
    yield Candidate(field, start, end, score * _SECOND, as_many, label, start, shapes=(as_many,))
