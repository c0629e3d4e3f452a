"""Money that comes when the reservation has ended: the same tickets, else equivalent ones, else a refund."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from admitone.services.paying import settle_session
from admitone.store import payments
from tests.selling.shop import Shop


async def expired(shop: Shop, ids: list[int], **more: Any) -> dict[str, Any]:
    """A cart that was not paid in time."""
    cart = await shop.reserve(ids, **more)
    await shop.lapse(cart)
    await shop.sweep()
    assert await shop.tickets(ids) == ["AVAILABLE"] * len(ids)
    assert (await shop.read(cart))["status"] == "CANCELLED"
    return cart


async def test_the_same_tickets_when_they_are_free(shop: Shop) -> None:
    ids = await shop.stock(2)
    cart = await expired(shop, ids)
    await shop.pay(cart)
    await shop.sweep()
    later = await shop.read(cart)
    assert (later["status"], later["paymentStatus"], later["pending"]) == ("COMPLETED", "PAID", [])
    assert [ticket["ticketId"] for ticket in later["tickets"]] == ids
    assert await shop.refunds() == []


async def test_equivalent_tickets_kind_by_kind_when_some_are_gone(shop: Shop) -> None:
    adults = await shop.stock(4, category="Adult", price="350")
    children = await shop.stock(3, category="Child", price="100")
    cart = await expired(shop, [*adults[:2], *children[:1]])
    # Somebody else has them all since; what is free is of both kinds.
    await shop.reserve([*adults[:2], *children[:2]])
    await shop.pay(cart)
    await shop.sweep()
    later = await shop.read(cart)
    assert later["status"] == "COMPLETED"
    assert {sale["ticketId"]: sale["salePrice"] for sale in later["sales"]} == {
        adults[2]: 350.0, adults[3]: 350.0, children[2]: 100.0,
    }  # fmt: skip


async def test_a_refund_when_there_are_none(shop: Shop) -> None:
    ids = await shop.stock(2)
    await shop.stock(5, time_slot="11:00")
    cart = await expired(shop, ids)
    await shop.reserve(ids[:1])
    await shop.pay(cart)
    await shop.sweep()
    assert (await shop.read(cart))["status"] == "CANCELLED"
    assert await shop.tickets(ids) == ["RESERVED", "AVAILABLE"]
    [refund] = await shop.refunds("OPEN")
    assert (refund["amount"], "the tickets are gone" in refund["reason"]) == (700.0, True)


async def test_a_page_that_had_expired_can_bring_money_all_the_same(shop: Shop) -> None:
    ids = await shop.stock(1)
    cart = await shop.reserve(ids)
    [session] = await shop.sessions(cart)
    shop.gateway.command(session["gateway_ref"], -1)
    await shop.sweep()
    assert (await shop.sessions(cart))[0]["state"] == "EXPIRED"
    shop.gateway.fail("paid_after_expiry", operation="page")
    await shop.pay(cart)
    await shop.sweep()
    assert (await shop.read(cart))["status"] == "COMPLETED"


async def test_two_late_payments_at_one_moment_buy_once(shop: Shop) -> None:
    ids = await shop.stock(6)
    cart = await shop.reserve(ids[:2])
    await shop.cast.agent.data("sale/regenerate-link", cartReference=cart["cartReference"])
    await shop.cast.admin.data("sale/cancel", cartReference=cart["cartReference"])
    for attempt in (0, 1):
        await shop.pay(cart, attempt)
    async with shop.product.database.reading() as tx:
        sessions = await payments.list_payment_sessions_of(tx, [(await shop.sessions(cart))[0]["cart_id"]])
    await asyncio.gather(*(settle_session(shop.product.pay_world, session) for session in sessions * 3))
    assert (await shop.tickets(ids)).count("SOLD") == 2
    assert [refund["reason"] for refund in await shop.refunds()] == ["paid a second time"]


async def test_money_for_what_was_given_back_goes_back_too(shop: Shop) -> None:
    ids = await shop.stock(1)
    cart = await shop.reserve(ids)
    await shop.cast.agent.data("sale/regenerate-link", cartReference=cart["cartReference"])
    await shop.cast.admin.data("sale/confirm-payment", cartReference=cart["cartReference"])
    await shop.cast.admin.data("sale/refund", cartReference=cart["cartReference"])
    await shop.pay(cart, 0)
    await shop.sweep()
    await shop.pay(cart, 1)
    await shop.sweep()
    assert await shop.tickets(ids) == ["AVAILABLE"]
    reasons = [refund["reason"] for refund in await shop.refunds()]
    assert reasons == ["paid a second time", "paid after the tickets had been taken back", "refunded"]


async def test_money_that_comes_after_a_confirmation_by_hand_is_a_persons_to_judge(shop: Shop) -> None:
    ids = await shop.stock(2)
    cart = await shop.reserve(ids)
    await shop.cast.admin.data("sale/confirm-payment", cartReference=cart["cartReference"])
    await shop.pay(cart)
    await shop.sweep()
    [due] = await shop.refunds("OPEN")
    assert (due["amount"], due["reason"]) == (700.0, "paid at the gateway after it had been confirmed by hand")
    by_hand = await shop.cast.admin.data("sale/refund", cartReference=cart["cartReference"], ticketIds=ids[:1])
    assert by_hand["state"] == "OPEN", "what the hand took, the gateway does not give back"
    note = "this was the money that the confirmation meant"
    await shop.cast.admin.data("refund/dismiss", refundId=due["refundId"], note=note)
    through_the_gateway = await shop.cast.admin.data("sale/refund", cartReference=cart["cartReference"])
    assert through_the_gateway["state"] == "DONE"


async def test_who_comes_second_learns_who_won(shop: Shop) -> None:
    ids = await shop.stock(3)
    paid, cancelled, lapsed = [await shop.reserve([ticket_id]) for ticket_id in ids]
    await shop.pay(paid)
    await shop.sweep()
    await shop.cast.admin.data("sale/cancel", cartReference=cancelled["cartReference"])
    await shop.lapse(lapsed)
    await shop.sweep()
    for cart, how in ((paid, "was paid at .* by gateway"), (cancelled, "was cancelled at .* by admin"),
                      (lapsed, "expired at .* by system")):  # fmt: skip
        for path in ("confirm-payment", "cancel"):
            answer = await shop.cast.admin.post(f"sale/{path}", cartReference=cart["cartReference"])
            assert answer.status_code == 409
            assert re.search(how, answer.json()["apiStatus"]["errorMessage"]), answer.text
