"""What crosses the boundary between the PDF workers and everybody else.

All of it is plain data that msgspec can encode: the workers are separate processes. Page numbers are 1-based. Boxes
are in PDF points with the origin at the top left corner of the page as it is shown (after /Rotate).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from msgspec import Struct

DateType = Literal["ticket_date", "valid_until"]
FieldName = Literal["serial", "date", "timeSlot", "category", "barcode"]


class ExtractionPatterns(Struct, frozen=True, rename="camel"):
    """The regular expressions (RE2) and date reading rules of one attraction; the contract's seven fields.

    Where a pattern has a capture group, group 1 is the value; else the whole match is.
    """

    serial_pattern: str | None = None
    date_pattern: str | None = None
    date_format: str | None = None
    date_type: DateType | None = None
    time_slot_pattern: str | None = None
    category_pattern: str | None = None
    barcode_pattern: str | None = None


class FieldMatch(Struct, frozen=True, rename="camel"):
    """What one pattern found in a text. `span` is [start, end) in characters of that text, of the value itself."""

    value: str | None = None
    matched_text: str | None = None
    span: tuple[int, int] | None = None
    error: str | None = None


class ExtractionResult(Struct, frozen=True, rename="camel"):
    """What all patterns found in one text.

    `date.value` is yyyy-MM-dd. `time_slot.value` is HH:mm or HH:mm-HH:mm when it can be read as a time, else as
    printed.
    """

    serial: FieldMatch = FieldMatch()
    date: FieldMatch = FieldMatch()
    date_type: DateType = "ticket_date"
    time_slot: FieldMatch = FieldMatch()
    category: FieldMatch = FieldMatch()
    barcode: FieldMatch = FieldMatch()


class Box(Struct, frozen=True, array_like=True):
    """A rectangle on a page: left, top, right, bottom."""

    left: float
    top: float
    right: float
    bottom: float


class Code(Struct, frozen=True, rename="camel"):
    """A bar code or matrix code decoded from the picture of a page."""

    text: str
    symbology: str
    box: Box


class Word(Struct, frozen=True, rename="camel"):
    """A run of characters without white space; text[start:end] of its page is exactly `text`."""

    text: str
    start: int
    end: int
    box: Box


class PageLayout(Struct, frozen=True, rename="camel"):
    """One page as the pattern analysis and the workbench see it. `text` is the text that patterns are run on."""

    page: int
    width: float
    height: float
    text: str
    words: list[Word]
    codes: list[Code]


class Pointed(Struct, frozen=True, rename="camel"):
    """A span of a sample page's text that a person pointed at: [start, end) in characters."""

    page: int
    start: int
    end: int


class PageFailure(StrEnum):
    """Why a page could not be read."""

    DEADLINE = "DEADLINE"
    MEMORY = "MEMORY"
    CRASHED = "CRASHED"
    UNREADABLE = "UNREADABLE"


class RecognitionFailed(Exception):
    """Text recognition gave a page up."""


class PageReading(Struct, frozen=True, rename="camel"):
    """One page read with an attraction's patterns.

    `unverified` is set when the text came from OCR. With `failure` set nothing else is known of the page.
    `time_slot_as_printed` is the text of which `fields.time_slot.value` is the normal form.
    """

    page: int
    fields: ExtractionResult = ExtractionResult()
    codes: list[Code] = []
    has_text: bool = False
    unverified: bool = False
    time_slot_as_printed: str | None = None
    failure: PageFailure | None = None
    failure_message: str | None = None


class DocumentInfo(Struct, frozen=True, rename="camel"):
    """What opening a PDF tells before any page is read."""

    pages: int
    encrypted: bool = False


class FieldProposal(Struct, frozen=True, rename="camel"):
    """A proposed pattern for one field.

    `confidence` is 0..1. `evidence` is the text matched on the first sample page that has it, with its page and box.
    """

    pattern: str
    confidence: float
    evidence_text: str
    evidence_page: int
    evidence_box: Box | None = None
    date_format: str | None = None
    date_type: DateType | None = None


class PatternAnalysis(Struct, frozen=True, rename="camel"):
    """Proposals of the pattern analysis per field, best first; a field that was not found has no entry.

    Keys: serial, date, timeSlot, category, barcode.
    """

    patterns: ExtractionPatterns
    proposals: dict[str, list[FieldProposal]]
    pages_read: int
