"""Owners look at a transfer, stop it, and think again; programs that follow links do nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from httpx import Response

from admitone.core.clock import utc_now
from tests.transfers.exchange import ADDRESSES, Exchange

LAYLA, OMAR = ADDRESSES


async def status_of(exchange: Exchange, uid: str) -> str:
    status: str = (await exchange.call("GET", f"/ticket-transfer-approvals/{uid}")).json()["status"]
    return status


async def asked_for(exchange: Exchange) -> str:
    """An approval of one ticket of each owner."""
    body = await exchange.approved(exchange.tickets[LAYLA][0], exchange.tickets[OMAR][0])
    uid: str = body["uid"]
    return uid


async def test_one_owner_stops_it_for_all_and_everybody_hears(exchange: Exchange) -> None:
    uid = await asked_for(exchange)
    links = await exchange.links()
    page = await exchange.venue.client.get(links[LAYLA])
    assert (page.status_code, page.text.count("<li>"), "<script" in page.text) == (200, 1, False)
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in page.headers["x-robots-tag"]
    unticked = await exchange.press(links[LAYLA], "stop")
    assert (unticked.status_code, "Tick the box" in unticked.text) == (400, True)
    assert await status_of(exchange, uid) == "approved"
    stopped = await exchange.press(links[LAYLA], "stop", stop="yes")
    assert (stopped.status_code, "is stopped" in stopped.text) == (200, True)
    assert await status_of(exchange, uid) == "rejected"
    for link in links.values():
        again = await exchange.press(link, "stop", stop="yes")
        assert (again.status_code, "is stopped" in again.text) == (200, True)
    told = [
        one["to"] for one in await exchange.letters() if one["subject"].startswith("The transfer of your tickets was")
    ]
    assert sorted(told) == [LAYLA, OMAR]
    await exchange.pass_time()
    late = await exchange.call("POST", f"/ticket-transfer-approvals/{uid}/complete", json={"holders": []})
    assert late.status_code in {400, 409}
    assert (await exchange.ask(exchange.tickets[LAYLA][0])).status_code == 200, "the ticket may be asked for anew"


async def test_whoever_stopped_it_can_think_again_for_a_while(exchange: Exchange) -> None:
    uid = await asked_for(exchange)
    links = await exchange.links()
    await exchange.press(links[LAYLA], "stop", stop="yes")
    await exchange.press(links[OMAR], "undo")
    assert await status_of(exchange, uid) == "rejected", "it was not Omar who stopped it"
    resumed = await exchange.press(links[LAYLA], "undo")
    assert (resumed.status_code, "about to go" in resumed.text) == (200, True)
    assert await status_of(exchange, uid) == "approved"
    await exchange.press(links[LAYLA], "stop", stop="yes")
    await exchange.venue.sql(
        "UPDATE transfer_approvals SET decided_at = :at RETURNING id", at=utc_now() - timedelta(minutes=16)
    )
    await exchange.press(links[LAYLA], "undo")
    assert await status_of(exchange, uid) == "rejected"


async def test_thinking_again_comes_too_late_when_another_approval_stands(exchange: Exchange) -> None:
    uid = await asked_for(exchange)
    links = await exchange.links()
    await exchange.press(links[LAYLA], "stop", stop="yes")
    await exchange.approved(exchange.tickets[OMAR][0])
    answer = await exchange.press(links[LAYLA], "undo")
    assert (answer.status_code, await status_of(exchange, uid)) == (200, "rejected")


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
async def test_who_follows_every_link_does_no_harm(exchange: Exchange, method: str) -> None:
    uid = await asked_for(exchange)
    for path in (await exchange.links()).values():
        for address in (path, f"{path}/stop", f"{path}/undo", f"{path}?stop=yes", f"{path}/stop?stop=yes&nonce=1"):
            await exchange.venue.client.request(method, address, follow_redirects=True)
    assert await status_of(exchange, uid) == "approved"


async def test_a_form_of_another_page_stops_nothing(exchange: Exchange) -> None:
    uid = await asked_for(exchange)
    links = await exchange.links()
    other = (await exchange.venue.client.get(links[OMAR])).text.split('name="nonce" value="')[1].split('"')[0]
    for nonce in ("", "1.x", "nonsense", other, "9" * 11 + ".x"):
        sent = await exchange.venue.client.post(f"{links[LAYLA]}/stop", data={"stop": "yes", "nonce": nonce})
        assert sent.status_code == 403
    assert await status_of(exchange, uid) == "approved"


def told(answer: Response) -> int:
    return answer.status_code


async def test_late_wrong_and_finished_links_say_so(exchange: Exchange) -> None:
    uid = await asked_for(exchange)
    links = await exchange.links()
    wrong = [told(await exchange.venue.client.get("/transfer/" + "x" * 43)) for _ in range(12)]
    assert (wrong[0], wrong[-1]) == (404, 429)
    await exchange.pass_time()
    assert told(await exchange.press(links[LAYLA], "stop", stop="yes")) == 410
    assert told(await exchange.venue.client.get(links[LAYLA])) == 200
    body = (await exchange.call("GET", f"/ticket-transfer-approvals/{uid}")).json()
    done = await exchange.complete(body, "new@example.com", "newer@example.com")
    assert done.json()["status"] == "completed"
    assert told(await exchange.press(links[LAYLA], "stop", stop="yes")) == 409
    shown = await exchange.venue.client.get(links[LAYLA])
    assert "<li>" not in shown.text, "what has moved is not shown to who had it"


async def test_the_page_speaks_arabic(exchange: Exchange) -> None:
    await asked_for(exchange)
    link = (await exchange.links())[LAYLA]
    page = await exchange.venue.client.get(f"{link}?lang=ar")
    assert 'dir="rtl"' in page.text
    assert "نقل تذاكرك" in page.text
    sent = await exchange.venue.client.post(f"{link}/stop?lang=ar", data={"nonce": ""})
    assert (sent.status_code, 'lang="ar"' in sent.text) == (403, True)
