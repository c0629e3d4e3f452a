"""Which pages of a file stand for all of it."""

from __future__ import annotations


def sample_pages(count: int, pages_max: int) -> list[int]:
    """Pages that are likely to differ: the first ones (covers, terms on every other page), the middle, the last."""
    first = list(range(1, min(count, max(1, pages_max - 2)) + 1))
    later = [page for page in (count // 2, count) if page > len(first)]
    return sorted({*first, *later})[:pages_max]
