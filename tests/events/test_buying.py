"""Tickets of events go through the same cart as stock: asked for by ticket config, with their places."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.events.venue import Venue
from tests.offline.api import refusal_of

CUSTOMER = {"ticketIds": [], "customerName": "Layla Haddad", "customerEmail": "layla@example.com"}


async def reserve(venue: Venue, *wishes: dict[str, Any]) -> Any:
    return await venue.cast.agent.post("sale/reserve", allocate=list(wishes), **CUSTOMER)


async def placed(venue: Venue) -> tuple[int, int, int]:
    """The config, timeslot and sector of an event with places, of which the timeslot has three."""
    event = await venue.event()
    config = await venue.config(event, placed=True)
    slot = await venue.timeslot(event, "18:00", capacity=3)
    sector = await venue.sector(event, "Left", capacity=None)
    return config.id, slot.id, sector.id


async def test_a_cart_holds_tickets_with_their_places_and_gives_them_back(venue: Venue) -> None:
    config, slot, sector = await placed(venue)
    wish = {"ticketConfigId": config, "quantity": 2, "timeslotId": slot, "sectorId": sector}
    answer = await reserve(venue, wish)
    assert answer.status_code == 200, answer.text
    cart = answer.json()["apiData"]
    held = await venue.sql("SELECT * FROM tickets WHERE cart_reference = :cart", cart=cart["cartReference"])
    assert [(one["status"], one["timeslot_id"], one["sector_id"], one["time_slot"]) for one in held] == [
        ("RESERVED", slot, sector, "19:00")
    ] * 2
    assert (await venue.sql("SELECT taken FROM event_timeslots"))[0]["taken"] == 2
    assert cart["total"] == 500

    status, code, fields = refusal_of(await reserve(venue, wish))
    assert (status, code, fields) == (409, "CONFLICT", ["allocate[0].timeslotId"])
    await venue.cast.admin.data("sale/cancel", cartReference=cart["cartReference"])
    assert (await venue.sql("SELECT taken FROM event_timeslots"))[0]["taken"] == 0
    assert (await reserve(venue, wish)).status_code == 200


async def test_what_is_missing_or_of_nobody_is_named(venue: Venue) -> None:
    config, slot, sector = await placed(venue)
    other = await venue.event("Opera")
    elsewhere = await venue.timeslot(other, "20:00", capacity=None)
    for wish, code, field in (
        ({"ticketConfigId": config}, "MISSING_PARAMETER", "allocate[0].timeslotId"),
        ({"ticketConfigId": config, "timeslotId": slot}, "MISSING_PARAMETER", "allocate[0].sectorId"),
        ({"ticketConfigId": config, "timeslotId": elsewhere.id, "sectorId": sector}, "INVALID_PARAMETER",
         "allocate[0].timeslotId"),
        ({"ticketConfigId": config + 99}, "INVALID_PARAMETER", "allocate[0].ticketConfigId"),
        ({}, "MISSING_PARAMETER", "allocate[0].attractionId"),
    ):  # fmt: skip
        status, told, fields = refusal_of(await reserve(venue, {"quantity": 1} | wish))
        assert (status, told) == (400, code)
        assert field in fields
    wish = {"ticketConfigId": config, "quantity": 1, "timeslotId": slot, "sectorId": sector}
    stranger = await venue.cast.stranger.post("sale/reserve", allocate=[wish], **CUSTOMER)
    assert refusal_of(stranger)[2] == ["allocate[0].ticketConfigId"]
    assert await venue.sql("SELECT id FROM tickets WHERE status <> 'AVAILABLE'") == []


async def test_a_cart_mixes_events_and_stock_all_or_none(venue: Venue) -> None:
    config, slot, sector = await placed(venue)
    plain = await venue.event("Open air")
    standing = await venue.config(plain, capacity=2)
    wishes = [
        {"attractionId": plain.attraction_id, "quantity": 1},
        {"ticketConfigId": config, "quantity": 1, "timeslotId": slot, "sectorId": sector},
        {"ticketConfigId": standing.id, "quantity": 1},
    ]
    answer = await reserve(venue, *wishes)
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["apiData"]["tickets"]) == 3
    status, code, _ = refusal_of(await reserve(venue, *wishes))
    assert (status, code) == (409, "CONFLICT")
    held = await venue.sql("SELECT COUNT(*) AS total FROM tickets WHERE status = 'RESERVED'")
    assert held[0]["total"] == 3


async def test_many_buyers_never_get_one_place_too_many(venue: Venue) -> None:
    event = await venue.event()
    config = await venue.config(event, placed=True, capacity=40)
    slots = [await venue.timeslot(event, f"slot {number}", capacity=8, hours=number) for number in range(2)]
    wishes = [{"ticketConfigId": config.id, "quantity": 1, "timeslotId": slots[number % 2].id} for number in range(32)]
    answers = await asyncio.gather(*(reserve(venue, wish) for wish in wishes))
    assert sorted({answer.status_code for answer in answers}) == [200, 409]
    assert sum(answer.status_code == 200 for answer in answers) == 16
    taken = await venue.sql("SELECT taken FROM event_timeslots ORDER BY id")
    assert [row["taken"] for row in taken] == [8, 8]
