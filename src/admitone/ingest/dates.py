"""Dates as printed on tickets, read with a Java-style format.

The letters are those of java.time.format.DateTimeFormatter: `y`/`u` year, `M`/`L` month, `d` day, `E` weekday, quotes
around literals, `[...]` for optional parts; time letters are accepted and skipped. Reading is tolerant where suppliers
are careless: any case, full or short names in any of the five languages, with or without dots and accents, ordinals
(15th, 1er), Arabic-Indic and Persian digits. `yy` means 2000 to 2099, as in java.time.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from admitone.core.errors import InvalidParameter
from admitone.ingest.slots import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel import Locale

_MAX_FORMAT = 64
_MAX_TEXT = 120
# The plain language plus the regions whose names differ: Jänner, Sept, Levantine, Algerian and Moroccan Arabic.
_LOCALES = (
    "en", "en_GB", "en_AU", "de", "de_AT", "fr", "fr_CA", "fr_CH", "es", "es_MX", "es_US", "ar", "ar_AE", "ar_SA",
    "ar_LB", "ar_SY", "ar_IQ", "ar_DZ", "ar_MA", "ar_TN",
)  # fmt: skip
_MORE_MONTHS = {
    1: "jan jaen jän janv ene", 2: "feb febr fév fevr", 3: "mar mär mrz maerz mars آذار", 4: "apr avr abr نيسان",
    5: "may mai مايس", 6: "jun juin", 7: "jul juil", 8: "aug aou ago", 9: "sep sept set septbr setiembre",
    10: "oct okt", 11: "nov", 12: "dec dez dic",
}  # fmt: skip
_MORE_WEEKDAYS = (
    "mo mon lu lun tu tue tues di die mi mie wed weds mer mié do don thu thur thurs je jeu jue fr fri fre ve ven vie "
    "sa sat sam sáb so son su sun dim dom الاثنين"
)
_ORDINAL = "(?:st|nd|rd|th|er|re|ere|e|eme|º|ª|o|a|°)?"
_NUMBER_LETTERS = {"H": r"\d{1,2}", "h": r"\d{1,2}", "k": r"\d{1,2}", "K": r"\d{1,2}", "m": r"\d{1,2}", "s": r"\d{1,2}",
                   "S": r"\d+", "a": r"(?:a\.?m\.?|p\.?m\.?|ص|م)"}  # fmt: skip


def parse_date(text: str, java_format: str) -> date:
    """Return the date that a text stands for in a Java-style format.

    Raises `InvalidParameter` naming `dateFormat` when the format cannot be used, and without a field when the text
    does not fit the format or names a day that does not exist.
    """
    pattern = _compiled(java_format)
    folded = fold(" ".join(text.split())).strip(" .,;")
    match = pattern.fullmatch(folded) if len(folded) <= _MAX_TEXT else None
    if match is None:
        message = f"'{text[:_MAX_TEXT]}' does not fit the date format '{java_format}'."
        raise InvalidParameter(message)
    found = match.groupdict()
    year = int(found["year"])
    month = found.get("month")
    number = int(month) if month else _month_numbers()[_name_key(found["name"] or "")]
    try:
        return date(year + 2000 if len(found["year"]) == 2 else year, number, int(found["day"]))
    except ValueError as error:
        message = f"'{text[:_MAX_TEXT]}' is no date of the calendar in the format '{java_format}'."
        raise InvalidParameter(message) from error


def validate_date_format(java_format: str) -> None:
    """Raise `InvalidParameter` naming `dateFormat` unless the format can be read and has year, month and day."""
    _compiled(java_format)


@lru_cache(maxsize=256)
def _compiled(java_format: str) -> re.Pattern[str]:
    if len(java_format) > _MAX_FORMAT:
        raise _refused(f"is longer than {_MAX_FORMAT} characters")
    parts: list[str] = []
    seen: set[str] = set()
    depth = 0
    for kind, value in _tokens(java_format):
        if kind == "open":
            depth += 1
            parts.append("(?:")
        elif kind == "close":
            if depth == 0:
                raise _refused("closes an optional part that it did not open")
            depth -= 1
            parts.append(")?")
        elif kind == "letters":
            group, source = _letter_pattern(value)
            if group in seen:
                raise _refused(f"names the {group} twice")
            seen.add(group)
            parts.append(source)
        else:
            parts.append(_literal_pattern(value))
    if depth:
        raise _refused("does not close an optional part")
    missing = {"year", "month", "day"} - seen
    if missing:
        raise _refused("lacks the " + " and the ".join(sorted(missing)))
    return re.compile("".join(parts))


def _refused(reason: str) -> InvalidParameter:
    return InvalidParameter(f"dateFormat {reason}.", fields=("dateFormat",))


def _tokens(java_format: str) -> Iterator[tuple[str, str]]:
    position = 0
    while position < len(java_format):
        char = java_format[position]
        if char == "'":
            literal, position = _quoted(java_format, position + 1)
            yield "literal", literal
        elif char in "[]":
            yield ("open" if char == "[" else "close"), char
            position += 1
        elif char.isascii() and char.isalpha():
            run = next("".join(group) for _, group in groupby(java_format[position:]))
            yield "letters", run
            position += len(run)
        else:
            yield "literal", char
            position += 1


def _quoted(java_format: str, position: int) -> tuple[str, int]:
    if java_format.startswith("'", position):
        return "'", position + 1
    literal = ""
    while True:
        end = java_format.find("'", position)
        if end < 0:
            raise _refused("does not close a quote")
        literal += java_format[position:end]
        if not java_format.startswith("''", end):
            return literal, end + 1
        literal += "'"
        position = end + 2


def _letter_pattern(run: str) -> tuple[str, str]:
    letter, count = run[0], len(run)
    if letter in "yu":
        return "year", r"(?P<year>\d{2})" if count == 2 else r"(?P<year>\d{4})"
    if letter in "ML":
        return "month", r"(?P<month>\d{1,2})" if count <= 2 else rf"(?P<name>{_month_alternation()})\.?"
    if letter == "d":
        return "day", rf"(?P<day>\d{{1,2}}){_ORDINAL}"
    if letter in "Ee" or letter == "c":
        return "weekday", rf"(?:{_weekday_alternation()})\.?"
    if letter in _NUMBER_LETTERS:
        return f"time part {letter}", _NUMBER_LETTERS[letter]
    raise _refused(f"has the letter '{letter}', which is not supported; quote it if it is text")


def _literal_pattern(literal: str) -> str:
    parts = []
    for word in re.split(r"(\s+)", fold(literal)):
        if word.isspace():
            parts.append(r"\s*")
        elif word in {",", "،"}:
            parts.append("[,،]?")
        else:
            parts.append(re.escape(word))
    return "".join(parts)


def _name_key(name: str) -> str:
    return " ".join(re.sub(r"[.\u200f'’]", "", fold(name)).split())


@cache
def _month_numbers() -> dict[str, int]:
    numbers: dict[str, int] = {}
    for number, names in _MORE_MONTHS.items():
        numbers.update((_name_key(name), number) for name in names.split())
    for locale in _locales():
        for context in locale.months.values():
            for width in ("wide", "abbreviated"):
                numbers.update((_name_key(name), number) for number, name in context[width].items())
    return numbers


@cache
def _weekday_keys() -> frozenset[str]:
    keys = {_name_key(name) for name in _MORE_WEEKDAYS.split()}
    for locale in _locales():
        for context in locale.days.values():
            for width in ("wide", "abbreviated"):
                keys.update(_name_key(name) for name in context[width].values())
    return frozenset(keys)


def _locales() -> Iterator[Locale]:
    # Most dates are digits, and the workers that read them start without the names of months.
    from babel import Locale  # noqa: PLC0415

    return map(Locale.parse, _LOCALES)


def month_names() -> dict[str, int]:
    """Return every known month name and short form, folded, with its number 1 to 12."""
    return _month_numbers()


def weekday_names() -> frozenset[str]:
    """Return every known weekday name and short form, folded."""
    return _weekday_keys()


@cache
def _month_alternation() -> str:
    return _alternation(_month_numbers())


@cache
def _weekday_alternation() -> str:
    return _alternation(_weekday_keys())


def _alternation(names: dict[str, int] | frozenset[str]) -> str:
    # Longest first, so that "mar" does not end the match of "march".
    return "|".join(
        re.escape(name).replace(r"\ ", r"\s+") for name in sorted(names, key=lambda name: (-len(name), name))
    )
