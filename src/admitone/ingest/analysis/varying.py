"""What the sample pages tell together: texts that are the same on all tickets, and what changes in their place.

A supplier's own words for categories ("Night Owl") are on no list. But they stand where another ticket has another
word, between texts that are the same on both.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from admitone.ingest.analysis.candidates import best_label
from admitone.ingest.analysis.category_candidates import span_candidate
from admitone.ingest.analysis.category_spans import category_span, is_other_value
from admitone.ingest.analysis.category_words import known_category
from admitone.ingest.analysis.label_words import is_label_text, weigh
from admitone.ingest.analysis.spelling import label_source, literal
from admitone.ingest.analysis.vocabulary import TICKET_NOUN
from admitone.ingest.slots import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from admitone.ingest.analysis.candidates import Candidate
    from admitone.ingest.analysis.cells import Cell, CellPage
    from admitone.ingest.analysis.find import PageFindings

_WORDS_MAX = 5
# A place that shows a known category on some page shows categories on all; one whose words come back may.
_KNOWN_SOMEWHERE = 0.55
_COMES_BACK = 0.25
# `Tarif réduit`, `Tarif plein`: what all begin with is the label.
_LED_BY_LABEL = 0.05


class _Place(NamedTuple):
    """Where a text stands on pages of one layout: in which line, after which constant line, in which cell."""

    line: int
    column: int
    after: str


class _Text(NamedTuple):
    """A text at a place of one page; `page_index` counts from 0."""

    page_index: int
    cell: Cell


def constant_texts(pages: Sequence[CellPage]) -> frozenset[str]:
    """Return the texts of cells, folded, that all tickets among several pages have; nothing of a single page.

    Pages of terms and covers have no code and less in common with tickets; where no page has one, all pages count.
    """
    tickets = [page for page in pages if page.layout.codes] or list(pages)
    if len(tickets) < 2:
        return frozenset()
    texts = [{fold(cell.text) for cell in page.cells if not known_category(cell.text)} for page in tickets]
    return frozenset(text for text in frozenset.intersection(*map(frozenset, texts)) if text.strip())


def with_varying_categories(findings: Sequence[PageFindings], constant: frozenset[str]) -> list[PageFindings]:
    """Add to each page the texts that may be its category because they change from page to page."""
    places: dict[_Place, list[_Text]] = defaultdict(list)
    for index, found in enumerate(findings):
        for place, cell in _places(found.page, constant):
            places[place].append(_Text(index, cell))
    added: dict[int, list[Candidate]] = defaultdict(list)
    for texts in places.values():
        for index, candidate in _categories(texts, findings):
            added[index].append(candidate)
    return [_extended(found, added[index]) for index, found in enumerate(findings)]


def _extended(found: PageFindings, more: list[Candidate]) -> PageFindings:
    known = {(one.start, one.end): one.score for one in found.by_field["category"]}
    fresh = [one for one in more if one.score > known.get((one.start, one.end), 0.0)]
    categories = sorted([*fresh, *found.by_field["category"]], key=lambda candidate: -candidate.score)
    return replace(found, by_field={**found.by_field, "category": categories})


def _places(page: CellPage, constant: frozenset[str]) -> list[tuple[_Place, Cell]]:
    found = []
    for cell in page.cells:
        if cell.text.strip() and fold(cell.text) not in constant:
            above = fold(page.lines[cell.line - 1][0].text) if cell.line else ""
            after = above if above in constant else ""
            found.append((_Place(cell.line, cell.column, after), cell))
    return found


def _categories(texts: Sequence[_Text], findings: Sequence[PageFindings]) -> list[tuple[int, Candidate]]:
    """Return what stands at one place as categories, when it changes and reads like one on every page."""
    prefix = _constant_words([text.cell.text for text in texts])
    names_ticket = re.search(TICKET_NOUN, fold(texts[0].cell.text[:prefix])) is not None
    suffix = _constant_ending([text.cell.text for text in texts])
    found: list[tuple[int, Candidate]] = []
    labelled_otherwise = False
    for index, cell in texts:
        page = findings[index].page
        start = cell.start + prefix
        span = category_span(page, cell, start)
        if span is not None and suffix and not span.tail and span.end - len(suffix) > span.begin:
            span = span._replace(end=span.end - len(suffix), tail=rf"[ ]+{literal(suffix)}")
        if span is None or not _reads_like_one(page.text[span.begin : span.end]):
            return []
        label, weight = best_label(page, cell, start, span.end, lambda text: weigh("category", text))
        if weight < 0 and not names_ticket:
            return []
        labelled_otherwise |= weight == 0 and label is not None and is_label_text(label.text)
        found.append((index, _led(span_candidate(span, 0.0, label, start), cell, weight)))
    values = [findings[index].page.text[one.start : one.end] for index, one in found]
    score = _score(values, labelled_otherwise=labelled_otherwise)
    if score and (suffix or names_ticket or weigh("category", texts[0].cell.text[:prefix]) > 0):
        score += _LED_BY_LABEL
    return [(index, replace(candidate, score=score)) for index, candidate in found] if score else []


def _led(candidate: Candidate, cell: Cell, weight: float) -> Candidate:
    """Let the words that all pages begin with belong to the value where they are no label: `Billet 1 jour Adulte`."""
    prefix = cell.text[: candidate.lead_start - cell.start]
    inline = candidate.label is not None and candidate.label.relation == "inline"
    if weight > 0 or not any(char.isdigit() for char in prefix):
        return candidate
    lead = rf"{label_source(prefix.strip())}\s+{candidate.lead}"
    return replace(candidate, lead=lead, lead_start=cell.start, label=None if inline else candidate.label)


def _score(values: Sequence[str], *, labelled_otherwise: bool) -> float:
    different = len({fold(value) for value in values})
    if different < 2:
        return 0.0
    if any(known_category(value) == 1.0 for value in values):
        return _KNOWN_SOMEWHERE
    # Names of holders change as well, but on every ticket.
    return _COMES_BACK if different < len(values) and not labelled_otherwise else 0.0


def _reads_like_one(value: str) -> bool:
    return len(value.split()) <= _WORDS_MAX and not is_other_value(value) and not value.rstrip().endswith(":")


def _constant_ending(texts: Sequence[str]) -> str:
    """Return the words that all of several different texts end with, with the space before them: ` Ticket`."""
    endings = [text.rstrip().split()[::-1] for text in texts]
    same: list[str] = []
    for words in zip(*endings, strict=False):
        if len(set(words)) > 1:
            break
        same.insert(0, words[0])
    varies = len(set(texts)) > 1 and all(len(words) > len(same) for words in endings)
    ending = " ".join(same)
    return f" {ending}" if varies and re.search(TICKET_NOUN, fold(ending)) else ""


def _constant_words(texts: Sequence[str]) -> int:
    """Return the length of the words that all of several texts begin with, spaces included."""
    first = texts[0]
    length = 0
    for match in re.finditer(r"\S+\s+", first):
        if not all(text.startswith(first[: match.end()]) for text in texts):
            break
        length = match.end()
    return length if len(texts) > 1 and re.search(r"[^\W\d_]|^[:=]", first[:length]) else 0
