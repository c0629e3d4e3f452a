"""Ticket categories as candidates: what a label names so, and known words where no label does."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from admitone.ingest.analysis.candidates import Candidate, best_label
from admitone.ingest.analysis.category_words import CATEGORY_WORDS
from admitone.ingest.analysis.date_shapes import find_dates
from admitone.ingest.analysis.label_words import is_label_text, weigh
from admitone.ingest.analysis.spelling import literal
from admitone.ingest.slots import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from admitone.ingest.analysis.cells import Cell, CellPage

_MAX_LENGTH = 48
_MAX_WORDS = 6
_PROSE_WORDS = 8
_ANY_TEXT = r"[^\t\n]+"
_CURRENCY = r"(?:AED|EUR|USD|GBP|SAR|QAR|CHF|Dhs?|€|\$|£)"
_LABEL_AHEAD = r"(?:[^\W\d_]+\s)?[^\W\d_]+\s?(?:\.|#)?:(?=\s)"
# What ends a category inside its cell: a separator, a price, a number of persons, the label of the next value.
_STOP = re.compile(
    rf"\s*[|•·●▪;]|\s+[–—-]\s+(?=\d|{_CURRENCY})|\s+(?={_CURRENCY}\s?\d)|\s+(?=\d+[.,]\d{{2}}\s?(?:{_CURRENCY}|درهم))|"
    rf"\s+(?={_LABEL_AHEAD})|\s+[x×]\s?\d+\b|\s+\d+\s?[x×](?!\w)"
)
_VALUE_START = re.compile(r":\s*|[._…]{3,}\s*|\s[|•·●▪/–—-]\s|[|•●▪]\s*")
_COUNT = re.compile(r"(?:\d{1,2}\s?[x×]\s?|\d{1,2}\s)(?=[^\W\d_])")
_IN_BRACKETS = re.compile(r"\(([^()\d]{3,30})\)")


class _Span(NamedTuple):
    """A value inside a cell, with patterns for what stands before it and must stand behind it."""

    begin: int
    end: int
    lead: str
    tail: str


def category_candidates(page: CellPage) -> Iterator[Candidate]:
    """Yield cells, and parts of cells behind a label or separator, that may be the ticket's category."""
    for cell in page.cells:
        if cell.line in page.header_lines:
            continue
        for start in _value_starts(cell):
            span = _span(page, cell, start)
            if span is not None:
                yield from _candidate(page, cell, start, span)
        for match in _IN_BRACKETS.finditer(cell.text):
            if known_category(match[1]) == 1.0:
                start, end = cell.start + match.start(1), cell.start + match.end(1)
                yield Candidate("category", start, end, 0.4, _ANY_TEXT + "?", None, start, lead=r"\(", tail=r"\)")


def _value_starts(cell: Cell) -> Iterator[int]:
    yield cell.start
    for match in _VALUE_START.finditer(cell.text):
        if match.end() < len(cell.text):
            yield cell.start + match.end()
    label = _leading_label(cell.text)
    if label:
        yield cell.start + label


@lru_cache(maxsize=2048)
def _leading_label(text: str) -> int:
    """Return where the value starts in a cell such as `Ticket type Adult`, 0 when no label leads it."""
    words = list(re.finditer(r"\S+", text))
    for count in range(min(4, len(words) - 1), 0, -1):
        prefix, rest = text[: words[count - 1].end()], text[words[count].start() :]
        if weigh("category", prefix) >= 0.6 and known_category(rest) and not known_category(prefix):
            return words[count].start()
    return 0


def _span(page: CellPage, cell: Cell, start: int) -> _Span | None:
    """Return what may be a category from `start` on."""
    rest = page.text[start : cell.end]
    count = _COUNT.match(rest)
    begin = start + (count.end() if count else 0)
    stop = _STOP.search(rest, begin - start)
    value = page.text[begin : start + stop.start() if stop else cell.end].rstrip()
    letters = re.search(r"[^\W\d_]{2}", value)
    if not letters or not 2 <= len(value) <= _MAX_LENGTH or len(value.split()) > _MAX_WORDS:
        return None
    if re.search(r"[^\W\d_]\s?:\s", value):
        return None
    tail = _tail(rest[stop.start() :]) if stop else ""
    return _Span(begin, begin + len(value), r"(?:\d+\s*[x×]?\s*)?" if count else "", tail)


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
    return rf"[ \t]*{literal(mark)}" if mark in "|•·●▪;" else rf"[ \t]+{literal(mark)}[ \t]"


def _candidate(page: CellPage, cell: Cell, start: int, span: _Span) -> Iterator[Candidate]:
    begin, end, lead, tail = span
    value = page.text[begin:end]
    known = known_category(value)
    label, score = best_label(page, cell, start, end, lambda text: weigh("category", text))
    if score < 0 or (is_label_text(value) and not known) or _is_other_value(value):
        return
    if score > 0 and label is not None and label.relation in {"right", "below"} and score < 0.5 and not known:
        return
    if score > 0:
        score = score * 0.75 + 0.3 * known
    elif known:
        score = (0.55 if label is None or not is_label_text(label.text) else 0.45) * known
    else:
        return
    if len(re.findall(r"[^\W\d_]{2,}", cell.text)) >= _PROSE_WORDS:
        score *= 0.3
    yield Candidate(
        "category", begin, end, score, _ANY_TEXT + ("?" if tail else ""), label, start, lead=lead, tail=tail
    )


def _is_other_value(value: str) -> bool:
    digits = sum(char.isdigit() for char in value)
    letters = sum(char.isalpha() for char in value)
    return digits > letters or bool(find_dates(value, month_first=False)) or "@" in value or "www." in value.lower()


@lru_cache(maxsize=1)
def _known_words() -> re.Pattern[str]:
    words = {fold(word) for group in CATEGORY_WORDS.values() for word in group}
    alternatives = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{alternatives})(?:s|n|e|en|in|innen|\.in|\(in\))?(?!\w)")


@lru_cache(maxsize=4096)
def known_category(value: str) -> float:
    """Return 1 for a known category word with little around it, less when it is a part of something longer, else 0."""
    if _known_words().search(fold(value)) is None:
        return 0.0
    words = len(re.findall(r"[^\W\d_]{2,}", value))
    return 1.0 if words <= 3 else 0.7 if words <= 5 else 0.2
