"""Pictures of figures: where the bars of a chart stand. Templates draw them as SVG and write the words around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from admitone.services.trends import SoldIn

WIDTH: Final = 600.0
HEIGHT: Final = 150.0
# How much of its place a bar fills; a margin stands as a narrower bar in front of what was sold.
_FILL: Final = {"sold": 0.72, "margin": 0.36, "count": 0.72}
# What is not nothing can be seen, however small it is beside the largest.
_SEEN: Final = 1.5


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, in units of the picture; `kind` is the end of its class."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Column:
    """The place of one item: what it is of, its bars, and the whole place, which can be clicked."""

    item: Any
    bars: Sequence[Bar]
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of columns. `zero` is the height of the line of nothing."""

    columns: Sequence[Column]
    zero: float
    width: float = WIDTH
    height: float = HEIGHT


def draw_trend(items: Sequence[SoldIn], direction: str) -> Chart:
    """What was sold, and the margin where it is known; time runs in the direction of the text."""
    return _draw(items, [{"sold": one.sold_minor, "margin": one.margin_minor} for one in items], direction)


def draw_counts(counts: Sequence[tuple[Any, int]], direction: str) -> Chart:
    """A column for every pair of something and a number."""
    return _draw([one for one, _count in counts], [{"count": count} for _one, count in counts], direction)


def draw_bar(value: float, largest: float) -> float:
    """How long a bar of at most 100 is; what is not nothing can be seen."""
    if value <= 0 or largest <= 0:
        return 0.0
    return round(max(1.0, min(100.0, 100.0 * value / largest)), 2)


def _draw(items: Sequence[Any], values: Sequence[dict[str, int | None]], direction: str) -> Chart:
    known = [value for one in values for value in one.values() if value is not None]
    top, bottom = max([*known, 0]), min([*known, 0])
    scale = HEIGHT / (top - bottom) if top > bottom else 0.0
    zero = top * scale if scale else HEIGHT
    place = WIDTH / max(len(items), 1)
    columns = []
    for number, (item, of) in enumerate(zip(items, values, strict=True)):
        x = (len(items) - 1 - number if direction == "rtl" else number) * place
        bars = [_bar(kind, value, x, place, zero, scale) for kind, value in of.items() if value]
        columns.append(Column(item, bars, round(x, 2), round(place, 2)))
    return Chart(columns, round(zero, 2))


def _bar(kind: str, value: int, x: float, place: float, zero: float, scale: float) -> Bar:  # noqa: PLR0917
    width = place * _FILL[kind]
    height = max(abs(value) * scale, _SEEN)
    y = zero - height if value > 0 else zero
    return Bar(round(x + (place - width) / 2, 2), round(max(y, 0.0), 2), round(width, 2), round(height, 2), kind)
