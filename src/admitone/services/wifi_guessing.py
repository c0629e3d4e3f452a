"""Keeps guessers of Wi-Fi codes slow, without keeping a hotel's other guests out.

All guests of a place may come from one address, and through one access server. So a device that tries many codes waits
by itself, and the place as a whole only after many more, and only with wrong codes: one who guesses must not keep all
others out, and a code has 54 random bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from admitone.services.guessing import WRONG_CODES_PER_WINDOW, note_wrong_code, refuse_guessing, this_window
from admitone.store.database import Database, Tx

WRONG_CODES_OF_A_PLACE: Final = 1000


@dataclass(frozen=True, slots=True)
class Guesser:
    """Who tries codes: a device, empty where it has no name, at a place, which is a network or an access server."""

    place: str
    device: str

    async def refuse_device(self, tx: Tx) -> None:
        """TooManyRequests for a device from which many wrong codes came. Its name must be one that it cannot choose."""
        if self.device:
            await refuse_guessing(tx, f"{self.place}:{self.device}")

    async def refuse_wrong(self, tx: Tx) -> None:
        """TooManyRequests for one more wrong code of a device, or a place, from which many came."""
        for subject, most in self._limits():
            await refuse_guessing(tx, subject, most)

    async def note(self, database: Database) -> None:
        """Remember a wrong code."""
        for subject, _ in self._limits():
            await note_wrong_code(database, subject)

    def _limits(self) -> list[tuple[str, int]]:
        limits = [(f"{self.place}:{this_window()}", WRONG_CODES_OF_A_PLACE)]
        if self.device:
            limits.append((f"{self.place}:{self.device}", WRONG_CODES_PER_WINDOW))
        return limits
