"""Money back: once, through the gateway where it was paid there, and never twice by itself."""

from __future__ import annotations

import asyncio
from typing import Any

from admitone.core.clock import utc_now
from admitone.services import effects
from admitone.services.cart_effects import SYNC_ERP
from admitone.store import carts
from admitone.store.effects import insert_effect
from tests.selling.shop import Shop


async def sold(shop: Shop, count: int) -> tuple[dict[str, Any], list[int]]:
    """A cart that was paid at the gateway, and its tickets."""
    ids = await shop.stock(count)
    cart = await shop.reserve(ids)
    await shop.pay(cart)
    await shop.sweep()
    assert (await shop.read(cart))["status"] == "COMPLETED"
    return cart, ids


def given_back(shop: Shop, cart: dict[str, Any]) -> list[str]:
    """What the gateway has given back for a cart."""
    orders = [order for order in shop.gateway.orders() if order["cart_id"].startswith(cart["cartReference"])]
    return [str(each["amount"]) for order in orders for each in order["follow_ups"] if each["type"] == "refund"]


async def test_a_refund_goes_through_the_gateway_and_the_ticket_back_to_stock(shop: Shop) -> None:
    cart, ids = await sold(shop, 3)
    first = await shop.cast.admin.data("sale/refund", cartReference=cart["cartReference"], ticketIds=ids[:1])
    assert (first["amount"], first["state"]) == (350.0, "DONE")
    assert await shop.tickets(ids) == ["AVAILABLE", "SOLD", "SOLD"]
    assert (await shop.read(cart))["status"] == "COMPLETED"
    void = await shop.cast.admin.data(
        "sale/refund", cartReference=cart["cartReference"], returnToStock=False, reason="closed for the day"
    )
    assert (void["amount"], void["state"]) == (700.0, "DONE")
    assert (await shop.read(cart))["status"] == "CANCELLED"
    assert await shop.tickets(ids) == ["AVAILABLE", "SOLD", "SOLD"], "void, not for sale"
    assert given_back(shop, cart) == ["350.00", "700.00"]
    refused = await shop.cast.admin.refusal("sale/refund", cartReference=cart["cartReference"])
    assert refused == (409, "CONFLICT", ["ticketIds"])
    await shop.reserve(ids[:1])


async def test_an_erp_that_learns_of_the_sale_at_this_moment_is_told_of_the_refund_too(shop: Shop) -> None:
    cart, ids = await sold(shop, 2)
    [row] = await shop.sql("SELECT id FROM carts")
    async with shop.product.database.writing() as tx:
        known = await carts.read_cart_by_id(tx, row["id"])
        payload, now = {"cart_id": known.id}, utc_now()
        await insert_effect(tx, known.tenant_id, SYNC_ERP, "sold", payload, now, cart_reference=known.reference)
    [claim] = await effects.claim_due(shop.product.database, "the test", 10)
    async with claim.finishing() as tx:
        await carts.note_quotation(tx, known, quote_id=7, quote_number="S00007", customer_id=3, now=utc_now())
        body = {"cartReference": cart["cartReference"], "ticketIds": ids[:1]}
        refunding = asyncio.create_task(shop.cast.admin.data("sale/refund", **body))
        # By then it has read the cart, and waits for it.
        await asyncio.sleep(0.5)
    await refunding
    assert len(await shop.sql("SELECT id FROM effects WHERE kind = :kind", kind=SYNC_ERP)) == 2


async def test_used_tickets_and_strange_ones_are_not_taken_back(shop: Shop) -> None:
    cart, ids = await sold(shop, 2)
    await shop.sql("UPDATE tickets SET redeemed_at = :now::timestamptz WHERE id = :id", id=ids[0])
    for body in ({}, {"ticketIds": ids[:1], "returnToStock": False}, {"ticketIds": [99999]}):
        refused = await shop.cast.admin.refusal("sale/refund", cartReference=cart["cartReference"], **body)
        assert refused == (409, "CONFLICT", ["ticketIds"]), body
    assert await shop.tickets(ids) == ["SOLD", "SOLD"]
    assert (await shop.cast.agent.refusal("sale/refund", cartReference=cart["cartReference"]))[0] == 403
    assert given_back(shop, cart) == []


async def test_a_refund_whose_outcome_is_unknown_waits_for_a_person(shop: Shop) -> None:
    cart, _ = await sold(shop, 1)
    shop.gateway.fail("lost_answer", operation="remote")
    await shop.cast.admin.data("sale/refund", cartReference=cart["cartReference"])
    [refund] = await shop.refunds()
    assert (refund["state"], "look it up at the gateway" in refund["note"]) == ("OPEN", True)
    await shop.skip_pauses()
    await shop.work()
    assert given_back(shop, cart) == ["350.00"], "it did happen, and nobody repeated it"
    closed = await shop.cast.admin.data("refund/dismiss", refundId=refund["refundId"], note="seen at the gateway")
    assert closed["state"] == "DISMISSED"


async def test_a_refund_that_cannot_have_happened_is_tried_again(shop: Shop) -> None:
    cart, _ = await sold(shop, 1)
    shop.gateway.stop(kill=True)
    refund = await shop.cast.admin.data("sale/refund", cartReference=cart["cartReference"])
    assert refund["state"] == "ORDERED"
    shop.gateway.start()
    await shop.skip_pauses()
    await shop.work()
    [refund] = await shop.refunds()
    assert (refund["state"], given_back(shop, cart)) == ("DONE", ["350.00"])


async def test_a_worker_that_dies_while_the_gateway_refunds_repeats_nothing(shop: Shop) -> None:
    cart, _ = await sold(shop, 1)
    # The gateway is away for the request, so that a worker gets the work.
    shop.gateway.fail("slow", operation="remote", seconds=1.5)
    ordering = asyncio.create_task(shop.cast.admin.data("sale/refund", cartReference=cart["cartReference"]))
    await asyncio.sleep(0.7)
    # What a dead worker leaves behind: its lease, which lapses.
    await shop.sql("UPDATE effects SET lease_owner = 'dead', lease_until = :now WHERE state = 'RUNNING'")
    await shop.work()
    await ordering
    await asyncio.sleep(1)
    [refund] = await shop.refunds()
    assert (refund["state"], "look it up at the gateway" in refund["note"]) == ("OPEN", True)
    assert len(given_back(shop, cart)) == 1


async def test_a_refund_whose_effect_was_given_up_is_a_persons_again(shop: Shop) -> None:
    cart, _ = await sold(shop, 1)
    shop.gateway.stop(kill=True)
    await shop.cast.admin.data("sale/refund", cartReference=cart["cartReference"])
    [waiting] = await shop.effects(state="WAITING")
    assert waiting["kind"] == "refund_payment"
    await shop.cast.admin.data("effect/dismiss", effectId=waiting["effectId"], reason="the gateway is gone")
    [refund] = await shop.refunds()
    assert (refund["state"], refund["note"]) == ("OPEN", "the gateway is gone")


async def test_two_refunds_at_one_moment_close_the_cart_between_them(shop: Shop) -> None:
    cart, ids = await sold(shop, 2)
    calls = [
        shop.cast.admin.post("sale/refund", cartReference=cart["cartReference"], ticketIds=[ticket_id])
        for ticket_id in ids * 2
    ]
    answers = await asyncio.gather(*calls)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 409, 409]
    assert (await shop.read(cart))["status"] == "CANCELLED"
    await shop.work()
    assert given_back(shop, cart) == ["350.00", "350.00"]


async def test_money_that_came_another_way_goes_back_another_way(shop: Shop) -> None:
    ids = await shop.stock(1)
    cart = await shop.reserve(ids)
    await shop.cast.admin.data("sale/confirm-payment", cartReference=cart["cartReference"])
    refund = await shop.cast.admin.data("sale/refund", cartReference=cart["cartReference"])
    assert refund["state"] == "OPEN"
    assert (await shop.cast.admin.refusal("refund/execute", refundId=refund["refundId"]))[0] == 409
    assert (await shop.cast.admin.refusal("refund/dismiss", refundId=refund["refundId"], note=" "))[0] == 400
    assert (await shop.cast.stranger.refusal("refund/dismiss", refundId=refund["refundId"], note="x"))[0] == 404
    assert await effects.claim_due(shop.product.database, "the test", 10) == []
