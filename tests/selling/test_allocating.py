"""Choosing tickets by wish: the soonest-expiring first, all wishes or none."""

from __future__ import annotations

from typing import Any

from tests.selling.shop import CUSTOMER, Shop


async def allocate(shop: Shop, *wishes: dict[str, Any]) -> list[int]:
    """The tickets that were got for wishes."""
    cart = await shop.cast.agent.data("sale/reserve", ticketIds=[], allocate=list(wishes), **CUSTOMER)
    return [ticket["ticketId"] for ticket in cart["tickets"]]


async def test_what_expires_soonest_goes_first(shop: Shop) -> None:
    endless = await shop.stock(1, ticket_date=None)
    late = await shop.stock(1, ticket_date="2099-03-15")
    soon = await shop.stock(1, ticket_date="2098-01-01")
    extended = await shop.stock(1, ticket_date="2097-01-01", valid_until="2099-12-31")
    past = await shop.stock(1, ticket_date="2001-01-01")
    wish = {"attractionId": await shop.attraction(), "quantity": 1}
    assert [await allocate(shop, wish) for _ in range(4)] == [soon, late, extended, endless]
    assert await shop.cast.agent.refusal("sale/reserve", ticketIds=[], allocate=[wish], **CUSTOMER) == (
        409, "CONFLICT", ["allocate[0]"],
    )  # fmt: skip
    assert await shop.tickets(past) == ["AVAILABLE"]


async def test_a_wish_restricts_by_what_it_names_and_by_nothing_else(shop: Shop) -> None:
    adult = await shop.stock(1, category="Adult", time_slot="10:00")
    child = await shop.stock(1, category="Child", time_slot="11:00")
    bare = await shop.stock(1, category=None, time_slot=None)
    here = {"attractionId": await shop.attraction(), "quantity": 1}
    assert await allocate(shop, here | {"category": "Child"}) == child
    assert await allocate(shop, here | {"timeSlot": "10:00"}) == adult
    assert await allocate(shop, here) == bare, "a wish without a category takes one without, too"


async def test_all_wishes_or_none(shop: Shop) -> None:
    adults = await shop.stock(2, category="Adult")
    children = await shop.stock(1, category="Child")
    here = {"attractionId": await shop.attraction()}
    family = [here | {"category": "Child", "quantity": 2}, here | {"category": "Adult", "quantity": 2}]
    answer = await shop.cast.agent.post("sale/reserve", ticketIds=[], allocate=family, **CUSTOMER)
    assert answer.status_code == 409
    assert answer.json()["apiStatus"]["errorDetails"] == {"wish": 0, "asked": 2, "free": 1}
    assert await shop.tickets(adults + children) == ["AVAILABLE"] * 3
    family[0]["quantity"] = 1
    assert sorted(await allocate(shop, *family)) == sorted(adults + children)


async def test_closed_attractions_and_those_of_others_have_nothing(shop: Shop) -> None:
    await shop.stock(1, at="Closed")
    await shop.sql("UPDATE attractions SET active = FALSE WHERE name = 'Closed'")
    wish = {"attractionId": await shop.attraction("Closed"), "quantity": 1}
    refused = await shop.cast.agent.refusal("sale/reserve", ticketIds=[], allocate=[wish], **CUSTOMER)
    assert refused == (409, "CONFLICT", ["allocate[0]"])
    await shop.stock(1)
    wish = {"attractionId": await shop.attraction(), "quantity": 1}
    refused = await shop.cast.stranger.refusal("sale/reserve", ticketIds=[], allocate=[wish], **CUSTOMER)
    assert refused == (409, "CONFLICT", ["allocate[0]"])


async def test_a_cart_has_a_limit(shop: Shop) -> None:
    wish = {"attractionId": await shop.attraction(), "quantity": 300}
    refused = await shop.cast.agent.refusal("sale/reserve", ticketIds=[], allocate=[wish, wish], **CUSTOMER)
    assert refused == (400, "INVALID_PARAMETER", ["allocate"])
