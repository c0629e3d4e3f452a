"""The words of a PDF page with their places, as pdfium finds them.

A word's frame is its rectangle turned so that the word reads from left to right and lines follow from top to bottom;
for upright text that is its box on the page as shown. Called for every page of an upload: a few comparisons per word
decide which ones can be placed as one.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from admitone.ingest.bidi import has_right_to_left
from admitone.ingest.characters import Rect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from admitone.ingest.characters import Characters

# A word, the boxes of its first and its last character, and the index of the first one.
_Ends = tuple[str, Rect, Rect, int]

# Shares of the height of the text. A space is at most 0.6 of the font size (monospaced fonts), the height of a line
# 0.9 to 1.3 of it. Below GLUED two words are one; above CELL they are in two cells.
GLUED = 0.12
CELL = 0.75
# Share of the height that separates two characters of different words.
_CHARACTER_GAP = 0.13

# Characters that carry no text of their own: soft hyphen, tatweel, zero-width and bidirectional controls.
_INVISIBLE = re.compile(
    "[\u00ad\u0640\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\x00-\x08\x0e-\x1f\x7f]"
)
_PRESENTATION_FORM = re.compile("[\ufb00-\ufb06\ufb1d-\ufdff\ufe70-\ufefe]")
# pdfium writes U+0002 (older: U+FFFE) for a hyphen at the end of a line and joins the lines.
_LINE_HYPHEN = re.compile("[\x02\ufffe]")
_WORD = re.compile("[^\\s\x02\ufffe]+[\x02\ufffe]?|[\x02\ufffe]")
_LINE = re.compile("[^\r\n\x02\ufffe]+[\x02\ufffe]?")
_OTHER_SPACE = re.compile(r"[^\S ]")


class PlacedWord(NamedTuple):
    """A word, the angle it is turned by (counter-clockwise degrees) and its frame.

    It may be several words, with spaces, that stand side by side at one height: then `inner` is where the first of
    them ends and where the last begins. `chars` is given in lines with right-to-left letters only: the characters from
    left to right with their edges.
    """

    text: str
    turn: int
    left: float
    top: float
    right: float
    bottom: float
    chars: tuple[tuple[str, float, float], ...] | None = None
    inner: tuple[float, float] | None = None

    def box(self) -> Rect:
        """Return the rectangle on the page as shown: left, top, right, bottom in points from the top left corner."""
        if self.turn == 90:
            return (self.top, -self.right, self.bottom, -self.left)
        if self.turn == 180:
            return (-self.right, -self.bottom, -self.left, -self.top)
        if self.turn == 270:
            return (-self.bottom, self.left, -self.top, self.right)
        return (self.left, self.top, self.right, self.bottom)


def place_words(chars: Characters, start: int, end: int, *, joined: bool) -> list[PlacedWord]:
    """Place the words of whole lines, text[start:end], in pdfium's order; right-to-left lines from left to right.

    With `joined` words that belong to one run anyway come as one, which is all that a text needs; else each has its
    own place.
    """
    if not chars.mixed:
        return list(_plain_words(chars, start, end, joined=joined))
    words: list[PlacedWord] = []
    for line in _LINE.finditer(chars.text, start, end):
        if has_right_to_left(line.group()):
            words += _visual_words(chars, *line.span())
        else:
            words += _plain_words(chars, *line.span(), joined=joined)
    return words


def clean(word: str) -> str:
    """Return a word without invisible characters, with ligatures and Arabic presentation forms resolved."""
    if word.isascii() and word.isprintable():
        return word
    word = _LINE_HYPHEN.sub("-", word)
    word = _PRESENTATION_FORM.sub(lambda match: unicodedata.normalize("NFKC", match.group()), word)
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", word).replace(" ", ""))


def _plain_words(chars: Characters, start: int, end: int, *, joined: bool) -> Iterator[PlacedWord]:
    text = chars.text[start:end]
    found, starts = _split(text, start)
    firsts = chars.read(starts)
    lasts = chars.read([start + len(word) - 1 for word, start in zip(found, starts, strict=True)])
    words: Iterable[_Ends] = zip(found, firsts, lasts, starts, strict=True)
    if not text.isascii() or not text.replace("\r\n", "").isprintable():
        cleaned = ((clean(word), first, last, index) for word, first, last, index in words)
        words = (item for item in cleaned if item[0])
    if joined:
        return _joined(words, chars)
    return (_placed(word, chars, first, last, index) for word, first, last, index in words)


def _split(text: str, offset: int) -> tuple[list[str], list[int]]:
    """Return the words of a text and the index of each one's first character, counted from `offset`."""
    if _LINE_HYPHEN.search(text):
        matches = list(_WORD.finditer(text))
        return [match.group() for match in matches], [offset + match.start() for match in matches]
    words: list[str] = []
    starts: list[int] = []
    for word in _OTHER_SPACE.sub(" ", text).split(" "):
        if word:
            words.append(word)
            starts.append(offset)
        offset += len(word) + 1
    return words, starts


def _joined(words: Iterable[_Ends], chars: Characters) -> Iterator[PlacedWord]:
    """Place words; as one those that follow each other a space apart on one line and are equally high.

    By the rule for runs each of these joins the run of the one before, whatever else is in that run.
    """
    held: list[str] = []
    begin: PlacedWord | None = None
    top = bottom = before_left = before_right = gap_min = gap_max = math.nan
    for word, first, last, index in words:
        left, first_top, _, first_bottom = first
        last_left, last_top, right, last_bottom = last
        if (
            first_top == top == last_top
            and first_bottom == bottom == last_bottom
            and before_left < left <= last_left <= right
            and gap_min < left - before_right < gap_max
        ):
            held.append(word)
        else:
            if begin is not None:
                yield _as_one(begin, held, chars.shown((before_left, top, before_right, bottom)))
            held = [word]
            begin = _placed(word, chars, first, last, index)
            height = begin.bottom - begin.top
            gap_min, gap_max = -GLUED * height, CELL * height
            # Nothing is equal to what is not a number: a word that is not level stays alone.
            level = not begin.turn and first_top == last_top and first_bottom == last_bottom
            top, bottom = (first_top, first_bottom) if level else (math.nan, math.nan)
        before_left, before_right = left, right
    if begin is not None:
        yield _as_one(begin, held, chars.shown((before_left, top, before_right, bottom)))


def _as_one(begin: PlacedWord, words: list[str], end: Rect) -> PlacedWord:
    if len(words) == 1:
        return begin
    return begin._replace(text=" ".join(words), right=end[2], inner=(begin.right, end[0]))


def _placed(word: str, chars: Characters, first: Rect, last: Rect, index: int) -> PlacedWord:
    """Place a word by the boxes of its first and its last character; `index` is that of the first one."""
    left, top, right, bottom = first = chars.shown(first)
    last_left, last_top, last_right, last_bottom = last = chars.shown(last)
    # Characters of one word touch, and rounding may have them overlap: the last one is to the right when it starts
    # beyond the middle of the first.
    if left + right < 2 * last_left and top < last_bottom and last_top < bottom:
        return PlacedWord(word, 0, left, min(top, last_top), last_right, max(bottom, last_bottom))
    # One character, which a day or an amount may be, does not show by its place which way it is read.
    turn = chars.turn(index) if first == last else _turn(first, last)
    box = (min(left, last_left), min(top, last_top), max(right, last_right), max(bottom, last_bottom))
    return PlacedWord(word, turn, *_frame(box, turn))


def _turn(first: Rect, last: Rect) -> int:
    """Judge by its ends how a word is turned."""
    across = last[0] + last[2] - first[0] - first[2]
    down = last[1] + last[3] - first[1] - first[3]
    if abs(down) <= abs(across):
        return 180 if across < 0 else 0
    return 90 if down < 0 else 270


def _frame(box: Rect, turn: int) -> Rect:
    """Turn a box on the page so that what is read in it runs from left to right; `PlacedWord.box` is the way back."""
    left, top, right, bottom = box
    if turn == 90:
        return (-bottom, left, -top, right)
    if turn == 180:
        return (-right, -bottom, -left, -top)
    if turn == 270:
        return (top, -right, bottom, -left)
    return box


def _visual_words(chars: Characters, start: int, end: int) -> Iterator[PlacedWord]:
    """Cut a line with right-to-left letters into words by where its characters stand."""
    letters = [(index, clean(char)) for index, char in enumerate(chars.text[start:end], start) if not char.isspace()]
    letters = [(index, letter) for index, letter in letters if letter]
    if not letters:
        return
    boxes = map(chars.shown, chars.read([index for index, _ in letters]))
    turn = chars.turn(letters[0][0])
    frames = [_frame(box, turn) for box in boxes]
    placed = [(box[0] + box[2], -index, letter, *box) for (index, letter), box in zip(letters, frames, strict=True)]
    # The letters of a ligature share one box; they stand from right to left.
    placed.sort()
    word: list[tuple[float, int, str, float, float, float, float]] = []
    for item in placed:
        if word and item[3] - word[-1][5] > _CHARACTER_GAP * (item[6] - item[4]):
            yield _visual_word(word, turn)
            word = []
        word.append(item)
    if word:
        yield _visual_word(word, turn)


def _visual_word(word: list[tuple[float, int, str, float, float, float, float]], turn: int) -> PlacedWord:
    return PlacedWord(
        "".join(item[2] for item in word),
        turn,
        min(item[3] for item in word),
        min(item[4] for item in word),
        max(item[5] for item in word),
        max(item[6] for item in word),
        tuple((item[2], item[3], item[5]) for item in word),
    )
