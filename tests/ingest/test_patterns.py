"""Patterns that administrators write: what runs, what is refused and how."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admitone.core.errors import InvalidParameter
from admitone.ingest import patterns as running
from admitone.ingest.model import ExtractionPatterns, FieldMatch
from admitone.ingest.patterns import compile_patterns

TICKET = "Ticket No. A-1234\nValid Date: 15/03/2026\nTime: 2:30 PM\nCategory: Adult\n6291041500213\n"
DOCUMENTED = ExtractionPatterns(
    serial_pattern=r"Ticket No[.:]?\s*(\S+)",
    date_pattern=r"Valid Date[:]?\s*(\d{2}/\d{2}/\d{4})",
    date_format="dd/MM/yyyy",
    date_type="ticket_date",
    time_slot_pattern=r"Time[:]?\s*(\d{1,2}:\d{2} PM)",
    category_pattern=r"Category[:]?\s*(\w+)",
    barcode_pattern=r"\b\d{12,13}\b",
)


def test_a_ticket_is_read_with_the_documented_patterns() -> None:
    found = compile_patterns(DOCUMENTED).extract(TICKET)

    assert found.serial == FieldMatch(value="A-1234", matched_text="Ticket No. A-1234", span=(11, 17))
    assert (found.date.value, found.date_type) == ("2026-03-15", "ticket_date")
    assert found.time_slot.value == "14:30"
    assert found.category.value == "Adult"
    assert found.barcode.value == found.barcode.matched_text == "6291041500213"


def test_spans_count_characters_of_the_text_in_any_script() -> None:
    text = "تاريخ: ١٥/٠٣/٢٠٢٦ 🎟 رقم: A-77"
    found = compile_patterns(
        ExtractionPatterns(
            serial_pattern=r"رقم: (\S+)", date_pattern=r"\p{Nd}{2}/\p{Nd}{2}/\p{Nd}{4}", date_format="dd/MM/yyyy"
        )
    ).extract(text)

    assert found.serial.span is not None
    assert text[slice(*found.serial.span)] == "A-77"
    assert found.date.value == "2026-03-15"


def test_what_does_not_match_stays_empty() -> None:
    assert compile_patterns(DOCUMENTED).extract("nothing here").serial == FieldMatch()


def test_a_date_that_cannot_be_read_keeps_its_text_and_says_why() -> None:
    found = compile_patterns(DOCUMENTED).extract("Valid Date: 31/02/2026").date

    assert found.value is None
    assert found.matched_text == "Valid Date: 31/02/2026"
    assert found.error is not None
    assert "31/02/2026" in found.error


def test_a_slot_that_is_no_time_stays_as_printed() -> None:
    patterns = ExtractionPatterns(time_slot_pattern=r"Session: (.*)")
    assert compile_patterns(patterns).extract("Session: Sunset").time_slot.value == "Sunset"


@pytest.mark.parametrize(
    ("java", "text", "value"),
    [
        (r"No (\d++)", "No 17", "17"),
        (r"No (?<number>\d+)", "No 17", "17"),
        (r"(\p{Alpha}+)\p{Punct}", "abc!", "abc"),
        (r"([\p{Alpha}\p{Digit}]+)", "--a1", "a1"),
        (r"(\P{Alpha}+)", "ab12", "12"),
        (r"(\p{IsAlphabetic}+)", "12Zoë", "Zoë"),
        (r"a\R(b)", "a\r\nb", "b"),
        (r"a\h(b)", "a\u00a0b", "b"),
        (r"[\h]+(b)", "a \tb", "b"),
        (r"\Qa.b\E(c)", "a.bc", "c"),
        (r"(?u)(ä)", "ä", "ä"),
        (r"\u0041(b)", "Ab", "b"),
        (r"([]x]+)", "]x", "]x"),
        (r"(\d+)\Z", "a 12\n", "12"),
        (r"A (x)|B (y)", "B y", "y"),
    ],
)
def test_what_java_only_spells_differently_runs(java: str, text: str, value: str) -> None:
    assert compile_patterns(ExtractionPatterns(serial_pattern=java)).extract(text).serial.value == value


@pytest.mark.parametrize(
    ("java", "lacking"),
    [
        (r"(?=a)b", "look-ahead"),
        (r"(?!a)b", "look-ahead"),
        (r"(?<=a)b", "look-behind"),
        (r"(?<!a)b", "look-behind"),
        (r"(a)\1", "back-references"),
        (r"(?<x>a)\k<x>", "back-references"),
        (r"(?>a+)b", "atomic groups"),
        (r"[a-z&&[^b]]", "intersections"),
        (r"(?x) a b", "comments mode"),
        (r"(?U)\w+", "ASCII"),
        (r"\Gx", r"\G"),
    ],
)
def test_what_needs_backtracking_is_refused_in_words(java: str, lacking: str) -> None:
    with pytest.raises(InvalidParameter) as refusal:
        compile_patterns(ExtractionPatterns(category_pattern=java))
    assert refusal.value.fields == ("categoryPattern",)
    assert lacking in refusal.value.message


@pytest.mark.parametrize(
    ("patterns", "field"),
    [
        (ExtractionPatterns(serial_pattern="("), "serialPattern"),
        (ExtractionPatterns(barcode_pattern="x" * 2_001), "barcodePattern"),
        (ExtractionPatterns(time_slot_pattern=r"(\d{1,1000}){1,1000}"), "timeSlotPattern"),
        (ExtractionPatterns(date_pattern=r"\p{Nonsense}"), "datePattern"),
        (ExtractionPatterns(date_pattern="x\\"), "datePattern"),
        (ExtractionPatterns(date_format="dd/MM"), "dateFormat"),
        (ExtractionPatterns(date_type="expiry"), "dateType"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_used_is_refused_by_its_name(patterns: ExtractionPatterns, field: str) -> None:
    with pytest.raises(InvalidParameter) as refusal:
        compile_patterns(patterns)
    assert refusal.value.fields == (field,)


def test_trying_patterns_reports_each_mistake_at_its_field() -> None:
    tried = running.test_patterns(
        TICKET,
        ExtractionPatterns(
            serial_pattern="(", date_pattern=r"Valid Date: (\S+)", date_format="yy", category_pattern=r"Category: (\w+)"
        ),
    )

    assert tried.serial.error is not None
    assert tried.date.error is not None
    assert "dateFormat" in tried.date.error
    assert tried.category == FieldMatch(value="Adult", matched_text="Category: Adult", span=(65, 70))


def test_trying_a_pattern_on_other_digits_says_what_matches_them() -> None:
    tried = running.test_patterns("رقم ١٢٣", ExtractionPatterns(serial_pattern=r"(\d+)"))

    assert tried.serial.error is not None
    assert r"\p{Nd}" in tried.serial.error


def test_a_sample_text_has_a_limit() -> None:
    with pytest.raises(InvalidParameter) as refusal:
        running.test_patterns("x" * 1_000_001, ExtractionPatterns(serial_pattern="y"))
    assert refusal.value.fields == ("sampleText",)


def test_what_explodes_elsewhere_takes_linear_time() -> None:
    compiled = compile_patterns(ExtractionPatterns(serial_pattern=r"(a+)+b|(\w+\s?)*\$"))
    started = time.monotonic()
    compiled.extract("a" * 50_000)
    assert time.monotonic() - started < 5


@given(pattern=st.text(max_size=60), text=st.text(max_size=200))
def test_any_pattern_runs_or_is_refused(pattern: str, text: str) -> None:
    with suppress(InvalidParameter):
        assert compile_patterns(ExtractionPatterns(serial_pattern=pattern)).extract(text).serial.error is None
