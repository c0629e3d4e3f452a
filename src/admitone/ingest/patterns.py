r"""An attraction's patterns: checked, compiled and run on the text of a page.

Patterns come from administrators, so they run on RE2: time linear in the text, memory bounded. In RE2 as in Java,
`\d`, `\w` and `\b` know ASCII only; other digits need `\p{Nd}`, other letters `\p{L}`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

import msgspec
import re2

from admitone.core.errors import InvalidParameter
from admitone.ingest.dates import parse_date, validate_date_format
from admitone.ingest.java_regex import UnsupportedRegex, translate
from admitone.ingest.model import DateType, ExtractionPatterns, ExtractionResult, FieldMatch
from admitone.ingest.slots import normalise_slot

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_PATTERN_LENGTH = 2_000
MAX_SAMPLE_LENGTH = 1_000_000
_MAX_MEMORY = 4 * 1024 * 1024
_DEFAULT_DATE_FORMAT = "dd/MM/yyyy"
_FIELDS = {
    "serial": "serialPattern",
    "date": "datePattern",
    "time_slot": "timeSlotPattern",
    "category": "categoryPattern",
    "barcode": "barcodePattern",
}
_ASCII_CLASS = re.compile(r"\\[dw]|0-9")
_OTHER_DIGIT = re.compile(r"[^\W\D0-9]")


class CompiledPatterns:
    """Patterns ready to run; hold one per attraction and run it on every page."""

    def __init__(self, searches: Mapping[str, Any], date_format: str, date_type: DateType) -> None:
        """Keep compiled expressions by field name (serial, date, time_slot, category, barcode)."""
        self._searches = searches
        self._date_format = date_format
        self._date_type = date_type

    def extract(self, text: str) -> ExtractionResult:
        """Return what each pattern finds first in a text; a field whose pattern does not match stays empty.

        Group 1 is the value (the first group that took part, in a pattern with alternatives), else the whole match.
        """
        text = text.replace("\r\n", "\n")
        # RE2 runs on UTF-8; handed a string, every pattern would encode the whole text again.
        encoded = text.encode()
        found = {field: _find(search, text, encoded) for field, search in self._searches.items()}
        if "date" in found:
            found["date"] = self._read_date(found["date"])
        if "time_slot" in found:
            found["time_slot"] = _read_slot(found["time_slot"])
        return ExtractionResult(date_type=self._date_type, **found)

    def _read_date(self, found: FieldMatch) -> FieldMatch:
        if found.value is None:
            return found
        try:
            value = parse_date(found.value, self._date_format).isoformat()
        except InvalidParameter as refusal:
            return msgspec.structs.replace(found, value=None, error=refusal.message)
        return msgspec.structs.replace(found, value=value)


def compile_patterns(patterns: ExtractionPatterns) -> CompiledPatterns:
    """Check and compile an attraction's patterns.

    Raises `InvalidParameter` naming the field in camelCase, for a pattern that RE2 cannot run (the message says what
    it lacks), a `dateFormat` that cannot be read and an unknown `dateType`.
    """
    searches = {}
    for field, name in _FIELDS.items():
        source = getattr(patterns, f"{field}_pattern")
        if source:
            searches[field] = _compile(source, name)
    date_format = patterns.date_format or _DEFAULT_DATE_FORMAT
    validate_date_format(date_format)
    return CompiledPatterns(searches, date_format, _date_type(patterns.date_type))


def test_patterns(text: str, patterns: ExtractionPatterns) -> ExtractionResult:
    """Run patterns on a sample text; what is wrong with one pattern stands in its own match, never raised.

    Raises `InvalidParameter` naming `sampleText` only when the text is longer than `MAX_SAMPLE_LENGTH` characters.
    """
    if len(text) > MAX_SAMPLE_LENGTH:
        message = f"sampleText is longer than {MAX_SAMPLE_LENGTH} characters."
        raise InvalidParameter(message, fields=("sampleText",))
    found: dict[str, FieldMatch] = {}
    for field, name in _FIELDS.items():
        source = getattr(patterns, f"{field}_pattern")
        if source:
            found[field] = _try_one(text, field, name, patterns)
    try:
        date_type = _date_type(patterns.date_type)
    except InvalidParameter as refusal:
        date_type = "ticket_date"
        found["date"] = msgspec.structs.replace(found.get("date", FieldMatch()), value=None, error=refusal.message)
    return ExtractionResult(date_type=date_type, **found)


# The name says what the endpoint does; pytest must not collect it.
test_patterns.__test__ = False  # type: ignore[attr-defined]


def _try_one(text: str, field: str, name: str, patterns: ExtractionPatterns) -> FieldMatch:
    source = getattr(patterns, f"{field}_pattern")
    alone = ExtractionPatterns(
        **{f"{field}_pattern": source, "date_format": patterns.date_format if field == "date" else None}
    )
    try:
        match = getattr(compile_patterns(alone).extract(text), field)
    except InvalidParameter as refusal:
        return FieldMatch(error=refusal.message)
    assert isinstance(match, FieldMatch)
    if match.matched_text is None and _ASCII_CLASS.search(source) and _OTHER_DIGIT.search(text):
        message = rf"{name} found nothing. \d and \w are ASCII; the text has other digits, which \p{{Nd}} matches."
        return FieldMatch(error=message)
    return match


def _date_type(date_type: str | None) -> DateType:
    if date_type is None:
        return "ticket_date"
    for known in get_args(DateType):
        if date_type == known:
            return known  # type: ignore[no-any-return]
    message = "dateType must be one of " + ", ".join(get_args(DateType)) + "."
    raise InvalidParameter(message, fields=("dateType",))


def _compile(source: str, name: str) -> Any:
    if len(source) > MAX_PATTERN_LENGTH:
        message = f"{name} is longer than {MAX_PATTERN_LENGTH} characters."
        raise InvalidParameter(message, fields=(name,))
    try:
        translated = translate(source)
    except UnsupportedRegex as lacking:
        message = f"{name} cannot be run in linear time: {lacking} are not supported."
        raise InvalidParameter(message, fields=(name,)) from lacking
    options = re2.Options()
    options.max_mem = _MAX_MEMORY
    options.log_errors = False
    try:
        return re2.compile(translated, options=options)
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error.args[0])
        message = f"{name} is not a valid pattern: {reason}."
        raise InvalidParameter(message, fields=(name,)) from error


def _find(search: Any, text: str, encoded: bytes) -> FieldMatch:
    match = search.search(encoded)
    if match is None:
        return FieldMatch()
    group = next((index for index in range(1, search.groups + 1) if match.start(index) >= 0), 0)
    start, end = match.span(group)
    whole_start, whole_end = match.span()
    if len(encoded) != len(text):
        start, end, whole_start, whole_end = (
            len(encoded[:offset].decode()) for offset in (start, end, whole_start, whole_end)
        )
    value = " ".join(text[start:end].split())
    return FieldMatch(value=value or None, matched_text=text[whole_start:whole_end], span=(start, end))


def _read_slot(found: FieldMatch) -> FieldMatch:
    if found.value is None:
        return found
    return msgspec.structs.replace(found, value=normalise_slot(found.value) or found.value)
