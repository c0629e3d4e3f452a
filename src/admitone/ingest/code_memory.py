"""What earlier pages of a document taught about where its codes are.

The memory travels with the work: the engine hands it to whichever worker reads the next pages and takes it back richer.
So a worker keeps no state that matters, and a page gives the same result in all of them.
"""

from __future__ import annotations

from msgspec import Struct, field

from admitone.ingest.model import Box

_REGIONS_MAX = 12
_SETS_MAX = 24
_BARREN_MAX = 512


class CodeRegion(Struct, array_like=True):
    """Where a code was seen, with room around it. `scale` is pixels per point; `turned`: only decoded on its side."""

    box: Box
    symbology: str
    scale: float
    turned: bool


class PageFormat(Struct):
    """What is known of pages of one size: code regions, and which of them were seen together (bit sets)."""

    regions: list[CodeRegion] = field(default_factory=list)
    together: list[int] = field(default_factory=list)

    def learn(self, seen: list[CodeRegion]) -> None:
        """Note that one page showed codes in these regions, and in no other."""
        members = 0
        for region in seen:
            index = self._index_of(region)
            if index is None:
                return
            members |= 1 << index
        if members and members not in self.together and len(self.together) < _SETS_MAX:
            self.together.append(members)

    def is_known_set(self, members: int) -> bool:
        """Whether these regions include all that some earlier page showed."""
        return any(known & members == known for known in self.together)

    def is_largest_set(self, members: int) -> bool:
        """Whether these regions were seen together, and never together with yet another one."""
        return members in self.together and not any(
            known != members and known & members == members for known in self.together
        )

    def _index_of(self, region: CodeRegion) -> int | None:
        for index, known in enumerate(self.regions):
            if known.symbology == region.symbology and contains(known.box, region.box):
                return index
        if len(self.regions) == _REGIONS_MAX:
            return None
        self.regions.append(region)
        return len(self.regions) - 1


class CodeMemory(Struct):
    """Page formats by size in points, and what was found to be without codes.

    `barren` holds the marks of page graphics on which every way of looking found nothing. `searches_in_vain` counts
    the pages in a row on which high resolution found nothing after low resolution had not either. `samples_left` pages
    with codes are still to be searched beyond the first find.
    """

    formats: dict[str, PageFormat] = field(default_factory=dict)
    barren: list[int] = field(default_factory=list)
    searches_in_vain: int = 0
    samples_left: int = 1

    def format_of(self, width: float, height: float) -> PageFormat:
        """The format for pages of this size; sizes within a point are the same."""
        return self.formats.setdefault(f"{width:.0f}x{height:.0f}", PageFormat())

    def note_barren(self, mark: int) -> None:
        """Remember that nothing is to be found on pages with these graphics; the oldest marks are forgotten."""
        self.barren.append(mark)
        del self.barren[:-_BARREN_MAX]

    def merge(self, other: CodeMemory) -> None:
        """Take over what another worker's pages taught."""
        for key, learned in other.formats.items():
            mine = self.formats.setdefault(key, PageFormat())
            for members in learned.together:
                mine.learn([region for index, region in enumerate(learned.regions) if members >> index & 1])
        known = set(self.barren)
        for mark in other.barren:
            if mark not in known:
                self.note_barren(mark)
        self.searches_in_vain = other.searches_in_vain
        self.samples_left = min(self.samples_left, other.samples_left)


def contains(outer: Box, inner: Box) -> bool:
    """Whether the middle of `inner` is within `outer` and the two are of like size."""
    x, y = (inner.left + inner.right) / 2, (inner.top + inner.bottom) / 2
    if not (outer.left <= x <= outer.right and outer.top <= y <= outer.bottom):
        return False
    wide, high = (inner.right - inner.left), (inner.bottom - inner.top)
    return (
        inner.left >= outer.left - wide / 8
        and inner.right <= outer.right + wide / 8
        and inner.top >= outer.top - high / 8
        and inner.bottom <= outer.bottom + high / 8
    )
