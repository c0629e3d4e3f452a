"""An organiser allows resale in the console, sees what is on offer, takes an offer back and pays a seller out."""

from __future__ import annotations

from tests.console.visiting import send, sign_in
from tests.events.venue import Venue
from tests.secure.market import OMAR, open_market


async def test_a_kind_of_ticket_may_be_resold_or_not(venue: Venue) -> None:
    market = await open_market(venue)
    client = await sign_in(venue.client)
    page = f"/events/{market.event.id}/configs/{market.config.id}/resale"
    assert page in (await client.get(page.replace("resale", "edit"))).text
    shown = (await client.get(page)).text
    assert 'name="allowed" value="true" checked' in shown
    assert 'value="20"' in shown
    wrong = await send(client, page, page, allowed="true", markup_percent="1001", fee_percent="10")
    assert (wrong.status_code, 'value="1001"' in wrong.text) == (400, True)
    assert (await send(client, page, page, allowed="true", markup_percent="5", fee_percent="0")).status_code == 303
    assert (await venue.sql("SELECT markup_percent, fee_percent FROM resale_rules"))[0]["markup_percent"] == 5
    assert (await send(client, page, page, markup_percent="5", fee_percent="0")).status_code == 303
    assert await venue.sql("SELECT ticket_config_id FROM resale_rules") == []
    agent = await sign_in(venue.client, "agent")
    assert (await agent.get(page)).status_code == 403
    assert (await agent.get("/resale")).status_code == 403


async def test_a_seller_is_paid_out_and_an_offer_is_taken_back(venue: Venue) -> None:
    market = await open_market(venue)
    sold, standing = await market.offered(0), await market.offered(1)
    client = await sign_in(venue.client)
    assert f"/resale/{standing}" in (await client.get(f"/tickets/{market.tickets[1]['id']}")).text
    assert (await market.buy(sold)).status_code == 200
    due = (await client.get("/resale?state=due")).text
    assert f"/resale/{sold}" in due
    assert f"/resale/{standing}" not in due
    page = (await client.get(f"/resale/{sold}")).text
    for text in ("AED\u00a0252.00", "layla@example.com", OMAR, "shop order 1042"):
        assert text in page, text
    assert (await send(client, f"/resale/{sold}", f"/resale/{sold}/withdraw")).status_code == 409
    assert (await send(client, f"/resale/{sold}", f"/resale/{sold}/settle")).status_code == 303
    assert "Nothing here" in (await client.get("/resale?state=due")).text
    assert (await send(client, f"/resale/{standing}", f"/resale/{standing}/withdraw")).status_code == 303
    assert await market.state(standing) == "withdrawn"
    assert (await client.get("/resale/" + "0" * 32)).status_code == 404
    assert (await client.get("/resale/nonsense")).status_code == 404
    assert "Paid out" in (await client.get("/audit")).text
