"""Reserving: all or none, once per key, refused with reasons."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from admitone.core.errors import MissingParameter
from admitone.services import effects
from admitone.services.reserving import reserve_for
from admitone.services.selling import Reservation, assign_to_group
from admitone.services.sessions import identify
from admitone.services.settling import settle_cart
from tests.offline.api import refusal_of
from tests.selling.shop import CUSTOMER, Shop


async def test_a_reservation_answers_with_the_payment_link(shop: Shop) -> None:
    ids = await shop.stock(3)
    cart = await shop.reserve(ids[:2])
    assert cart["paymentLink"].startswith(shop.gateway.url)
    assert (cart["total"], cart["currency"], cart["pending"]) == (700.0, "AED", [])
    [session] = await shop.sessions(cart)
    assert (session["state"], session["amount_minor"], session["currency"]) == ("OPEN", 70000, "AED")
    order = next(order for order in shop.gateway.orders() if order["ref"] == session["gateway_ref"])
    assert (order["cart_id"], str(order["amount"])) == (f"{cart['cartReference']}_1", "700.00")


async def test_the_answer_is_the_cart_as_it_is_read(shop: Shop) -> None:
    ids = await shop.stock(2) + await shop.stock(1, at="Museum", price=None) + await shop.stock(1, category="Child")
    details = {"notes": "at the gate", "language": "ar", "agentUserId": "desk 3", "customerId": 77, "holdMinutes": 5}
    cart = await shop.reserve(ids[::-1], skipPaymentLink=True, **details)
    assert cart == await shop.read(cart)
    assert sorted(ticket["ticketId"] for ticket in cart["tickets"]) == ids
    assert [sale["ticketId"] for sale in cart["sales"]] == [ticket["ticketId"] for ticket in cart["tickets"]]
    assert {ticket["status"] for ticket in cart["tickets"]} == {"RESERVED"}


async def test_a_request_waits_for_what_a_worker_was_quicker_to_take_up(shop: Shop) -> None:
    product = shop.product
    principal = await identify(product.database, product.session_limits, shop.cast.agent.session)
    [first] = await shop.stock(1)
    wanted = Reservation("Layla Haddad", "layla@example.com", ticket_ids=[first])
    reserved = await reserve_for(product.database, principal, product.terms, wanted)
    assert reserved.pending == ["create_payment"]
    [claim] = await effects.claim_due(product.database, "a worker", 10)
    settling = asyncio.create_task(settle_cart(product.settle_world, principal, reserved.cart.reference))
    await asyncio.sleep(0.2)
    assert not settling.done()
    await effects.carry_out(claim, product.handlers[claim.effect.kind])
    view = await settling
    assert view.pending == []
    assert view.link is not None


async def test_the_same_key_gives_the_same_cart(shop: Shop) -> None:
    ids = await shop.stock(3)
    body = {"ticketIds": ids[:2], **CUSTOMER}
    first = await keyed(shop, "k1", **body)
    again = await keyed(shop, "k1", **body)
    assert again["cartReference"] == first["cartReference"]
    assert len(await shop.sessions(first)) == 1
    other = await shop.cast.agent.client.post(
        "/offline/sale/reserve",
        json={"session": shop.cast.agent.session, **body, "ticketIds": ids[2:]},
        headers={"Idempotency-Key": "k1"},
    )
    assert refusal_of(other) == (409, "CONFLICT", ["Idempotency-Key"])
    assert await shop.tickets(ids) == ["RESERVED", "RESERVED", "AVAILABLE"]


async def keyed(shop: Shop, key: str, **body: Any) -> dict[str, Any]:
    """Reserve with a key."""
    caller = shop.cast.agent
    answer = await caller.client.post(
        "/offline/sale/reserve", json={"session": caller.session, **body}, headers={"Idempotency-Key": key}
    )
    assert answer.status_code == 200, answer.text
    cart: dict[str, Any] = answer.json()["apiData"]
    return cart


async def test_a_key_stands_for_one_content(shop: Shop) -> None:
    ids = await shop.stock(1)
    await keyed(shop, "k", ticketIds=ids, **CUSTOMER)
    changes: list[dict[str, Any]] = [
        {"agentUserId": "other"}, {"language": "ar"}, {"notes": "n"}, {"holdMinutes": 5}, {"customerName": "B"},
    ]  # fmt: skip
    for change in changes:
        answer = await shop.cast.agent.client.post(
            "/offline/sale/reserve",
            json={"session": shop.cast.agent.session, "ticketIds": ids, **CUSTOMER, **change},
            headers={"Idempotency-Key": "k"},
        )
        assert refusal_of(answer) == (409, "CONFLICT", ["Idempotency-Key"]), change


async def test_callers_with_one_key_at_one_moment_get_one_cart(shop: Shop) -> None:
    ids = await shop.stock(2)
    carts = await asyncio.gather(*(keyed(shop, "k", ticketIds=ids, **CUSTOMER) for _ in range(8)))
    assert len({cart["cartReference"] for cart in carts}) == 1
    assert len(await shop.sessions(carts[0])) == 1


async def test_the_keys_of_tenants_are_their_own(shop: Shop) -> None:
    ids = await shop.stock(1)
    await keyed(shop, "k", ticketIds=ids, **CUSTOMER)
    answer = await shop.cast.stranger.client.post(
        "/offline/sale/reserve",
        json={"session": shop.cast.stranger.session, "ticketIds": ids, **CUSTOMER},
        headers={"Idempotency-Key": "k"},
    )
    assert refusal_of(answer)[:2] == (404, "NOTFOUND")


async def test_a_cart_has_one_currency(shop: Shop) -> None:
    ids = await shop.stock(1) + await shop.stock(1, currency="USD")
    refused = await shop.cast.agent.post("sale/reserve", ticketIds=ids, **CUSTOMER)
    assert refusal_of(refused) == (400, "INVALID_PARAMETER", ["ticketIds"])
    assert "AED and USD" in refused.json()["apiStatus"]["errorMessage"]
    assert await shop.tickets(ids) == ["AVAILABLE", "AVAILABLE"]


async def test_a_payment_link_needs_prices(shop: Shop) -> None:
    ids = await shop.stock(1) + await shop.stock(1, price=None)
    refused = await shop.cast.agent.post("sale/reserve", ticketIds=ids, **CUSTOMER)
    assert refusal_of(refused) == (400, "INVALID_PARAMETER", ["ticketIds"])
    assert refused.json()["apiStatus"]["errorDetails"]["ticketIds"] == ids[1:]
    cart = await shop.reserve(ids, skipPaymentLink=True)
    assert (cart["paymentLink"], cart["pending"], cart["total"]) == (None, [], 350.0)
    assert await shop.sessions(cart) == []


async def test_what_cannot_be_used_is_refused_by_name(shop: Shop) -> None:
    ids = await shop.stock(1)
    unusable: dict[str, list[Any]] = {
        "customerEmail": ["", "a", "a@b", "a b@c.de", "a@b..de", "x@y.z\r\nBcc: a@b.de", "a@-b.de", f"{'a' * 65}@b.de"],
        "customerPhone": ["12345", "call me", "+1234567890123456", "050-abc-1234"],
        "customerName": ["", "  ", "a\nb"],
        "holdMinutes": [0, -1, 60 * 24 * 60 + 1],
        "language": ["fr"],
    }
    for name, values in unusable.items():
        for value in values:
            status, code, fields = await shop.cast.agent.refusal(
                "sale/reserve", **{"ticketIds": ids} | CUSTOMER | {name: value}
            )
            assert (status, fields) == (400, [name]), (value, code)
    assert await shop.tickets(ids) == ["AVAILABLE"]


async def test_a_hold_lasts_as_long_as_it_was_asked_for(shop: Shop) -> None:
    ids = await shop.stock(2)
    await shop.reserve(ids[:1], holdMinutes=5)
    await shop.reserve(ids[1:])
    holds = await shop.sql("SELECT expires_at, created_at FROM holds ORDER BY id")
    seconds = [(instant(hold["expires_at"]) - instant(hold["created_at"])).total_seconds() for hold in holds]
    assert seconds == [5 * 60, 24 * 60 * 60]


def instant(value: Any) -> Any:
    """An instant, however its database gives it."""
    from datetime import datetime

    return datetime.fromisoformat(value) if isinstance(value, str) else value


async def test_tickets_that_cannot_be_had_are_named_with_reasons_and_equivalents(shop: Shop) -> None:
    same = await shop.stock(3)
    other = await shop.stock(1, ticket_date="2099-03-16")
    past = await shop.stock(1, ticket_date="2001-01-01")
    closed = await shop.stock(1, at="Closed")
    await shop.sql("UPDATE attractions SET active = FALSE WHERE name = 'Closed'")
    await shop.reserve(same[:1])
    refused = await shop.cast.agent.post("sale/reserve", ticketIds=[same[0], *past, *closed, *other], **CUSTOMER)
    assert refusal_of(refused) == (409, "CONFLICT", ["ticketIds"])
    details = refused.json()["apiStatus"]["errorDetails"]
    assert details["unavailable"] == [
        {"ticketId": same[0], "status": "RESERVED"},
        {"ticketId": past[0], "status": "EXPIRED"},
        {"ticketId": closed[0], "status": "INACTIVE"},
    ]
    assert details["equivalents"] == [same[1]]
    assert await shop.tickets(other) == ["AVAILABLE"]


async def test_tickets_of_others_do_not_exist(shop: Shop) -> None:
    ids = await shop.stock(1)
    stranger = shop.cast.stranger
    assert (await stranger.refusal("sale/reserve", ticketIds=ids, **CUSTOMER))[:2] == (404, "NOTFOUND")
    cart = await shop.reserve(ids)
    reference = {"cartReference": cart["cartReference"]}
    for path in ("read", "confirm-payment", "cancel", "regenerate-link", "merge-download", "refund"):
        assert (await stranger.refusal(f"sale/{path}", **reference))[:2] == (404, "NOTFOUND"), path
    assert await stranger.data("sale/list") == []
    assert (await stranger.refusal("sale/assign-group", ticketIds=ids, tripServiceId=1))[:2] == (404, "NOTFOUND")


async def test_a_ticket_counts_once(shop: Shop) -> None:
    ids = await shop.stock(1)
    refused = await shop.cast.agent.refusal("sale/reserve", ticketIds=ids * 2, **CUSTOMER)
    assert refused == (400, "INVALID_PARAMETER", ["ticketIds"])
    wish = {"attractionId": await shop.attraction(), "quantity": 1}
    refused = await shop.cast.agent.refusal("sale/reserve", ticketIds=ids, allocate=[wish], **CUSTOMER)
    assert refused == (400, "INVALID_PARAMETER", ["ticketIds", "allocate"])
    refused = await shop.cast.agent.refusal("sale/reserve", ticketIds=[], **CUSTOMER)
    assert refused == (400, "MISSING_PARAMETER", ["ticketIds"])


async def test_no_cart_is_made_of_no_tickets(shop: Shop) -> None:
    agent = await identify(shop.product.database, shop.product.session_limits, shop.cast.agent.session)
    with pytest.raises(MissingParameter) as refused:
        async with shop.product.database.writing() as tx:
            await assign_to_group(tx, agent, shop.product.terms, ticket_ids=[], trip_service_id=7, agent_user_id=None)
    assert refused.value.fields == ("ticketIds",)
    assert await shop.sql("SELECT id FROM carts") == []


async def test_a_group_is_all_or_none_too(shop: Shop) -> None:
    ids = await shop.stock(3)
    await shop.reserve(ids[:1])
    refused = await shop.cast.agent.refusal("sale/assign-group", ticketIds=ids, tripServiceId=7)
    assert refused == (409, "CONFLICT", ["ticketIds"])
    cart = await shop.cast.agent.data("sale/assign-group", ticketIds=ids[1:], tripServiceId=7)
    assert cart["status"] == "GROUP_ASSIGNED"
    reference = {"cartReference": cart["cartReference"]}
    for path in ("sale/confirm-payment", "sale/cancel", "sale/regenerate-link", "sale/refund"):
        assert (await shop.cast.admin.refusal(path, **reference))[:2] == (409, "CONFLICT"), path
