"""Which way a page's text runs, so that "above" and "beside" mean on a turned page what its reader calls so."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from admitone.ingest.model import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

# The way from one line of a page to the next, as the page is shown.
Progress = Literal["down", "up", "left", "right"]


def lines_progress(lines: Sequence[Sequence[Box]]) -> Progress:
    """Judge by lines of words in reading order; a page that tells nothing reads from top to bottom.

    Words of a turned page are taller than wide and stand above each other; of such a page, and of one upside down, the
    next line stands elsewhere than below.
    """
    wide = tall = 0
    for line in lines:
        for box in line:
            if box.right - box.left > 1.3 * (box.bottom - box.top):
                wide += 1
            elif box.bottom - box.top > 1.3 * (box.right - box.left):
                tall += 1
    firsts = [line[0] for line in lines if line]
    steps: Counter[Progress] = Counter()
    for one, other in pairwise(firsts):
        if tall > wide:
            steps["right" if other.left > one.left else "left"] += 1
        else:
            steps["down" if other.top >= one.top else "up"] += 1
    return max(steps, key=lambda way: (steps[way], way == "down"), default="down")


def as_read(box: Box, progress: Progress) -> Box:
    """Turn a box of the page as shown so that its text runs from left to right and lines follow downwards."""
    if progress == "down":
        return box
    if progress == "up":
        return Box(-box.right, -box.bottom, -box.left, -box.top)
    if progress == "left":
        return Box(box.top, -box.right, box.bottom, -box.left)
    return Box(-box.bottom, box.left, -box.top, box.right)
