"""Serials and printed bar codes as candidates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from admitone.ingest.analysis.candidates import PROSE_SHARE, Candidate, best_label
from admitone.ingest.analysis.code_shapes import CodeSpan, compact
from admitone.ingest.analysis.label_words import is_label_text, weigh
from admitone.ingest.analysis.labels import Label, is_prose
from admitone.ingest.slots import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from admitone.ingest.analysis.cells import Cell, CellPage

_SURE_LABEL = 0.75
_NAMED = 0.5
_NAMED_LENGTH_MIN = 4
_WEAKLY_NAMED_LENGTH_MIN = 5
_SHORT = 0.15
_PART_OF_PICTURE = 0.8
_NUMBER_SIGN = re.compile(r"(#|№)\s?$")
_BARCODE_LABEL = re.compile(r"barcode|bar code|strichcode|code[- ]?(?:a )?barres|codigo de barras|الباركود|باركود|qr")


class _Labelled(NamedTuple):
    """A code with its cell, its label and how strongly that calls it the serial."""

    span: CodeSpan
    cell: Cell
    label: Label | None
    weight: float


def serial_candidates(page: CellPage, codes: list[CodeSpan]) -> Iterator[Candidate]:
    """Yield codes that may be the ticket's serial: named so, agreeing with the decoded picture, or looking like one."""
    decoded = [code.text for code in page.layout.codes]
    grouped = [code for code in codes if code.grouped]
    labelled = [_labelled(page, span) for span in codes]
    any_named = any(_is_named(code) for code in labelled)
    for code in labelled:
        span, cell, label, weight = code
        agreement = _agreement(span.value, decoded)
        if weight < 0 and agreement == 1.0:
            # Whatever its label calls it, the gate reads it.
            label, weight = label if label and label.relation == "inline" else None, 0.0
        if weight >= _NAMED and not _is_named(code):
            weight -= _SHORT
        score = weight or _unlabelled(cell, span, agrees=agreement > 0)
        # A code drawn by lot may have no digit at all; the picture tells it from a word.
        wordlike = span.digits == 0 and (score < _SURE_LABEL or is_label_text(span.value))
        if score <= 0 or (wordlike and agreement < (_PART_OF_PICTURE if "-" in span.value else 1.0)):
            continue
        score += agreement * (0.1 if score > _NAMED else 0.3)
        if any_named and weight < _NAMED:
            # What stands below the bars is their content; the serial is what a label calls so.
            score = min(score, _NAMED - 0.1)
        score += _grouping(
            span, grouped, alone=cell.end == span.end or cell.text[span.end - cell.start :][:1] in "\t |"
        )
        if is_prose(cell, span.start, span.end):
            score *= PROSE_SHARE
        yield Candidate(
            "serial", span.start, span.end, score, span.loose, label, span.start, shapes=(span.strict, span.similar)
        )


def _labelled(page: CellPage, span: CodeSpan) -> _Labelled:
    cell = page.cell_at(span.start)
    label, weight = best_label(page, cell, span.start, span.end, lambda text: weigh("serial", text))
    sign = _NUMBER_SIGN.search(page.text, cell.start, span.start) if weight == 0 else None
    if sign:
        label, weight = Label(sign[1], sign.start(1), sign.end(1), "inline", known=True), _NAMED
    return _Labelled(span, cell, label, weight)


def _is_named(code: _Labelled) -> bool:
    """Return whether a label calls a code the serial; a weak one (`Bon 5864`) not so short a number."""
    length_min = _NAMED_LENGTH_MIN if code.weight >= _SURE_LABEL else _WEAKLY_NAMED_LENGTH_MIN
    return code.weight >= _NAMED and len(compact(code.span.value)) >= length_min


def _grouping(span: CodeSpan, grouped: list[CodeSpan], *, alone: bool) -> float:
    """Judge whether `1234 5678` is one code of two groups or two neighbours by chance."""
    if span.grouped:
        return 0.05 if span.even else 0.02 if alone else -0.2
    inside_even = any(group.even and group.start <= span.start and span.end <= group.end for group in grouped)
    return -0.2 if inside_even else 0.0


def _unlabelled(cell: Cell, span: CodeSpan, *, agrees: bool) -> float:
    size = len(compact(span.value))
    if span.digits < (1 if agrees else 3) or size < 5 or size > 32:
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
            best = _PART_OF_PICTURE
    return best


def barcode_candidates(page: CellPage, codes: list[CodeSpan]) -> Iterator[Candidate]:
    """Yield what is printed exactly as the picture decodes; without a picture, what is labelled as a bar code.

    A code printed with other spacing than it decodes to is left to the picture.
    """
    decoded = {code.text for code in page.layout.codes}
    for span in codes:
        if decoded and span.value not in decoded:
            continue
        cell = page.cell_at(span.start)
        label, weight = best_label(page, cell, span.start, span.end, _barcode_weight)
        named = label is not None and _BARCODE_LABEL.search(fold(label.text)) is not None
        score = 0.9 + max(weight, 0) * 0.1 if decoded else weight * 0.9 if named else 0.0
        yield Candidate(
            "barcode", span.start, span.end, score, span.loose, label, span.start, shapes=(span.strict, span.similar)
        )


def _barcode_weight(text: str) -> float:
    return 1.0 if _BARCODE_LABEL.search(fold(text)) else weigh("serial", text) * 0.5
