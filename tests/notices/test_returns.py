"""Customers who come back from the payment page, whatever became of the payment."""

from __future__ import annotations

import re
from datetime import timedelta

from admitone.core.clock import utc_now
from tests.notices.story import come_back, comes_true, in_thread, order_ref, pay_quietly, way_back, words
from tests.offline.api import sql
from tests.servers.sandbox import Sandbox
from tests.servers.shop import Shop


async def test_a_payment_is_confirmed_on_return_and_the_tickets_are_mailed(shop: Shop, sandbox: Sandbox) -> None:
    ids = await shop.stock(2)
    cart = await shop.reserve(*ids)
    await pay_quietly(sandbox, cart)
    page = await come_back(shop, cart)
    seen = words(page)
    assert "Thank you, your payment has arrived" in seen
    assert cart["cartReference"] in seen
    assert "Tickets 2" in seen
    after = await comes_true(lambda: shop.read(cart), lambda now: "mail_tickets" not in now["pending"])
    assert (after["status"], after["paymentStatus"]) == ("COMPLETED", "PAID")
    assert {ticket["status"] for ticket in after["tickets"]} == {"SOLD"}
    (letter,) = shop.letters()
    assert str(letter["To"]) == "Maryam Al-Ali <maryam@example.org>"
    assert "were sent to the e-mail address" in words(await come_back(shop, cart))
    link = re.search(rf"{shop.address}/t/\d+/\S+", letter.get_body(("plain",)).get_content())  # type: ignore[union-attr]
    assert link is not None
    assert (await shop.client.get(link[0])).status_code == 200


async def test_who_merely_knows_a_reference_learns_no_name_and_gets_no_ticket(shop: Shop, sandbox: Sandbox) -> None:
    (first, *_) = await shop.stock(1)
    cart = await shop.reserve(first)
    for where in ("success", "declined", "cancel"):
        page = await come_back(shop, cart, where)
        assert page.status_code == 200
        assert not {word for word in ("Maryam", "example.org", "Aquarium") if word in page.text}
    assert (await shop.read(cart))["status"] == "PENDING_PAYMENT"
    await pay_quietly(sandbox, cart)
    page = await come_back(shop, cart)
    paid = await shop.read(cart)
    for secret in ("Maryam", "maryam@", paid["tickets"][0]["downloadCode"], paid["publicUrl"].rsplit("/", 1)[1]):
        assert secret not in page.text


async def test_a_return_that_only_claims_success_waits_and_looks_again(shop: Shop) -> None:
    (first, *_) = await shop.stock(1)
    cart = await shop.reserve(first)
    page = await come_back(shop, cart)
    assert "Your payment is being confirmed" in words(page)
    refresh = re.search(r'http-equiv="refresh" content="3;url=([^"]+)"', page.text)
    assert refresh is not None
    again = await shop.client.get(refresh[1].replace("&amp;", "&"))
    assert "n=2" in again.text
    last = await come_back(shop, cart, n="40")
    assert 'http-equiv="refresh"' not in last.text
    assert "This takes longer than usual." in words(last)
    odd = await come_back(shop, cart, n="-1")
    assert "n=1" in odd.text


async def test_a_payment_under_review_is_being_confirmed_wherever_one_comes_back(shop: Shop, sandbox: Sandbox) -> None:
    (first, *_) = await shop.stock(1)
    cart = await shop.reserve(first)
    await pay_quietly(sandbox, cart, cvv="999")
    for where in ("success", "declined"):
        assert "Your payment is being confirmed" in words(await come_back(shop, cart, where))


async def test_after_a_decline_another_card_gets_another_page(shop: Shop, sandbox: Sandbox) -> None:
    (first, *_) = await shop.stock(1)
    cart = await shop.reserve(first)
    await pay_quietly(sandbox, cart, cvv="041")
    page = await come_back(shop, cart, "declined")
    assert "The payment was declined" in words(page)
    assert 'action="/payment/offline/again"' in page.text
    assert (await shop.read(cart))["paymentStatus"] == "DECLINED"

    ready = await shop.client.post("/payment/offline/again", data=await way_back(shop, cart))
    assert "Your payment page is ready" in words(ready)
    renewed = await shop.read(cart)
    assert renewed["paymentLink"] != cart["paymentLink"]
    assert f'href="{renewed["paymentLink"]}"' in ready.text
    await pay_quietly(sandbox, renewed)
    assert "Thank you" in words(await come_back(shop, cart))
    assert (await shop.read(cart))["paymentStatus"] == "PAID"


async def test_a_page_that_is_still_open_is_offered_again(shop: Shop, sandbox: Sandbox) -> None:
    (first, *_) = await shop.stock(1)
    cart = await shop.reserve(first)
    page = await come_back(shop, cart, "cancel")
    assert "This booking is not paid yet" in words(page)
    ready = await shop.client.post("/payment/offline/again?lang=ar", data=await way_back(shop, cart))
    assert f'href="{cart["paymentLink"]}"' in ready.text
    assert 'dir="rtl"' in ready.text
    assert (await shop.read(cart))["paymentLink"] == cart["paymentLink"]


async def test_a_cancelled_payment_is_no_cancelled_booking(shop: Shop, sandbox: Sandbox) -> None:
    (first, *_) = await shop.stock(1)
    cart = await shop.reserve(first)
    form = {"o": order_ref(cart), "action": "cancel"}
    await in_thread(sandbox.client.post, "/sandbox/gateway/process.html", data=form)
    page = await come_back(shop, cart, "cancel")
    assert "The payment was cancelled" in words(page)
    assert "still kept for you" in words(page)
    assert (await shop.read(cart))["status"] == "PENDING_PAYMENT"


async def test_the_gateway_does_not_keep_customers_waiting(plain_shop: Shop, sandbox: Sandbox) -> None:
    shop = plain_shop
    (first,) = await shop.stock(1)
    cart = await shop.reserve(first)
    await pay_quietly(sandbox, cart)
    await in_thread(sandbox.fail, "slow", operation="check", seconds=6)
    began = utc_now()
    assert "is being confirmed" in words(await come_back(shop, cart))
    assert utc_now() - began < timedelta(seconds=5.5)
    await comes_true(lambda: shop.read(cart), lambda now: now["status"] == "COMPLETED")


async def test_a_gateway_that_is_down_decides_nothing(plain_shop: Shop, sandbox: Sandbox) -> None:
    shop = plain_shop
    (first,) = await shop.stock(1)
    cart = await shop.reserve(first)
    await in_thread(sandbox.fail, "down", operation="check", times=2)
    assert "is being confirmed" in words(await come_back(shop, cart))
    assert "not paid yet" in words(await come_back(shop, cart, "declined"))
    assert (await shop.read(cart))["status"] == "PENDING_PAYMENT"


async def test_another_amount_is_never_a_payment(plain_shop: Shop, sandbox: Sandbox) -> None:
    shop = plain_shop
    (first,) = await shop.stock(1)
    cart = await shop.reserve(first)
    await pay_quietly(sandbox, cart)
    await in_thread(sandbox.fail, "wrong_amount", operation="check")
    assert "is being confirmed" in words(await come_back(shop, cart, "declined"))
    assert (await shop.read(cart))["status"] == "PENDING_PAYMENT"


async def test_money_that_comes_when_the_tickets_are_gone_goes_back(shop: Shop, sandbox: Sandbox) -> None:
    (first, *_) = await shop.stock(1)
    cart = await shop.reserve(first)
    await shop.admin.data("sale/cancel", cartReference=cart["cartReference"])
    assert "This booking has ended" in words(await come_back(shop, cart, "cancel"))
    await shop.sell(first, customerName="Somebody else")
    await pay_quietly(sandbox, cart)
    page = await come_back(shop, cart)
    assert "Your payment came too late" in words(page)
    refunds = await shop.admin.data("refund/list")
    assert [(refund["amount"], refund["currency"], refund["state"]) for refund in refunds] == [(120.5, "AED", "OPEN")]
    cart_page = await shop.client.get(cart["publicUrl"])
    assert "Your money comes back" in words(cart_page)


async def test_the_cart_page_leads_to_the_payment_page(shop: Shop, sandbox: Sandbox) -> None:
    (first, *_) = await shop.stock(1)
    cart = await shop.reserve(first)
    assert f'href="{cart["paymentLink"]}"' in (await shop.client.get(cart["publicUrl"])).text
    await pay_quietly(sandbox, cart, cvv="041")
    await come_back(shop, cart, "declined")
    page = await shop.client.get(cart["publicUrl"])
    assert "The payment was declined." in words(page)
    assert 'action="/payment/offline/again"' in page.text


async def test_a_payment_page_that_is_being_made_is_waited_for(plain_shop: Shop, sandbox: Sandbox) -> None:
    shop = plain_shop
    (first,) = await shop.stock(1)
    await in_thread(sandbox.fail, "slow", operation="create", seconds=6)
    cart = await shop.reserve(first)
    assert cart["paymentLink"] is None
    page = await shop.client.get(cart["publicUrl"])
    assert "Being processed" in words(page)
    assert 'http-equiv="refresh"' in page.text
    await comes_true(lambda: shop.read(cart), lambda now: now["paymentLink"] is not None)
    assert "Pay now" in words(await shop.client.get(cart["publicUrl"]))


async def test_new_payment_pages_are_limited(plain_shop: Shop, sandbox: Sandbox) -> None:
    shop = plain_shop
    (first,) = await shop.stock(1)
    cart = await shop.reserve(first)
    statuses = []
    for _ in range(6):
        await in_thread(sandbox.command, order_ref(await shop.read(cart)), -3)
        answer = await shop.client.post("/payment/offline/again", data=await way_back(shop, cart))
        statuses.append(answer.status_code)
    assert statuses == [200] * 5 + [429]


async def test_there_is_nothing_to_pay_twice(plain_shop: Shop, sandbox: Sandbox) -> None:
    shop = plain_shop
    (first,) = await shop.stock(1)
    cart = await shop.reserve(first)
    await pay_quietly(sandbox, cart)
    answer = await shop.client.post("/payment/offline/again", data=await way_back(shop, cart))
    assert answer.status_code == 409
    assert (await shop.read(cart))["status"] == "COMPLETED", "asking for a page found that it is paid"


async def test_a_reference_alone_tells_nothing_and_pays_nothing(plain_shop: Shop, sandbox: Sandbox) -> None:
    shop = plain_shop
    (first,) = await shop.stock(1)
    cart = await shop.reserve(first)

    async def pages() -> set[str]:
        query = {"ref": cart["cartReference"]}
        found = [await shop.client.get(f"/payment/offline/{where}", params=query) for where in ("success", "cancel")]
        assert {page.status_code for page in found} == {200}
        return {page.text for page in found}

    before = await pages()
    assert len(before) == 1
    await pay_quietly(sandbox, cart)
    assert await pages() == before, "the same page, whatever the cart has come to"
    assert (await shop.read(cart))["status"] == "COMPLETED", "and yet it made us ask the gateway"
    again = await shop.client.post("/payment/offline/again", data={"ref": cart["cartReference"]})
    assert again.status_code == 404
    wrong = {"ref": cart["cartReference"], "code": "0" * 32}
    assert (await shop.client.get("/payment/offline/success", params=wrong)).status_code == 404
    assert (await shop.client.get("/payment/offline/success", params=wrong | {"code": "é"})).status_code == 404


async def test_the_gateway_is_given_the_code_and_brings_it_back(shop: Shop, sandbox: Sandbox) -> None:
    (first, *_) = await shop.stock(1)
    cart = await shop.reserve(first)
    form = {"o": order_ref(cart), "action": "cancel"}
    answer = await in_thread(sandbox.client.post, "/sandbox/gateway/process.html", data=form)
    assert (await way_back(shop, cart))["code"] in answer.headers.get("location", answer.text)


async def test_who_tries_references_is_slowed_down(plain_shop: Shop) -> None:
    shop = plain_shop
    (first,) = await shop.stock(1)
    cart = await shop.reserve(first)
    statuses = []
    for number in range(31):
        query = {"ref": f"OT-20260301-{number:05d}"}
        statuses.append((await shop.client.get("/payment/offline/success", params=query)).status_code)
    assert statuses == [404] * 30 + [429]
    refused = await come_back(shop, cart)
    assert (refused.status_code, int(refused.headers["retry-after"]) > 0) == (429, True)


async def test_unknown_and_odd_references_are_unknown(plain_shop: Shop) -> None:
    shop = plain_shop
    for reference in ("", "OT-20260301-AAAAA", "x" * 5000, "\x00", "تذكرة", "' OR 1=1 --", "<script>"):
        for where in ("success", "declined", "cancel"):
            answer = await shop.client.get(f"/payment/offline/{where}", params={"ref": reference})
            assert answer.status_code == 404
            assert "<script" not in answer.text
        assert (await shop.client.post("/payment/offline/again", data={"ref": reference})).status_code == 404
    assert (await shop.client.get("/payment/offline/success?ref=%ff&ref=%00&lang=%ff")).status_code == 404
    assert (await shop.client.get("/payment/offline/success")).status_code == 404


async def test_the_gateway_is_not_pestered(plain_shop: Shop, sandbox: Sandbox) -> None:
    shop = plain_shop
    (first,) = await shop.stock(1)
    cart = await shop.reserve(first)
    for _ in range(45):
        assert (await come_back(shop, cart)).status_code == 200
    (row,) = await sql(shop.product, "SELECT check_count FROM payment_sessions")
    assert 1 <= row["check_count"] <= 40, "20 a minute, and the test may have run across a minute's end"
