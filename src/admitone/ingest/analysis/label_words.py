"""How well a text names a field."""

from __future__ import annotations

import re
from functools import lru_cache

from admitone.ingest.analysis import vocabulary
from admitone.ingest.slots import fold

MAX_WORDS = 7
EDGE = " \t:.…_-–—|•·#/،,=>→([№"


def _compiled(entries: tuple[vocabulary.Weighted, ...]) -> list[tuple[float, re.Pattern[str]]]:
    return [(weight, re.compile(source)) for weight, source in entries]


_WEIGHTED = {
    "serial": _compiled(vocabulary.SERIAL),
    "slot": _compiled(vocabulary.SLOT),
    "category": _compiled(vocabulary.CATEGORY),
}
_DATE_ROLES = [
    ("other", -1.0, re.compile(vocabulary.DATE_OTHER)),
    ("until", 0.7, re.compile(vocabulary.DATE_UNTIL)),
    ("from", 0.55, re.compile(vocabulary.DATE_FROM)),
    ("start", 0.6, re.compile(vocabulary.DATE_START)),
    ("visit", 1.0, re.compile(vocabulary.DATE_VISIT)),
    ("from", 0.35, re.compile(vocabulary.DATE_LOOSE_FROM)),
    ("plain", 0.85, re.compile(vocabulary.DATE_PLAIN)),
]
_OTHER = re.compile(vocabulary.OTHER_LABEL)
_OTHER_SCRIPT = re.compile("[\u0600-\u06ff]+(?:\\s+[\u0600-\u06ff]+)*")


@lru_cache(maxsize=4096)
def weigh(field: str, text: str) -> float:
    """Return how strongly a text names a field (serial, slot, category): -1 to 1, 0 when it says nothing.

    Of a label in two languages (`Guest / الضيف`) each counts where the whole says nothing.
    """
    folded = fold(text).strip(EDGE)
    weight = _weigh(field, folded)
    if weight or "/" not in folded:
        return weight
    weights = [_weigh(field, part.strip(EDGE)) for part in folded.split("/")]
    return min(weights) if min(weights) < 0 else max(weights)


def _weigh(field: str, folded: str) -> float:
    best = 0.0
    for weight, pattern in _WEIGHTED[field]:
        if pattern.search(folded):
            if weight < 0:
                return weight
            # An order number stays one although "number" is in it, so the first weak entry decides.
            if weight <= 0.3:
                return weight
            best = max(best, weight)
    return best


@lru_cache(maxsize=4096)
def date_role(text: str) -> tuple[str, float]:
    """Return what a label says of a date: role (other, until, from, start, visit, plain, none) and weight.

    Of a label in two scripts the Latin one decides where it says anything: translations are freer.
    """
    folded = fold(text).strip(EDGE)
    latin = _OTHER_SCRIPT.sub(" ", folded).strip(EDGE)
    if latin and latin != folded:
        role, weight = _date_role(latin)
        if role != "none":
            return role, weight
    return _date_role(folded)


def _date_role(folded: str) -> tuple[str, float]:
    for role, weight, pattern in _DATE_ROLES:
        if pattern.search(folded):
            return role, weight
    return "none", 0.0


def is_label_text(text: str) -> bool:
    """Return whether a text reads like the label of some value, ours or not."""
    if not text or len(text.split()) > MAX_WORDS or any(char.isdigit() for char in text):
        return False
    if text.rstrip().endswith(":"):
        return True
    folded = fold(text).strip(EDGE)
    return (
        date_role(text)[0] != "none"
        or any(weigh(field, text) != 0 for field in _WEIGHTED)
        or _OTHER.search(folded) is not None
    )
