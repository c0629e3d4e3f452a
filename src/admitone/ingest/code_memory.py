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
_COUNTS_MAX = 8
_RESTS_MAX = 64


class CodeRegion(Struct, array_like=True):
    """Where a code was seen, with room around it. `scale` is pixels per point; `turned`: only decoded on its side."""

    box: Box
    symbology: str
    scale: float
    turned: bool


class KnownSet(Struct, array_like=True):
    """Regions that were seen together (a bit set), and what else was on those pages.

    `counts` are numbers of page objects, `rests` measures of the graphics outside the regions. A page that has one more
    code than the pages before it differs in both.
    """

    members: int
    counts: list[int]
    rests: list[int]

    def note(self, count: int, rest: int) -> None:
        """Note what a page was like that showed these codes and no other."""
        self._note(self.counts, count, _COUNTS_MAX + 1)
        self._note(self.rests, rest, _RESTS_MAX)

    def merge(self, other: KnownSet) -> None:
        """Take over what another worker's pages were like."""
        for count in other.counts:
            self._note(self.counts, count, _COUNTS_MAX + 1)
        for rest in other.rests:
            self._note(self.rests, rest, _RESTS_MAX)

    def is_ordinary(self, count: int) -> bool:
        """Whether pages with so many objects are known; where the number is all over the place it tells nothing."""
        return count in self.counts and len(self.counts) <= _COUNTS_MAX

    @staticmethod
    def _note(known: list[int], value: int, limit: int) -> None:
        if value not in known and len(known) < limit:
            known.append(value)


class PageFormat(Struct):
    """What is known of pages of one size: code regions, and which of them were seen together."""

    regions: list[CodeRegion] = field(default_factory=list)
    sets: list[KnownSet] = field(default_factory=list)

    def learn(self, seen: list[CodeRegion]) -> KnownSet | None:
        """Note that one page showed codes in these regions and in no other; None when there is no room to note it."""
        members = 0
        for region in seen:
            index = self._index_of(region)
            if index is None:
                return None
            members |= 1 << index
        known = self.known_set(members)
        if known is None and len(self.sets) < _SETS_MAX:
            known = KnownSet(members, [], [])
            self.sets.append(known)
        return known

    def known_set(self, members: int) -> KnownSet | None:
        """The set of just these regions, if some earlier page showed just these."""
        return next((known for known in self.sets if known.members == members), None)

    def is_largest(self, members: int) -> bool:
        """Whether these regions were never seen together with yet another one."""
        return not any(known.members != members and known.members & members == members for known in self.sets)

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
            for theirs in learned.sets:
                regions = [region for index, region in enumerate(learned.regions) if theirs.members >> index & 1]
                known = mine.learn(regions)
                if known is not None:
                    known.merge(theirs)
        barren = set(self.barren)
        for mark in other.barren:
            if mark not in barren:
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
