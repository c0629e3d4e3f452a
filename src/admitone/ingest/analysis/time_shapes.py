"""Times of day in a text, each with the pattern that reads others printed the same way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from admitone.ingest.slots import fold, normalise_slot

if TYPE_CHECKING:
    from collections.abc import Iterator

_SUFFIX = r"(?:\s?(?:[ap]\.?\s?m\b\.?|uhr\b|hrs?\b\.?|h\b\.?|heures?\b|horas?\b|صباح[اً]+|مساء[اً]*|[صم](?![^\W\d_])))"
_MARKED = rf"\d{{1,2}}{_SUFFIX}"
_CLOCK = rf"\d{{1,2}}\s?[:h٫]\s?\d{{2}}(?::\d{{2}})?{_SUFFIX}?|\d{{1,2}}\.\d{{2}}{_SUFFIX}?"
_TO = r"\s*(?:-|–|—|−|~|to|till|until|bis|à|a|al|a las|hasta|إلى|الى|حتى)\s*"
# `between 10:00 and 11:00`: only there does "and" make a range of two times.
_BETWEEN = r"(?:between|zwischen|entre(?:\s(?:las?|l'))?|بين)\s+"
_AND = r"\s*(?:and|und|et|y(?:\slas)?|و)\s*"
_TIME = re.compile(
    rf"(?<![\d.,:/€$£\-])(?P<between>{_BETWEEN})?"
    rf"(?P<first>(?:{_CLOCK}|{_MARKED}|\d{{1,2}}(?=(?:{_TO}|{_AND})(?:{_CLOCK}|{_MARKED}))))"
    rf"(?:(?P<to>{_TO}|(?(between){_AND}|(?!)))(?P<second>{_CLOCK}|{_MARKED}))?"
    r"(?![\d])(?!\s?(?:%|€|EUR|AED|USD|\$))(?!:\d)(?!/\d)",
    re.IGNORECASE,
)
# What is counted before a time: `Session 3 - 14:00` is no slot from three to two.
_COUNTED = re.compile(
    r"(?:session|show|slot|tour|group|round|heat|wave|run|race|part|game|match|gate|gruppe|runde|fuhrung|lauf|seance|"
    r"groupe|sesion|turno|grupo|pase|الجلسه|جلسه|الجوله|جوله|المجموعه|no|nr|n°|nº|#)[.:]?\s*$"
)


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A time or a range of two; `source` matches times printed the same way. `dotted`: may be a decimal number."""

    start: int
    end: int
    value: str
    source: str
    dotted: bool
    is_range: bool

    @property
    def minutes(self) -> int:
        """How long a range lasts, 0 for a time and for a range over midnight."""
        hours = [int(part) for part in re.findall(r"\d+", self.value)]
        return max(0, 60 * (hours[2] - hours[0]) + hours[3] - hours[1]) if len(hours) == 4 else 0


def find_times(text: str, taken: list[tuple[int, int]]) -> list[TimeSpan]:
    """Return the times of a text in order, outside spans that are taken (dates)."""
    found = []
    for match in _matches(text):
        if any(match.start() < end and match.end() > start for start, end in taken):
            continue
        start = match.start("first")
        value = normalise_slot(match.group()[start - match.start() :])
        if value is None:
            continue
        dotted = re.fullmatch(r"\d{1,2}\.\d{2}", match["first"]) is not None and not match["second"]
        source = _source(match["first"], bare=match["second"] is not None)
        if match["second"]:
            between = re.escape(match["to"].strip()).replace(r"\ ", " ").replace(r"\-", "-")
            between = "[-–—]" if between in {"-", "–", "—"} else between
            source += rf"\s*{between}\s*{_source(match['second'], bare=False)}"
        found.append(TimeSpan(start, match.end(), value, source, dotted, match["second"] is not None))
    return found


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Yield times; a number before the first one that only counts is none of it."""
    match = _TIME.search(text)
    while match is not None:
        if match["to"] and match["first"].isdigit() and _only_counts(text, match):
            match = _TIME.search(text, match.start("second"))
            continue
        yield match
        match = _TIME.search(text, match.end())


def _only_counts(text: str, match: re.Match[str]) -> bool:
    """Return whether the bare number in `3 - 14:00` is no hour: nothing marks the end as one, or a count precedes."""
    if match["second"][-1].isdigit() and not re.search("[hH]", match["second"]):
        return True
    return _COUNTED.search(fold(text[max(0, match.start() - 16) : match.start()])) is not None


def _source(sample: str, *, bare: bool) -> str:
    digit = r"\d" if re.search(r"[0-9]", sample) else r"\p{Nd}"
    separator = re.search(r"[:h٫.](?=\s?\d)", sample, re.IGNORECASE)
    marker = re.search(r"(\s?)([^\W\d_][^\d]*)$", sample)
    source = f"{digit}{{1,2}}"
    if separator:
        minutes = (
            rf"\s?{re.escape(separator.group())}\s?{digit}{{2}}"
            if " " in sample[: separator.end() + 1]
            else f"{re.escape(separator.group())}{digit}{{2}}"
        )
        # 10h and 10:00 AM lose their minutes at full hours.
        optional = separator.group().lower() == "h" or (
            marker is not None and bool(re.match(r"(?i)\s?[ap]", marker.group()))
        )
        if separator.group().lower() == "h":
            minutes = rf"\s?h(?:\s?{digit}{{2}})?" if " " in sample[: separator.end() + 1] else f"h(?:{digit}{{2}})?"
            optional = False
        source += f"(?:{minutes})?" if optional else minutes
    elif marker and re.match(r"(?i)h\b", marker.group().strip()):
        return source + (r"\s?" if marker[1] else "") + rf"h(?:{digit}{{2}})?"
    elif marker:
        source += f"(?:[:.]{digit}{{2}})?"
    if marker:
        source += _marker_source(marker.group())
    elif bare:
        source += r"(?:\s?[ap]\.?m\.?)?" if not separator else ""
    return source


def _marker_source(marker: str) -> str:
    word = marker.strip()
    if re.match(r"(?i)[ap]\.?\s?m", word):
        return r"\s?[ap]\.?\s?m\b\.?" if "." in word else r"\s?[ap]m\b"
    if re.match("[صم]", word):
        return r"\s?[صم]\p{L}*"
    return rf"\s?{re.escape(word)}"
