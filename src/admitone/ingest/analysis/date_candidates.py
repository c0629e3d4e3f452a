"""Dates and times of day as candidates: of the visit, the end of a validity, or of something else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from admitone.ingest.analysis.candidates import PROSE_SHARE, Candidate, best_label
from admitone.ingest.analysis.label_words import date_role, weigh
from admitone.ingest.analysis.labels import is_prose
from admitone.ingest.analysis.spelling import skipped
from admitone.ingest.slots import fold

if TYPE_CHECKING:
    from admitone.ingest.analysis.cells import Cell, CellPage
    from admitone.ingest.analysis.date_shapes import DateSpan
    from admitone.ingest.analysis.labels import Label
    from admitone.ingest.analysis.time_shapes import TimeSpan

_UNLABELLED_DATE = 0.5
_UNLABELLED_TIME = 0.45
_UNLABELLED_DECIMAL = 0.15
_NAMES_VISIT = 0.6
# Tills stamp any minute; visits begin at round ones.
_ROUND_MINUTES = 5
_STAMPED = -0.5
# A date or time that stands by itself is more likely the ticket's than one among other print.
_ALONE = 0.05
# `This voucher is valid until 31 December 2027, unless`: small print has dates, but few that a label leads to.
_SENTENCE_SHARE = 0.45
# Slots are shorter; a range as long as this is when the place is open, unless a label says otherwise.
_OPENING_MINUTES = 300
# No label makes a slot of a whole day.
_DAY_MINUTES = 500
_HOURS = re.compile(r"\b(?:horarios?|horaires?|hours|stunden|zeiten)\b")
# Several times in one cell are a timetable for everybody.
_TIMETABLE = -0.5
# A time this close behind a date belongs to it: `15/03/2026 at 14:30`.
_BEHIND = 14


def date_candidate(page: CellPage, span: DateSpan) -> Candidate:
    """Return a date as a candidate; dates of issue, order, print or birth score below 0."""
    cell = page.cell_at(span.lead_start)
    label, score = best_label(page, cell, span.lead_start, span.end, lambda text: date_role(text)[1])
    role = date_role(label.text)[0] if label is not None and score != 0 else "none"
    if role in {"plain", "from", "none"} and date_role(_before_in_sentence(page, cell, span))[0] == "other":
        role, score = "other", -1.0
    if role == "none":
        score += _UNLABELLED_DATE if not span.compact else -1.0
        alone = cell.start == span.lead_start and cell.end == span.end
        score += _ALONE if alone else 0.0
    if span.range_start and role != "other":
        score = min(score, 0.3)
    if span.range_end and role == "from":
        score = 0.75
    if is_prose(cell, span.start, span.end) and score > 0:
        led = role in {"until", "visit"} and label is not None and label.relation == "inline"
        score *= _SENTENCE_SHARE if led else PROSE_SHARE
    return Candidate(
        "date", span.start, span.end, score, span.source, label, span.lead_start,
        shapes=(span.source,), lead=span.lead, date_format=span.format, until=role == "until" or span.range_end,
    )  # fmt: skip


def _before_in_sentence(page: CellPage, cell: Cell, span: DateSpan) -> str:
    """Return what stands before a date in its cell, back to a separator or another date: `Order 881 placed on`."""
    before = page.text[cell.start : span.lead_start]
    return re.split(r"[|•·●▪;]|(?<!\d)\d{4}(?!\d)", before)[-1]


def time_candidate(page: CellPage, span: TimeSpan, dates: list[DateSpan], times: list[TimeSpan]) -> Candidate:
    """Return a time as a candidate; opening hours, timetables and times of printing score below 0."""
    cell = page.cell_at(span.start)
    label, score = best_label(page, cell, span.start, span.end, _slot_weight)
    lead_start, lead = span.start, ""
    date = _date_before(cell, span, dates)
    if date is not None and (label is None or label.relation != "inline" or score <= 0.5):
        dated = date_candidate(page, date)
        score = 0.8 if dated.score >= 0 else -1.0
        if dated.label is not None and dated.label.relation == "inline":
            label, lead_start = dated.label, date.lead_start
            lead = f"{date.lead}{date.source}{skipped(page.text[date.end : span.start])}"
    if score >= 0 and _is_opening(span, label, score):
        score = -1.0
    if score == 0.0:
        score = _UNLABELLED_DECIMAL if span.dotted else _UNLABELLED_TIME
        if sum(cell.start <= other.start < cell.end for other in times) > 1:
            score = _TIMETABLE
    if (label is None or not label.known) and int(span.value[3:5]) % _ROUND_MINUTES:
        score = min(score, _STAMPED)
    if is_prose(cell, span.start, span.end) and score > 0:
        score *= PROSE_SHARE
    return Candidate(
        "timeSlot", span.start, span.end, score, span.source, label, lead_start, shapes=(span.source,), lead=lead
    )


def _slot_weight(text: str) -> float:
    # What the visit is called names its hour as well: `Viaje de las 18:00`, `Tram ride: 11:15`.
    return weigh("slot", text) or (_NAMES_VISIT if date_role(text)[0] == "visit" else 0.0)


def _is_opening(span: TimeSpan, label: Label | None, score: float) -> bool:
    if label is not None and score > 0.5 and not _HOURS.search(fold(label.text)):
        return span.minutes >= _DAY_MINUTES
    return span.minutes >= _OPENING_MINUTES


def _date_before(cell: Cell, span: TimeSpan, dates: list[DateSpan]) -> DateSpan | None:
    near = [date for date in dates if cell.start <= date.start and 0 <= span.start - date.end <= _BEHIND]
    return near[-1] if near else None
