"""Where in a cell a ticket category begins and ends, without counts, prices and what follows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from admitone.ingest.analysis.category_words import known_category
from admitone.ingest.analysis.date_shapes import find_dates
from admitone.ingest.analysis.spelling import literal
from admitone.ingest.slots import fold

if TYPE_CHECKING:
    from admitone.ingest.analysis.cells import Cell, CellPage

_MAX_LENGTH = 48
_LOOK_AHEAD = 120
_FUNCTION_WORDS = re.compile(
    r"an?|aux?|al|del?|de la|der|des|die|du|el|en|for|fur|las?|les?|los|of|on|para|pour|the|to"
)
_MAX_WORDS = 6
ANY_TEXT = r"[^\t\n]+"
_CURRENCY = r"(?:AED|EUR|USD|GBP|SAR|QAR|CHF|Dhs?|€|\$|£)"
_LABEL_AHEAD = r"(?:[^\W\d_]+\s)?[^\W\d_]+\s?(?:\.|#)?:(?=\s)"
# What ends a category inside its cell: a separator, a price, a number of persons, the label of the next value.
_STOP = re.compile(
    rf"\s*[|•·●▪;]|\s*\((?=\s*(?:{_CURRENCY}|\d+[.,]\d{{2}}\s?(?:{_CURRENCY}|\))))|\s+[–—-]\s+(?=\d|{_CURRENCY})|\s+(?={_CURRENCY}\s?\d)|\s+(?=\d+[.,]\d{{2}}\s?(?:{_CURRENCY}|درهم))|"
    rf"\s+(?={_LABEL_AHEAD})|\s+[x×]\s?\d+\b|\s+\d+\s?[x×](?!\w)"
)
# `2 x Adult`, `1 Ticket Adult`.
_COUNT = re.compile(
    r"(?:\d{1,2}\s?[x×]\s?|\d{1,2}\s)(?P<noun>(?:tickets?|\w*karten?|billets?|entradas?|boletos?)\s+)?(?=[^\W\d_])",
    re.IGNORECASE,
)
# `admits one Child`: spelled out, a count is one only where a label leads to it.
_SPELLED_COUNT = re.compile(r"(?:one|an?|eine?n?|une?|un[oa])\s+(?=[^\W\d_])", re.IGNORECASE)
_SPELLED_LEAD = r"(?:(?:one|an?|eine?n?|une?|un[oa]|\d+)\s+)?"
_CODE = re.compile(r"(?=[^\d]*\d)[A-Z0-9\-/.]{5,}")
_PARTS = re.compile(r"\s+[–—-]\s+")


class CategorySpan(NamedTuple):
    """A value inside a cell, with patterns for what stands before it and must stand behind it."""

    begin: int
    end: int
    lead: str
    tail: str


def category_span(page: CellPage, cell: Cell, start: int) -> CategorySpan | None:
    """Return what may be a category from `start` on."""
    # A line of small print may be long and full of marks: beyond this nothing ends a category.
    rest = page.text[start : min(cell.end, start + _LOOK_AHEAD)]
    spelled = _SPELLED_COUNT.match(rest) if start > cell.start else None
    count = spelled or _COUNT.match(rest)
    begin = start + (count.end() if count else 0)
    stops = _STOP.finditer(rest, begin - start)
    stop = next((found for found in stops if _outside_brackets(rest[: found.start()])), None)
    value = page.text[begin : start + stop.start() if stop else cell.end].rstrip()
    letters = re.search(r"[^\W\d_]{2}", value)
    if not letters or not 2 <= len(value) <= _MAX_LENGTH or len(value.split()) > _MAX_WORDS:
        return None
    if re.search(r"[^\W\d_]\s?:(?:\s|$)", value) or _FUNCTION_WORDS.fullmatch(fold(value)):
        return None
    tail = _or_end(_tail(rest[stop.start() :])) if stop else ""
    lead = _SPELLED_LEAD if spelled else _count_lead(count) if count else ""
    known_part = _known_part(value)
    if known_part and not tail:
        return CategorySpan(begin, begin + known_part, lead, _or_end(r"\s+[–—-]\s"))
    return CategorySpan(begin, begin + len(value), lead, tail)


def _count_lead(count: re.Match[str]) -> str:
    noun = count["noun"]
    counted = rf"(?:{literal(noun)}\s+)?" if noun else ""
    return rf"(?:\d+\s*[x×]?\s*{counted})?"


def _outside_brackets(before: str) -> bool:
    return before.count("(") <= before.count(")")


def _known_part(value: str) -> int:
    """Return the length of a known category before a dash and words of another kind: `Senior - Any Day Entry`."""
    parts = _PARTS.split(value)
    if (
        len(parts) < 2
        or not _outside_brackets(parts[0])
        or known_category(parts[0]) < 1.0
        or any(map(known_category, parts[1:]))
    ):
        return 0
    return len(parts[0])


def _or_end(tail: str) -> str:
    """What follows the value on one ticket may be missing on the next: `Child (3-12 years)`, `Adult`."""
    return rf"(?:{tail}|[ ]*(?:[\t\n]|$))"


def _tail(rest: str) -> str:
    """Return a pattern for what ends the value: the mark, the currency, a number, or the next label as printed."""
    rest = rest.lstrip()
    currency = re.match(_CURRENCY, rest)
    if currency:
        return rf"[ \t]*{literal(currency.group())}"
    if re.match(r"\d|[x×]\s?\d", rest):
        return r"[ \t]+(?:[x×]\s?)?\d"
    label = re.match(_LABEL_AHEAD, rest)
    if label:
        return rf"[ \t]+{literal(label.group())}"
    mark = rest[:1]
    return rf"[ \t]*{literal(mark)}" if mark in "|•·●▪;(" else rf"[ \t]+{literal(mark)}[ \t]"


def is_other_value(value: str) -> bool:
    """Return whether a text is mostly digits, a code, a date or an address."""
    if _CODE.fullmatch(value):
        return True
    # `Niño (1,00-1,40 m)`: whom it admits has letters, what brackets add may be numbers.
    outside = re.sub(r"\([^)]*\)?", "", value)
    digits = sum(char.isdigit() for char in outside)
    letters = sum(char.isalpha() for char in outside)
    return digits > letters or bool(find_dates(value, month_first=False)) or "@" in value or "www." in value.lower()
