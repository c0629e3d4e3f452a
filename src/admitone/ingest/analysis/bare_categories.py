"""Categories without the noun around them: `Adult` of `Adult Ticket`, `Kind` of `Eintrittskarte Kind`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from admitone.ingest.analysis.category_words import is_category_word, known_category
from admitone.ingest.analysis.spelling import literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from admitone.ingest.analysis.candidates import Candidate
    from admitone.ingest.analysis.find import PageFindings

_NOUN = (
    r"(?:(?:day|single|return|entry|entrance)\s+)?"
    r"(?:e-?tickets?|tickets?|admission|entry|entrance|eintritt|eintrittskarten?|karten?|fahrkarten?|fahrscheine?|"
    r"billets?|entrée|billetes?|entradas?|boletos?|تذكرة|تذاكر)"
)
_BEFORE = re.compile(rf"(?P<noun>{_NOUN})\s+(?=[^\W\d_])", re.IGNORECASE)
_AFTER = re.compile(rf"(?<=[\w)])\s+(?P<noun>{_NOUN})$", re.IGNORECASE)
# A little more than the whole: whoever the ticket admits is its category, that it is a ticket goes without saying.
_PREFERENCE = 0.03


def bare_candidates(whole: Candidate, value: str) -> Iterator[Candidate]:
    """Yield what is left of an unlabelled category without the noun that leads or ends it."""
    if is_category_word(value):
        return
    before, after = _BEFORE.match(value), _AFTER.search(value)
    if before and known_category(value[before.end() :]) == 1.0:
        lead = rf"{whole.lead}(?:{literal(before['noun'])}\s+)?"
        start = whole.start + before.end()
        yield replace(whole, start=start, lead=lead, score=whole.score + _PREFERENCE, bare=True)
    elif after and not whole.tail and known_category(value[: after.start()]) == 1.0:
        tail = rf"(?:[ ]+{literal(after['noun'])})?[ ]*(?:\t|$)"
        yield replace(
            whole, end=whole.start + after.start(), source=f"{whole.source}?", tail=tail,
            score=whole.score + _PREFERENCE, bare=True,
        )  # fmt: skip


def without_chance_nouns(findings: Sequence[PageFindings]) -> list[PageFindings]:
    """Keep bare categories only where every page has one: beside `Adult`, `Family Ticket` is a category's full name."""
    if all(any(one.bare for one in found.by_field["category"]) for found in findings):
        return list(findings)
    return [
        replace(
            found,
            by_field={**found.by_field, "category": [one for one in found.by_field["category"] if not one.bare]},
        )
        for found in findings
    ]
