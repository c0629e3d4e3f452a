"""The report on Wi-Fi tickets on PostgreSQL, whose sums are of another type than what they add up."""

from __future__ import annotations

from tests.doors.conftest import House


async def test_wifi_sales_are_summed(house: House) -> None:
    answer = await house.client.get("/reports/wifi?csv", headers=house.headers("/reports"))
    assert answer.status_code == 200, answer.text
    assert answer.text.splitlines()[1] == "28XXX004,Hotel Sol,1,1 hour,1,0,0,0.00,EUR"
