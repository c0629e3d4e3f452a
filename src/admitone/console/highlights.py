"""Marks on a sample page: where each pattern found its value, in the text and on the picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from admitone.ingest.model import Box, ExtractionResult, FieldMatch, PageLayout, Word

FIELDS: Final = ("serial", "date", "time_slot", "category", "barcode")
# Of a line that runs from right to left, characters stand elsewhere than counting says.
_RIGHT_TO_LEFT: Final = re.compile("[\u0590-\u08ff]")


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of a text, and the field whose value it is, if any."""

    text: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A field's value on the picture, in points of the page: one box for each line that it runs over."""

    field: str
    boxes: list[Box]


def matches_of(result: ExtractionResult) -> dict[str, FieldMatch]:
    """The matches of a result by field."""
    return {field: getattr(result, field) for field in FIELDS}


def mark_text(text: str, result: ExtractionResult) -> Iterator[Segment]:
    """The whole text in order. Of two values that overlap, the one that begins later stays unmarked."""
    spans = sorted(
        (match.span[0], match.span[1], field) for field, match in matches_of(result).items() if match.span is not None
    )
    done = 0
    for start, end, field in spans:
        if start < done or end <= start:
            continue
        yield Segment(text[done:start], None)
        yield Segment(text[start:end], field)
        done = end
    yield Segment(text[done:], None)


def mark_picture(layout: PageLayout, result: ExtractionResult) -> list[Hit]:
    """Where on the page each value stands; values that overlap are all marked."""
    found = []
    for field, match in matches_of(result).items():
        if match.span is not None and match.span[1] > match.span[0]:
            found.append(Hit(field, _boxes(layout.words, *match.span)))
    return found


def _boxes(words: list[Word], start: int, end: int) -> list[Box]:
    boxes: list[Box] = []
    for word in words:
        if word.start >= end or word.end <= start:
            continue
        box = _part(word, start, end)
        if boxes and _on_one_line(boxes[-1], box):
            boxes[-1] = _around(boxes[-1], box)
        else:
            boxes.append(box)
    return boxes


def _part(word: Word, start: int, end: int) -> Box:
    """The part of a word's box that a span covers, as if all of its characters were equally wide."""
    box, length = word.box, word.end - word.start
    upright = box.bottom - box.top > box.right - box.left
    if (start <= word.start and end >= word.end) or upright or _RIGHT_TO_LEFT.search(word.text):
        return box
    width = (box.right - box.left) / length
    left = box.left + width * max(0, start - word.start)
    return Box(left, box.top, box.left + width * min(length, end - word.start), box.bottom)


def _on_one_line(one: Box, other: Box) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap > 0.5 * min(one.bottom - one.top, other.bottom - other.top)


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left), min(one.top, other.top), max(one.right, other.right), max(one.bottom, other.bottom)
    )
