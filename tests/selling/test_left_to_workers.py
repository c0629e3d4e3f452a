"""What happens outside is left to the workers, by configuration."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace

from admitone.services.reserving import reserve_for
from admitone.services.selling import Reservation
from admitone.services.sessions import identify
from admitone.services.settling import reserve_and_settle, settle_cart
from admitone.store import effects
from admitone.worker import AT_ONCE_MAX, IDLE_SECONDS, worker_inside
from tests.selling.shop import Shop


async def test_the_answer_names_what_a_worker_will_do(shop: Shop) -> None:
    product = shop.product
    world = replace(product.settle_world, carries_out=False)
    principal = await identify(product.database, product.session_limits, shop.cast.agent.session)
    wanted = Reservation("Layla Haddad", "layla@example.com", ticket_ids=await shop.stock(1))
    view = await reserve_and_settle(world, principal, product.terms, wanted)
    assert (view.pending, view.link) == (["create_payment"], None)
    assert await settle_cart(world, principal, view.cart.reference) == view
    [effect] = await shop.sql("SELECT state, attempts, lease_owner FROM effects")
    assert dict(effect) == {"state": "WAITING", "attempts": 0, "lease_owner": None}
    reference = {"cartReference": view.cart.reference}
    assert await shop.sessions(reference) == []
    await shop.work()
    [session] = await shop.sessions(reference)
    cart = await shop.read(reference)
    assert (session["attempt"], cart["paymentLink"], cart["pending"]) == (1, session["url"], [])


async def test_a_worker_with_much_to_do_does_not_pause(shop: Shop) -> None:
    product, rounds = shop.product, 10
    principal = await identify(product.database, product.session_limits, shop.cast.agent.session)
    for ticket_id in await shop.stock(rounds * AT_ONCE_MAX):
        wanted = Reservation("Layla Haddad", "layla@example.com", ticket_ids=[ticket_id])
        await reserve_for(product.database, principal, product.terms, wanted)
    began = time.monotonic()
    async with worker_inside(product):
        while True:
            async with product.database.reading() as tx:
                if not await effects.count_effects(tx):
                    break
            await asyncio.sleep(0.05)
    assert time.monotonic() - began < rounds * IDLE_SECONDS, "as long as pauses between full hands would take"
    assert len(await shop.sql("SELECT id FROM payment_sessions WHERE state = 'OPEN'")) == rounds * AT_ONCE_MAX
