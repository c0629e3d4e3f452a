"""Which subtrees a proof names, and how their hashes come out of tiles.

A proof of RFC 6962 (2.1.1, 2.1.2) is a list of roots of neighbouring leaves. Each of them is put together from complete
subtrees, and each complete subtree from the hashes of one tile, so that only tiles have to be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from admitone.core.ledger.merkle import EMPTY_ROOT, TILE_HEIGHT, TILE_WIDTH, fold_hashes, hash_complete


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Neighbouring hashes within one tile: those of `level` (of tiles) from `start` to before `end`."""

    level: int
    start: int
    end: int


# The hashes of a span, in order.
ReadSpan = Callable[[Span], Sequence[bytes]]
_Range = tuple[int, int]


def plan_inclusion(index: int, size: int) -> list[list[Span]]:
    """For each hash of the proof that `index` is in the tree of `size`, the spans that make it.

    The caller has made sure that `index` is below `size`.
    """
    assert 0 <= index < size
    return [complete_spans(*each) for each in _inclusion_ranges(index, 0, size)]


def plan_consistency(first: int, second: int) -> list[list[Span]]:
    """For each hash of the proof that the tree of size `second` begins with that of `first`, the spans that make it.

    The caller has made sure that `first` is not above `second`.
    """
    assert 0 <= first <= second
    if first in {0, second}:
        return []
    return [complete_spans(*each) for each in _consistency_ranges(first, 0, second, known=True)]


def plan_root(size: int) -> list[Span]:
    """The spans that make the root of the tree of `size`; none for the empty tree."""
    return complete_spans(0, size)


def spans_of(plan: Iterable[Sequence[Span]]) -> list[Span]:
    """Every span of a plan once, in order."""
    return sorted({span for spans in plan for span in spans})


def carry_out(plan: Sequence[Sequence[Span]], read: ReadSpan) -> list[bytes]:
    """The proof of a plan."""
    return [combine(spans, read) for spans in plan]


def combine(spans: Sequence[Span], read: ReadSpan) -> bytes:
    """The root above spans that `complete_spans` gave."""
    return fold_hashes([hash_complete(read(span)) for span in spans]) if spans else EMPTY_ROOT


def complete_spans(start: int, end: int) -> list[Span]:
    """The complete subtrees, largest first, that make up the leaves from `start` to before `end`."""
    spans = []
    while start < end:
        height = (end - start).bit_length() - 1
        level, above = divmod(height, TILE_HEIGHT)
        first = start >> (level * TILE_HEIGHT)
        spans.append(Span(level, first, first + (1 << above)))
        start += 1 << height
    return spans


def tile_of(span: Span) -> tuple[int, int]:
    """The level and index of the tile that holds a span."""
    return span.level, span.start // TILE_WIDTH


def _split(start: int, end: int) -> int:
    """Where the left subtree ends: the largest power of two below the number of leaves (RFC 6962, 2.1)."""
    return start + (1 << ((end - start - 1).bit_length() - 1))


def _inclusion_ranges(index: int, start: int, end: int) -> list[_Range]:
    found: list[_Range] = []
    while end - start > 1:
        middle = _split(start, end)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def _consistency_ranges(first: int, start: int, end: int, *, known: bool) -> list[_Range]:
    found: list[_Range] = []
    while first != end:
        middle = _split(start, end)
        if first <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start, known = middle, False
    # The root of the first tree itself is known to whoever asks.
    return [*([] if known else [(start, end)]), *found[::-1]]
