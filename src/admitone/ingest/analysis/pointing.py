"""Patterns for a value that a person pointed at on a sample page.

What the value is and where it ends is known, so nothing is guessed of that; the analysis gives the ways to find it, and
each is run on the other sample pages to see whether it finds the same kind of value in the same place there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from admitone.core.errors import InvalidParameter
from admitone.ingest.analysis.anchors import Anchored, patterns_for
from admitone.ingest.analysis.choose import ATTRIBUTE
from admitone.ingest.analysis.cut_sample import cut_sample
from admitone.ingest.analysis.day_order import says_month_first
from admitone.ingest.analysis.find import find_candidates, ticket_pages
from admitone.ingest.analysis.pointed_candidates import pointed_candidates
from admitone.ingest.analysis.spelling import as_python
from admitone.ingest.analysis.varying import constant_texts
from admitone.ingest.model import ExtractionPatterns, FieldMatch, FieldProposal, Pointed
from admitone.ingest.patterns import compile_patterns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from admitone.ingest.analysis.candidates import Candidate
    from admitone.ingest.analysis.cells import CellPage
    from admitone.ingest.model import Box, FieldName, PageLayout

PROPOSALS_MAX = 5
_OTHER_KIND = 0.3
_OTHER_PLACE = 0.8
_UNREADABLE = -0.3
# A serial that is the same on every page is the number of the order.
_SAME_EVERYWHERE = 0.7
# What makes a ticket of a page without one would spoil a whole batch.
_ON_OTHER_PAGES = 0.5
# How far a value may stand from where it stands on the page that was pointed at, in points.
_NEAR = 12.0
_TRUST_MIN = 0.05
# Trust in a place that is counted out, and what is counted.
_COUNTED = 0.55
_MARKS = "|•·●▪;/,"


def propose_for(pages: Sequence[PageLayout], field: FieldName, pointed: Pointed) -> list[FieldProposal]:
    """Return patterns that find what was pointed at and its like on the other pages, best first.

    InvalidParameter when nothing was pointed at, or when it cannot be a value of that field: words that are no date.
    """
    cut = cut_sample(pages)
    page = next((one for one in cut if one.layout.page == pointed.page), None)
    if page is None:
        raise InvalidParameter("this page of the sample has no text to point at", fields=("page",))
    month_first = says_month_first([one.layout for one in cut])
    tickets, others = ticket_pages([find_candidates(one, month_first=month_first) for one in cut])
    if page not in [found.page for found in tickets]:
        tickets, others = [*tickets, *others], []
    constant = constant_texts([found.page for found in tickets])
    judge = _Judge(field, page, [found.page for found in tickets], [found.page for found in others])
    found: dict[str, FieldProposal] = {}
    for candidate in pointed_candidates(page, field, pointed, month_first=month_first):
        for anchored in (*patterns_for(page, candidate, constant), *_by_marks(page, candidate)):
            proposal = None if anchored.pattern in found else judge.proposal(anchored, candidate)
            if proposal is not None:
                found[anchored.pattern] = proposal
    best = sorted(found.values(), key=lambda proposal: (-proposal.confidence, len(proposal.pattern)))
    return best[:PROPOSALS_MAX]


def _by_marks(page: CellPage, candidate: Candidate) -> Iterator[Anchored]:
    """Yield a pattern that counts the strokes or dots before a value in its line, whatever stands between them."""
    cell = page.cell_at(candidate.start)
    before = page.text[cell.start : candidate.lead_start].rstrip()
    mark = before[-1:]
    if mark and mark in _MARKS:
        skip = rf"(?:[^\n]*\n){{{cell.line}}}" if cell.line else ""
        way = rf"(?:[^\t\n]*\t){{{cell.column}}}" if cell.column else ""
        counted = rf"(?:[^{mark}\n]*{re.escape(mark)}){{{before.count(mark)}}}\s*"
        yield Anchored(rf"(?i)\A{skip}{way}{counted}{candidate.lead}({candidate.source}){candidate.tail}", _COUNTED)


class _Judge:
    """Runs patterns on all sample pages."""

    def __init__(
        self, field: FieldName, page: CellPage, tickets: Sequence[CellPage], others: Sequence[CellPage]
    ) -> None:
        self._field = field
        self._page = page
        self._tickets = tickets
        self._others = others

    def proposal(self, anchored: Anchored, candidate: Candidate) -> FieldProposal | None:
        """A pattern with how sure we are of it; None when it does not find exactly what was pointed at."""
        own = self._find(anchored, candidate, self._page)
        if own is None or own.value is None or own.span != (candidate.start, candidate.end):
            return None
        box = self._page.box_of(candidate.start, candidate.end)
        matches = [(page, self._find(anchored, candidate, page)) for page in self._tickets if page is not self._page]
        credit_of = [_credit(match, page, candidate, box) for page, match in matches if match is not None]
        trust = anchored.trust * candidate.score * (1.0 + sum(credit_of)) / (1 + len(credit_of))
        values = {match.value for _, match in matches if match is not None}
        if self._field == "serial" and matches and values == {own.value}:
            trust *= _SAME_EVERYWHERE
        if self._field in {"serial", "barcode"} and any(
            self._finds(anchored, candidate, page) for page in self._others
        ):
            trust *= _ON_OTHER_PAGES
        is_date = candidate.field == "date"
        return FieldProposal(
            pattern=anchored.pattern,
            confidence=round(max(_TRUST_MIN, min(1.0, trust)), 2),
            evidence_text=own.matched_text or "",
            evidence_page=self._page.layout.page,
            evidence_box=box,
            date_format=candidate.date_format,
            date_type=("valid_until" if candidate.until else "ticket_date") if is_date else None,
        )

    def _finds(self, anchored: Anchored, candidate: Candidate, page: CellPage) -> bool:
        match = self._find(anchored, candidate, page)
        return match is not None and match.value is not None

    def _find(self, anchored: Anchored, candidate: Candidate, page: CellPage) -> FieldMatch | None:
        """What a pattern finds on a page; None for a pattern that RE2 cannot run."""
        attribute = ATTRIBUTE[self._field]
        alone = {f"{attribute}_pattern": anchored.pattern, "date_format": candidate.date_format}
        try:
            compiled = compile_patterns(msgspec.structs.replace(ExtractionPatterns(), **alone))
        except InvalidParameter:
            return None
        match = getattr(compiled.extract(page.text), attribute)
        assert isinstance(match, FieldMatch)
        return match


def _credit(match: FieldMatch, page: CellPage, candidate: Candidate, place: Box | None) -> float:
    """Judge what was found on another page: the same kind of value in the same place is what was meant."""
    if match.error:
        return _UNREADABLE
    if match.value is None or match.span is None:
        return 0.0
    there = page.box_of(*match.span)
    if place and there and abs(there.left - place.left) < _NEAR and abs(there.top - place.top) < _NEAR:
        return 1.0
    alike = re.fullmatch(as_python(candidate.source), page.text[slice(*match.span)])
    return _OTHER_PLACE if alike else _OTHER_KIND
