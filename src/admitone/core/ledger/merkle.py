"""The hashes of a Merkle tree (RFC 6962, 2.1), its growing edge, and the verifiers of RFC 9162 (2.1.3.2, 2.1.4.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
# C2SP tlog-tiles: a tile spans eight levels of the tree.
TILE_HEIGHT: Final = 8
TILE_WIDTH: Final = 1 << TILE_HEIGHT


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry of the log."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def fold_hashes(hashes: Sequence[bytes]) -> bytes:
    """The root above neighbouring complete subtrees, of which each one is larger than the next. Not for none."""
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def hash_complete(hashes: Sequence[bytes]) -> bytes:
    """The root of a complete subtree, above 2^n neighbouring hashes of one level."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


@dataclass(frozen=True, slots=True)
class TileNode:
    """A hash that tiles of a level from 1 on hold: the root of the full tile `position` of the level below."""

    level: int
    position: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree: the roots of its complete subtrees, largest first, one for each bit of its size.

    It is all that growing needs, whatever the size.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if len(self.hashes) != self.size.bit_count():
            raise ValueError(f"a tree of {self.size} leaves has {self.size.bit_count()} complete subtrees")

    @property
    def root(self) -> bytes:
        """The root hash."""
        return fold_hashes(self.hashes) if self.hashes else EMPTY_ROOT

    def grow(self, leaves: Iterable[bytes]) -> tuple[Frontier, list[TileNode]]:
        """The edge after these leaf hashes, and the nodes of tiles that they have completed."""
        stack, size, completed = list(self.hashes), self.size, []
        for leaf in leaves:
            node, position, level = leaf, size, 0
            while position & 1:
                node = node_hash(stack.pop(), node)
                position >>= 1
                level += 1
                if level % TILE_HEIGHT == 0:
                    completed.append(TileNode(level // TILE_HEIGHT, position, node))
            stack.append(node)
            size += 1
        return Frontier(size, tuple(stack)), completed

    def to_bytes(self) -> bytes:
        """The hashes one behind the other."""
        return b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, size: int, content: bytes) -> Frontier:
        """The edge that `to_bytes` wrote; ValueError when it is not of a tree of this size."""
        if len(content) % HASH_BYTES:
            raise ValueError("the edge of the tree is cut off")
        return cls(size, split_hashes(content))


def split_hashes(content: bytes) -> tuple[bytes, ...]:
    """Hashes that stand one behind the other."""
    return tuple(content[at : at + HASH_BYTES] for at in range(0, len(content), HASH_BYTES))


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether a leaf hash stands at `index` of the tree of this size and root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    fn, sn, node = index, size - 1, leaf
    for sibling in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            node = node_hash(sibling, node)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            node = node_hash(node, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and node == root


def verify_consistency(first: int, second: int, path: Sequence[bytes], first_root: bytes, second_root: bytes) -> bool:
    """Whether the tree of size `second` begins with the one of size `first` (RFC 9162, 2.1.4.2).

    Every tree begins with the empty one, and is itself; both are shown by an empty path.
    """
    if not 0 <= first <= second:
        return False
    if first in {0, second}:
        return not path and first_root == (second_root if first else EMPTY_ROOT)
    if not path:
        return False
    hashes = list(path) if first & (first - 1) else [first_root, *path]
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            new = node_hash(new, sibling)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and old == first_root and new == second_root
