"""Pattern analysis: from sample pages of a supplier to patterns that read all of the supplier's tickets.

Values are found first (dates, times, codes, known words), then judged by the labels around them, then turned into
patterns, and every pattern is run on all sample pages: only what finds the intended value there is proposed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from admitone.ingest.analysis.bare_categories import without_chance_nouns
from admitone.ingest.analysis.cells import CellPage
from admitone.ingest.analysis.choose import ATTRIBUTE, Choice, alternatives, choose, doubted
from admitone.ingest.analysis.cut_sample import cut_sample
from admitone.ingest.analysis.day_order import says_month_first
from admitone.ingest.analysis.find import PageFindings, find_candidates, ticket_pages
from admitone.ingest.analysis.varying import constant_texts, with_varying_categories
from admitone.ingest.model import ExtractionPatterns, FieldName, FieldProposal, PatternAnalysis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from admitone.ingest.model import PageLayout

MAX_PROPOSALS = 4
_FIELDS: tuple[FieldName, ...] = ("serial", "date", "timeSlot", "category", "barcode")


def analyze_pages(pages: Sequence[PageLayout], categories: Sequence[str] = ()) -> PatternAnalysis:
    """Propose the seven patterns of an attraction from one or a few sample pages.

    Pages need `text`, `words` and, where the picture has them, decoded `codes`. Pages without text, and pages after
    those that `cut_sample` takes, tell nothing. `categories` are words that the attraction is known to use for its own.
    Proposals are best first; `patterns` holds the best of each field.
    """
    cut = cut_sample(pages)
    month_first = says_month_first([page.layout for page in cut])
    findings, others = ticket_pages(
        [find_candidates(page, month_first=month_first, categories=categories) for page in cut]
    )
    constant = constant_texts([found.page for found in findings])
    findings = with_varying_categories(without_chance_nouns(findings), constant)
    chosen = {field: choose(field, findings, constant, others) for field in _FIELDS} if findings else {}
    proposals: dict[str, list[FieldProposal]] = {
        field: [_proposal(choice, findings) for choice in alternatives(doubted(choices), MAX_PROPOSALS)]
        for field, choices in chosen.items()
        if choices
    }
    return PatternAnalysis(patterns=_best(proposals), proposals=proposals, pages_read=len(cut))


def _best(proposals: dict[str, list[FieldProposal]]) -> ExtractionPatterns:
    found: dict[str, str | None] = {f"{ATTRIBUTE[field]}_pattern": some[0].pattern for field, some in proposals.items()}
    date = proposals["date"][0] if "date" in proposals else None
    return ExtractionPatterns(
        **found, date_format=date.date_format if date else None, date_type=date.date_type if date else None
    )


def _proposal(choice: Choice, findings: Sequence[PageFindings]) -> FieldProposal:
    page: CellPage = findings[choice.page_index].page
    candidate = choice.candidate
    is_date = candidate.field == "date"
    return FieldProposal(
        pattern=choice.pattern,
        confidence=round(max(0.0, min(1.0, choice.score)), 2),
        evidence_text=choice.found.matched_text or "",
        evidence_page=page.layout.page,
        evidence_box=page.box_of(candidate.start, candidate.end),
        date_format=candidate.date_format,
        date_type=("valid_until" if candidate.until else "ticket_date") if is_date else None,
    )
