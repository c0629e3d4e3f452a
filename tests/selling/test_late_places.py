"""Money that comes late for tickets of an event: the same place while there is room, else a refund."""

from __future__ import annotations

from typing import Any

import pytest

from admitone.core.principal import Principal, Role
from admitone.services import sectors, timeslots
from admitone.services.sectors import SectorChange
from tests.events.venue import add_config, add_event, add_timeslot
from tests.selling.shop import CUSTOMER, Shop


async def two_slots(shop: Shop) -> dict[str, Any]:
    """An event with an early slot of two places and a late one of nine."""
    [row] = await shop.sql("SELECT tenant_id FROM users WHERE username = 'admin'")
    database = shop.product.database
    event = await add_event(database, row["tenant_id"], "Jazz Night")
    config = await add_config(database, event, "Standing", capacity=9, placed=True)
    early = await add_timeslot(database, event, "Early", capacity=2)
    late = await add_timeslot(database, event, "Late", capacity=None, hours=2)
    return {"event": event.id, "config": config.id, "early": early.id, "late": late.id}


async def reserved(shop: Shop, made: dict[str, Any], **slots: int) -> dict[str, Any]:
    wishes = [
        {"ticketConfigId": made["config"], "timeslotId": made[slot], "quantity": count} for slot, count in slots.items()
    ]
    cart: dict[str, Any] = await shop.cast.agent.data("sale/reserve", ticketIds=[], allocate=wishes, **CUSTOMER)
    return cart


async def lapsed(shop: Shop, made: dict[str, Any], **slots: int) -> dict[str, Any]:
    cart = await reserved(shop, made, **slots)
    await shop.lapse(cart)
    await shop.sweep()
    assert await taken(shop) == [0, 0]
    return cart


async def taken(shop: Shop) -> list[int]:
    return [row["taken"] for row in await shop.sql("SELECT taken FROM event_timeslots ORDER BY id")]


async def places(shop: Shop, cart: dict[str, Any]) -> list[int]:
    rows = await shop.sql(
        "SELECT tickets.timeslot_id FROM sales JOIN tickets ON tickets.id = sales.ticket_id "
        "WHERE sales.status = 'COMPLETED' AND tickets.cart_reference = :cart ORDER BY sales.id",
        cart=cart["cartReference"],
    )
    return [row["timeslot_id"] for row in rows]


async def test_late_money_gets_the_same_places_with_other_tickets(shop: Shop) -> None:
    made = await two_slots(shop)
    cart = await lapsed(shop, made, late=1, early=2)
    before = await shop.sql("SELECT ticket_id, timeslot_id FROM sales ORDER BY id")
    # Somebody has the first of the tickets since, at another place.
    await reserved(shop, made, late=1)
    await shop.pay(cart)
    await shop.sweep()
    assert (await shop.read(cart))["status"] == "COMPLETED"
    assert sorted(await places(shop, cart)) == sorted(row["timeslot_id"] for row in before)
    assert await taken(shop) == [2, 2]
    rows = await shop.sql("SELECT owner_id, issued_at FROM tickets WHERE status = 'SOLD'")
    assert len(rows) == 3
    assert all(row["owner_id"] and row["issued_at"] for row in rows)


async def test_late_money_for_places_that_are_gone_goes_back(shop: Shop) -> None:
    made = await two_slots(shop)
    cart = await lapsed(shop, made, early=2, late=1)
    await reserved(shop, made, early=1)
    await shop.pay(cart)
    await shop.sweep()
    assert (await shop.read(cart))["status"] == "CANCELLED"
    assert await taken(shop) == [1, 0]
    [refund] = await shop.refunds("OPEN")
    assert "the tickets are gone" in refund["reason"]


async def test_late_money_for_a_cancelled_event_goes_back(shop: Shop) -> None:
    made = await two_slots(shop)
    cart = await lapsed(shop, made, late=2)
    await shop.sql("UPDATE events SET state = 'CANCELLED' WHERE id = :id", id=made["event"])
    await shop.pay(cart)
    await shop.sweep()
    assert (await shop.read(cart))["status"] == "CANCELLED"
    assert len(await shop.refunds("OPEN")) == 1


async def organiser(shop: Shop) -> Principal:
    [row] = await shop.sql("SELECT tenant_id FROM users WHERE username = 'admin'")
    return Principal(row["tenant_id"], Role.ADMIN, "amal")


@pytest.mark.parametrize("slots", [["early"], ["early", "late"]], ids=["one of two", "every one"])
async def test_a_timeslot_of_a_lapsed_cart_can_be_deleted_and_late_money_goes_back(
    shop: Shop, slots: list[str]
) -> None:
    made = await two_slots(shop)
    cart = await lapsed(shop, made, early=2)
    other = await lapsed(shop, made, late=1)
    admin = await organiser(shop)
    for slot in slots:
        async with shop.product.database.writing() as tx:
            await timeslots.delete_timeslot(tx, admin, made["event"], made[slot])
    await shop.pay(cart)
    await shop.pay(other)
    await shop.sweep()
    assert (await shop.read(cart))["status"] == "CANCELLED"
    assert len(await shop.refunds("OPEN")) == len(slots)


async def test_a_sector_of_a_lapsed_cart_can_be_deleted_and_late_money_goes_back(shop: Shop) -> None:
    made = await two_slots(shop)
    admin = await organiser(shop)
    async with shop.product.database.writing() as tx:
        sector = await sectors.create_sector(tx, admin, made["event"], SectorChange(name="Left", capacity=4))
    wish = {"ticketConfigId": made["config"], "timeslotId": made["late"], "sectorId": sector.id, "quantity": 1}
    cart = await shop.cast.agent.data("sale/reserve", ticketIds=[], allocate=[wish], **CUSTOMER)
    await shop.lapse(cart)
    await shop.sweep()
    async with shop.product.database.writing() as tx:
        await sectors.delete_sector(tx, admin, made["event"], sector.id)
    await shop.pay(cart)
    await shop.sweep()
    assert (await shop.read(cart))["status"] == "CANCELLED"
    [refund] = await shop.refunds("OPEN")
    assert "the tickets are gone" in refund["reason"]
