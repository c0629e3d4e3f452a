"""A reservation whose effects are born in the hands of the request that decides them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict
from admitone.core.principal import Principal
from admitone.services import effects
from admitone.services.cart_effects import CREATE_PAYMENT
from admitone.services.effects import Claim, PaymentAttempt
from admitone.services.reserving import Begun, begin_reservation
from admitone.services.selling import Reservation
from admitone.services.sessions import identify
from tests.selling.shop import CUSTOMER, Shop


async def agent_of(shop: Shop) -> Principal:
    return await identify(shop.product.database, shop.product.session_limits, shop.cast.agent.session)


async def begin(shop: Shop, ids: list[int], owner: str = "ann", key: str | None = None) -> Begun:
    """A reservation whose process goes no further than its commit."""
    wanted = Reservation("Layla Haddad", "layla@example.com", ticket_ids=ids, idempotency_key=key)
    product = shop.product
    return await begin_reservation(product.database, await agent_of(shop), product.terms, wanted, owner=owner)


def claim_of(shop: Shop, begun: Begun) -> Claim:
    [effect] = begun.effects
    assert begun.session is not None
    attempt = PaymentAttempt(begun.view.cart, begun.session)
    return Claim(shop.product.database, effect, "ann", attempt=attempt)


async def let_leases_lapse(shop: Shop) -> None:
    past = utc_now() - timedelta(seconds=1)
    await shop.sql("UPDATE effects SET lease_until = :past::timestamptz WHERE state = 'RUNNING'", past=past)


async def test_the_answer_with_a_link_is_the_cart_as_it_is_read(shop: Shop) -> None:
    ids = await shop.stock(2)
    cart = await shop.reserve(ids[::-1])
    assert cart["paymentLink"]
    assert cart == await shop.read(cart)
    [effect] = await shop.sql("SELECT state, attempts, lease_owner, lease_until FROM effects")
    assert dict(effect) == {"state": "DONE", "attempts": 1, "lease_owner": None, "lease_until": None}


async def test_what_a_dead_request_held_is_taken_over_when_its_lease_has_lapsed(shop: Shop) -> None:
    begun = await begin(shop, await shop.stock(1))
    assert begun.view.pending == [CREATE_PAYMENT]
    assert await effects.claim_due(shop.product.database, "ben", 10) == [], "ann may be at work on it"
    await let_leases_lapse(shop)
    [claim] = await effects.claim_due(shop.product.database, "ben", 10)
    assert claim.effect.attempts == 2
    await effects.carry_out(claim, shop.product.handlers[CREATE_PAYMENT])
    cart = await shop.read({"cartReference": begun.view.cart.reference})
    untold, opened = await shop.sessions(cart)
    assert (untold["state"], untold["attempt"], opened["state"], opened["attempt"]) == ("CREATING", 1, "OPEN", 2)
    assert (cart["paymentLink"], cart["pending"]) == (opened["url"], [])


async def test_a_link_that_comes_after_the_lease_was_lost_is_not_kept(shop: Shop) -> None:
    begun = await begin(shop, await shop.stock(1))
    late = claim_of(shop, begun)
    await let_leases_lapse(shop)
    [claim] = await effects.claim_due(shop.product.database, "ben", 10)
    await effects.carry_out(late, shop.product.handlers[CREATE_PAYMENT])
    assert late.attempt is not None
    assert late.attempt.url is None
    [effect] = await shop.sql("SELECT state, lease_owner FROM effects")
    assert dict(effect) == {"state": "RUNNING", "lease_owner": "ben"}
    assert [session["state"] for session in await shop.sessions({"cartReference": begun.view.cart.reference})] == [
        "CREATING"
    ]
    await effects.carry_out(claim, shop.product.handlers[CREATE_PAYMENT])


async def test_a_session_that_ended_meanwhile_gives_no_link(shop: Shop) -> None:
    begun = await begin(shop, await shop.stock(1))
    claim = claim_of(shop, begun)
    await shop.sql("UPDATE payment_sessions SET state = 'EXPIRED'")
    await effects.carry_out(claim, shop.product.handlers[CREATE_PAYMENT])
    assert claim.attempt is not None
    assert claim.attempt.url is None
    cart = await shop.read({"cartReference": begun.view.cart.reference})
    assert (cart["paymentLink"], cart["pending"]) == (None, [])


async def test_a_refused_reservation_leaves_nothing(shop: Shop) -> None:
    ids = await shop.stock(3)
    await shop.reserve(ids[:1], skipPaymentLink=True)
    with pytest.raises(Conflict):
        await begin(shop, ids)
    assert await shop.tickets(ids) == ["RESERVED", "AVAILABLE", "AVAILABLE"]
    for table, rows in (("carts", 1), ("holds", 1), ("sales", 1), ("effects", 0), ("payment_sessions", 0)):
        assert len(await shop.sql(f"SELECT id FROM {table}")) == rows, table


async def test_a_cart_that_costs_nothing_asks_for_no_payment(shop: Shop) -> None:
    ids = await shop.stock(1, price="0.00")
    cart = await shop.reserve(ids)
    assert (cart["total"], cart["paymentLink"], cart["pending"]) == (0.0, None, [])
    assert await shop.sql("SELECT id FROM effects") == []
    assert await shop.sessions(cart) == []


async def test_a_repetition_under_a_key_takes_nothing_over(shop: Shop) -> None:
    ids = await shop.stock(1)
    begun = await begin(shop, ids, key="k")
    again = await begin(shop, ids, owner="ben", key="k")
    assert (again.view.cart.reference, again.effects) == (begun.view.cart.reference, [])
    assert again.view.pending == [CREATE_PAYMENT]
    [effect] = await shop.sql("SELECT lease_owner, attempts FROM effects")
    assert dict(effect) == {"lease_owner": "ann", "attempts": 1}


async def test_wishes_have_their_effects_from_the_start_too(shop: Shop) -> None:
    await shop.stock(2)
    wish = {"attractionId": await shop.attraction(), "quantity": 2}
    cart = await shop.cast.agent.data("sale/reserve", ticketIds=[], allocate=[wish], **CUSTOMER)
    assert cart["paymentLink"]
    assert cart == await shop.read(cart)
    assert [session["attempt"] for session in await shop.sessions(cart)] == [1]
    assert [effect["attempts"] for effect in await shop.effects()] == [1]
