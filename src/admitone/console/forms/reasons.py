"""Why a field of a form cannot be used, in words for whoever fills it in."""

from __future__ import annotations

import re
from typing import Final

# The reasons of msgspec, which speaks to programmers.
_LENGTH: Final = re.compile(r"Expected `(?:str|array)` of length (<=|>=) (\d+)")
_BOUND: Final = re.compile(r"Expected `(?:int|float|decimal)` (<=|>=) (-?[\d.]+)")
_OTHERS: Final = {
    "characters": re.compile("matching regex"),
    "number": re.compile(r"Expected `[\w| ]*int[\w| ]*`, got "),
    "choice": re.compile("Invalid enum value"),
    "day": re.compile("date"),
    "anything": re.compile(""),
}
_WORDS: Final = {
    "characters": "has characters that cannot be used here",
    "number": "write a whole number",
    "choice": "choose one of the list",
    "day": "write a day of the calendar",
    "anything": "this cannot be used here",
}


def reason_in_words(reason: str) -> str:
    """A reason that stands by itself beside the field."""
    if found := _LENGTH.match(reason):
        length = found[2]
        return f"write at most {length} characters" if found[1] == "<=" else f"write at least {length} characters"
    if found := _BOUND.match(reason):
        bound = found[2]
        return f"write a number of at most {bound}" if found[1] == "<=" else f"write a number of at least {bound}"
    kind = next(name for name, pattern in _OTHERS.items() if pattern.search(reason))
    return _WORDS[kind]
