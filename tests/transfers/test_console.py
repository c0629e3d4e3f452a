"""Staff follow a transfer, complete it, call one off, and hand a ticket on themselves."""

from __future__ import annotations

import re

from tests.console.conftest import form_token
from tests.console.visiting import send, sign_in
from tests.transfers.exchange import ADDRESSES, Exchange
from tests.transfers.test_opting_out import status_of

LAYLA, OMAR = ADDRESSES


async def test_an_admin_follows_a_transfer_and_completes_it(exchange: Exchange) -> None:
    approval = await exchange.approved(exchange.tickets[LAYLA][0], exchange.tickets[OMAR][0])
    page, uids = f"/transfers/{approval['uid']}", [one["uid"] for one in approval["_embedded"]["tickets"]]
    client = await sign_in(exchange.venue.client)
    assert approval["uid"][:8] in (await client.get("/transfers")).text
    shown = (await client.get(page)).text
    assert LAYLA in shown
    assert "once the time of their owners is over" in shown
    assert page in (await client.get(f"/tickets/{exchange.tickets[LAYLA][0]}")).text
    await exchange.pass_time()
    form = {f"email-{uids[0]}": "new@example.com", f"email-{uids[1]}": "nobody"}
    wrong = await send(client, page, f"{page}/complete", **form)
    assert (wrong.status_code, "new@example.com" in wrong.text) == (400, True), "what was typed is kept"
    done = await send(client, page, f"{page}/complete", **form | {f"email-{uids[1]}": "newer@example.com"})
    assert done.status_code == 303
    assert await status_of(exchange, approval["uid"]) == "completed"
    former = await exchange.venue.sql("SELECT id FROM tickets WHERE replaced_by IS NOT NULL ORDER BY id")
    before = (await client.get(f"/tickets/{former[0]['id']}")).text
    assert "before it was transferred" in before


async def test_a_transfer_is_called_off_after_a_question(exchange: Exchange) -> None:
    approval = await exchange.approved(*exchange.tickets[LAYLA])
    client = await sign_in(exchange.venue.client)
    page = f"/transfers/{approval['uid']}/withdraw"
    assert "told so by mail" in (await client.get(page)).text
    assert (await send(client, page, page)).status_code == 303
    assert await status_of(exchange, approval["uid"]) == "withdrawn"


async def test_a_ticket_is_handed_on_by_hand(exchange: Exchange) -> None:
    ticket = exchange.tickets[LAYLA][0]
    (uid,) = await exchange.uids(ticket)
    client = await sign_in(exchange.venue.client)
    page = f"/tickets/{ticket}/transfer"
    assert page in (await client.get(f"/tickets/{ticket}")).text
    empty = await send(client, page, page, email="nonsense")
    assert empty.status_code == 400
    assert len(re.findall("is-invalid", empty.text)) >= 1
    hers = await send(client, page, page, email=LAYLA, reason="a mistake")
    assert (hers.status_code, "It is theirs already" in hers.text) == (409, True)
    await exchange.venue.sql("UPDATE tickets SET redeemed_at = created_at WHERE id = :id", id=ticket)
    refused = await send(client, page, page, email="new@example.com", reason="she asked for it")
    assert (refused.status_code, f"Ticket {ticket}: It has been used." in refused.text) == (409, True), refused.text
    await client.post("/language", data={"formToken": form_token(refused.text), "language": "ar"})
    assert "استُخدمت" in (await send(client, page, page, email="new@example.com", reason="she asked")).text
    await exchange.venue.sql("UPDATE tickets SET redeemed_at = NULL WHERE id = :id", id=ticket)
    assert (await send(client, page, page, email="new@example.com", reason="she asked for it")).status_code == 303
    assert await exchange.uids(ticket) != [uid]
    letters = {one["to"]: one for one in await exchange.letters()}
    assert set(letters) == {"new@example.com", LAYLA}
    assert "given to another holder" in letters[LAYLA]["text"]
    assert "new@example.com" not in letters[LAYLA]["text"]
    agent = await sign_in(exchange.venue.client, "agent")
    assert (await agent.get(page)).status_code == 403
    assert (await agent.get("/transfers")).status_code == 403


async def test_products_are_enabled_in_the_console_and_by_api(exchange: Exchange) -> None:
    client = await sign_in(exchange.venue.client)
    page = f"/attractions/{exchange.event.attraction_id}"
    assert 'name="reissue" value="true" checked' in (await client.get(page)).text
    await send(client, page, f"{page}/reissue")
    assert (await exchange.ask(exchange.tickets[LAYLA][0])).json()["type"] == "TICKET_ERROR"
    address = f"/ticket-transfer-approvals/products/{exchange.event.attraction_id}"
    assert (await exchange.call("PUT", address, json={"reissue": True})).status_code == 403
    headers = {"Authorization": f"Bearer {exchange.venue.cast.admin.session}"}
    enabled = await exchange.venue.client.put(address, json={"reissue": True}, headers=headers)
    assert enabled.json() == {"product": exchange.event.attraction_id, "reissue": True}
    assert (await exchange.ask(exchange.tickets[LAYLA][0])).status_code == 200
