"""What happens by the clock: writing EXPIRED, and forgetting what nobody needs."""

from __future__ import annotations

import time
from typing import Final

from admitone.bootstrap import Product
from admitone.services.housekeeping import expire_tickets, forget_old_rows

SWEEP_SECONDS: Final = 60.0


class Timers:
    """Runs the sweeps of one worker once a minute.

    Several workers may sweep at once: a sweep is a guarded statement, so whoever comes second finds nothing to do.
    """

    def __init__(self, product: Product) -> None:
        """The first tick sweeps at once."""
        self._product = product
        self._next = 0.0

    async def tick(self) -> None:
        """Sweep when a minute has passed."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + SWEEP_SECONDS
        await expire_tickets(self._product.database)
        await forget_old_rows(self._product.database)
