"""Notices of the gateway: honest, early, doubled, forged and malformed."""

from __future__ import annotations

import asyncio

import pytest

from admitone.services.payment_notices import UNSIGNED_PER_SESSION
from tests.notices.story import (
    NOTIFY,
    becomes,
    callback,
    come_back,
    comes_true,
    in_thread,
    order_ref,
    pay_quietly,
    words,
)
from tests.offline.api import count, sql
from tests.servers.sandbox import Sandbox
from tests.servers.shop import Shop


async def checks(shop: Shop) -> int:
    """How many checks notices have decided."""
    (row,) = await sql(shop.product, "SELECT COUNT(*) AS total FROM effects WHERE kind = 'check_payment'")
    return int(row["total"])


async def idle(shop: Shop) -> None:
    """Wait until nothing that was decided is under way."""

    async def under_way() -> int:
        rows = await sql(shop.product, "SELECT COUNT(*) AS total FROM effects WHERE state = 'RUNNING'")
        return int(rows[0]["total"])

    await comes_true(under_way, lambda total: total == 0)


async def test_a_notice_alone_sells_the_tickets(shop: Shop, sandbox: Sandbox) -> None:
    (first, *_) = await shop.stock(1)
    cart = await shop.reserve(first)
    await in_thread(sandbox.pay, order_ref(cart))
    after = await becomes(shop, cart, "COMPLETED")
    assert after["paymentStatus"] == "PAID"
    (order,) = [
        order for order in await in_thread(sandbox.orders) if order["cart_id"].startswith(cart["cartReference"])
    ]
    assert {delivery["status"] for delivery in order["deliveries"]} == {200}
    await idle(shop)


async def test_a_notice_twice_sells_once(shop: Shop, sandbox: Sandbox) -> None:
    (first, *_) = await shop.stock(1)
    cart = await shop.reserve(first)
    await in_thread(sandbox.fail, "duplicate_notice", operation="notice")
    await in_thread(sandbox.pay, order_ref(cart))
    await becomes(shop, cart, "COMPLETED")
    await asyncio.gather(*(shop.client.post(NOTIFY, data=callback(cart)) for _ in range(10)))
    await idle(shop)
    assert await shop.admin.data("refund/list") == []
    paid = await sql(shop.product, "SELECT COUNT(*) AS total FROM payment_sessions WHERE state = 'PAID'")
    assert paid[0]["total"] == 1


async def test_what_a_notice_says_is_not_believed(shop: Shop) -> None:
    (first, *_) = await shop.stock(1)
    cart = await shop.reserve(first)
    answer = await shop.client.post(NOTIFY, data=callback(cart))
    assert (answer.status_code, answer.text) == (200, "OK")
    await idle(shop)
    assert await checks(shop) == 1
    assert (await shop.read(cart))["status"] == "PENDING_PAYMENT", "the gateway's own check says that it is not paid"


async def test_a_forged_notice_makes_us_look_and_no_more(shop: Shop, sandbox: Sandbox) -> None:
    (first, *_) = await shop.stock(1)
    cart = await shop.reserve(first)
    forged = callback(cart, key="guessed", tran_order="f" * 64)
    assert (await shop.client.post(NOTIFY, data=forged)).text == "OK"
    await idle(shop)
    (row,) = await sql(shop.product, "SELECT gateway_ref FROM payment_sessions")
    assert row["gateway_ref"] == order_ref(cart)
    await pay_quietly(sandbox, cart)
    await asyncio.sleep(1.1)  # wishes of one second are one check
    await shop.client.post(NOTIFY, data=forged)
    await becomes(shop, cart, "COMPLETED")
    await idle(shop)


async def test_forged_notices_are_heard_only_so_often(plain_shop: Shop) -> None:
    shop = plain_shop
    (first,) = await shop.stock(1)
    cart = await shop.reserve(first)
    for _ in range(UNSIGNED_PER_SESSION):
        await sql(shop.product, "DELETE FROM effects WHERE kind = 'check_payment' AND state = 'DONE'")
        assert (await shop.client.post(NOTIFY, data=callback(cart, key="guessed"))).text == "OK"
        await idle(shop)
    before = await checks(shop)
    await sql(shop.product, "DELETE FROM effects WHERE kind = 'check_payment'")
    assert (await shop.client.post(NOTIFY, data=callback(cart, key="guessed"))).text == "OK"
    assert (before, await checks(shop)) == (1, 0)
    assert (await shop.client.post(NOTIFY, data=callback(cart))).text == "OK"
    await idle(shop)
    assert await checks(shop) == 1, "a signed one is always heard"


async def test_a_signed_notice_brings_back_a_session_whose_answer_was_lost(shop: Shop, sandbox: Sandbox) -> None:
    (first, *_) = await shop.stock(1)
    await in_thread(sandbox.fail, "lost_answer", operation="create")
    cart = await shop.reserve(first)
    assert cart["paymentLink"] is None
    (lost,) = await sql(shop.product, "SELECT gateway_ref FROM payment_sessions")
    assert lost["gateway_ref"] is None
    orders = await in_thread(sandbox.orders)
    ref = next(order["ref"] for order in orders if order["cart_id"] == f"{cart['cartReference']}_1")

    forged = callback(cart, key="guessed", tran_order=ref)
    await shop.client.post(NOTIFY, data=forged)
    assert await checks(shop) == 0, "an unsigned notice brings no reference"
    await in_thread(sandbox.pay, ref)
    await becomes(shop, cart, "COMPLETED")
    (found,) = await sql(shop.product, "SELECT gateway_ref, state FROM payment_sessions WHERE attempt = 1")
    assert (found["gateway_ref"], found["state"]) == (ref, "PAID")
    await idle(shop)


async def test_money_for_a_lost_session_that_cannot_be_asked_about_is_a_task_once(shop: Shop, sandbox: Sandbox) -> None:
    (first, *_) = await shop.stock(1)
    await in_thread(sandbox.fail, "lost_answer", operation="create")
    cart = await shop.reserve(first)
    nameless = callback(cart, tran_order="")
    for form in (callback(cart, key="guessed", tran_order=""), callback(cart, tran_order="", tran_authstatus="D")):
        await shop.client.post(NOTIFY, data=form)
    assert await shop.admin.data("refund/list") == [], "neither a forged one nor a decline is money"
    for _ in range(2):
        assert (await shop.client.post(NOTIFY, data=nameless)).text == "OK"
    [task] = await shop.admin.data("refund/list")
    assert (task["amount"], task["currency"], task["state"]) == (120.5, "AED", "OPEN")
    assert f"transaction 011287290362 of {cart['cartReference']}_1; look it up there" in task["reason"]
    assert (await shop.read(cart))["status"] == "PENDING_PAYMENT", "a notice alone sells nothing"
    # The customer gets another link meanwhile, and a notice with the reference settles the task by itself.
    link = await shop.admin.data("sale/regenerate-link", cartReference=cart["cartReference"])
    assert link["paymentLink"]
    ref = next(one["ref"] for one in await in_thread(sandbox.orders) if one["cart_id"] == f"{cart['cartReference']}_1")
    await in_thread(sandbox.pay, ref)
    await becomes(shop, cart, "COMPLETED")
    [task] = await shop.admin.data("refund/list")
    assert task["state"] == "DISMISSED"
    await idle(shop)


async def test_a_signed_notice_with_a_wrong_reference_proves_nothing(plain_shop: Shop, sandbox: Sandbox) -> None:
    shop = plain_shop
    ids = await shop.stock(2)
    paid = await shop.reserve(ids[0])
    await pay_quietly(sandbox, paid)
    await in_thread(sandbox.fail, "lost_answer", operation="create")
    cart = await shop.reserve(ids[1])
    await shop.client.post(NOTIFY, data=callback(cart, tran_order=order_ref(paid)))
    await idle(shop)
    assert (await shop.read(cart))["status"] == "PENDING_PAYMENT", "the other cart's payment is not this cart's"


async def test_a_notice_before_the_answer_is_no_matter(shop: Shop, sandbox: Sandbox) -> None:
    (first, *_) = await shop.stock(1)
    await in_thread(sandbox.fail, "early_notice", operation="create")
    cart = await shop.reserve(first)
    await becomes(shop, cart, "COMPLETED")
    assert "Thank you" in words(await come_back(shop, cart))
    await idle(shop)


async def test_a_notice_of_a_failed_check_is_not_lost(plain_shop: Shop, sandbox: Sandbox) -> None:
    shop = plain_shop
    (first,) = await shop.stock(1)
    cart = await shop.reserve(first)
    await pay_quietly(sandbox, cart)
    await in_thread(sandbox.fail, "down", operation="check")
    await shop.client.post(NOTIFY, data=callback(cart))
    await idle(shop)
    (effect,) = await sql(shop.product, "SELECT state FROM effects WHERE kind = 'check_payment'")
    assert effect["state"] == "WAITING", "it is tried again"


MULTIPART = b'--x\r\nContent-Disposition: form-data; name="tran_cartid"\r\n\r\nOT-1_1\r\n--x--\r\n'
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"", FORM),
        (b"\x00\xff\xfe", FORM),
        (b"tran_cartid=%00&tran_check=%00", FORM),
        (b"tran_cartid=OT-20260301-AAAAA_1%00", FORM),
        (b"tran_cartid=" + b"x" * 5000, FORM),
        (b"tran_cartid=%D8%AA%FF", FORM),
        (b"tran_cartid=%ED%A0%80&tran_check=\xed\xa0\x80", FORM),
        (b"&".join(b"a%d=1" % number for number in range(1000)), FORM),
        (b"=" * 60_000, FORM),
        (b"tran_cartid=x&" * 100_000, FORM),
        (b'{"tran_cartid":"x"}', "application/json"),
        (MULTIPART, "multipart/form-data; boundary=x"),
        (MULTIPART[:40], "multipart/form-data; boundary=x"),
        (b"tran_cartid=x", "application/x-www-form-urlencoded; charset=nonsense"),
        (b"tran_cartid=x", "nonsense"),
    ],
)
async def test_whatever_is_posted_is_acknowledged_and_changes_nothing(
    plain_shop: Shop, body: bytes, media_type: str
) -> None:
    answer = await plain_shop.client.post(NOTIFY, content=body, headers={"Content-Type": media_type})
    assert (answer.status_code, answer.text) == (200, "OK")
    assert await count(plain_shop.product, "effects") == 0


async def test_other_methods_are_refused_plainly(plain_shop: Shop) -> None:
    assert (await plain_shop.client.get(NOTIFY)).status_code == 405
    assert (await plain_shop.client.post("/payment/offline/success")).status_code == 405


async def test_what_cannot_be_written_down_is_not_acknowledged(plain_shop: Shop) -> None:
    shop = plain_shop
    (first,) = await shop.stock(1)
    cart = await shop.reserve(first)
    await sql(shop.product, "ALTER TABLE effects RENAME TO effects_away")
    answer = await shop.client.post(NOTIFY, data=callback(cart))
    assert answer.status_code == 503
    await sql(shop.product, "ALTER TABLE effects_away RENAME TO effects")
    assert (await shop.client.post(NOTIFY, data=callback(cart))).text == "OK"
    await idle(shop)
