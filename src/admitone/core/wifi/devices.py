"""Devices by the names that access servers give them."""

from __future__ import annotations

import re
from typing import Final

_MAC: Final = re.compile(r"(?:[0-9a-f]{2}[:.-]?){5}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}")


def spell_device(name: str) -> str:
    """A hardware address in one spelling, `aa:bb:cc:00:00:01`; any other name as it is."""
    name = name.strip()
    if not _MAC.fullmatch(name.lower()):
        return name
    digits = re.sub(r"[^0-9a-f]", "", name.lower())
    return ":".join(digits[at : at + 2] for at in range(0, 12, 2))
