"""Carrying out what a request has decided for a cart before the request is answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from admitone.core.principal import Principal
from admitone.services.cart_view import CartView
from admitone.services.carts import read_cart
from admitone.services.effects import Handler, carry_out_soon
from admitone.store import effects
from admitone.store.database import Database

# How long a request waits for the gateway and the ERP that it has set going; then the worker goes on alone.
EFFECT_SECONDS: Final = 4.0
LOOK_SECONDS: Final = 0.05


@dataclass(frozen=True, slots=True)
class SettleWorld:
    """What settling needs of the world; `owner` is the name under which this process takes effects over."""

    database: Database
    handlers: Mapping[str, Handler]
    owner: str


async def settle_cart(world: SettleWorld, principal: Principal, reference: str) -> CartView:
    """Carry out what was just decided for a cart, as far as a few seconds allow, and read the cart again.

    What a worker was quicker to take up is waited for as long.
    """
    deadline = time.monotonic() + EFFECT_SECONDS
    await carry_out_soon(
        world.database,
        world.handlers,
        tenant_id=principal.tenant_id,
        cart_reference=reference,
        owner=world.owner,
        seconds=EFFECT_SECONDS,
    )
    while True:
        async with world.database.reading() as tx:
            view = await read_cart(tx, principal, reference)
            under_way = bool(view.pending) and await effects.is_running(tx, reference)
        if not under_way or time.monotonic() > deadline:
            return view
        await asyncio.sleep(LOOK_SECONDS)


async def settle_view(world: SettleWorld, principal: Principal, view: CartView) -> CartView:
    """A cart that was just made: as it is, when nothing waits for it; else as `settle_cart`."""
    return await settle_cart(world, principal, view.cart.reference) if view.pending else view
