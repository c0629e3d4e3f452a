"""Ticket categories as candidates: what a label names so, and known words where no label does."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from admitone.ingest.analysis.bare_categories import bare_candidates
from admitone.ingest.analysis.candidates import Candidate, best_label
from admitone.ingest.analysis.category_spans import ANY_TEXT, CategorySpan, category_span, is_other_value
from admitone.ingest.analysis.category_words import known_category
from admitone.ingest.analysis.label_words import date_role, is_label_text, weigh
from admitone.ingest.analysis.labels import Label
from admitone.ingest.analysis.spelling import literal
from admitone.ingest.analysis.vocabulary import HEADS_NAMES, PRODUCT
from admitone.ingest.slots import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from admitone.ingest.analysis.cells import Cell, CellPage

_PROSE_WORDS = 8
_SENTENCE_WORDS = 4
_LABELS_AND_NAMES = frozenset({"tarif", "tarifa", "tariff"})
_COUNTED = 0.5
_ADMITTED = 0.8
_HEADS_NAMES = re.compile(HEADS_NAMES)
_NAMES_KIND = re.compile(r"typ|tipo|categ|kateg|clas|klas|grup|art\b|نوع|فيه")
_NAME = re.compile(r"[^\W\d_a-z]\w+(?: (?:\w{1,3} )?[^\W\d_a-z][\w'-]+){1,2}")
# `Splash Pass` below a title; as a title itself it names the supplier's product, not the visitor's.
_PRODUCT = re.compile(rf"\w[\w'-]*(?: [\w'-]+){{0,2}} {PRODUCT}")
_PRODUCT_SCORE = 0.4
# `1-Day Pass`: a category where the ticket names no other.
_KIND_OF_TICKET = re.compile(r"day pass|general admission|tageskarte|einzelkarte")
_SAYS_LESS = 0.05
_TIMES = re.compile(r"\d\s?[x×]\s*$")
_VALUE_START = re.compile(r":\s*|[._…]{3,}\s*|\s[|•·●▪/–—-]\s|[|•●▪]\s*")
_IN_BRACKETS = re.compile(r"\(([^()\d]{3,30})\)")
# `Time 14:00 Type Adult`: a label in the middle of a crowded line, behind another value.
_LABEL_WITHIN = re.compile(r"(?<=\d)[^\W\d_]{0,2}\s+(?P<one>[^\W\d_]+)\s+(?:(?P<two>[^\W\d_]+)\s+(?=[^\W\d_]))?")
_STARTS_WITH_MARK = re.compile(r"[:=>–—-]\s*(?=\S)")
# `admits one student to the tour`, `admits one (Adult)`.
_ADMITS = re.compile(
    r"(?i)\b(?P<label>(?:admits?|good for|valid for|entitles|gültig für|berechtigt|valable pour|válid[oa] para)\s+"
    r"(?:one|1|an?|eine?n?|une?|un[oa]?))\s+\(?(?P<value>[^\t\n().,:;]{2,40}?)"
    r"(?P<tail>\)|\s+(?:to|into|in|zu[rm]?|für|à|au|a)\s)"
)


def category_candidates(page: CellPage) -> Iterator[Candidate]:
    """Yield cells, and parts of cells behind a label or separator, that may be the ticket's category."""
    for cell in page.cells:
        if cell.line in page.header_lines:
            continue
        for start in _value_starts(cell):
            span = category_span(page, cell, start)
            if span is not None:
                yield from _candidate(page, cell, start, span)
        for match in _IN_BRACKETS.finditer(cell.text):
            if known_category(match[1]) == 1.0:
                start, end = cell.start + match.start(1), cell.start + match.end(1)
                yield Candidate("category", start, end, 0.4, ANY_TEXT + "?", None, start, lead=r"\(", tail=r"\)")
        for match in _ADMITS.finditer(cell.text):
            yield _admitted(cell, match)


def _admitted(cell: Cell, match: re.Match[str]) -> Candidate:
    start, end = cell.start + match.start("value"), cell.start + match.end("value")
    label = Label(
        match["label"], cell.start + match.start("label"), cell.start + match.end("label"), "inline", known=True
    )
    tail = r"\)" if match["tail"] == ")" else rf"\s+{literal(match['tail'])}\s"
    score = _ADMITTED if known_category(match["value"]) else _ADMITTED / 2
    return Candidate("category", start, end, score, ANY_TEXT + "?", label, start, tail=tail)


def _value_starts(cell: Cell) -> Iterator[int]:
    mark = _STARTS_WITH_MARK.match(cell.text)
    yield cell.start + (mark.end() if mark else 0)
    for match in _VALUE_START.finditer(cell.text, mark.end() if mark else 0):
        before, after = cell.text[: match.start()], cell.text[match.end() :]
        # A stroke between two scripts, or between two labels, parts languages, no label from its value.
        if "/" in match.group() and (
            _is_arabic(before) != _is_arabic(after) or (is_label_text(before) and is_label_text(after))
        ):
            continue
        if after:
            yield cell.start + match.end()
    for match in _LABEL_WITHIN.finditer(cell.text):
        if weigh("category", match["one"]) == 1.0 and not known_category(match["one"]):
            yield cell.start + (match.start("two") if match["two"] else match.end())
        elif match["two"] and weigh("category", f"{match['one']} {match['two']}") == 1.0:
            yield cell.start + match.end()
    label = _leading_label(cell.text)
    if label:
        yield cell.start + label


def _is_arabic(text: str) -> bool:
    return re.search("[\u0600-\u06ff]", text) is not None


@lru_cache(maxsize=2048)
def _leading_label(text: str) -> int:
    """Return where the value starts in a cell such as `Ticket type Adult`, 0 when no label leads it."""
    words = list(re.finditer(r"\S+", text))
    if words and fold(words[-1].group()) in _LABELS_AND_NAMES:
        return 0
    for count in range(min(4, len(words) - 1), 0, -1):
        prefix, rest = text[: words[count - 1].end()], text[words[count].start() :]
        known = known_category(rest)
        # A weak word such as "ticket" leads to what is certainly a category only.
        enough = 0.4 if known == 1.0 else 0.6
        # `Tarif réduit` is one name, `Tarif Adulte` a label and its value.
        named = known_category(prefix) and not (fold(prefix) in _LABELS_AND_NAMES and rest[:1].isupper())
        counted = rest[0].isdigit()
        if known and weigh("category", prefix) >= enough and not named and not counted:
            return words[count].start()
    return 0


def _candidate(page: CellPage, cell: Cell, start: int, span: CategorySpan) -> Iterator[Candidate]:
    value = page.text[span.begin : span.end]
    label, weight = best_label(page, cell, start, span.end, lambda text: weigh("category", text))
    if weight < 0 or is_other_value(value):
        return
    if is_label_text(value) and _names_something(page, cell, value, label if weight > 0 else None):
        return
    counted = _TIMES.search(page.text[start : span.begin]) is not None
    score = _labelled(value, label, weight) if weight > 0 else _unlabelled(value, cell, label)
    if counted and (weight > 0 or not is_label_text(value)):
        score = max(score, _COUNTED)
    words = len(re.findall(r"[^\W\d_]{2,}", cell.text))
    if words >= _PROSE_WORDS or (words >= _SENTENCE_WORDS and cell.text.rstrip().endswith(".")):
        score *= 0.3
    if score > 0:
        whole = span_candidate(span, score, label, start)
        yield whole
        if weight == 0:
            yield from bare_candidates(whole, value)


def _labelled(value: str, label: Label | None, weight: float) -> float:
    known = known_category(value)
    if known or label is None:
        return weight * 0.75 + 0.3 * known
    if label.relation in {"right", "below"} and weight < 0.5:
        return 0.0
    folded = fold(label.text)
    is_name = _NAME.fullmatch(value) and _HEADS_NAMES.search(folded) and not _NAMES_KIND.search(folded)
    return weight * (0.375 if is_name else 0.75)


def _unlabelled(value: str, cell: Cell, label: Label | None) -> float:
    known = known_category(value)
    if known:
        base = 0.55 if label is None or not is_label_text(label.text) else 0.45
        return known * (base - _SAYS_LESS if known_category(_KIND_OF_TICKET.sub("", fold(value))) == 0 else base)
    return _PRODUCT_SCORE if cell.line and _is_product(value) else 0.0


def _is_product(value: str) -> bool:
    """Return whether a text is what a supplier may call a ticket: `Splash Pass`, `One Day Ticket`."""
    if _PRODUCT.fullmatch(fold(value)) is None or date_role(value)[0] not in {"none", "plain"}:
        return False
    return not any(weigh(field, value) for field in ("serial", "slot", "category"))


def span_candidate(span: CategorySpan, score: float, label: Label | None, lead_start: int) -> Candidate:
    """Return a span as a candidate; what stands between `lead_start` and the span belongs to the value."""
    source = ANY_TEXT + ("?" if span.tail else "")
    return Candidate("category", span.begin, span.end, score, source, label, lead_start, lead=span.lead, tail=span.tail)


def _names_something(page: CellPage, cell: Cell, value: str, label: Label | None) -> bool:
    """Return whether what could be a label is one, and no value of the label that it may have itself.

    Categories use the words of labels: `Ida y vuelta`, `Private Car`, `Guest`. Those that name something have a value
    beside or below.
    """
    beside, below = page.beside(cell, 1), page.stacked(cell, cell.box, 1)
    named = [other.text for other in (beside, below and below[0]) if other]
    if known_category(value):
        if "/" in value and all(is_label_text(part.strip()) for part in value.split("/")):
            return bool(named)
        return any(known_category(text) and not is_label_text(text) for text in named)
    if label is None or value.endswith(":"):
        return not _is_product(value)
    led = label.relation == "inline" or (label.relation == "left" and ":" in page.text[label.end : cell.start + 1])
    # Below the head of a table stand values, whatever words they are made of.
    if led or cell.line - 1 in page.header_lines:
        return False
    # Two labels of the same thing side by side are in two languages.
    names_some_field = weigh("category", value) == 1.0 or max(weigh("serial", value), weigh("slot", value)) > 0
    if beside is not None or date_role(value)[0] != "none" or names_some_field:
        return True
    return label.relation == "above" and any(map(_is_bare_value, named))


def _is_bare_value(text: str) -> bool:
    """Return whether a text is a value whose label stands elsewhere, unlike `Booking 7547542`."""
    return not is_label_text(text) and not is_label_text(re.split(r"[\d:]", text, maxsplit=1)[0].strip())
