"""An event that is called off takes no money any more: carts are let go, and whoever pays all the same gets it back."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from admitone.core.errors import Conflict
from admitone.core.inventory import TicketFormat
from admitone.core.principal import Principal, Role
from admitone.services.event_holding import Item, OwnerWish, reserve_for_owner
from admitone.services.event_states import cancel_event
from admitone.store.events import read_event
from tests.events.venue import add_config, add_owner
from tests.selling.shop import CUSTOMER, Shop
from tests.selling.test_late_places import reserved, taken, two_slots


async def organiser(shop: Shop) -> Principal:
    [row] = await shop.sql("SELECT tenant_id FROM users WHERE username = 'admin'")
    return Principal(row["tenant_id"], Role.ADMIN, "admin", "Asia/Dubai")


async def call_off(shop: Shop, made: dict[str, Any]) -> None:
    principal = await organiser(shop)
    async with shop.product.database.writing() as tx:
        await cancel_event(tx, principal, made["event"], confirmed=True)


async def states(shop: Shop) -> set[str]:
    return {row["status"] for row in await shop.sql("SELECT status FROM tickets WHERE event_id IS NOT NULL")}


@pytest.mark.parametrize("first", ["the worker", "the money"])
async def test_a_cart_of_a_cancelled_event_is_let_go_and_its_money_goes_back(shop: Shop, first: str) -> None:
    made = await two_slots(shop)
    [stock] = await shop.stock(1)
    wishes = [{"ticketConfigId": made["config"], "timeslotId": made["early"], "quantity": 2}]
    cart = await shop.cast.agent.data("sale/reserve", ticketIds=[], allocate=wishes, **CUSTOMER)
    untouched = await shop.reserve([stock])
    await shop.work()
    await call_off(shop, made)
    if first == "the worker":
        await shop.work()
        assert (await shop.read(cart))["status"] == "CANCELLED"
    await shop.pay(cart)
    await shop.sweep()
    assert (await shop.read(cart))["status"] == "CANCELLED"
    assert (await shop.read(untouched))["status"] == "PENDING_PAYMENT"
    assert await states(shop) == {"AVAILABLE"}
    assert await taken(shop) == [0, 0]
    [refund] = await shop.refunds("OPEN")
    assert refund["amount"] == 500
    ended = await shop.sql("SELECT resolution FROM holds ORDER BY id")
    assert [row["resolution"] for row in ended] == ["RELEASED", None]


async def test_a_cart_of_a_cancelled_event_is_not_confirmed_by_hand(shop: Shop) -> None:
    made = await two_slots(shop)
    cart = await reserved(shop, made, late=1)
    await call_off(shop, made)
    refused = await shop.cast.admin.post("sale/confirm-payment", cartReference=cart["cartReference"])
    assert refused.status_code == 409
    await shop.work()
    assert await states(shop) == {"AVAILABLE"}


async def test_who_reserves_while_the_event_is_called_off_is_let_go_or_refused(shop: Shop) -> None:
    made = await two_slots(shop)
    principal = await organiser(shop)
    owner = await add_owner(shop.product.database, principal.tenant_id, "layla@example.com")
    item = Item(made["config"], 1, made["late"])
    wish = OwnerWish(owner_id=owner, format=TicketFormat.PDF, event_id=made["event"], items=[item])
    async with shop.product.database.writing() as tx:
        await cancel_event(tx, principal, made["event"], confirmed=True)
        reserving = asyncio.create_task(reserve_for_owner(shop.product.database, principal, shop.product.terms, wish))
        # It has seen the event on sale, and now waits for its turn.
        await asyncio.sleep(0.3)
        assert not reserving.done()
    with pytest.raises(Conflict, match="is cancelled"):
        await reserving
    assert await states(shop) == {"AVAILABLE"}


async def test_tickets_by_number_are_refused_as_well(shop: Shop) -> None:
    made = await two_slots(shop)
    principal = await organiser(shop)
    async with shop.product.database.reading() as tx:
        event = await read_event(tx, principal.tenant_id, made["event"])
    assert event is not None
    config = await add_config(shop.product.database, event, "Balcony", capacity=2)
    rows = await shop.sql("SELECT id FROM tickets WHERE ticket_config_id = :id ORDER BY id", id=config.id)
    ids = [row["id"] for row in rows]
    assert (await shop.cast.agent.post("sale/reserve", ticketIds=ids[:1], **CUSTOMER)).status_code == 200
    async with shop.product.database.writing() as tx:
        await cancel_event(tx, principal, made["event"], confirmed=True)
        reserving = asyncio.create_task(shop.cast.agent.post("sale/reserve", ticketIds=ids[1:], **CUSTOMER))
        await asyncio.sleep(0.3)
        assert not reserving.done()
    assert (await reserving).status_code == 409
    await shop.work()
    assert await states(shop) == {"AVAILABLE"}
