"""By the clock: asking for payments that nobody told us of, and giving back what was not paid in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import structlog

from admitone.core.clock import utc_now
from admitone.core.errors import AdmitError
from admitone.core.payments import PaymentState
from admitone.core.selling import Hold, SessionState
from admitone.services.paying import CHECK_PAUSE_LATER, PayWorld, settle_session
from admitone.services.resolving import expire_cart
from admitone.store import carts, payments

AT_ONCE: Final = 50
# While the gateway cannot be asked, a lapsed hold is kept so long: the customer may have paid.
GRACE_WITHOUT_GATEWAY: Final = timedelta(hours=1)
_PAYABLE: Final = {SessionState.OPEN, SessionState.DECLINED, SessionState.CANCELLED}
_log = structlog.get_logger(__name__)


async def reconcile_payments(world: PayWorld) -> int:
    """Ask about sessions whose time has come, across all tenants; how many were asked for."""
    if world.gateway is None:
        return 0
    now = utc_now()
    async with world.database.reading() as tx:
        due = await payments.list_due_payment_sessions(tx, now, AT_ONCE)
    asked = 0
    for session in due:
        # Moving the time on is what takes the check: of several workers one changes the row.
        async with world.database.writing() as tx:
            taken = await payments.take_payment_check(tx, session, now + CHECK_PAUSE_LATER)
        if not taken:
            continue
        asked += 1
        try:
            await settle_session(world, session)
        except AdmitError as error:
            _log.warning("payment_not_checked", session=session.id, reason=error.message)
    return asked


async def release_lapsed_holds(world: PayWorld) -> int:
    """Give the tickets of lapsed holds back, after one more look at their payments; how many carts."""
    now = utc_now()
    async with world.database.reading() as tx:
        lapsed = await carts.list_lapsed_holds(tx, now, AT_ONCE)
    released = 0
    for hold in lapsed:
        if not await _may_release(world, hold):
            continue
        async with world.database.writing() as tx:
            cart = await carts.read_cart_by_id(tx, hold.cart_id)
            released += await expire_cart(tx, cart, world.terms, utc_now())
    return released


async def _may_release(world: PayWorld, hold: Hold) -> bool:
    async with world.database.reading() as tx:
        sessions = await payments.list_payment_sessions(tx, hold.cart_id)
    for session in sessions:
        if session.state not in _PAYABLE or session.gateway_ref is None:
            continue
        try:
            state = await settle_session(world, session)
        except AdmitError as error:
            _log.warning("payment_not_checked", session=session.id, reason=error.message)
            if utc_now() < hold.expires_at + GRACE_WITHOUT_GATEWAY:
                return False
            continue
        if state is PaymentState.PAID:
            return False
    return True
