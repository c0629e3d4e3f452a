"""Carrying out what a request has decided for a cart before the request is answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from admitone.core.principal import Principal
from admitone.services.cart_effects import CREATE_PAYMENT
from admitone.services.cart_view import CartView
from admitone.services.carts import read_cart
from admitone.services.effects import Claim, Handler, PaymentAttempt, carry_out_claims, carry_out_soon
from admitone.services.reserving import Begun, begin_reservation, reserve_for
from admitone.services.selling import Reservation, SellingTerms
from admitone.store import effects
from admitone.store.database import Database
from admitone.store.sales import SaleLink

# How long a request waits for the gateway and the ERP that it has set going; then the worker goes on alone.
EFFECT_SECONDS: Final = 4.0
LOOK_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class SettleWorld:
    """What settling needs of the world; `owner` is the name under which this process takes effects over.

    Unless it `carries_out` effects, they are left to the workers, and nobody waits for them.
    """

    database: Database
    handlers: Mapping[str, Handler]
    owner: str
    carries_out: bool = True


async def reserve_and_settle(
    world: SettleWorld, principal: Principal, terms: SellingTerms, wanted: Reservation
) -> CartView:
    """`begin_reservation`, then its quotation and its payment link, as far as a few seconds allow."""
    if not world.carries_out:
        return await reserve_for(world.database, principal, terms, wanted)
    begun = await begin_reservation(world.database, principal, terms, wanted, owner=world.owner)
    if not begun.effects:
        return await settle_view(world, principal, begun.view)
    deadline = time.monotonic() + EFFECT_SECONDS
    attempt = PaymentAttempt(begun.view.cart, begun.session) if begun.session is not None else None
    await carry_out_claims(_claims(world, begun, attempt), world.handlers, EFFECT_SECONDS)
    if attempt is not None and attempt.url is not None and begun.view.pending == [CREATE_PAYMENT]:
        # Making a link changes nothing else of what is shown.
        return replace(begun.view, link=SaleLink(url=attempt.url, transaction_ref=None), pending=[])
    return await _read_settled(world, principal, begun.view.cart.reference, deadline)


async def settle_view(world: SettleWorld, principal: Principal, view: CartView) -> CartView:
    """A cart that was just made: as it is, when nothing waits for it; else as `settle_cart`."""
    return await settle_cart(world, principal, view.cart.reference) if view.pending else view


async def settle_cart(world: SettleWorld, principal: Principal, reference: str) -> CartView:
    """Carry out what was just decided for a cart, as far as a few seconds allow, and read the cart again.

    What a worker was quicker to take up is waited for as long.
    """
    if not world.carries_out:
        async with world.database.reading() as tx:
            return await read_cart(tx, principal, reference)
    deadline = time.monotonic() + EFFECT_SECONDS
    await carry_out_soon(
        world.database,
        world.handlers,
        tenant_id=principal.tenant_id,
        cart_reference=reference,
        owner=world.owner,
        seconds=EFFECT_SECONDS,
    )
    return await _read_settled(world, principal, reference, deadline)


def _claims(world: SettleWorld, begun: Begun, attempt: PaymentAttempt | None) -> list[Claim]:
    return [
        Claim(world.database, effect, world.owner, attempt=attempt if effect.kind == CREATE_PAYMENT else None)
        for effect in begun.effects
    ]


async def _read_settled(world: SettleWorld, principal: Principal, reference: str, deadline: float) -> CartView:
    while True:
        async with world.database.reading() as tx:
            view = await read_cart(tx, principal, reference)
            under_way = bool(view.pending) and await effects.is_running(tx, reference)
        if not under_way or time.monotonic() > deadline:
            return view
        await asyncio.sleep(LOOK_SECONDS)
