"""The codes that guests type: easy to read, hard to mistype, impossible to guess."""

from __future__ import annotations

import secrets
from typing import Final

# Digits and capitals without 0 O 1 I L, which look alike on paper. 31 is a prime number, so that a weighted sum finds
# every wrong character and every exchange of two.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RANDOM_CHARACTERS: Final = 11
CODE_LENGTH: Final = RANDOM_CHARACTERS + 1
GROUP_LENGTH: Final = 4
# More than anybody types with spaces and dashes; beyond it nothing is looked at.
TYPED_LENGTH_MAX: Final = 64
_SEPARATORS: Final = str.maketrans("", "", " -_.\u00a0\u2010\u2011\u2013")


def new_code() -> str:
    """12 characters: 11 random ones (54 bits), and a check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_CHARACTERS))
    return body + check_character(body)


def check_character(body: str) -> str:
    """The last character of a code whose other characters are `body`."""
    return ALPHABET[sum(place * ALPHABET.index(one) for place, one in enumerate(body, start=1)) % len(ALPHABET)]


def group_code(code: str) -> str:
    """The code as it is printed: `K7QF-3MZT-9XWA`."""
    return "-".join(code[at : at + GROUP_LENGTH] for at in range(0, len(code), GROUP_LENGTH))


def read_code(typed: str) -> str | None:
    """The code that somebody typed, in whatever case and grouping; None for what cannot be one, misspelt or not."""
    if len(typed) > TYPED_LENGTH_MAX:
        return None
    code = typed.translate(_SEPARATORS).upper()
    if len(code) != CODE_LENGTH or any(one not in ALPHABET for one in code):
        return None
    return code if code[-1] == check_character(code[:-1]) else None
