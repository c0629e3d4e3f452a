"""Which pattern of a field finds the right values on all sample pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from admitone.core.errors import InvalidParameter
from admitone.ingest.analysis.anchors import Anchored, patterns_for
from admitone.ingest.analysis.code_shapes import compact
from admitone.ingest.model import ExtractionPatterns, FieldMatch
from admitone.ingest.patterns import compile_patterns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from admitone.ingest.analysis.candidates import Candidate
    from admitone.ingest.analysis.find import PageFindings
    from admitone.ingest.model import FieldName

ATTRIBUTE = {"serial": "serial", "date": "date", "timeSlot": "time_slot", "category": "category", "barcode": "barcode"}
_TRIED_CANDIDATES = 4
_TRIED_PAGES = 4
_MISSED = 0.0
_WRONG = -0.3
# All tickets of a batch may be of one category and one slot, but what differs is likelier to be either.
_SOFT = 0.3
# What finds a likely value on so many pages has shown half of what it was not trusted with.
_SEVERAL = 3
THRESHOLD = 0.2
# From this share of the best score on, another value casts doubt on it.
_NEAR = 0.7
_WORDS = re.compile(r"(?:[^\W\d_]|[ '’&.+-]){2,28}")


@dataclass(frozen=True, slots=True)
class Choice:
    """A pattern with what it found on the first page that has it and how sure we are.

    `values` has what it finds on each page: patterns with the same values differ in spelling only.
    """

    pattern: str
    score: float
    candidate: Candidate
    page_index: int
    found: FieldMatch
    values: tuple[str, ...]


def doubted(choices: Sequence[Choice]) -> list[Choice]:
    """Return choices with less trust in all of them where another value than the best is nearly as likely."""
    if not choices:
        return []
    best = choices[0]
    rival = max((choice.score for choice in choices if choice.values != best.values), default=0.0)
    doubt = max(0.0, min(1.0, rival) / min(1.0, best.score) - _NEAR)
    return [replace(choice, score=min(1.0, choice.score) * (1 - doubt)) for choice in choices]


def alternatives(choices: Sequence[Choice], limit: int) -> list[Choice]:
    """Return so many of the choices, best first: one of each reading before other spellings of the same."""
    readings: dict[tuple[str, ...], Choice] = {}
    for choice in choices:
        readings.setdefault(choice.values, choice)
    spellings = [choice for choice in choices if choice is not readings[choice.values]]
    # Sorting keeps the order of equals, so what was best stays so.
    return sorted([*readings.values(), *spellings][:limit], key=lambda choice: -choice.score)


def choose(
    field: FieldName, findings: Sequence[PageFindings], constant: frozenset[str], others: Sequence[PageFindings]
) -> list[Choice]:
    """Return the patterns of a field that reach the threshold, best first.

    `constant` is as `patterns_for` takes it. What finds a serial or bar code on one of the `others`, which are no
    tickets, would make a ticket of it and counts less.
    """
    tried: dict[str, Choice] = {}
    for index, page in enumerate(findings[:_TRIED_PAGES]):
        promising = [candidate for candidate in page.by_field[field] if candidate.score >= THRESHOLD]
        for candidate in promising[:_TRIED_CANDIDATES]:
            for anchored in patterns_for(page.page, candidate, constant):
                if anchored.pattern in tried:
                    continue
                choice = _judge(field, anchored, candidate, index, findings)
                if choice is not None:
                    tried[anchored.pattern] = _without(choice, field, others)
    good = [choice for choice in tried.values() if choice.score >= THRESHOLD]
    return sorted(good, key=lambda choice: (-choice.score, len(choice.pattern)))


def _judge(
    field: FieldName, anchored: Anchored, candidate: Candidate, index: int, findings: Sequence[PageFindings]
) -> Choice | None:
    alone = {f"{ATTRIBUTE[field]}_pattern": anchored.pattern, "date_format": candidate.date_format}
    try:
        compiled = compile_patterns(msgspec.structs.replace(ExtractionPatterns(), **alone))
    except InvalidParameter:
        return None
    total = 0.0
    right = True
    values = []
    own: FieldMatch | None = None
    for number, page in enumerate(findings):
        match: FieldMatch = getattr(compiled.extract(page.page.text), ATTRIBUTE[field])
        if number == index:
            if match.span != (candidate.start, candidate.end) or match.value is None:
                return None
            own = match
        credit = _credit(match, candidate, page.by_field[field])
        right = right and credit > 0
        total += credit
        values.append(compact(match.value or ""))
    if own is None:
        return None
    score = total / len(findings)
    if field == "serial":
        score += _variation(values)
    elif field in {"category", "timeSlot"}:
        score *= 1 + _SOFT * max(0.0, _variation(values))
    trust = anchored.trust
    if len(findings) >= _SEVERAL and right:
        trust = 1 - (1 - trust) / 2
    return Choice(anchored.pattern, score * trust, candidate, index, own, tuple(values))


def _without(choice: Choice, field: FieldName, others: Sequence[PageFindings]) -> Choice:
    if field not in {"serial", "barcode"}:
        return choice
    alone = {f"{field}_pattern": choice.pattern}
    compiled = compile_patterns(msgspec.structs.replace(ExtractionPatterns(), **alone))
    mistaken = any(getattr(compiled.extract(other.page.text), field).value for other in others)
    return replace(choice, score=choice.score + _WRONG) if mistaken else choice


def _credit(match: FieldMatch, candidate: Candidate, candidates: Sequence[Candidate]) -> float:
    if match.value is None:
        return _WRONG if match.error else _MISSED
    for other in candidates:
        if match.span == (other.start, other.end) and other.until == candidate.until:
            return other.score
    if candidate.field == "category" and _WORDS.fullmatch(match.value):
        # Not every category is a known word.
        return candidate.score * 0.6
    return _WRONG


def _variation(values: Sequence[str]) -> float:
    """Judge a serial by whether it differs from page to page: tickets of one order share the order's number."""
    known = [value for value in values if value]
    if len(known) < 2:
        return 0.0
    share = (len(set(known)) - 1) / (len(known) - 1)
    return 0.3 * share - 0.5 * (1 - share)
