"""Rows of payment attempts and refunds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from admitone.core.selling import Cart, PaymentSession, Refund, RefundState, SessionState
from admitone.store import effects
from admitone.store.database import Tx, as_struct


class RefundCount(Struct, frozen=True, kw_only=True):
    """How many refunds there are, and how many of them are of payments that came after the reservation had ended."""

    total: int
    paid_late: int


async def insert_payment_session(tx: Tx, cart: Cart, *, test: bool, now: datetime) -> PaymentSession:
    """Begin the next attempt to collect the money for a cart.

    ConstraintViolated `payment_sessions_attempt_once` when another attempt was begun at the same moment.
    """
    row = await tx.fetch_one(
        "insert_payment_session",
        tenant_id=cart.tenant_id,
        cart_id=cart.id,
        cart_reference=cart.reference,
        amount_minor=cart.total_minor,
        currency=cart.currency,
        test=test,
        now=now,
    )
    assert row is not None, "an insert that cannot conflict has one row"
    return as_struct(row, PaymentSession)


async def read_payment_session(tx: Tx, session_id: int) -> PaymentSession:
    """A payment session that is known to exist."""
    row = await tx.fetch_one("read_payment_session", session_id=session_id)
    if row is None:
        raise LookupError(f"there is no payment session {session_id}")
    return as_struct(row, PaymentSession)


async def read_session_by_gateway_cart(tx: Tx, gateway_cart_id: str) -> PaymentSession | None:
    """The session that the gateway knows by this cart id."""
    row = await tx.fetch_one("read_payment_session_by_gateway_cart", gateway_cart_id=gateway_cart_id)
    return as_struct(row, PaymentSession) if row else None


async def list_payment_sessions(tx: Tx, cart_id: int) -> list[PaymentSession]:
    """The attempts of a cart, oldest first."""
    return [as_struct(row, PaymentSession) for row in await tx.fetch_all("list_payment_sessions", cart_id=cart_id)]


async def list_payment_sessions_of(tx: Tx, cart_ids: Sequence[int]) -> list[PaymentSession]:
    """The attempts of several carts, oldest first within each."""
    rows = await tx.fetch_all("list_payment_sessions_of", ids=list(cart_ids))
    return [as_struct(row, PaymentSession) for row in rows]


class SessionOpening(Struct, frozen=True):
    """`finished` when the effect was still its worker's; `opened` when the session was still CREATING, too."""

    finished: bool
    opened: bool


async def open_session_of_effect(
    tx: Tx,
    session_id: int,
    *,
    gateway_ref: str,
    url: str,
    next_check_at: datetime,
    effect_id: int,
    owner: str,
    now: datetime,
) -> SessionOpening:
    """CREATING -> OPEN with what the gateway answered, and the effect that asked for it is done: both or neither.

    Nothing is written when another worker has taken the effect over.
    """
    opening = {"session_id": session_id, "gateway_ref": gateway_ref, "url": url, "next_check_at": next_check_at}
    if tx.dialect == "sqlite":
        finished = await effects.finish_effect(tx, effect_id, owner, now)
        opened = finished and bool(await tx.execute("open_payment_session", **opening, now=now))
        return SessionOpening(finished, opened)
    row = await tx.fetch_one("open_session_of_effect", **opening, effect_id=effect_id, owner=owner, now=now)
    assert row is not None, "it always tells what it did"
    return as_struct(row, SessionOpening)


async def adopt_gateway_ref(tx: Tx, session_id: int, gateway_ref: str, next_check_at: datetime, now: datetime) -> bool:
    """Keep the gateway's reference for a session whose answer was lost; False when it has one already.

    FAILED -> OPEN, because the session can be paid after all; one that is still CREATING awaits its own answer.
    """
    return bool(
        await tx.execute(
            "adopt_gateway_ref", session_id=session_id, gateway_ref=gateway_ref, next_check_at=next_check_at, now=now
        )
    )


async def end_payment_session(
    tx: Tx,
    session_id: int,
    state: SessionState,
    message: str | None,
    now: datetime,
    *,
    next_check_at: datetime | None = None,
) -> bool:
    """A session that nobody should be able to pay any more."""
    changed = await tx.execute(
        "end_payment_session",
        session_id=session_id,
        state=str(state),
        message=message,
        next_check_at=next_check_at,
        now=now,
    )
    return bool(changed)


async def pay_payment_session(tx: Tx, session_id: int, transaction_ref: str, now: datetime) -> bool:
    """A session is paid; False when that was known already, so that a payment counts once."""
    return bool(
        await tx.execute("pay_payment_session", session_id=session_id, transaction_ref=transaction_ref, now=now)
    )


async def note_payment_check(
    tx: Tx, session_id: int, message: str | None, next_check_at: datetime | None, now: datetime
) -> None:
    """Note that a session was asked for and is not paid; None as the next time ends the asking."""
    await tx.execute("note_payment_check", session_id=session_id, message=message, next_check_at=next_check_at, now=now)


async def list_due_payment_sessions(tx: Tx, now: datetime, limit: int) -> list[PaymentSession]:
    """Sessions of all tenants whose next check is due."""
    rows = await tx.fetch_all("list_due_payment_sessions", now=now, limit=limit)
    return [as_struct(row, PaymentSession) for row in rows]


async def take_payment_check(tx: Tx, session: PaymentSession, next_check_at: datetime) -> bool:
    """Take a due check; False when another worker has taken it."""
    return bool(
        await tx.execute(
            "take_payment_check", session_id=session.id, seen=session.next_check_at, next_check_at=next_check_at
        )
    )


async def insert_refund(
    tx: Tx,
    cart: Cart,
    *,
    payment_session_id: int | None,
    amount_minor: int,
    currency: str,
    reason: str,
    now: datetime,
) -> int:
    """Note that money must go back; the refund's id."""
    row = await tx.fetch_one(
        "insert_refund",
        tenant_id=cart.tenant_id,
        cart_id=cart.id,
        payment_session_id=payment_session_id,
        amount_minor=amount_minor,
        currency=currency,
        reason=reason,
        now=now,
    )
    if row is None:
        raise LookupError("an insert returned no row")
    return int(row["id"])


async def read_refund(tx: Tx, tenant_id: int, refund_id: int) -> Refund | None:
    """One refund, or None when the tenant has no such one."""
    row = await tx.fetch_one("read_refund", tenant_id=tenant_id, refund_id=refund_id)
    return as_struct(row, Refund) if row else None


async def list_session_refunds(tx: Tx, session_id: int) -> list[Refund]:
    """What a payment has to go back for, oldest first."""
    return [as_struct(row, Refund) for row in await tx.fetch_all("list_session_refunds", session_id=session_id)]


async def list_refunds(
    tx: Tx,
    tenant_id: int,
    *,
    state: RefundState | None = None,
    cart_id: int | None = None,
    paid_late: bool = False,
    before_id: int | None = None,
    limit: int = 1000,
) -> list[Refund]:
    """Refunds of a tenant, newest first; of payments that came after their reservation had ended, if `paid_late`."""
    rows = await tx.fetch_all(
        "list_refunds",
        tenant_id=tenant_id,
        state=state and str(state),
        cart_id=cart_id,
        paid_late=paid_late,
        before_id=before_id,
        limit=limit,
    )
    return [as_struct(row, Refund) for row in rows]


async def count_refunds(tx: Tx, tenant_id: int, state: RefundState) -> RefundCount:
    """How many refunds of a tenant are in a state."""
    row = await tx.fetch_one("count_refunds", tenant_id=tenant_id, state=str(state))
    assert row is not None, "an aggregate has one row"
    return as_struct(row, RefundCount)


async def move_refund(
    tx: Tx,
    tenant_id: int,
    refund_id: int,
    from_state: RefundState,
    state: RefundState,
    now: datetime,
    *,
    refund_reference: str | None = None,
    note: str | None = None,
    decided_by: str | None = None,
) -> bool:
    """Move a refund; False when it was no longer in `from_state`."""
    return bool(
        await tx.execute(
            "move_refund",
            tenant_id=tenant_id,
            refund_id=refund_id,
            from_state=str(from_state),
            state=str(state),
            refund_reference=refund_reference,
            note=note,
            decided_by=decided_by,
            now=now,
        )
    )
