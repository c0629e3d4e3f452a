"""Marks in a sample's text: where each pattern found its value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from admitone.ingest.model import ExtractionResult, FieldMatch

FIELDS: Final = ("serial", "date", "time_slot", "category", "barcode")


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of a text, and the field whose value it is, if any."""

    text: str
    field: str | None


def matches_of(result: ExtractionResult) -> dict[str, FieldMatch]:
    """The matches of a result by field."""
    return {field: getattr(result, field) for field in FIELDS}


def mark_text(text: str, result: ExtractionResult) -> Iterator[Segment]:
    """The whole text in order. Of two values that overlap, the one that begins later stays unmarked."""
    spans = sorted(
        (match.span[0], match.span[1], field) for field, match in matches_of(result).items() if match.span is not None
    )
    done = 0
    for start, end, field in spans:
        if start < done or end <= start:
            continue
        yield Segment(text[done:start], None)
        yield Segment(text[start:end], field)
        done = end
    yield Segment(text[done:], None)
