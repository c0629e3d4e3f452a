"""Text broken into lines that fit, each with its glyphs in the order in which they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from admitone.ingest.drawing.direction import base_level, embedding_levels, plain, visual_runs
from admitone.ingest.drawing.typefaces import Glyph, Typeface

ELLIPSIS: Final = "…"
# From one base line to the next, in font sizes.
LEADING: Final = 1.28
# Most lines of small print have fewer characters.
_LINE_LENGTH_GUESS: Final = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its glyphs from left to right, its width in thousandths of the font size, and its direction."""

    glyphs: tuple[Glyph, ...]
    width: float
    right_to_left: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of one size in points. `whole` is False where the text had to be cut."""

    lines: tuple[Line, ...]
    size: float
    whole: bool = True

    @property
    def height(self) -> float:
        """What its lines take, in points."""
        return len(self.lines) * self.size * LEADING


def break_lines(
    text: str, typeface: Typeface, size: float, width: float, *, lines_max: int, right_to_left: bool | None = None
) -> Paragraph:
    """A text in at most `lines_max` lines of `width` points; what does not fit ends in an ellipsis.

    The direction is that of the first letter where `right_to_left` does not say.
    """
    shown = plain(text)
    base = base_level(shown) if right_to_left is None else int(right_to_left)
    pieces = _wrap(shown, typeface, width * 1000 / size)
    whole = len(pieces) <= lines_max
    if not whole:
        pieces = pieces[:lines_max]
        pieces[-1] = _cut(pieces[-1], typeface, width * 1000 / size)
    return Paragraph(tuple(set_line(piece, typeface, base) for piece in pieces), size, whole)


def fit_lines(text: str, typeface: Typeface, sizes: tuple[float, ...], width: float, *, lines_max: int) -> Paragraph:
    """As `break_lines`, in the first of these sizes in which all of the text fits, else in the last one."""
    for size in sizes:
        paragraph = break_lines(text, typeface, size, width, lines_max=lines_max)
        if paragraph.whole:
            return paragraph
    return paragraph


def set_line(text: str, typeface: Typeface, base: int) -> Line:
    """One line of a text without control characters."""
    glyphs: list[Glyph] = []
    for start, end, level in visual_runs(embedding_levels(text, base)):
        glyphs += typeface.shape(text[start:end], right_to_left=bool(level % 2))
    return Line(tuple(glyphs), sum(glyph.advance for glyph in glyphs), bool(base))


def _measure(text: str, typeface: Typeface) -> float:
    return typeface.width(text, right_to_left=bool(base_level(text)))


def _wrap(text: str, typeface: Typeface, width: float) -> list[str]:
    space = _measure(" ", typeface)
    lines: list[str] = []
    current, used = "", 0.0
    for word in (part for whole in text.split() for part in _divide(whole, typeface, width)):
        needed = _measure(word, typeface)
        if current and used + space + needed > width:
            lines.append(current)
            current, used = word, needed
        else:
            current, used = (f"{current} {word}", used + space + needed) if current else (word, needed)
    return [*lines, current] if current else lines


def _divide(word: str, typeface: Typeface, width: float) -> list[str]:
    """A word in pieces that fit: nearly always the word itself."""
    if _measure(word, typeface) <= width:
        return [word]
    pieces: list[str] = []
    while word:
        length = _fitting_length(word, typeface, width)
        pieces.append(word[:length])
        word = word[length:]
    return pieces


def _fitting_length(word: str, typeface: Typeface, width: float) -> int:
    """How many characters of a word fit, at least one. Only so much of it is shaped as a line could hold."""
    fits, bound = 1, min(_LINE_LENGTH_GUESS, len(word))
    while _measure(word[:bound], typeface) <= width:
        if bound == len(word):
            return bound
        fits, bound = bound, min(bound * 2, len(word))
    while bound - fits > 1:
        middle = (fits + bound) // 2
        if _measure(word[:middle], typeface) <= width:
            fits = middle
        else:
            bound = middle
    return fits


def _cut(line: str, typeface: Typeface, width: float) -> str:
    while line and _measure(line + ELLIPSIS, typeface) > width:
        line = line[:-1].rstrip()
    return line + ELLIPSIS
