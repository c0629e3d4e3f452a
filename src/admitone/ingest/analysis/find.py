"""All candidates of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from admitone.ingest.analysis.category_candidates import category_candidates
from admitone.ingest.analysis.code_candidates import barcode_candidates, serial_candidates
from admitone.ingest.analysis.code_shapes import find_codes
from admitone.ingest.analysis.date_candidates import date_candidate, time_candidate
from admitone.ingest.analysis.date_shapes import find_dates
from admitone.ingest.analysis.own_categories import own_candidates
from admitone.ingest.analysis.time_shapes import find_times

if TYPE_CHECKING:
    from collections.abc import Sequence

    from admitone.ingest.analysis.candidates import Candidate
    from admitone.ingest.analysis.cells import CellPage
    from admitone.ingest.analysis.date_shapes import DateSpan
    from admitone.ingest.model import FieldName


# No ticket has more tokens with digits; a page of nothing else must not take long to judge.
_MAX_CODES = 300
# A field of a ticket, found with little doubt.
_CLEAR = 0.4
_AGE_YEARS = 5


@dataclass(frozen=True)
class PageFindings:
    """All candidates of one page by field, best first."""

    page: CellPage
    by_field: dict[FieldName, list[Candidate]]

    def best(self, field: FieldName) -> float:
        """Return the score of the best candidate, 0 without any."""
        return max((candidate.score for candidate in self.by_field[field]), default=0.0)


def ticket_pages(findings: Sequence[PageFindings]) -> tuple[list[PageFindings], list[PageFindings]]:
    """Part the sample pages into tickets and others: covers, and the terms behind each ticket.

    Where pages with a code look like tickets, those without one are none; else all may be tickets.
    """
    tickets = [found for found in findings if found.page.layout.codes]
    if not any(found.best("serial") >= _CLEAR and found.best("date") >= _CLEAR for found in tickets):
        return list(findings), []
    return tickets, [found for found in findings if not found.page.layout.codes]


def _of_this_age(dates: Sequence[DateSpan]) -> list[DateSpan]:
    """Leave out dates of birth and of foundation: long before another date of the page."""
    latest = max((span.value.year for span in dates), default=0)
    return [span for span in dates if latest - span.value.year < _AGE_YEARS]


def find_candidates(page: CellPage, *, month_first: bool, categories: Sequence[str] = ()) -> PageFindings:
    """Return what each field's value may be on a page, best first."""
    dates = find_dates(page.text, month_first=month_first)
    times = find_times(page.text, [(span.lead_start, span.end) for span in dates])
    taken = [(span.start, span.end) for span in dates if not span.compact] + [(span.start, span.end) for span in times]
    codes = find_codes(page.text, taken)[:_MAX_CODES]
    found: dict[FieldName, list[Candidate]] = {
        "serial": list(serial_candidates(page, codes)),
        "date": [date_candidate(page, span) for span in _of_this_age(dates)],
        "timeSlot": [time_candidate(page, span, dates, times) for span in times],
        "category": [*own_candidates(page, categories), *category_candidates(page)],
        "barcode": list(barcode_candidates(page, codes)),
    }
    for candidates in found.values():
        candidates.sort(key=lambda candidate: -candidate.score)
    return PageFindings(page, found)
