"""From the order in which right-to-left text stands on a page back to the order in which it is read.

A page shows characters from left to right; Arabic and Hebrew are read the other way, numbers and Latin words inside
them are not (Unicode Standard Annex 9). pdfium undoes this with its own rules and gets Latin serials inside Arabic
lines wrong (`A-12` becomes `-12A`), so lines with right-to-left letters are put in order here.
"""

from __future__ import annotations

import re
import unicodedata

RIGHT_TO_LEFT = re.compile("[\u0590-\u065f\u066e-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
LEFT_TO_RIGHT = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u052f]")
# Digits with single separators between them are one number; a hyphen after Arabic letters splits it (W2, W4).
_NUMBER = re.compile(r"\d+(?:[.,:/٫٬]\d+)*")
# From a Latin letter to the last Latin letter or digit before the next right-to-left one (rules W7, N1).
_LATIN_RUN = re.compile(rf"{LEFT_TO_RIGHT.pattern}(?:[^{RIGHT_TO_LEFT.pattern[1:-1]}]*(?:{LEFT_TO_RIGHT.pattern}|\d))?")
_ARABIC_RUN = re.compile(rf"{RIGHT_TO_LEFT.pattern}(?:[^{LEFT_TO_RIGHT.pattern[1:-1]}]*{RIGHT_TO_LEFT.pattern})?")
_COLON_BEFORE_ARABIC = re.compile(f":{RIGHT_TO_LEFT.pattern}")
_BRACKETS = re.compile(r"[()]")


def has_right_to_left(text: str) -> bool:
    """Return whether the text has a right-to-left letter."""
    return not text.isascii() and RIGHT_TO_LEFT.search(text) is not None


def reads_right_to_left(visual: str) -> bool:
    """Judge the direction of a line from its ends, and where they differ, from what stands at the left end.

    `A-12 :<label>` is Arabic with a value, `Serial / <label>` is English with a translation.
    """
    if not has_right_to_left(visual):
        return False
    strong = [char for char in visual if LEFT_TO_RIGHT.match(char) or RIGHT_TO_LEFT.match(char)]
    if LEFT_TO_RIGHT.match(strong[-1]):
        return False
    if RIGHT_TO_LEFT.match(strong[0]):
        return True
    if visual.rstrip().endswith(":") or _COLON_BEFORE_ARABIC.search(visual):
        return not visual.rstrip().endswith(":")
    first_arabic = RIGHT_TO_LEFT.search(visual)
    latin = visual[: first_arabic.start() if first_arabic else 0]
    if ":" in latin.rstrip()[-1:] or any(unicodedata.category(char) == "Nd" for char in latin):
        return True
    return len(LEFT_TO_RIGHT.findall(latin)) < 3


def logical_order(visual: str) -> list[int]:
    """Return the indices of the characters of a line as it stands, left to right, in the order they are read."""
    indices = list(range(len(visual)))
    if not has_right_to_left(visual):
        return indices
    if reads_right_to_left(visual):
        return _reversed_around(visual, indices, _LATIN_RUN)
    order: list[int] = []
    position = 0
    for run in _ARABIC_RUN.finditer(visual):
        order += indices[position : run.start()]
        order += _reversed_around(visual[run.start() : run.end()], indices[run.start() : run.end()], _NUMBER)
        position = run.end()
    return order + indices[position:]


def pair_brackets(text: str) -> str:
    """Return the text with its round brackets opening and closing in turn, as mirrored glyphs may not.

    Only a text with as many of them as pairs need is changed.
    """
    if len(_BRACKETS.findall(text)) % 2:
        return text
    turn = iter("()" * len(text))
    return _BRACKETS.sub(lambda _: next(turn), text)


def _reversed_around(visual: str, indices: list[int], kept: re.Pattern[str]) -> list[int]:
    """Reverse a run but keep what `kept`, and numbers, match in their own order."""
    pieces: list[list[int]] = []
    position = 0
    spans = sorted(_disjoint([match.span() for pattern in (kept, _NUMBER) for match in pattern.finditer(visual)]))
    for start, end in spans:
        pieces += [[index] for index in indices[position:start]]
        pieces.append(indices[start:end])
        position = end
    pieces += [[index] for index in indices[position:]]
    return [index for piece in reversed(pieces) for index in piece]


def _disjoint(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Keep earlier spans; drop those that touch one of them."""
    taken: list[tuple[int, int]] = []
    for start, end in spans:
        if all(end <= other_start or start >= other_end for other_start, other_end in taken):
            taken.append((start, end))
    return taken
