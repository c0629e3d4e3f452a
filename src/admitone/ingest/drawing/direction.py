"""In which order the characters of a line stand, by the Unicode Bidirectional Algorithm (Unicode Standard Annex 9).

Names of people and events have no explicit embeddings and isolates: their characters are dropped by `plain`, and the
rules X1 to X8 with them. What is left is one run of one level per paragraph.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby
from typing import Final

_DROPPED: Final = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI", "B", "S"}
_NEUTRAL: Final = {"ON", "WS", "BN"}
_OPENING: Final = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "«": "»"}
# Guillemets are no brackets to UAX 9: they are only mirrored.
_PAIRED: Final = {opening: closing for opening, closing in _OPENING.items() if opening != "«"}


def plain(text: str) -> str:
    """The text on one line, without what would turn its direction around."""
    kept = (" " if unicodedata.bidirectional(char) in {"B", "S"} else char for char in text)
    cleaned = "".join(char for char in kept if unicodedata.bidirectional(char) not in _DROPPED)
    return " ".join("".join(char for char in cleaned if unicodedata.category(char) != "Cc").split())


def base_level(text: str, otherwise: int = 0) -> int:
    """1 for a text whose first letter is of a right-to-left script, 0 for left-to-right (P2, P3)."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind == "L":
            return 0
        if kind in {"R", "AL"}:
            return 1
    return otherwise


def embedding_levels(text: str, base: int) -> list[int]:
    """The level of each character of a line; odd ones run from right to left."""
    kinds = [unicodedata.bidirectional(char) or "L" for char in text]
    edge = "R" if base else "L"
    original = list(kinds)
    _resolve_weak(kinds, edge)
    _resolve_brackets(text, kinds, edge)
    _resolve_neutral(kinds, edge)
    levels = [_level(kind, base) for kind in kinds]
    # L1: white space at the end of a line stands at its end.
    for index in range(len(text) - 1, -1, -1):
        if original[index] not in {"WS", "BN"}:
            break
        levels[index] = base
    return levels


def visual_runs(levels: Sequence[int]) -> list[tuple[int, int, int]]:
    """Runs of one level as (start, end, level), from left to right as they stand (L2)."""
    runs: list[tuple[int, int, int]] = []
    position = 0
    for level, group in groupby(levels):
        length = len(list(group))
        runs.append((position, position + length, level))
        position += length
    for level in range(max(levels, default=0), 0, -1):
        index = 0
        while index < len(runs):
            end = index
            while end < len(runs) and runs[end][2] >= level:
                end += 1
            runs[index:end] = runs[index:end][::-1]
            index = end + 1
    return runs


def _level(kind: str, base: int) -> int:
    """I1 and I2."""
    if base % 2 == 0:
        return base + {"L": 0, "R": 1}.get(kind, 2)
    return base + {"R": 0}.get(kind, 1)


def _resolve_weak(kinds: list[str], edge: str) -> None:
    before = edge
    for index, kind in enumerate(kinds):  # W1
        if kind == "NSM":
            kinds[index] = before
        elif kind != "BN":
            before = kind
    _turn_numbers(kinds, {"L", "R", "AL"}, edge, after="AL", into="AN")  # W2
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]  # W3
    _join_numbers(kinds)
    _spread_terminators(kinds)
    kinds[:] = ["ON" if kind in {"ES", "ET", "CS"} else kind for kind in kinds]  # W6
    _turn_numbers(kinds, {"L", "R"}, edge, after="L", into="L")  # W7


def _turn_numbers(kinds: list[str], strong: set[str], edge: str, *, after: str, into: str) -> None:
    """European numbers are of another kind when the last strong character before them says so."""
    last = edge
    for index, kind in enumerate(kinds):
        if kind in strong:
            last = kind
        elif kind == "EN" and last == after:
            kinds[index] = into


def _join_numbers(kinds: list[str]) -> None:
    """W4: one separator between two numbers of a kind belongs to them."""
    for index in range(1, len(kinds) - 1):
        around = kinds[index - 1]
        joins = {"CS": {"EN", "AN"}, "ES": {"EN"}}.get(kinds[index], set())
        if around == kinds[index + 1] and around in joins:
            kinds[index] = around


def _spread_terminators(kinds: list[str]) -> None:
    """W5: currency and percent signs next to European numbers belong to them."""
    index = 0
    while index < len(kinds):
        end = index
        while end < len(kinds) and kinds[end] in {"ET", "BN"}:
            end += 1
        if end > index:
            touches = "EN" in {kinds[index - 1] if index else "", kinds[end] if end < len(kinds) else ""}
            if touches:
                kinds[index:end] = ["EN"] * (end - index)
            index = end
        else:
            index += 1


def _resolve_brackets(text: str, kinds: list[str], edge: str) -> None:
    """N0: both brackets of a pair take the direction of what they enclose."""
    for start, end in _bracket_pairs(text, kinds):
        inside = {_strength(kind) for kind in kinds[start + 1 : end]} - {None}
        if edge in inside:
            kinds[start] = kinds[end] = edge
        elif inside:
            opposite = "L" if edge == "R" else "R"
            before = next((kind for kind in map(_strength, reversed(kinds[:start])) if kind), edge)
            kinds[start] = kinds[end] = opposite if before == opposite else edge
        else:
            continue
        for position in (start, end):
            # Marks behind a bracket follow it.
            following = position + 1
            while following < len(kinds) and unicodedata.bidirectional(text[following]) == "NSM":
                kinds[following] = kinds[position]
                following += 1


def _bracket_pairs(text: str, kinds: Sequence[str]) -> list[tuple[int, int]]:
    open_ones: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for index, char in enumerate(text):
        if kinds[index] != "ON":
            continue
        if char in _PAIRED:
            open_ones.append((_PAIRED[char], index))
        else:
            for depth in range(len(open_ones) - 1, -1, -1):
                if open_ones[depth][0] == char:
                    pairs.append((open_ones[depth][1], index))
                    del open_ones[depth:]
                    break
    return sorted(pairs)


def _strength(kind: str) -> str | None:
    """How a resolved kind counts among neutrals: numbers are right-to-left there."""
    return {"L": "L", "R": "R", "EN": "R", "AN": "R"}.get(kind)


def _resolve_neutral(kinds: list[str], edge: str) -> None:
    index = 0
    while index < len(kinds):
        end = index
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        if end > index:
            before = _strength(kinds[index - 1]) if index else edge
            after = _strength(kinds[end]) if end < len(kinds) else edge
            filled = before if before == after and before is not None else edge  # N1, N2
            kinds[index:end] = [filled] * (end - index)
            index = end
        else:
            index += 1
