"""Pattern analysis of the offline contract."""

from __future__ import annotations

from typing import Annotated

from litestar.datastructures import UploadFile
from msgspec import Meta, Struct

from admitone.bodies import Id
from admitone.core.errors import InvalidParameter
from admitone.dialects.offline.wire.envelope import SessionBody
from admitone.ingest.model import (
    DateType,
    ExtractionPatterns,
    ExtractionResult,
    FieldMatch,
    FieldProposal,
    PatternAnalysis,
)

Pattern = Annotated[str, Meta(max_length=2000, pattern=r"^[^\x00]*$")]
SAMPLE_TEXT_LENGTH_MAX = 200_000
_DATE_TYPES: dict[str, DateType] = {"ticket_date": "ticket_date", "valid_until": "valid_until"}


class PatternsAnalyze(SessionBody, kw_only=True, rename="camel"):
    """Multipart body of attraction/patterns/analyze. `password` is an extension."""

    attraction_id: Id
    sample_pdf: UploadFile
    password: Annotated[str, Meta(max_length=200, description="Extension: opens an encrypted PDF")] | None = None


class PatternFields(SessionBody, kw_only=True, rename="camel"):
    """The seven fields of ExtractionPatterns in a request."""

    serial_pattern: Pattern | None = None
    date_pattern: Pattern | None = None
    date_format: Pattern | None = None
    date_type: Annotated[str, Meta(examples=["ticket_date", "valid_until"])] | None = None
    time_slot_pattern: Pattern | None = None
    category_pattern: Pattern | None = None
    barcode_pattern: Pattern | None = None

    def patterns(self) -> ExtractionPatterns:
        """The patterns that the service takes; an empty one is none."""
        return ExtractionPatterns(
            serial_pattern=self.serial_pattern or None,
            date_pattern=self.date_pattern or None,
            date_format=self.date_format or None,
            date_type=_date_type(self.date_type),
            time_slot_pattern=self.time_slot_pattern or None,
            category_pattern=self.category_pattern or None,
            barcode_pattern=self.barcode_pattern or None,
        )


class PatternsSave(PatternFields, kw_only=True, rename="camel"):
    """Body of attraction/patterns/save. All seven are replaced; one that is left out is none."""

    attraction_id: Id


class PatternsTest(PatternFields, kw_only=True, rename="camel"):
    """Body of attraction/patterns/test."""

    sample_text: Annotated[str, Meta(max_length=SAMPLE_TEXT_LENGTH_MAX)]


class CPatternEvidence(Struct, frozen=True, rename="camel"):
    """Where a proposed pattern found its value: text, page (from 1), and [left, top, right, bottom] in points."""

    text: str
    page: int
    box: list[float] | None


class CPatternProposal(Struct, frozen=True, rename="camel"):
    """A proposed pattern with its confidence, 0 to 1."""

    pattern: str
    confidence: float
    evidence: CPatternEvidence
    date_format: str | None
    date_type: str | None


class CExtractionPatterns(Struct, frozen=True, rename="camel"):
    """ExtractionPatterns of the contract; `proposals` and `pagesRead` are extensions.

    `proposals` has, for serial, date, timeSlot, category and barcode, what was found, the best one first.
    """

    serial_pattern: str | None
    date_pattern: str | None
    date_format: str | None
    date_type: str | None
    time_slot_pattern: str | None
    category_pattern: str | None
    barcode_pattern: str | None
    confidence: dict[str, float]
    evidence: dict[str, CPatternEvidence]
    alternatives: dict[str, list[CPatternProposal]]
    pages_read: int


class CFieldMatch(Struct, frozen=True, rename="camel"):
    """What one pattern found: value, matched text, [start, end) of the value in the text, or why it cannot run."""

    value: str | None
    matched_text: str | None
    span: tuple[int, int] | None
    error: str | None


class CExtractionResult(Struct, frozen=True, rename="camel"):
    """ExtractionResult of the contract. The value of `date` is yyyy-MM-dd."""

    serial: CFieldMatch
    date: CFieldMatch
    date_type: str
    time_slot: CFieldMatch
    category: CFieldMatch
    barcode: CFieldMatch


def result_body(result: ExtractionResult) -> CExtractionResult:
    """What patterns found, as the contract shows it."""
    return CExtractionResult(
        serial=_match(result.serial),
        date=_match(result.date),
        date_type=result.date_type,
        time_slot=_match(result.time_slot),
        category=_match(result.category),
        barcode=_match(result.barcode),
    )


def _match(match: FieldMatch) -> CFieldMatch:
    return CFieldMatch(match.value, match.matched_text, match.span, match.error)


def analysis_body(analysis: PatternAnalysis) -> CExtractionPatterns:
    """An analysis as the contract shows it."""
    found = {field: [_proposal(one) for one in proposals] for field, proposals in analysis.proposals.items()}
    best = {field: proposals[0] for field, proposals in found.items() if proposals}
    patterns = analysis.patterns
    return CExtractionPatterns(
        serial_pattern=patterns.serial_pattern,
        date_pattern=patterns.date_pattern,
        date_format=patterns.date_format,
        date_type=patterns.date_type,
        time_slot_pattern=patterns.time_slot_pattern,
        category_pattern=patterns.category_pattern,
        barcode_pattern=patterns.barcode_pattern,
        confidence={field: proposal.confidence for field, proposal in best.items()},
        evidence={field: proposal.evidence for field, proposal in best.items()},
        alternatives={field: proposals[1:] for field, proposals in found.items()},
        pages_read=analysis.pages_read,
    )


def _proposal(proposal: FieldProposal) -> CPatternProposal:
    box = proposal.evidence_box
    return CPatternProposal(
        pattern=proposal.pattern,
        confidence=round(proposal.confidence, 3),
        evidence=CPatternEvidence(
            text=proposal.evidence_text,
            page=proposal.evidence_page,
            box=[box.left, box.top, box.right, box.bottom] if box else None,
        ),
        date_format=proposal.date_format,
        date_type=proposal.date_type,
    )


def _date_type(text: str | None) -> DateType | None:
    if not text:
        return None
    if text not in _DATE_TYPES:
        raise InvalidParameter("dateType: write ticket_date or valid_until", fields=("dateType",))
    return _DATE_TYPES[text]
