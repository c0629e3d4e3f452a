"""Devices by the names that access servers give them."""

from __future__ import annotations

import re
from typing import Final

_MAC: Final = re.compile(r"(?:[0-9a-f]{2}[:.-]?){5}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}")
_NAME_LENGTH_MAX: Final = 64


def spell_device(name: str) -> str:
    """A hardware address in one spelling, `aa:bb:cc:00:00:01`; of any other name the first 64 characters.

    Names come from whoever asks. What does not print is dropped: PostgreSQL keeps no NUL, and no lone surrogates.
    """
    name = "".join(character for character in name if character.isprintable()).strip()[:_NAME_LENGTH_MAX]
    if not _MAC.fullmatch(name.lower()):
        return name
    digits = re.sub(r"[^0-9a-f]", "", name.lower())
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))
