"""Dates in a text, each with the Java format and the pattern that read others printed the same way."""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from admitone.core.errors import InvalidParameter
from admitone.ingest.dates import month_names, parse_date, weekday_names
from admitone.ingest.slots import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = r"[^\W\d_]+"
_MONTH = rf"(?P<month>{_WORD}(?:\s(?=الثاني|الأول|الاول|الثانى){_WORD})?)"
_ORDINAL = r"(?P<ordinal>st|nd|rd|th|er|ère|º|ª|°)?"
_YEAR = r"(?P<apostrophe>['’]?)(?P<year>\d{4}|\d{2})"
_NOT_INSIDE = r"(?<![\d])(?<!\d[/.\-:])(?<![A-Za-z]-)"
_ENDS = r"(?!\d)(?![/.\-:]\d)"
_DAY_FIRST = re.compile(
    rf"{_NOT_INSIDE}(?P<day>\d{{1,2}}){_ORDINAL}(?P<s1>\.?[\s,]*(?:(?:de|of)\s|d'\s?)?|[\-/.])"
    rf"{_MONTH}(?P<s2>\.?,?\s*(?:(?:de|del|of)\s)?|\.?[\-/,.]\s?){_YEAR}{_ENDS}",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?<![^\W\d_]){_MONTH}(?P<s1>\.?\s*|\.?-)(?P<day>\d{{1,2}}){_ORDINAL}(?P<s2>\s*,\s*|\s+|-){_YEAR}{_ENDS}",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    rf"{_NOT_INSIDE}(?P<year>\d{{4}})(?P<s1>[\s\-/,.]+){_MONTH}(?P<s2>\.?[\s\-/,.]+)(?P<day>\d{{1,2}}){_ORDINAL}{_ENDS}",
    re.IGNORECASE,
)
_NUMERIC = re.compile(
    rf"{_NOT_INSIDE}(?P<a>\d{{1,2}})(?P<s>\s?[./\-]\s?)(?P<b>\d{{1,2}})(?P=s)(?P<year>\d{{4}}|\d{{2}}){_ENDS}"
)
_NUMERIC_YEAR_FIRST = re.compile(
    rf"{_NOT_INSIDE}(?P<year>\d{{4}})(?P<s>[./\-])(?P<b>\d{{1,2}})(?P=s)(?P<a>\d{{1,2}})(?=\D|$)"
)
_COMPACT = re.compile(
    r"(?<![\dA-Za-z\-/])(?P<year>20[2-4]\d)(?P<b>0[1-9]|1[0-2])(?P<a>0[1-9]|[12]\d|3[01])(?![\dA-Za-z\-/])"
)
_WEEKDAY_BEFORE = re.compile(rf"(?P<weekday>{_WORD})\.?[,،]?\s*(?:(?:the|den|dem|le|el)\s)?$", re.IGNORECASE)
_WEEKDAY_AFTER = re.compile(rf"^[\s,،(]*(?P<weekday>{_WORD})")
_RANGE_BETWEEN = re.compile(
    r"^[\s,]*(?:-|–|—|~|→|to|till|until|through|thru|and|bis(?: zum)?|au|à|a|al|hasta(?: el)?|الى|إلى|حتى)[\s,:]*"
    rf"(?:{_WORD}\.?[,،]?\s*)?$",
    re.IGNORECASE,
)
_SHORT_RANGE = re.compile(
    r"(?<![\d/.\-])(?P<first>\d{1,2}(?:st|nd|rd|th|\.)?(?:[\s/.]\w{1,9}\.?)?)\s*(?P<to>-|–|—|to|bis|au|al|a)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date found in a text.

    `source` matches dates printed the same way (for RE2, without a group); `format` reads them. `lead` matches what
    belongs to the date but not to the value: a weekday before it or the start of a range whose end it is, from
    `lead_start` on. `ambiguous` is set when day and month could change places.
    """

    start: int
    end: int
    value: date
    format: str
    source: str
    lead_start: int
    lead: str = ""
    range_end: bool = False
    range_start: bool = False
    ambiguous: bool = False
    compact: bool = False


def find_dates(text: str, *, month_first: bool) -> list[DateSpan]:
    """Return the dates of a text in order; `month_first` decides numeric dates that could be read both ways."""
    found: list[DateSpan] = []
    for candidate in sorted(_all_shapes(text, month_first=month_first), key=lambda span: (span.start, -span.end)):
        if not found or candidate.start >= found[-1].end:
            found.append(candidate)
    found = [_with_weekday(text, span) for span in found]
    return _with_ranges(text, found)


def votes_for_month_first(text: str) -> int:
    """Return how many numeric dates say month first, minus those that say day first; weekday names count double."""
    votes = 0
    for match in _NUMERIC.finditer(text):
        if "." in match["s"]:
            continue
        first, second = int(match["a"]), int(match["b"])
        if first > 12 >= second:
            votes -= 2
        elif second > 12 >= first:
            votes += 2
        else:
            votes += _weekday_vote(text, match)
    return votes


def _weekday_vote(text: str, match: re.Match[str]) -> int:
    before = _WEEKDAY_BEFORE.search(text[max(0, match.start() - 24) : match.start()])
    after = _WEEKDAY_AFTER.search(text[match.end() : match.end() + 24])
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    for found in (before, after):
        weekday = _weekday_number(found["weekday"]) if found else None
        if weekday is None:
            continue
        day_first = _date(year, int(match["b"]), int(match["a"]))
        month_first = _date(year, int(match["a"]), int(match["b"]))
        says_day = day_first is not None and day_first.weekday() == weekday
        says_month = month_first is not None and month_first.weekday() == weekday
        return 2 * (says_month - says_day)
    return 0


def _weekday_number(word: str) -> int | None:
    folded = fold(word)
    if folded not in weekday_names():
        return None
    stems = (
        "mo lun الاثنين الإثنين",
        "tu di mar الثلاثاء",
        "we mi mer الاربعاء الأربعاء",
        "th do je jue الخميس",
        "fr ve vie الجمعه",
        "sa sam الس",
        "su so dim dom الاحد",
    )
    numbers = [
        number for number, group in enumerate(stems) if any(folded.startswith(fold(stem)) for stem in group.split())
    ]
    # "mar" is Tuesday in French and Spanish, "mer" and "mi" Wednesday, "di" Tuesday in German, "dim" Sunday.
    special = {"dim": 6, "dimanche": 6, "sab": 5, "sabado": 5}
    return special.get(folded, numbers[0] if numbers else None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _all_shapes(text: str, *, month_first: bool) -> Iterator[DateSpan]:
    for pattern, order in ((_DAY_FIRST, "dMy"), (_MONTH_FIRST, "Mdy"), (_YEAR_FIRST, "yMd")):
        for match in _overlapping(pattern, text):
            span = _named(text, match, order)
            if span is not None:
                yield span
    for match in _NUMERIC.finditer(text):
        span = _numeric(text, match, month_first=month_first)
        if span is not None:
            yield span
    for match in _NUMERIC_YEAR_FIRST.finditer(text):
        mark = match["s"]
        source = re.escape(mark).join(
            (_digits(match["year"], "{4}"), _digits(match["b"], "{1,2}"), _digits(match["a"], "{1,2}"))
        )
        yield from _checked(text, match.start(), match.end(), f"yyyy{mark}MM{mark}dd", source)
    for match in _COMPACT.finditer(text):
        for span in _checked(text, match.start(), match.end(), "yyyyMMdd", r"20\d{6}"):
            yield DateSpan(span.start, span.end, span.value, span.format, span.source, span.start, compact=True)


def _overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield matches from every start: `30 Tuesday 22` must not hide `22 December 2026`."""
    match = pattern.search(text)
    while match is not None:
        yield match
        match = pattern.search(text, match.start() + 1)


def _named(text: str, match: re.Match[str], order: str) -> DateSpan | None:
    month = fold(match["month"])
    key = " ".join(month.split())
    if key not in month_names():
        return None
    latin = match["month"].isascii() or not re.search("[\u0600-\u06ff]", match["month"])
    # Three letters everywhere may be "May" in full: the reading is the same, the form accepts both.
    month_letters = "MMM" if len(match["month"]) <= 4 and latin else "MMMM"
    year = match["year"]
    apostrophe = match.groupdict().get("apostrophe") or ""
    pieces = {
        "d": ("d", _digits(match["day"], "{1,2}") + _ordinal_source(match)),
        "M": (month_letters, r"\p{L}+\.?" if latin else r"\p{L}+(?: \p{L}+)?"),
        "y": (
            ("''" if apostrophe else "") + ("yyyy" if len(year) == 4 else "yy"),
            re.escape(apostrophe) + _digits(year, f"{{{len(year)}}}"),
        ),
    }
    first, second, third = (pieces[letter] for letter in order)
    form = first[0] + _literal_format(match["s1"]) + second[0] + _literal_format(match["s2"]) + third[0]
    source = first[1] + _literal_source(match["s1"], after_month=order == "Mdy") + second[1]
    source += _literal_source(match["s2"], after_month=order != "Mdy") + third[1]
    spans = list(
        _checked(text, match.start(), match.end(), form.replace("MMM.", "MMM").replace("MMMM.", "MMMM"), source)
    )
    return spans[0] if spans else None


def _ordinal_source(match: re.Match[str]) -> str:
    if match["ordinal"] in {"st", "nd", "rd", "th"}:
        return "(?:st|nd|rd|th)"
    french = month_names().get(fold(match["month"])) is not None and re.match(
        r"(?i)janv|f[ée]v|mars|avr|mai|juin|juil|ao[uû]t|d[ée]c|sept|oct|nov", match["month"]
    )
    if match["ordinal"] or french:
        return "(?:er|ère|[ºª°])?"
    return ""


def _literal_format(literal: str) -> str:
    return re.sub(
        r"([^\W\d_]+'?)", lambda word: "'" + word.group().replace("'", "''") + "'", re.sub(r"\s+", " ", literal)
    )


def _literal_source(literal: str, *, after_month: bool) -> str:
    if after_month:
        # The month's own pattern takes the full stop of a short form.
        literal = literal.removeprefix(".")
    source = re.escape(" ".join(re.split(r"\s+", literal))).replace(r"\ ", r"\s+").replace(r"\-", "-")
    return source.replace(r"\s+,\s+", r"\s*,\s*")


def _numeric(text: str, match: re.Match[str], *, month_first: bool) -> DateSpan | None:
    first, second, separator = int(match["a"]), int(match["b"]), match["s"]
    if len(match["year"]) == 2 and separator.strip() == "-" and " " in separator:
        return None
    swapped = second > 12 or (month_first and first <= 12 and "." not in separator)
    day, month = (
        ("dd" if len(match["a"]) == 2 or len(match["b"]) == 2 else "d"),
        ("MM" if len(match["b"]) == 2 or len(match["a"]) == 2 else "M"),
    )
    parts = (month, day) if swapped else (day, month)
    form = f"{parts[0]}{separator}{parts[1]}{separator}{'y' * len(match['year'])}"
    escaped = re.escape(separator).replace(r"\ ", r"\s?").replace(r"\-", "-")
    year = _digits(match["year"], f"{{{len(match['year'])}}}")
    source = escaped.join((_digits(match["a"], "{1,2}"), _digits(match["b"], "{1,2}"), year))
    spans = list(_checked(text, match.start(), match.end(), form, source))
    if not spans:
        return None
    span = spans[0]
    return DateSpan(
        span.start,
        span.end,
        span.value,
        form,
        source,
        span.start,
        ambiguous=first <= 12 and second <= 12 and first != second,
    )


def _digits(sample: str, count: str) -> str:
    return (r"\d" if sample.isascii() else r"\p{Nd}") + count


def _checked(text: str, start: int, end: int, form: str, source: str) -> Iterator[DateSpan]:
    try:
        value = parse_date(text[start:end], form)
    except InvalidParameter:
        return
    if 1900 <= value.year <= 2099:
        yield DateSpan(start, end, value, form, source, start)


def _with_weekday(text: str, span: DateSpan) -> DateSpan:
    before = _WEEKDAY_BEFORE.search(text[max(0, span.start - 24) : span.start])
    if before is None or fold(before["weekday"]) not in weekday_names():
        return span
    start = max(0, span.start - 24) + before.start()
    article = r"(?:(?:the|den|dem|le|el) )?" if re.search(r"(?i)\b(?:the|den|dem|le|el)\s$", before.group()) else ""
    return _replace(span, lead_start=start, lead=rf"(?:\p{{L}}+[.,،]*\s*{article})?")


def _with_ranges(text: str, spans: list[DateSpan]) -> list[DateSpan]:
    out: list[DateSpan] = []
    for span in spans:
        if out and not out[-1].range_end:
            first = out[-1]
            between = text[first.end : span.lead_start]
            if len(between) < 30 and _RANGE_BETWEEN.match(between) and first.value <= span.value:
                out[-1] = _replace(first, range_start=True)
                lead = rf"{first.lead}{first.source}{_between_source(between)}{span.lead}"
                out.append(_replace(span, range_end=True, lead_start=first.lead_start, lead=lead))
                continue
        short = _SHORT_RANGE.search(text[max(0, span.start - 24) : span.start])
        if short and not short["first"].isspace():
            start = max(0, span.start - 24) + short.start("first")
            out.append(
                _replace(
                    span,
                    range_end=True,
                    lead_start=start,
                    lead=rf"\d{{1,2}}[^\n]{{0,16}}?{_between_source(' ' + short['to'])}",
                )
            )
            continue
        out.append(span)
    return out


def _between_source(between: str) -> str:
    words = re.escape(" ".join(between.split())).replace(r"\ ", r"\s*").replace(r"\-", "-")
    return rf"\s*{words}\s*"


def _replace(span: DateSpan, **changes: object) -> DateSpan:
    return dataclasses.replace(span, **changes)  # type: ignore[arg-type]
