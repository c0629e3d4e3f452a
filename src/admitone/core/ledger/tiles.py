"""Names of tiles and entry bundles, and what is in them (C2SP tlog-tiles)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from admitone.core.ledger.merkle import TILE_HEIGHT, TILE_WIDTH

LEVEL_MAX: Final = 63
_PATH: Final = re.compile(
    r"(?P<kind>entries|0|[1-9]\d?)/(?P<index>(?:x\d{3}/){0,6}\d{3})(?:\.p/(?P<width>[1-9]\d{0,2}))?", re.ASCII
)


@dataclass(frozen=True, slots=True)
class TileName:
    """A tile, or a bundle of entries when `level` is None. A `width` below 256 makes it a partial one."""

    level: int | None
    index: int
    width: int = TILE_WIDTH

    @property
    def is_full(self) -> bool:
        """Whether it never changes and never grows."""
        return self.width == TILE_WIDTH

    @property
    def start(self) -> int:
        """The first of its hashes or entries, counted within its level."""
        return self.index * TILE_WIDTH

    @property
    def end(self) -> int:
        """Behind the last of its hashes or entries."""
        return self.start + self.width

    def fits(self, size: int) -> bool:
        """Whether a tree of this size has all of it."""
        return self.end <= size >> (TILE_HEIGHT * (self.level or 0))

    @property
    def path(self) -> str:
        """The path below `/tile/`."""
        digits = f"{self.index:03}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        index = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        kind = "entries" if self.level is None else str(self.level)
        return f"{kind}/{index}" + ("" if self.is_full else f".p/{self.width}")


def parse_tile_path(path: str) -> TileName | None:
    """The tile of a path below `/tile/`, or None for what is no such path."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    level = None if found["kind"] == "entries" else int(found["kind"])
    width = TILE_WIDTH if found["width"] is None else int(found["width"])
    name = TileName(level, int(found["index"].replace("x", "").replace("/", "")), width)
    # Only one spelling of each tile is good: caches keep tiles for ever, by their paths.
    legal = (level or 0) <= LEVEL_MAX and (found["width"] is None or width < TILE_WIDTH)
    return name if legal and name.path == path else None


def write_bundle(entries: Iterable[bytes]) -> bytes:
    """A bundle of entries, each behind its length as two bytes, the larger one first."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)
