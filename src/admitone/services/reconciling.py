"""By the clock: asking for payments that nobody told us of, and giving back what was not paid in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import structlog

from admitone.core.clock import utc_now
from admitone.core.errors import AdmitError, Unavailable
from admitone.core.selling import Hold, PaymentSession, SessionState
from admitone.services.paying import PayWorld, settle_session
from admitone.services.resolving import expire_cart
from admitone.store import carts, payments

AT_ONCE: Final = 50
# Whoever takes a check may die; then another one asks so much later.
CHECK_LEASE: Final = timedelta(minutes=1)
# While the gateway cannot be asked, a lapsed hold is kept so long: the customer may have paid.
GRACE_WITHOUT_GATEWAY: Final = timedelta(hours=1)
_log = structlog.get_logger(__name__)


@dataclass
class _Round:
    """One look at the gateway; when it does not answer once, nobody waits for it again in this round."""

    world: PayWorld
    answers: bool = True

    async def settle(self, session: PaymentSession) -> bool:
        """Whether the gateway could be asked about a session."""
        if not self.answers:
            return False
        try:
            await settle_session(self.world, session)
        except AdmitError as error:
            _log.warning("payment_not_checked", session=session.id, reason=error.message)
            self.answers = not isinstance(error, Unavailable)
            return False
        return True


async def reconcile_payments(world: PayWorld) -> int:
    """Ask about sessions whose time has come, across all tenants; how many were asked for."""
    if world.gateway is None:
        return 0
    now = utc_now()
    async with world.database.reading() as tx:
        due = await payments.list_due_payment_sessions(tx, now, AT_ONCE)
    asked, look = 0, _Round(world)
    for session in due:
        # Moving the time on is what takes the check: of several workers one changes the row.
        async with world.database.writing() as tx:
            taken = await payments.take_payment_check(tx, session, utc_now() + CHECK_LEASE)
        if taken:
            asked += await look.settle(session)
        if not look.answers:
            break
    return asked


async def release_lapsed_holds(world: PayWorld) -> int:
    """Give the tickets of lapsed holds back, after one more look at their payments; how many carts."""
    now = utc_now()
    released, last_id, look = 0, 0, _Round(world)
    while True:
        async with world.database.reading() as tx:
            lapsed = await carts.list_lapsed_holds(tx, now, last_id, AT_ONCE)
        for hold in lapsed:
            try:
                released += await _release(look, hold)
            except Exception as error:  # noqa: BLE001  one cart must not keep the tickets of all later ones
                _log.warning("hold_not_released", hold=hold.id, exc_info=error)
        if len(lapsed) < AT_ONCE:
            return released
        last_id = lapsed[-1].id


async def _release(look: _Round, hold: Hold) -> bool:
    """Whether a lapsed hold was ended. A payment that the last look finds has sold the tickets before."""
    world = look.world
    async with world.database.reading() as tx:
        sessions = await payments.list_payment_sessions(tx, hold.cart_id)
    payable = [one for one in sessions if one.gateway_ref is not None and one.state is not SessionState.PAID]
    unasked = [session for session in payable if world.gateway is not None and not await look.settle(session)]
    now = utc_now()
    if unasked and now < hold.expires_at + GRACE_WITHOUT_GATEWAY:
        return False
    async with world.database.writing() as tx:
        for session in unasked:
            # However old it is: the look that was owed to it comes when the gateway is back.
            await payments.note_payment_check(tx, session.id, session.message, now + CHECK_LEASE, now)
        cart = await carts.read_cart_by_id(tx, hold.cart_id)
        return await expire_cart(tx, cart, world.terms, now)
