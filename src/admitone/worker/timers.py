"""What happens by the clock: writing EXPIRED, and forgetting what nobody needs."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Final

from admitone.bootstrap import Product
from admitone.core.clock import utc_now
from admitone.services.digest import request_digests
from admitone.services.housekeeping import expire_tickets, fold_counters, forget_old_rows, forget_orphans
from admitone.services.owner_tickets import release_lapsed_tickets
from admitone.services.reconciling import reconcile_payments, release_lapsed_holds
from admitone.services.transfer_completing import end_broken_approvals
from admitone.services.wifi_stopping import sweep_sessions

SWEEP_SECONDS: Final = 60.0
CART_SECONDS: Final = 5.0
SESSION_SECONDS: Final = 10.0
ORPHAN_SECONDS: Final = 6 * 3600.0


class Timers:
    """Runs the sweeps of one worker once a minute, and looks after carts and Wi-Fi sessions every few seconds.

    Several workers may sweep at once: a sweep is a guarded statement, so whoever comes second finds nothing to do.
    """

    def __init__(self, product: Product) -> None:
        """The first tick sweeps at once."""
        self._product = product
        self._next = 0.0
        self._next_carts = 0.0
        self._next_orphans = 0.0
        self._next_sessions = 0.0
        self.swept_at: datetime | None = None
        self.reconciled_at: datetime | None = None

    async def tick(self) -> None:
        """Do what is due."""
        if time.monotonic() >= self._next_carts:
            self._next_carts = time.monotonic() + CART_SECONDS
            await self._watch_carts()
        if time.monotonic() >= self._next_sessions:
            self._next_sessions = time.monotonic() + SESSION_SECONDS
            await sweep_sessions(self._product.database)
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + SWEEP_SECONDS
        await expire_tickets(self._product.database)
        await request_digests(self._product.database)
        await end_broken_approvals(self._product.database)
        await forget_old_rows(self._product.database)
        self.swept_at = utc_now()
        if time.monotonic() >= self._next_orphans:
            self._next_orphans = time.monotonic() + ORPHAN_SECONDS
            await forget_orphans(self._product.database, self._product.objects, self._product.upload_folder)

    async def _watch_carts(self) -> None:
        await fold_counters(self._product.database)
        await reconcile_payments(self._product.pay_world)
        await release_lapsed_holds(self._product.pay_world)
        await release_lapsed_tickets(self._product.database)
        self.reconciled_at = utc_now()
