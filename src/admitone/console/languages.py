"""The language of the pages: texts, direction, and how dates, numbers and money are written."""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_datetime_format
from babel.numbers import format_currency, format_decimal, get_currency_precision

from admitone.core.money import to_major

FOLDER: Final = Path(__file__).parent / "catalogues"


@dataclass(frozen=True, slots=True)
class Language:
    """One language that the pages can speak."""

    locale: Locale
    catalogue: gettext.NullTranslations

    @property
    def tag(self) -> str:
        """What stands in the lang attribute."""
        return self.locale.language

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`."""
        return self.locale.text_direction

    def day(self, value: date | None) -> str:
        """A calendar day, or nothing."""
        return format_date(value, "medium", locale=self.locale) if value else ""

    def moment(self, value: datetime | None, time_zone: str) -> str:
        """An instant on the tenant's clock, or nothing."""
        if value is None:
            return ""
        local = value.astimezone(ZoneInfo(time_zone))
        day, time = format_date(local, "medium", locale=self.locale), format_time(local, "short", locale=self.locale)
        return str(get_datetime_format("medium", locale=self.locale)).replace("{0}", time).replace("{1}", day)

    def number(self, value: float) -> str:
        """A number with the language's separators."""
        return format_decimal(value, locale=self.locale)

    def money(self, minor: int | None, currency: str | None) -> str:
        """Minor units as an amount with its currency, or nothing."""
        if minor is None:
            return ""
        if currency is None:
            return format_decimal(minor, locale=self.locale)
        places = max(get_currency_precision(currency), 2)
        pattern = f"¤¤\u00a0#,##0.{'0' * places}"
        return format_currency(to_major(minor, currency), currency, pattern, locale=self.locale, currency_digits=False)


@cache
def language(tag: str) -> Language:
    """The language of that tag. English needs no catalogue: the texts in the code are its catalogue."""
    locale = Locale("en", "GB") if tag == "en" else Locale(tag)
    return Language(locale, gettext.translation("console", FOLDER, [tag], fallback=True))
