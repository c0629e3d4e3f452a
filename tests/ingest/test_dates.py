"""Dates in five languages, read with Java-style formats."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from admitone.core.errors import InvalidParameter
from admitone.ingest.dates import parse_date, validate_date_format


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("15/03/2026", "dd/MM/yyyy", date(2026, 3, 15)),
        ("5/3/2026", "dd/MM/yyyy", date(2026, 3, 5)),
        ("03/15/2026", "MM/dd/yyyy", date(2026, 3, 15)),
        ("2026-03-15", "yyyy-MM-dd", date(2026, 3, 15)),
        ("15.03.26", "dd.MM.yy", date(2026, 3, 15)),
        ("15.03.99", "dd.MM.yy", date(2099, 3, 15)),
        ("20260315", "yyyyMMdd", date(2026, 3, 15)),
        ("15MAR26", "ddMMMyy", date(2026, 3, 15)),
        ("Sun, 15 Mar. 2026", "EEE, d MMM yyyy", date(2026, 3, 15)),
        ("March 15th, 2026", "MMMM d, yyyy", date(2026, 3, 15)),
        ("15. März 2026", "d. MMMM yyyy", date(2026, 3, 15)),
        ("So., 15.03.26", "EEE, dd.MM.yy", date(2026, 3, 15)),
        ("1er février 2026", "d MMMM yyyy", date(2026, 2, 1)),
        ("1 FEVRIER 2026", "d MMM yyyy", date(2026, 2, 1)),
        ("15 sept. 26", "d MMM yy", date(2026, 9, 15)),
        ("15 de marzo de 2026", "d 'de' MMMM 'de' yyyy", date(2026, 3, 15)),
        ("الأحد، ١٥ مارس ٢٠٢٦", "EEEE، d MMMM yyyy", date(2026, 3, 15)),
        ("١٥ كانون الثاني ٢٠٢٦", "d MMMM yyyy", date(2026, 1, 15)),
        ("15 إبريل 2026", "d MMM yyyy", date(2026, 4, 15)),
        ("۱۵/۰۳/۲۰۲۶", "dd/MM/yyyy", date(2026, 3, 15)),
        ("15 March 2026", "[EEE, ]d MMMM yyyy", date(2026, 3, 15)),
        ("Sun, 15 March 2026", "[EEE, ]d MMMM yyyy", date(2026, 3, 15)),
        ("15/03/2026 14:30", "dd/MM/yyyy HH:mm", date(2026, 3, 15)),
        ("3 o'clock 15/03/2026", "h 'o''clock' dd/MM/yyyy", date(2026, 3, 15)),
    ],
)
def test_date(text: str, form: str, day: date) -> None:
    assert parse_date(text, form) == day


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("31/02/2026", "dd/MM/yyyy"),
        ("15/13/2026", "dd/MM/yyyy"),
        ("15-03-2026", "dd/MM/yyyy"),
        ("15 Foo 2026", "d MMM yyyy"),
        ("", "dd/MM/yyyy"),
        ("1" * 500, "dd/MM/yyyy"),
    ],
)
def test_a_text_that_is_no_such_date_is_refused(text: str, form: str) -> None:
    with pytest.raises(InvalidParameter) as refusal:
        parse_date(text, form)
    assert form in refusal.value.message


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ("dd/MM", "lacks the year"),
        ("", "lacks the day and the month and the year"),
        ("dd/MM/yyyy/dd", "names the day twice"),
        ("dd/MM/yyyy 'at", "does not close a quote"),
        ("[dd/MM/yyyy", "does not close an optional part"),
        ("dd/MM/yyyy]", "closes an optional part"),
        ("dd/MM/yyyy Q", "the letter 'Q'"),
        ("d" * 100, "longer than"),
    ],
)
def test_a_format_that_cannot_be_used_is_refused_by_its_name(form: str, reason: str) -> None:
    with pytest.raises(InvalidParameter) as refusal:
        validate_date_format(form)
    assert refusal.value.fields == ("dateFormat",)
    assert reason in refusal.value.message


@given(
    day=st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    language=st.sampled_from(["en", "de", "fr", "es", "ar", "ar_LB"]),
    form=st.sampled_from(["d MMMM yyyy", "d MMM yyyy", "EEEE d MMMM yyyy", "EEE, d MMM yy"]),
)
def test_whatever_the_five_languages_spell_is_read_back(day: date, language: str, form: str) -> None:
    assert parse_date(format_date(day, form, locale=language), form) == day


@given(text=st.text(max_size=60), form=st.text(max_size=30))
def test_anything_is_a_date_or_a_refusal(text: str, form: str) -> None:
    with suppress(InvalidParameter):
        assert isinstance(parse_date(text, form), date)
