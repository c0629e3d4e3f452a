"""What may be the value of a field on one page: spans with a score, a label and the patterns for values of their kind."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from admitone.ingest.analysis import vocabulary
from admitone.ingest.analysis.code_shapes import CodeSpan, compact, find_codes
from admitone.ingest.analysis.date_shapes import DateSpan, find_dates
from admitone.ingest.analysis.labels import (
    RELATION_WEIGHT,
    Label,
    date_role,
    is_label,
    is_prose,
    labels_around,
    weigh,
)
from admitone.ingest.analysis.time_shapes import TimeSpan, find_times
from admitone.ingest.slots import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from admitone.ingest.analysis.cells import Cell, CellPage

FieldName = Literal["serial", "date", "timeSlot", "category", "barcode"]
_PROSE_SHARE = 0.25
_SURE_LABEL = 0.75
_ANY_TEXT = r"[^\t\n]+"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of a page's text that may be a field's value.

    `source` matches values of its kind after a label, `strict` the same shape anywhere; `lead` matches what stands
    between label and value but belongs to the value, from `lead_start` on; `tail` what must follow it in its cell.
    """

    field: FieldName
    start: int
    end: int
    score: float
    source: str
    strict: str
    label: Label | None
    lead_start: int
    lead: str = ""
    tail: str = ""
    date_format: str | None = None
    until: bool = False


@dataclass(frozen=True)
class PageFindings:
    """All candidates of one page by field."""

    page: CellPage
    by_field: dict[FieldName, list[Candidate]]


def find_candidates(page: CellPage, *, month_first: bool) -> PageFindings:
    """Return what each field's value may be on a page, best first."""
    dates = find_dates(page.text, month_first=month_first)
    taken = [(span.lead_start, span.end) for span in dates]
    times = find_times(page.text, taken)
    codes = find_codes(
        page.text,
        [(span.start, span.end) for span in dates if not span.compact] + [(span.start, span.end) for span in times],
    )
    found: dict[FieldName, list[Candidate]] = {
        "date": [_date_candidate(page, span) for span in dates],
        "timeSlot": [_time_candidate(page, span, dates) for span in times],
        "serial": list(_serial_candidates(page, codes)),
        "category": list(category_candidates(page)),
        "barcode": list(_barcode_candidates(page, codes)),
    }
    for candidates in found.values():
        candidates.sort(key=lambda candidate: -candidate.score)
    return PageFindings(page, found)


def _best_label(
    page: CellPage, cell: Cell, start: int, end: int, weight: Callable[[str], float]
) -> tuple[Label | None, float]:
    """Return the first text around a value that says something of the field, with its weight."""
    box = page.box_of(start, end)
    fallback: Label | None = None
    for label in labels_around(page, cell, start, box):
        score = weight(label.text)
        if score:
            known = replace(label, known=True)
            return known, score * (RELATION_WEIGHT[label.relation] if score > 0 else 1.0)
        if label.relation in {"right", "below"}:
            continue
        if is_label(label.text) or label.relation == "inline":
            # A label of something else right here: what stands further away belongs to others.
            return label, -0.2 if label.relation == "inline" and is_label(label.text) else 0.0
        fallback = fallback or label
    return fallback, 0.0


def _date_candidate(page: CellPage, span: DateSpan) -> Candidate:
    cell = page.cell_at(span.lead_start)
    label, score = _best_label(page, cell, span.lead_start, span.end, lambda text: date_role(text)[1])
    role = date_role(label.text)[0] if label is not None and score != 0 else "none"
    until = role == "until" or span.range_end
    if role in {"plain", "from", "none"} and date_role(_before_in_sentence(page, cell, span))[0] == "other":
        role, score = "other", -1.0
    if role == "none":
        score += 0.5
    if span.range_start and role != "other":
        score = min(score, 0.3)
    if span.range_end and role == "from":
        score = 0.75
    if span.compact and role == "none":
        score = -1.0
    if is_prose(cell, span.start, span.end):
        score = score * _PROSE_SHARE if score > 0 else score
    return Candidate(
        "date",
        span.start,
        span.end,
        score,
        span.source,
        span.source,
        label,
        span.lead_start,
        span.lead,
        date_format=span.format,
        until=until,
    )


def _before_in_sentence(page: CellPage, cell: Cell, span: DateSpan) -> str:
    """Return what stands before a date in its cell, back to a separator or another date: `Order 881 placed on`."""
    before = page.text[cell.start : span.lead_start]
    return re.split(r"[|•·●▪;]|(?<!\d)\d{4}(?!\d)", before)[-1]


def _time_candidate(page: CellPage, span: TimeSpan, dates: list[DateSpan]) -> Candidate:
    cell = page.cell_at(span.start)
    date_before = next(
        (date for date in dates if date.end <= span.start and date.start >= cell.start and span.start - date.end <= 14),
        None,
    )
    label, score = _best_label(page, cell, span.start, span.end, lambda text: weigh("slot", text))
    if date_before is not None and (label is None or label.relation != "inline" or score <= 0.5):
        date_label, date_score = _best_label(
            page, cell, date_before.lead_start, date_before.end, lambda text: date_role(text)[1]
        )
        score = 0.8 if date_score >= 0 else -1.0
        label = date_label if date_label is not None and date_label.relation == "inline" else label
        if date_label is not None and date_label.relation == "inline":
            lead = rf"{date_before.lead}{date_before.source}{_flexible(page.text[date_before.end : span.start])}"
            return Candidate(
                "timeSlot",
                span.start,
                span.end,
                score,
                span.source,
                span.source,
                date_label,
                date_before.lead_start,
                lead,
            )
    if score == 0.0:
        score = 0.15 if span.dotted else 0.45
    if is_prose(cell, span.start, span.end):
        score = score * _PROSE_SHARE if score > 0 else score
    return Candidate("timeSlot", span.start, span.end, score, span.source, span.source, label, span.start)


def _flexible(text: str) -> str:
    return re.sub(
        r"(?:\\\s|\s)+", lambda _: r"\s*", re.escape(text).replace(r"\ ", " ").replace("\\\n", " ").replace("\\\t", " ")
    ).replace(r"\-", "-")


def _serial_candidates(page: CellPage, codes: list[CodeSpan]) -> Iterator[Candidate]:
    decoded = [code.text for code in page.layout.codes]
    for span in codes:
        cell = page.cell_at(span.start)
        label, score = _best_label(page, cell, span.start, span.end, lambda text: weigh("serial", text))
        if score < 0:
            continue
        if score == 0:
            score = _unlabelled_serial(cell, span)
        if score <= 0 or (span.digits == 0 and score < _SURE_LABEL):
            continue
        score += _agreement(span.value, decoded) * (0.1 if score > 0.5 else 0.3)
        if span.grouped:
            # "1234 5678" after a label is one serial; elsewhere the parts may be neighbours by chance.
            score += 0.05 if cell.end == span.end or cell.text[span.end - cell.start :][:1] in "\t |" else -0.2
        if is_prose(cell, span.start, span.end):
            score *= _PROSE_SHARE
        yield Candidate("serial", span.start, span.end, score, span.loose, span.strict, label, span.start)


def _unlabelled_serial(cell: Cell, span: CodeSpan) -> float:
    size = len(compact(span.value))
    if span.digits < 3 or size < 5 or size > 32:
        return 0.0
    alone = 0.12 if cell.text.strip(" #*:") == span.value else 0.0
    mixed = 0.06 if not span.value.isdigit() else 0.0
    return 0.18 + alone + mixed + min(size, 14) * 0.005


def _agreement(value: str, decoded: list[str]) -> float:
    """Return 1 when a decoded code is this value, 0.8 when it contains it, else 0."""
    mine = compact(value)
    best = 0.0
    for code in decoded:
        theirs = compact(code)
        if mine == theirs:
            return 1.0
        if len(mine) >= 5 and mine in theirs:
            best = 0.8
    return best


def _barcode_candidates(page: CellPage, codes: list[CodeSpan]) -> Iterator[Candidate]:
    decoded = {code.text for code in page.layout.codes}
    for span in codes:
        if decoded and span.value not in decoded:
            continue
        cell = page.cell_at(span.start)
        label, score = _best_label(
            page,
            cell,
            span.start,
            span.end,
            lambda text: 1.0 if _BARCODE_LABEL.search(fold(text)) else weigh("serial", text) * 0.5,
        )
        if decoded:
            yield Candidate(
                "barcode", span.start, span.end, 0.9 + max(score, 0) * 0.1, span.loose, span.strict, label, span.start
            )
        elif score > 0.5 and label is not None and _BARCODE_LABEL.search(fold(label.text)):
            yield Candidate("barcode", span.start, span.end, score * 0.9, span.loose, span.strict, label, span.start)


_BARCODE_LABEL = re.compile(r"barcode|bar code|strichcode|code[- ]?(?:a )?barres|codigo de barras|الباركود|باركود|qr")
_CATEGORY_STOP = re.compile(
    r"\s*(?:\s[|•·●▪]\s?|[|•●▪]|\s[–—-]\s(?=[\d€$£]|[A-Z]{3}\s?\d)|\s+(?=(?:AED|EUR|USD|GBP|SAR|QAR|CHF|Dhs?|€|\$|£)\s?\d)|"
    r"\s+(?=\d+[.,]\d{2}\s?(?:AED|EUR|USD|€|\$|£|درهم))|\s{1,}(?=(?:[^\W\d_]+\s)?[^\W\d_]+\s?(?:\.|#)?:\s)|;|\s+[x×]\s?\d+\b|\s+\d+\s?[x×](?!\w))"
)
_COUNT_LEAD = re.compile(r"(?:\d{1,2}\s?[x×]\s?|\d{1,2}\s)(?=[^\W\d_])")


def category_candidates(page: CellPage) -> Iterator[Candidate]:
    """Yield cells, or what follows a label in its cell, that may be the ticket's category."""
    for cell in page.cells:
        for start in _value_starts(cell):
            span = _category_span(page, cell, start)
            if span is None:
                continue
            begin, end, lead, tail = span
            yield from _category_candidate(page, cell, (start, begin, end), lead, tail)


def _value_starts(cell: Cell) -> Iterator[int]:
    yield cell.start
    for match in re.finditer(r":\s*|\s[|•·●▪/–—-]\s|[|•●▪]\s*", cell.text):
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
        prefix = text[: words[count - 1].end()]
        if (
            weigh("category", prefix) >= 0.6
            and known_category(text[words[count].start() :]) > 0
            and not known_category(prefix)
        ):
            return words[count].start()
    return 0


def _category_span(page: CellPage, cell: Cell, start: int) -> tuple[int, int, str, str] | None:
    rest = page.text[start : cell.end]
    lead = ""
    count = _COUNT_LEAD.match(rest)
    begin = start
    if count:
        begin += count.end()
        lead = r"(?:\d+\s*[x×]?\s*)?"
    stop = _CATEGORY_STOP.search(rest, begin - start)
    end = start + stop.start() if stop else cell.end
    tail = _tail_source(page.text[start + stop.start() : cell.end]) if stop else ""
    value = page.text[begin:end].strip()
    if re.search(r"[^\W\d_]\s?:\s", value) or not 2 <= len(value) <= 48 or not re.search(r"[^\W\d_]{2}", value) or len(value.split()) > 6:
        return None
    return begin, begin + len(page.text[begin:end].rstrip()), lead, tail


def _tail_source(rest: str) -> str:
    word = re.match(r"\s*(\S+?)(?=[\d\s]|$)", rest)
    if word is None:
        return ""
    mark = word.group(1)
    if re.fullmatch(r"(?:AED|EUR|USD|GBP|SAR|QAR|CHF|Dhs?|[€$£])", mark):
        return rf"[ \t]*{re.escape(mark)}"
    if mark[0].isdigit() or mark in "x×":
        return r"[ \t]+(?:[x×]\s?)?\d"
    label = re.match(r"\s*((?:[^\W\d_]+\s)?[^\W\d_]+\s?(?:\.|#)?:)", rest)
    return rf"[ \t]*{_flexible((label.group(1) if label else mark).strip())}"


def _category_candidate(
    page: CellPage, cell: Cell, span: tuple[int, int, int], lead: str, tail: str
) -> Iterator[Candidate]:
    start, begin, end = span
    value = page.text[begin:end]
    known = known_category(value)
    label, score = _best_label(page, cell, start, end, lambda text: weigh("category", text))
    if score < 0 or (is_label(value) and not known) or _looks_like_other_value(value):
        return
    if score > 0:
        score = score * 0.75 + 0.3 * known
    elif known:
        score = (0.55 if label is None or not is_label(label.text) else 0.3) * known
    else:
        return
    if len(re.findall(r"[^\W\d_]{2,}", cell.text)) >= 8:
        score *= 0.3
    source = rf"{_ANY_TEXT}?" if tail else _ANY_TEXT
    yield Candidate("category", begin, end, score, source, "", label, start, lead, tail)


def _looks_like_other_value(value: str) -> bool:
    digits = sum(char.isdigit() for char in value)
    letters = sum(char.isalpha() for char in value)
    return digits > letters or bool(find_dates(value, month_first=False)) or "@" in value or "www." in value.lower()


@lru_cache(maxsize=1)
def _category_pattern() -> re.Pattern[str]:
    words = {fold(word) for group in vocabulary.CATEGORY_WORDS.values() for word in group}
    return re.compile(
        r"(?<!\w)(?:"
        + "|".join(sorted(map(re.escape, words), key=len, reverse=True))
        + r")(?:s|n|e|en|in|innen|\.in|\(in\))?(?!\w)"
    )


@lru_cache(maxsize=4096)
def known_category(value: str) -> float:
    """Return 1 for a known category word with little around it, less when it is a part of something longer, else 0."""
    match = _category_pattern().search(fold(value))
    if match is None:
        return 0.0
    words = len(re.findall(r"[^\W\d_]{2,}", value))
    return 1.0 if words <= 3 else 0.7 if words <= 5 else 0.2
