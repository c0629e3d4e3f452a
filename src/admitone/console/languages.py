"""The language of the pages: texts, direction, and how dates, numbers and money are written."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton, format_time, get_datetime_format
from babel.numbers import format_currency, format_decimal, get_currency_precision

from admitone.console.catalogues import read_sentences, read_texts
from admitone.console.phrasebook import Phrasebook
from admitone.console.words import WORDS
from admitone.core.clock import local_day, local_time
from admitone.core.money import to_major
from admitone.presentation.pages import preferred_language

# The regions decide how dates and numbers are written: 1 January, and digits as they stand on tickets of the Gulf.
_LOCALES: Final[Mapping[str, Locale]] = MappingProxyType({"en": Locale("en", "GB"), "ar": Locale("ar", "AE")})
# Each by its own name, which is what a reader of the other one's page can read.
NAMES: Final[Mapping[str, str]] = MappingProxyType({"en": "English", "ar": "العربية"})


@dataclass(frozen=True, slots=True)
class Language:
    """One language that the pages can speak."""

    locale: Locale
    catalogue: gettext.NullTranslations
    phrasebook: Phrasebook

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
        return format_skeleton("yMMMd", value, locale=self.locale) if value else ""

    def short_day(self, value: date) -> str:
        """A calendar day without its year, as calendars and axes have it."""
        return format_skeleton("MMMd", value, locale=self.locale)

    def month(self, value: date) -> str:
        """A month with its year."""
        return format_skeleton("yMMMM", value, locale=self.locale)

    def weekdays(self) -> list[tuple[str, str]]:
        """The days of a week, short and in full, in the order in which the region has them."""
        names = (self.locale.days["stand-alone"]["abbreviated"], self.locale.days["stand-alone"]["wide"])
        order = [(self.locale.first_week_day + place) % 7 for place in range(7)]
        return [(names[0][day], names[1][day]) for day in order]

    def moment(self, value: datetime | None, time_zone: str) -> str:
        """An instant on the tenant's clock, or nothing."""
        if value is None:
            return ""
        local = value.astimezone(ZoneInfo(time_zone))
        day, time = self.day(local), format_time(local, "short", locale=self.locale)
        return str(get_datetime_format("medium", locale=self.locale)).replace("{0}", time).replace("{1}", day)

    @staticmethod
    def clock(value: datetime, time_zone: str) -> str:
        """The time of day of an instant, HH:MM by the clocks of a time zone."""
        return local_time(value, time_zone)

    @staticmethod
    def same_day(one: datetime, other: datetime, time_zone: str) -> bool:
        """Whether two instants are on one day of a time zone."""
        return local_day(one, time_zone) == local_day(other, time_zone)

    def day_of(self, value: datetime, time_zone: str) -> str:
        """The day of an instant by the clocks of a time zone."""
        return self.day(local_day(value, time_zone))

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

    @staticmethod
    def amount(minor: int | None, currency: str | None) -> str:
        """Minor units as addresses and forms have them, or nothing."""
        return "" if minor is None or currency is None else str(to_major(minor, currency))

    @property
    def comma(self) -> str:
        """What stands between the things of a list."""
        return "، " if self.tag == "ar" else ", "

    def word(self, code: str) -> str:
        """A code of the contract (status, role, action, field) in the words of the pages; itself if unknown."""
        text = WORDS.get(code)
        return self.catalogue.gettext(text) if text else code

    def say(self, sentence: str) -> str:
        """A sentence that the core made in English, in this language; one that nobody has translated stays as it is."""
        if self.tag == "en":
            # The core names the field as programs send it, the page by its label.
            name, colon, rest = sentence.partition(": ")
            return f"{self.word(name)}{colon}{rest}"
        return self.phrasebook.translate(sentence)


@cache
def language(tag: str) -> Language:
    """The language of that tag, English for one that we do not speak.

    English needs no catalogue: the texts in the code are its catalogue.
    """
    if tag not in _LOCALES or tag == "en":
        return Language(_LOCALES["en"], gettext.NullTranslations(), Phrasebook({}, {}))
    catalogue = read_texts(tag)
    words = {name: catalogue.gettext(text) for name, text in WORDS.items()}
    return Language(_LOCALES[tag], catalogue, Phrasebook(read_sentences(tag), words))


def wished_language(chosen: str | None, accept_language: str) -> Language:
    """The language that somebody chose here before, else the first of the browser's that we speak."""
    return language(chosen if chosen in _LOCALES else preferred_language(accept_language))
