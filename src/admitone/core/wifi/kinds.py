"""What Wi-Fi tickets may be limited by, and the states they pass through."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class PrintFormat(StrEnum):
    """What a location prints tickets on: a roll of narrow paper, or sheets."""

    THERMAL = "thermal"
    A4 = "a4"


class TicketHandout(StrEnum):
    """How a ticket reaches its guest, in the contract's words."""

    PRINT = "print"
    EMAIL = "email"


class WifiState(StrEnum):
    """What a ticket is good for at a moment. The first of these that is true, from below, is the state.

    UNUSED -> ACTIVE with the first use; either -> EXPIRED when its time has passed, USED_UP when its allowance is
    spent (a top-up brings both back), REVOKED by a person, for good.
    """

    UNUSED = "UNUSED"
    ACTIVE = "ACTIVE"
    EXPIRED = "EXPIRED"
    USED_UP = "USED_UP"
    REVOKED = "REVOKED"


# In which a ticket lets its guest in, or will.
GOOD_STATES: Final = frozenset({WifiState.UNUSED, WifiState.ACTIVE})
# The contract's names of the kinds: its identifier, the flag, and what it says of it.
TYPE_WORDS: Final = (
    ("ttf", "timetofinish", "Elapsed time from the first use"),
    ("onl", "onlinetime", "Connected time"),
    ("ttl", "timetolimit", "Until a fixed moment"),
    ("trf", "limittraffic", "Amount of traffic"),
)
