"""The trees of RFC 6962 (2.1) as the document defines them: slow, and nothing of them shared with what is tested."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def sha(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def split(count: int) -> int:
    """The largest power of two below the count."""
    k = 1
    while k * 2 < count:
        k *= 2
    return k


def root(entries: Sequence[bytes]) -> bytes:
    if not entries:
        return sha(b"")
    if len(entries) == 1:
        return sha(b"\x00" + entries[0])
    k = split(len(entries))
    return sha(b"\x01" + root(entries[:k]) + root(entries[k:]))


def path(index: int, entries: Sequence[bytes]) -> list[bytes]:
    if len(entries) <= 1:
        return []
    k = split(len(entries))
    if index < k:
        return [*path(index, entries[:k]), root(entries[k:])]
    return [*path(index - k, entries[k:]), root(entries[:k])]


def proof(first: int, entries: Sequence[bytes], *, whole: bool = True) -> list[bytes]:
    if first == len(entries):
        return [] if whole else [root(entries)]
    k = split(len(entries))
    if first <= k:
        return [*proof(first, entries[:k], whole=whole), root(entries[k:])]
    return [*proof(first - k, entries[k:], whole=False), root(entries[:k])]
