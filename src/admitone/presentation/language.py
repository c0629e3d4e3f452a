"""The languages of customers: direction, dates, money, numbers and plurals, by CLDR."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_datetime_format
from babel.numbers import format_currency, format_decimal

from admitone.core.money import to_major

# The regions decide how dates and numbers are written: 1 January, and digits as they stand on tickets of the Gulf.
_LOCALES: Final = {"en": ("en", "GB"), "ar": ("ar", "AE")}
LANGUAGES: Final = tuple(_LOCALES)


@dataclass(frozen=True, slots=True)
class Language:
    """One language that customers are spoken to in."""

    tag: str
    locale: Locale

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, as HTML's dir attribute has it."""
        return self.locale.text_direction

    def day(self, value: date) -> str:
        """A calendar day with its weekday."""
        return format_date(value, "full", locale=self.locale)

    def day_of(self, value: datetime, time_zone: str) -> str:
        """The calendar day of an instant in an IANA time zone."""
        return format_date(value.astimezone(ZoneInfo(time_zone)), "long", locale=self.locale)

    def moment(self, value: datetime, time_zone: str) -> str:
        """An instant on the clock of an IANA time zone."""
        local = value.astimezone(ZoneInfo(time_zone))
        day, time = format_date(local, "long", locale=self.locale), format_time(local, "short", locale=self.locale)
        return str(get_datetime_format("long", locale=self.locale)).replace("{1}", day).replace("{0}", time)

    def money(self, minor: int, currency: str) -> str:
        """Minor units as an amount with its ISO 4217 code."""
        return format_currency(to_major(minor, currency), currency, "¤¤\u00a0#,##0.00", locale=self.locale)

    def number(self, value: int) -> str:
        """A whole number with the language's separators."""
        return format_decimal(value, locale=self.locale)

    def count(self, forms: Mapping[str, str], number: int, **values: str) -> str:
        """The plural form for a number, filled in.

        `forms` has one text per CLDR category, at least `other`; `{n}` is the number, other places are `values`.
        """
        form = forms.get(self.locale.plural_form(number), forms["other"])
        return form.format(n=self.number(number), **values)


@cache
def language(tag: str) -> Language:
    """The language of this tag, English for one that we do not speak."""
    known = tag if tag in _LOCALES else "en"
    return Language(known, Locale(*_LOCALES[known]))
