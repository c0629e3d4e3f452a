"""Reserving tickets for a customer: in one statement where that can be, else step by step."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from admitone.core.clock import local_day, today, utc_now
from admitone.core.contacts import check_email, check_phone
from admitone.core.errors import Conflict, InvalidParameter
from admitone.core.inventory import Ticket
from admitone.core.principal import STAFF, Principal
from admitone.core.selling import PaymentSession, SaleStatus, new_cart_reference
from admitone.services.allocating import Allocation, allocate_tickets
from admitone.services.cart_effects import CREATE_PAYMENT, list_effects
from admitone.services.cart_view import CartView
from admitone.services.effects import LEASE
from admitone.services.opening import Draft, new_cart, open_cart, view_opened
from admitone.services.replaying import RESERVE_OPERATION, fingerprint_of, keep_key, replay
from admitone.services.selling import (
    HOLD_MINUTES_MAX,
    TICKETS_PER_CART_MAX,
    Reservation,
    SellingTerms,
    distinct_ids,
    hold_by_id,
)
from admitone.store import effects, payments
from admitone.store import reserving as store
from admitone.store.audit import Change
from admitone.store.database import ConstraintViolated, Database, TransactionUndone, Tx
from admitone.store.effects import Effect

_TRIES: Final = 5
_COINCIDENCES: Final = frozenset({"carts_reference_once", "idempotency_key_once"})


@dataclass(frozen=True, slots=True)
class Begun:
    """A reservation that stands, with the effects that its owner has to carry out now.

    `session` is the first attempt to collect the money, which nobody has told the gateway of yet. Without `effects`
    there is nothing to do, or others do it already: `view.pending` tells.
    """

    view: CartView
    effects: list[Effect]
    session: PaymentSession | None = None


@dataclass(frozen=True, slots=True)
class _Call:
    """Who wants what, under which terms; checked, and drafted as a cart."""

    principal: Principal
    terms: SellingTerms
    wanted: Reservation
    draft: Draft
    owner: str | None


async def reserve_for(database: Database, principal: Principal, terms: SellingTerms, wanted: Reservation) -> CartView:
    """`begin_reservation`, with whatever must happen outside left to the workers."""
    return (await begin_reservation(database, principal, terms, wanted)).view


async def begin_reservation(
    database: Database, principal: Principal, terms: SellingTerms, wanted: Reservation, *, owner: str | None = None
) -> Begun:
    """Hold tickets for a customer, all or none, and decide the quotation and the payment session.

    With an `owner` the effects are born as his, under a lease: if he dies, a worker takes them over when it lapses.
    Conflict names the tickets that are gone and equivalent ones that are free. InvalidParameter for tickets in several
    currencies, or without a price when a payment link is wanted. A repetition with the same idempotency key gives the
    same cart.
    """
    principal.require(STAFF)
    call = _Call(principal, terms, wanted, _draft(principal, terms, wanted), owner)
    if wanted.ticket_ids and wanted.wishes:
        raise InvalidParameter("send ticketIds or allocate, not both", fields=("ticketIds", "allocate"))
    begun = None if wanted.wishes else await _reserve_at_once(database, call)
    return begun or await _reserve_in_steps(database, call)


def _draft(principal: Principal, terms: SellingTerms, wanted: Reservation) -> Draft:
    minutes = wanted.hold_minutes if wanted.hold_minutes is not None else terms.hold_minutes
    email = check_email(wanted.customer_email, "customerEmail")
    phone = check_phone(wanted.customer_phone, "customerPhone")
    if not 1 <= minutes <= HOLD_MINUTES_MAX:
        raise InvalidParameter(f"holdMinutes must be from 1 to {HOLD_MINUTES_MAX}", fields=("holdMinutes",))
    return Draft(
        status=SaleStatus.PENDING_PAYMENT,
        agent_user_id=wanted.agent_user_id or principal.name,
        customer_name=wanted.customer_name,
        customer_email=email,
        customer_phone=phone,
        language=wanted.language,
        notes=wanted.notes,
        wants_payment_link=not wanted.skip_payment_link and terms.payment_links,
        customer_id=wanted.customer_id,
        hold_for=timedelta(minutes=minutes),
    )


async def _reserve_at_once(database: Database, call: _Call) -> Begun | None:
    """None when something is in the way, whatever it is: step by step it is found out, and told."""
    principal, terms, wanted, draft = call.principal, call.terms, call.wanted, call.draft
    now = utc_now()
    cart = new_cart(principal, new_cart_reference(local_day(now, principal.time_zone)), draft, now)
    order = store.Order(
        cart=cart,
        ticket_ids=distinct_ids(wanted.ticket_ids),
        today=today(principal.time_zone),
        hold_until=draft.hold_until(now),
        change=_change(principal, now),
        effects=list_effects(cart, erp=terms.erp, payment_link=draft.wants_payment_link, now=now),
        payment_kind=CREATE_PAYMENT if draft.wants_payment_link else None,
        test=terms.test_payments,
        owner=call.owner,
        lease=LEASE if call.owner is not None else None,
        operation=RESERVE_OPERATION,
        idempotency_key=wanted.idempotency_key,
        fingerprint=fingerprint_of(wanted) if wanted.idempotency_key is not None else None,
    )
    try:
        reserved = await store.reserve_at_once(database, order)
    except (ConstraintViolated, TransactionUndone):
        return None
    if reserved is None:
        return None
    view = view_opened(reserved.opened, reserved.tickets)
    view = replace(view, pending=sorted(effect.kind for effect in reserved.effects))
    return Begun(view, reserved.effects if call.owner is not None else [], reserved.session)


async def _reserve_in_steps(database: Database, call: _Call) -> Begun:
    """In a transaction of its own, begun anew when a race or a coincidence undid it.

    That is: others were taking the same tickets, the cart reference was taken (one in 33 million of a day), or another
    request with the same idempotency key committed first.
    """
    wait = False
    for _ in range(_TRIES - 1):
        try:
            async with database.writing() as tx:
                return await _reserve(tx, call, wait=wait)
        except TransactionUndone:
            wait = True
        except ConstraintViolated as error:
            if error.constraint not in _COINCIDENCES:
                raise
        except Conflict:
            # The tickets may have gone to this very request, sent twice at one moment.
            async with database.reading() as tx:
                replayed = await replay(tx, call.principal, call.wanted)
            if replayed is None:
                raise
            return Begun(replayed, [])
    async with database.writing() as tx:
        return await _reserve(tx, call, wait=True)


async def _reserve(tx: Tx, call: _Call, *, wait: bool) -> Begun:
    """Without `wait` see `allocate_tickets`."""
    principal, wanted = call.principal, call.wanted
    replayed = await replay(tx, principal, wanted)
    if replayed is not None:
        return Begun(replayed, [])
    now = utc_now()
    reference = new_cart_reference(local_day(now, principal.time_zone))
    held = await _hold(tx, principal, wanted, reference, now, wait=wait)
    view = await open_cart(tx, principal, call.draft, held, _change(principal, now), reference=reference)
    await keep_key(tx, principal, wanted, view.cart, now)
    return await _decide_effects(tx, call, view, now)


async def _decide_effects(tx: Tx, call: _Call, view: CartView, now: datetime) -> Begun:
    cart = view.cart
    payment_link = cart.wants_payment_link and cart.total_minor > 0
    wished = list_effects(cart, erp=call.terms.erp, payment_link=payment_link, now=now)
    view = replace(view, pending=sorted(kind for kind, _ in wished))
    if call.owner is None:
        for kind, key in wished:
            await effects.insert_effect(
                tx, cart.tenant_id, kind, key, {"cart_id": cart.id}, now, cart_reference=cart.reference
            )
        return Begun(view, [])
    claimed = [
        await effects.insert_claimed_effect(
            tx, cart, kind, key, owner=call.owner, lease_until=utc_now() + LEASE, now=now
        )
        for kind, key in wished
    ]
    session = None
    if payment_link:
        session = await payments.insert_payment_session(tx, cart, test=call.terms.test_payments, now=now)
    return Begun(view, claimed, session)


def _change(principal: Principal, now: datetime) -> Change:
    return Change("RESERVE", principal.name, now, "AVAILABLE", "RESERVED")


async def _hold(
    tx: Tx, principal: Principal, wanted: Reservation, reference: str, now: datetime, *, wait: bool
) -> list[Ticket]:
    if wanted.wishes:
        zone = principal.time_zone
        allocation = Allocation(principal.tenant_id, today(zone), reference, now, wait, zone)
        return await allocate_tickets(tx, allocation, wanted.wishes, at_most=TICKETS_PER_CART_MAX)
    return await hold_by_id(tx, principal, distinct_ids(wanted.ticket_ids), reference, now)
