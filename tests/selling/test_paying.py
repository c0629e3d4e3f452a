"""Paying: what the gateway says, when, how often, and how late."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

from admitone.core.clock import utc_now
from admitone.services.reconciling import reconcile_payments
from tests.selling.shop import Shop


async def test_a_payment_that_nobody_told_us_of_is_found_by_the_schedule(shop: Shop) -> None:
    ids = await shop.stock(2)
    cart = await shop.reserve(ids)
    await shop.pay(cart)
    assert (await shop.read(cart))["status"] == "PENDING_PAYMENT"
    await shop.sweep()
    paid = await shop.read(cart)
    assert (paid["status"], paid["paymentStatus"], paid["pending"]) == ("COMPLETED", "PAID", [])
    assert paid["sales"][0]["telrTransactionId"]
    assert paid["sales"][0]["downloadCodeSentAt"]
    assert await shop.tickets(ids) == ["SOLD", "SOLD"]


async def test_while_the_gateway_is_down_the_reservation_stands_and_the_worker_goes_on(shop: Shop) -> None:
    ids = await shop.stock(1)
    shop.gateway.fail("down", operation="create")
    cart = await shop.reserve(ids)
    assert (cart["paymentLink"], cart["pending"]) == (None, ["create_payment"])
    assert await shop.tickets(ids) == ["RESERVED"]
    [effect] = await shop.effects(state="WAITING")
    assert (effect["kind"], effect["cartReference"], effect["attempts"]) == (
        "create_payment",
        cart["cartReference"],
        1,
    )
    assert "connection to Telr broke" in effect["lastError"]
    await shop.skip_pauses()
    await shop.work()
    later = await shop.read(cart)
    assert (later["pending"], later["paymentLink"] is not None) == ([], True)


async def test_a_slow_gateway_delays_the_link_and_not_the_agent(shop: Shop) -> None:
    ids = await shop.stock(1)
    shop.gateway.fail("slow", operation="create", seconds=6)
    began = utc_now()
    cart = await shop.reserve(ids)
    assert utc_now() - began < timedelta(seconds=5.9)
    assert (cart["paymentLink"], cart["pending"]) == (None, ["create_payment"])
    for _ in range(100):
        await asyncio.sleep(0.1)
        if (later := await shop.read(cart))["paymentLink"]:
            break
    assert later["pending"] == [], "it went on in the background"
    assert len(await shop.sessions(cart)) == 1


async def test_an_answer_that_was_lost_leads_to_another_attempt(shop: Shop) -> None:
    ids = await shop.stock(1)
    shop.gateway.fail("lost_answer", operation="create")
    cart = await shop.reserve(ids)
    assert cart["pending"] == ["create_payment"]
    await shop.skip_pauses()
    await shop.work()
    first, second = await shop.sessions(cart)
    assert (first["state"], first["gateway_ref"], second["state"]) == ("CREATING", None, "OPEN")
    assert (await shop.read(cart))["paymentLink"] == second["url"]


async def test_whoever_asks_for_a_link_does_not_wait_for_the_next_try(shop: Shop) -> None:
    ids = await shop.stock(1)
    shop.gateway.fail("lost_answer", operation="create")
    cart = await shop.reserve(ids)
    await shop.sql("UPDATE effects SET run_at = :later::timestamptz", later=utc_now() + timedelta(minutes=15))
    link = await shop.cast.agent.data("sale/regenerate-link", cartReference=cart["cartReference"])
    lost, opened = await shop.sessions(cart)
    assert (lost["state"], link["paymentLink"]) == ("CREATING", opened["url"])
    assert (await shop.read(cart))["pending"] == []


async def test_what_the_gateway_refuses_waits_for_a_person(shop: Shop) -> None:
    ids = await shop.stock(1)
    shop.gateway.fail("duplicate_cart", operation="create")
    cart = await shop.reserve(ids)
    assert (cart["paymentLink"], cart["pending"]) == (None, ["create_payment"])
    [failed] = await shop.effects(state="FAILED")
    assert "E56" in failed["lastError"]
    assert (await shop.cast.agent.refusal("effect/list"))[:2] == (403, "FORBIDDEN")
    assert (await shop.cast.stranger.data("effect/list")) == []
    refused = await shop.cast.stranger.refusal("effect/retry", effectId=failed["effectId"])
    assert refused[:2] == (404, "NOTFOUND")
    await shop.cast.admin.data("effect/retry", effectId=failed["effectId"])
    await shop.work()
    assert (await shop.read(cart))["pending"] == []
    assert (await shop.cast.admin.refusal("effect/retry", effectId=failed["effectId"]))[:2] == (409, "CONFLICT")


async def test_an_effect_is_dismissed_with_a_reason(shop: Shop) -> None:
    ids = await shop.stock(1)
    shop.gateway.fail("duplicate_cart", operation="create")
    cart = await shop.reserve(ids)
    [failed] = await shop.effects(state="FAILED")
    assert (await shop.cast.admin.refusal("effect/dismiss", effectId=failed["effectId"], reason=" "))[0] == 400
    await shop.cast.admin.data("effect/dismiss", effectId=failed["effectId"], reason="paid in cash")
    assert (await shop.read(cart))["pending"] == []
    [dismissed] = await shop.effects(state="DISMISSED")
    assert dismissed["lastError"] == "paid in cash"
    await shop.cast.admin.data("sale/confirm-payment", cartReference=cart["cartReference"])


async def test_a_declined_card_is_told_and_another_one_may_follow(shop: Shop) -> None:
    ids = await shop.stock(1)
    cart = await shop.reserve(ids)
    [session] = await shop.sessions(cart)
    shop.gateway.command(session["gateway_ref"], -3)
    await shop.sweep()
    assert (await shop.read(cart))["paymentStatus"] == "DECLINED"
    link = await shop.cast.agent.data("sale/regenerate-link", cartReference=cart["cartReference"])
    assert link["paymentLink"] not in {None, session["url"]}
    await shop.pay(cart)
    await shop.sweep()
    paid = await shop.read(cart)
    assert (paid["status"], paid["paymentStatus"]) == ("COMPLETED", "PAID")


async def test_every_link_of_a_cart_is_honoured_once(shop: Shop) -> None:
    ids = await shop.stock(1)
    cart = await shop.reserve(ids)
    link = await shop.cast.agent.data("sale/regenerate-link", cartReference=cart["cartReference"])
    old, new = await shop.sessions(cart)
    assert link["paymentLink"] == new["url"] != old["url"]
    await shop.pay(cart, 0)
    await shop.sweep()
    assert (await shop.read(cart))["status"] == "COMPLETED"
    await shop.pay(cart, 1)
    await shop.sweep()
    [refund] = await shop.refunds()
    assert (refund["amount"], refund["state"], refund["reason"]) == (350.0, "OPEN", "paid a second time")
    assert [session["state"] for session in await shop.sessions(cart)] == ["PAID", "PAID"]
    await shop.cast.admin.data("refund/execute", refundId=refund["refundId"])
    await shop.work()
    [refund] = await shop.refunds()
    assert (refund["state"], refund["refundReference"] is not None) == ("DONE", True)
    order = next(order for order in shop.gateway.orders() if order["ref"] == new["gateway_ref"])
    assert [each["type"] for each in order["follow_ups"]] == ["refund"], "of the payment that was one too many"


async def test_no_link_for_what_has_ended_or_costs_nothing(shop: Shop) -> None:
    ids = await shop.stock(2)
    cart = await shop.reserve(ids[:1])
    await shop.cast.admin.data("sale/cancel", cartReference=cart["cartReference"])
    refused = await shop.cast.agent.post("sale/regenerate-link", cartReference=cart["cartReference"])
    assert refused.status_code == 409
    assert "was cancelled" in refused.json()["apiStatus"]["errorMessage"]
    free = await shop.reserve(await shop.stock(1, price="0"))
    assert (free["paymentLink"], free["pending"], free["total"]) == (None, [], 0.0)
    assert (await shop.cast.agent.refusal("sale/regenerate-link", cartReference=free["cartReference"]))[0] == 409
    await shop.cast.admin.data("sale/confirm-payment", cartReference=free["cartReference"])


async def test_a_wrong_amount_sells_nothing_and_is_a_task(shop: Shop) -> None:
    ids = await shop.stock(1)
    cart = await shop.reserve(ids, holdMinutes=1)
    await shop.pay(cart)
    shop.gateway.fail("wrong_amount", operation="check", times=4)
    for _ in range(2):
        await shop.sweep()
    assert (await shop.read(cart))["status"] == "PENDING_PAYMENT"
    assert await shop.tickets(ids) == ["RESERVED"]
    [refund] = await shop.refunds()
    assert (refund["state"], "amount: 350.00 was asked for" in refund["reason"]) == ("OPEN", True)
    await shop.lapse(cart)
    await shop.sweep()
    assert await shop.tickets(ids) == ["AVAILABLE"], "a hold ends, whatever is wrong with the money"
    assert len(await shop.refunds()) == 1
    # The gateway corrects itself: now the payment is the one that was asked for.
    await shop.sweep()
    assert (await shop.read(cart))["status"] == "COMPLETED"
    [refund] = await shop.refunds()
    assert (refund["state"], refund["note"] is not None) == ("DISMISSED", True)


async def test_the_last_look_before_a_release_finds_the_payment(shop: Shop) -> None:
    ids = await shop.stock(1)
    cart = await shop.reserve(ids)
    await shop.pay(cart)
    await shop.lapse(cart)
    await shop.sql("UPDATE payment_sessions SET next_check_at = NULL")
    await shop.sweep()
    assert (await shop.read(cart))["status"] == "COMPLETED"


async def test_while_the_gateway_cannot_be_asked_a_lapsed_hold_is_kept_for_an_hour(shop: Shop) -> None:
    mine, others = await shop.stock(1), await shop.stock(1, price=None)
    cart = await shop.reserve(mine)
    unpayable = await shop.reserve(others, skipPaymentLink=True)
    await shop.pay(cart)
    await shop.lapse(cart)
    await shop.lapse(unpayable)
    shop.gateway.fail("down", operation="check", times=1000)
    await shop.sweep()
    assert await shop.tickets(mine + others) == ["RESERVED", "AVAILABLE"], "only those that may be paid wait"
    await shop.sql("UPDATE holds SET expires_at = :past::timestamptz", past=utc_now() - timedelta(hours=2))
    await shop.sql("UPDATE payment_sessions SET created_at = :past::timestamptz", past=utc_now() - timedelta(days=3))
    await shop.sweep()
    assert await shop.tickets(mine) == ["AVAILABLE"]
    shop.gateway.client.delete("/sandbox/faults")
    await shop.sweep()
    assert (await shop.read(cart))["status"] == "COMPLETED", "the look that was owed comes when the gateway is back"


async def test_a_gateway_that_does_not_answer_is_waited_for_once_in_a_round(shop: Shop) -> None:
    for _ in range(3):
        await shop.reserve(await shop.stock(1))
    await shop.sql("UPDATE payment_sessions SET next_check_at = :now::timestamptz")
    shop.gateway.fail("down", operation="check", times=2)
    assert [await reconcile_payments(shop.product.pay_world) for _ in range(3)] == [0, 0, 1]


async def test_the_schedule_ends_after_a_day(shop: Shop) -> None:
    cart = await shop.reserve(await shop.stock(1))
    await shop.sweep()
    assert [session["next_check_at"] is None for session in await shop.sessions(cart)] == [False]
    await shop.sql("UPDATE payment_sessions SET created_at = :past::timestamptz", past=utc_now() - timedelta(days=2))
    await shop.sweep()
    assert [session["next_check_at"] is None for session in await shop.sessions(cart)] == [True]


async def test_links_last_for_their_days_and_never_end_before_the_visit(shop: Shop) -> None:
    now = utc_now().date()
    for visit_in, lasts in ((10, 90), (200, 202), (9000, 3652)):
        ids = await shop.stock(1, ticket_date=(now + timedelta(days=visit_in)).isoformat())
        cart = await shop.reserve(ids, skipPaymentLink=True)
        await shop.cast.admin.data("sale/confirm-payment", cartReference=cart["cartReference"])
        ticket = await shop.cast.agent.data("ticket/read", ticketId=ids[0])
        # A day more or less: whether the tenant's day has begun before that of UTC.
        assert abs((date.fromisoformat(ticket["downloadExpiresAt"]) - now).days - lasts) <= 1, visit_in
