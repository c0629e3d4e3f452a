"""Customers who come back from the payment page.

Where they come back to and what the address says is anybody's to type. It only makes us ask the gateway; what is true
of the cart is read from the cart. The address that the gateway was given has a code beside the reference, and only
whoever has the code is told what the cart came to: references stand on papers, codes do not.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import structlog

from admitone.core.clock import utc_now
from admitone.core.errors import AdmitError, Conflict, NotFound, TooManyRequests
from admitone.core.networks import network_of
from admitone.core.payments import PaymentState
from admitone.core.selling import Cart, PaymentSession, PaymentStatus, SaleStatus, SessionState, return_code
from admitone.services.cart_effects import request_payment_link
from admitone.services.guessing import WINDOW, note_wrong_code, refuse_guessing
from admitone.services.payable import latest_open, read_payable
from admitone.services.paying import PayWorld, settle_session
from admitone.services.public import find_cart
from admitone.store import audit, carts, payments, people
from admitone.store.audit import Change
from admitone.store.database import Database, Tx

ASK_SECONDS: Final = 4.0
# Enough for somebody who waits for the bank; too little to have us pester the gateway.
QUESTIONS_PER_MINUTE: Final = 20
NEW_PAGES_PER_WINDOW: Final = 5
# Older attempts have been asked about on schedule.
_SESSIONS_AT_ONCE: Final = 3
_UNDECIDED: Final = {SessionState.CREATING, SessionState.OPEN, SessionState.DECLINED, SessionState.CANCELLED}
_BACKGROUND: set[asyncio.Task[PaymentState | None]] = set()
_log = structlog.get_logger(__name__)


class ReturnState(StrEnum):
    """What a customer who comes back has to know."""

    PAID = "PAID"
    CONFIRMING = "CONFIRMING"
    DECLINED = "DECLINED"
    CANCELLED = "CANCELLED"
    UNPAID = "UNPAID"
    ENDED = "ENDED"
    REFUNDED = "REFUNDED"
    REFUNDING = "REFUNDING"


@dataclass(frozen=True, slots=True)
class Return:
    """What a cart came to, for its customer; `knows_code` is whether the caller may see any of it.

    `can_pay` says whether there is something to pay and a gateway to pay at.
    """

    cart: Cart
    state: ReturnState
    tickets: int
    can_pay: bool
    knows_code: bool


@dataclass(frozen=True, slots=True)
class Caller:
    """What somebody says who comes back, and from where. Addresses from before there were codes have none."""

    reference: str
    code: str
    address: str


async def look_up_return(world: PayWorld, caller: Caller, *, authorised: bool, seconds: float = ASK_SECONDS) -> Return:
    """What became of a cart, after asking the gateway for at most `seconds`.

    NotFound for an unknown reference or a wrong code; TooManyRequests for an address that guesses.
    `authorised` is the gateway's claim that the payment was made: it makes us wait for it to be confirmed, no more.
    """
    cart = await _identify(world.database, caller)
    said = await _ask(world, cart, seconds)
    async with world.database.reading() as tx:
        cart = await carts.read_cart_by_id(tx, cart.id)
        sales = await carts.list_cart_sales(tx, cart.id)
        sessions = await payments.list_payment_sessions(tx, cart.id)
    if cart.status is SaleStatus.PENDING_PAYMENT:
        state = _pending_state(cart, sessions, said, authorised=authorised)
    elif cart.status is not SaleStatus.CANCELLED:
        state = ReturnState.PAID
    elif any(sale.refunded_at for sale in sales):
        state = ReturnState.REFUNDED
    else:
        was_paid = any(session.state is SessionState.PAID for session in sessions)
        state = ReturnState.REFUNDING if was_paid else ReturnState.ENDED
    live = sum(sale.status is not SaleStatus.CANCELLED for sale in sales)
    can_pay = cart.status is SaleStatus.PENDING_PAYMENT and world.gateway is not None and cart.total_minor > 0
    return Return(cart, state, live or len(sales), can_pay, knows_code=bool(caller.code))


async def request_payment_page(world: PayWorld, caller: Caller) -> Cart:
    """See to it that an unpaid cart has a payment page that can be paid on, and give the cart.

    The page that is there, when the gateway says that it is still open; else a new attempt is decided, which the
    caller has carried out. NotFound without the code; Conflict for a cart that cannot be paid; TooManyRequests for too
    many attempts.
    """
    cart = await _identify(world.database, caller, needs_code=True)
    said = await _ask(world, cart, ASK_SECONDS)
    async with world.database.writing() as tx:
        cart = await carts.read_cart_by_id(tx, cart.id)
        if cart.status is not SaleStatus.PENDING_PAYMENT or world.gateway is None or cart.total_minor <= 0:
            raise Conflict(f"there is nothing to pay for {cart.reference}", fields=("cartReference",))
        latest = latest_open(await payments.list_payment_sessions(tx, cart.id))
        undecided = {None, PaymentState.OPEN, PaymentState.AUTHORISED}
        if latest is not None and said.get(latest.id) in undecided:
            return cart
        if (await read_payable(tx, cart)).is_under_way:
            return cart
        await _limit_attempts(tx, cart)
        now = utc_now()
        await request_payment_link(tx, cart, now)
        change = Change("REGENERATE_LINK", "customer", now, str(cart.status), str(cart.status))
        await audit.record_sales(tx, cart, change)
    return cart


async def read_payment_page(world: PayWorld, cart: Cart) -> str | None:
    """Where an unpaid cart can be paid now; None when there is no such place yet."""
    async with world.database.reading() as tx:
        return (await read_payable(tx, await carts.read_cart_by_id(tx, cart.id))).url


async def _identify(database: Database, caller: Caller, *, needs_code: bool = False) -> Cart:
    subject = network_of(caller.address)
    async with database.reading() as tx:
        await refuse_guessing(tx, subject)
        cart = await find_cart(tx, caller.reference)
    if cart is not None and not (caller.code or needs_code):
        return cart
    expected = return_code(cart) if cart else "there is no such cart"
    if hmac.compare_digest(expected.encode(), caller.code.encode(errors="replace")) and cart is not None:
        return cart
    await note_wrong_code(database, subject)
    raise NotFound("there is no booking with this address", fields=("cartReference", "code"))


async def _ask(world: PayWorld, cart: Cart, seconds: float) -> dict[int, PaymentState | None]:
    """What the gateway says of the undecided attempts, by session id; what it has not said in time goes on alone."""
    if world.gateway is None or cart.status not in {SaleStatus.PENDING_PAYMENT, SaleStatus.CANCELLED}:
        return {}
    async with world.database.reading() as tx:
        sessions = await payments.list_payment_sessions(tx, cart.id)
    open_ones = [one for one in sessions if one.state in _UNDECIDED and one.gateway_ref][-_SESSIONS_AT_ONCE:]
    if not open_ones or not await _may_ask(world, cart):
        return {}
    tasks = {session.id: asyncio.create_task(_settle(world, session)) for session in open_ones}
    _BACKGROUND.update(tasks.values())
    for task in tasks.values():
        task.add_done_callback(_BACKGROUND.discard)
    done, _ = await asyncio.wait(tasks.values(), timeout=seconds)
    return {session_id: task.result() for session_id, task in tasks.items() if task in done}


async def _settle(world: PayWorld, session: PaymentSession) -> PaymentState | None:
    try:
        return await settle_session(world, session)
    except AdmitError as error:
        _log.warning("payment_not_checked", session=session.id, reason=error.message)
        return None


async def _may_ask(world: PayWorld, cart: Cart) -> bool:
    async with world.database.writing() as tx:
        now = utc_now()
        asked = await people.count_failure(tx, f"return:{cart.id}:{now:%H%M}", now, now - WINDOW)
    return asked <= QUESTIONS_PER_MINUTE


async def _limit_attempts(tx: Tx, cart: Cart) -> None:
    now = utc_now()
    if await people.count_failure(tx, f"new-page:{cart.id}", now, now - WINDOW) > NEW_PAGES_PER_WINDOW:
        seconds = int(WINDOW.total_seconds())
        message = f"too many attempts to pay; try again in {seconds // 60} minutes"
        raise TooManyRequests(message, details={"retryAfterSeconds": seconds})


def _pending_state(
    cart: Cart, sessions: Sequence[PaymentSession], said: Mapping[int, PaymentState | None], *, authorised: bool
) -> ReturnState:
    if PaymentState.AUTHORISED in said.values():
        return ReturnState.CONFIRMING
    latest = next((session for session in reversed(sessions) if session.gateway_ref), None)
    answer = said.get(latest.id) if latest else None
    # PAID here is a payment that does not fit what was asked for: people look at it, and so does the next check.
    if latest is not None and (answer is PaymentState.PAID or (authorised and answer in {None, PaymentState.OPEN})):
        return ReturnState.CONFIRMING
    if answer is PaymentState.DECLINED or (answer is None and cart.payment_status is PaymentStatus.DECLINED):
        return ReturnState.DECLINED
    if answer is PaymentState.CANCELLED or (answer is None and cart.payment_status is PaymentStatus.CANCELLED_PAYMENT):
        return ReturnState.CANCELLED
    return ReturnState.UNPAID
