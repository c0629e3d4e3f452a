"""The page on which the holder of a ticket sells it on, by nothing but its link."""

from __future__ import annotations

from datetime import timedelta

from httpx import Response

from admitone.core.clock import utc_now
from tests.events.venue import Venue
from tests.secure.market import OMAR, Market, open_market


async def press(market: Market, path: str, **form: str) -> Response:
    return await market.venue.client.post(f"{path}/sell", data=form)


def path_of(market: Market, index: int = 0) -> str:
    return f"/w/{market.tickets[index]['id']}/{market.tickets[index]['download_code']}"


async def test_a_holder_offers_a_ticket_and_takes_it_back(venue: Venue) -> None:
    market = await open_market(venue)
    path = path_of(market)
    wallet = (await venue.client.get(path)).text
    assert f'href="{path}/sell?lang=en"' in wallet
    page = await venue.client.get(f"{path}/sell")
    assert "at most AED\u00a0300.00. The organiser keeps 10 percent" in page.text
    assert (page.headers["cache-control"], "<script" in page.text) == ("no-store", False)
    for price in ("300.01", "0", "much", "", "1e400", "NaN", "1,250", "1,25,0", "1.000,5", "-1"):
        refused = await press(market, path, act="offer", price=price)
        assert (refused.status_code, "Nothing was changed" in refused.text) == (400, True), price
    assert 'value="300.01"' in (await press(market, path, price="300.01")).text, "what was typed is kept"
    assert (await press(market, path, act="offer", price="٢٨٠٫٥")).status_code == 200
    assert (await press(market, path, act="withdraw")).status_code == 200
    offered = await press(market, path, act="offer", price="280,50")
    assert (offered.status_code, "On offer for AED\u00a0280.50" in offered.text) == (200, True), offered.text
    assert "you get AED\u00a0252.45" in offered.text
    assert (await press(market, path, act="offer", price="200")).status_code == 409
    back = await press(market, path, act="withdraw")
    assert (back.status_code, "You may ask at most" in back.text) == (200, True)
    assert (await press(market, path, act="withdraw")).status_code == 200, "there is nothing to take back any more"
    states = await venue.sql("SELECT state, created_by FROM listings")
    assert {(one["state"], one["created_by"]) for one in states} == {("WITHDRAWN", "the holder")}


async def test_in_arabic_and_after_the_sale(venue: Venue) -> None:
    market = await open_market(venue)
    path = path_of(market)
    await press(market, path, act="offer", price="280")
    arabic = (await venue.client.get(f"{path}/sell", params={"lang": "ar"})).text
    assert 'dir="rtl"' in arabic
    assert "معروضة مقابل" in arabic
    [listing] = await venue.sql("SELECT uid FROM listings")
    assert (await market.buy(listing["uid"])).status_code == 200
    assert (await venue.client.get(f"{path}/sell")).status_code == 404, "the link is dead"
    assert (await press(market, path, act="withdraw")).status_code == 404
    assert (await market.rows())[0]["owner_id"] == await venue.owner(OMAR)


async def test_where_nothing_can_be_sold_nothing_is_offered(venue: Venue) -> None:
    market = await open_market(venue)
    path = f"/event/{market.event.id}/ticket_config/{market.config.id}/resale"
    await market.call("DELETE", path, "admin")
    assert "Sell this ticket" not in (await venue.client.get(path_of(market))).text
    page = await venue.client.get(f"{path_of(market)}/sell")
    assert (page.status_code, "cannot be sold on" in page.text) == (200, True)
    assert (await press(market, path_of(market), price="100")).status_code == 409
    await venue.sql("UPDATE tickets SET format = 'PDF' WHERE id = :id", id=market.tickets[1]["id"])
    assert (await venue.client.get(f"{path_of(market, 1)}/sell")).status_code == 404, "its sibling is not there either"
    await venue.sql("UPDATE tickets SET download_expires_at = :past", past=utc_now() - timedelta(days=1))
    assert "Jazz" not in (await venue.client.get(f"{path_of(market)}/sell")).text
    assert (await press(market, path_of(market), price="100")).status_code == 404, "the link has expired"
    wrong = f"/w/{market.tickets[0]['id']}/{market.tickets[1]['download_code']}/sell"
    assert (await venue.client.get(wrong)).status_code == 404
    assert await venue.sql("SELECT id FROM listings") == []
