"""The form of the pattern workbench."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from admitone.console.forms.fields import Id, Line, read_form
from admitone.ingest.model import DateType, ExtractionPatterns, FieldName, FieldProposal, Pointed

PATTERN_LENGTH_MAX: Final = 2000
Pattern = Annotated[str, Meta(max_length=PATTERN_LENGTH_MAX, pattern=r"^[^\x00]*$")]


class PatternForm(Struct, kw_only=True, rename="camel"):
    """The contract's seven fields; an empty one is no pattern."""

    serial_pattern: Pattern | None = None
    date_pattern: Pattern | None = None
    date_format: Pattern | None = None
    date_type: DateType | None = None
    time_slot_pattern: Pattern | None = None
    category_pattern: Pattern | None = None
    barcode_pattern: Pattern | None = None


class PointingForm(Struct, kw_only=True, rename="camel"):
    """A span of a page's text, and the field whose value it is."""

    say: FieldName
    pointed_page: Id
    pointed_start: Annotated[int, Meta(ge=0, le=10_000_000)]
    pointed_end: Annotated[int, Meta(ge=0, le=10_000_000)]


class SampleForm(Struct, kw_only=True):
    """The sample that the page shows; none before one was dropped."""

    sample: Line | None = None


def read_patterns(form: Mapping[str, Any]) -> ExtractionPatterns:
    """The patterns of the form."""
    read = read_form(form, PatternForm)
    return ExtractionPatterns(
        serial_pattern=read.serial_pattern,
        date_pattern=read.date_pattern,
        date_format=read.date_format,
        date_type=read.date_type,
        time_slot_pattern=read.time_slot_pattern,
        category_pattern=read.category_pattern,
        barcode_pattern=read.barcode_pattern,
    )


def read_pointing(form: Mapping[str, Any]) -> tuple[FieldName, Pointed]:
    """What was pointed at, and what it was said to be."""
    read = read_form(form, PointingForm)
    return read.say, Pointed(read.pointed_page, read.pointed_start, read.pointed_end)


def pattern_values(patterns: ExtractionPatterns) -> dict[str, str]:
    """The form of patterns."""
    return {
        "serialPattern": patterns.serial_pattern or "",
        "datePattern": patterns.date_pattern or "",
        "dateFormat": patterns.date_format or "",
        "dateType": patterns.date_type or "ticket_date",
        "timeSlotPattern": patterns.time_slot_pattern or "",
        "categoryPattern": patterns.category_pattern or "",
        "barcodePattern": patterns.barcode_pattern or "",
    }


def values_of_proposal(field: str, proposal: FieldProposal) -> dict[str, str]:
    """What choosing a proposal writes into the form."""
    values = {f"{field}Pattern": proposal.pattern}
    if field == "date":
        values |= {"dateFormat": proposal.date_format or "", "dateType": proposal.date_type or "ticket_date"}
    return values
