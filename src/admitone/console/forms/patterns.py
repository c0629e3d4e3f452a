"""The form of the pattern workbench."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from litestar.datastructures import FormMultiDict
from msgspec import Meta, Struct

from admitone.console.forms.fields import read_form
from admitone.ingest.model import DateType, ExtractionPatterns, FieldProposal

PATTERN_LENGTH_MAX: Final = 2000
SAMPLE_TEXT_LENGTH_MAX: Final = 100_000
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


def read_sample_texts(form: FormMultiDict) -> list[str]:
    """The texts of the sample pages that the page carries along. Browsers send lines ended by CR LF; pages have LF."""
    texts = [str(text).replace("\r\n", "\n") for text in form.getall("sampleText", [])]
    return [text[:SAMPLE_TEXT_LENGTH_MAX] for text in texts]


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
