"""What may be the value of a field on one page, and the label that speaks for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from admitone.ingest.analysis.label_words import is_label_text
from admitone.ingest.analysis.labels import RELATION_WEIGHT, Label, labels_around

if TYPE_CHECKING:
    from collections.abc import Callable

    from admitone.ingest.analysis.cells import Cell, CellPage
    from admitone.ingest.model import FieldName

PROSE_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of a page's text that may be a field's value.

    `source` matches values of its kind after a label, `shapes` the same shape anywhere, the most specific first;
    `lead` matches what stands between label and value but belongs to the value, from `lead_start` on; `tail` what must
    follow it in its cell. `until` is set when a date ends a validity, `bare` when a category is a part of what stands
    there, without the noun.
    """

    field: FieldName
    start: int
    end: int
    score: float
    source: str
    label: Label | None
    lead_start: int
    shapes: tuple[str, ...] = ()
    lead: str = ""
    tail: str = ""
    date_format: str | None = None
    until: bool = False
    bare: bool = False


def best_label(
    page: CellPage, cell: Cell, start: int, end: int, weight: Callable[[str], float]
) -> tuple[Label | None, float]:
    """Return the first text around a value that says something of the field, with its weight.

    Without one, the nearest text that is a label of something else or may be one, with weight 0 or a little below.
    """
    fallback: Label | None = None
    for label in labels_around(page, cell, start, page.frame_of(start, end)):
        score = weight(label.text)
        if score:
            return replace(label, known=True), score * (RELATION_WEIGHT[label.relation] if score > 0 else 1.0)
        if label.relation in {"right", "below"}:
            continue
        if is_label_text(label.text) or label.relation == "inline":
            # A label of something else right here: what stands further away belongs to others.
            return label, -0.2 if label.relation == "inline" and is_label_text(label.text) else 0.0
        fallback = fallback or label
    return fallback, 0.0
