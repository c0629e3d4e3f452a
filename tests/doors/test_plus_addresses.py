"""Where a form leads once tickets are kept for somebody whose address has a plus."""

from __future__ import annotations

from tests.doors.conftest import House


async def test_the_tickets_just_reserved_are_shown(house: House) -> None:
    form = {"email": "maria+vip@example.com", "quantity-1": "2", "reserve_key": "k" * 24}
    headers = house.headers("/events")
    answer = await house.client.post("/events/1/reserve", data=form, headers=headers)
    assert answer.status_code == 303, answer.text
    page = await house.client.get(answer.headers["location"], headers=headers)
    assert page.text.count("maria+vip@example.com</") == 2
