"""Sentences that were made in English, said in another language.

Services refuse in plain English sentences, and what happened is kept in the database in the same words. A phrasebook
knows the templates that they were made from, finds the one that a sentence fits, and fills the same values into its
translation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import re2

GAP: Final = re.compile(r"\{(\w+)\}")
# First strong isolate and its end: a code or a number within a text of the other direction keeps its own.
_ISOLATED: Final = "\u2068{}\u2069"
_SENTENCE_LENGTH_MAX: Final = 2000
_NESTING_MAX: Final = 3


class Phrasebook:
    """Templates with `{name}` for their gaps, their translations, and single words that may stand in a gap."""

    def __init__(self, templates: Mapping[str, str], words: Mapping[str, str]) -> None:
        """`words` are translated where one of them fills a gap by itself."""
        self._whole = {_bare(text): said for text, said in templates.items() if not GAP.search(text)}
        self._words = words
        with_gaps = [text for text in templates if GAP.search(text)]
        # What has most words of its own comes first: "there is no {thing}" would take what others say better.
        with_gaps.sort(key=lambda text: len(GAP.sub("", text)), reverse=True)
        self._patterns = [(_compile(text), templates[text]) for text in with_gaps]

    def translate(self, sentence: str) -> str:
        """The sentence in the phrasebook's language; itself when no template fits."""
        return self._translate(sentence, _NESTING_MAX) or sentence

    def _translate(self, sentence: str, nesting: int) -> str | None:
        if whole := self._whole.get(_bare(sentence)):
            return whole
        if len(sentence) > _SENTENCE_LENGTH_MAX or not nesting:
            return None
        for pattern, said in self._patterns:
            if found := pattern.fullmatch(sentence):
                return self._fill(said, found.groupdict(), nesting)
        return None

    def _fill(self, said: str, values: Mapping[str, Any], nesting: int) -> str:
        return GAP.sub(lambda gap: self._value(values[gap[1]], nesting - 1), said)

    def _value(self, value: str, nesting: int) -> str:
        if value in self._words:
            return self._words[value]
        return self._translate(value, nesting) or _ISOLATED.format(value)


def _bare(sentence: str) -> str:
    """Without what display adds: the first letter's case and the full stop."""
    return sentence[:1].lower() + sentence[1:].removesuffix(".")


def _compile(template: str) -> Any:
    # RE2: what fills the gaps is partly written by strangers, and this takes linear time whatever they write.
    pieces = GAP.split(template.removesuffix("."))
    literal, names = pieces[::2], pieces[1::2]
    first = literal[0][:1]
    made = (
        f"[{first.lower()}{first.upper()}]{re2.escape(literal[0][1:])}" if first.isalpha() else re2.escape(literal[0])
    )
    for name, text in zip(names, literal[1:], strict=True):
        made += f"(?P<{name}>.+?)" + re2.escape(text)
    return re2.compile(rf"(?s){made}\.?")
