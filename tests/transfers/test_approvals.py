"""A partner asks for tickets; the contract's own shapes."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from admitone.core.clock import utc_now
from admitone.services.transfer_completing import end_broken_approvals
from tests.transfers.exchange import ADDRESSES, HAL, Exchange

LAYLA, OMAR = ADDRESSES


async def test_an_approval_is_as_the_contract_has_it(exchange: Exchange) -> None:
    ids = [exchange.tickets[LAYLA][0], exchange.tickets[OMAR][0]]
    answer = await exchange.ask(*ids)
    body = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (200, HAL)
    links = body["_links"]
    assert links["self"]["href"].endswith(f"/ticket-transfer-approvals/{body['uid']}")
    assert [(one["name"], one["templated"], one["type"]) for one in links["curies"]] == [("shop", True, "text/html")]
    assert links["profile"]["type"] == "text/html"
    assert (body["status"], len(body["uid"]), body["created_date"][-1]) == ("approved", 32, "Z")
    assert body["created_date"] == body["modified_date"]
    again = await exchange.call("GET", f"/ticket-transfer-approvals/{body['uid']}")
    assert again.json() == body
    listed = (await exchange.call("GET", "/ticket-transfer-approvals/?state=approved")).json()
    assert listed["item_count"] == 1
    assert listed["_embedded"]["shop:ticket-transfer-approval"] == [body]
    assert {"first", "last", "search", "self"} <= listed["_links"].keys()
    assert not {"prev", "next"} & listed["_links"].keys()
    none = (await exchange.call("GET", "/ticket-transfer-approvals/?state=rejected&page=99")).json()
    assert (none["item_count"], none["_links"]["self"]["href"][-6:]) == (0, "page=1")
    ticket = await exchange.call("GET", (await exchange.addresses(ids[0]))[0])
    assert (ticket.headers["content-type"], ticket.json()["state"]) == (HAL, "issued")
    assert ticket.json()["_links"]["shop:ticket-transfer-approval"]["href"] == links["self"]["href"]
    assert "barcode" not in ticket.text


async def test_every_owner_is_told_of_their_own_tickets_only(exchange: Exchange) -> None:
    await exchange.approved(exchange.tickets[LAYLA][0], *exchange.tickets[OMAR])
    letters = await exchange.letters()
    assert sorted(one["to"] for one in letters) == [LAYLA, OMAR]
    told = {one["to"]: one["text"].count("- Jazz Night") for one in letters}
    assert told == {LAYLA: 2, OMAR: 4}, "in both languages"
    assert "List-Unsubscribe" not in letters[0]["headers"]
    links = [{part for part in one["text"].split() if "/transfer/" in part} for one in letters]
    assert [len(one) for one in links] == [1, 1]
    assert links[0].isdisjoint(links[1])


async def test_what_cannot_be_transferred_is_named(exchange: Exchange) -> None:
    first, second = exchange.tickets[LAYLA]
    await exchange.approved(first)
    taken = await exchange.ask(first, second)
    assert (taken.status_code, taken.json()["type"]) == (400, "TICKET_ERROR")
    assert taken.json()["tickets"] == await exchange.addresses(first)
    assert "stands already" in taken.json()["message"]
    await exchange.venue.sql("UPDATE attractions SET reissue = FALSE RETURNING id")
    closed = await exchange.ask(second)
    assert (closed.json()["type"], "not enabled" in closed.json()["message"]) == ("TICKET_ERROR", True)
    await exchange.venue.sql("UPDATE attractions SET reissue = TRUE RETURNING id")
    for column, words in (("redeemed_at", "used"), ("voided_at", "void"), ("issued_at", "not issued")):
        value = None if column == "issued_at" else utc_now()
        text = f"UPDATE tickets SET {column} = :value WHERE id = :id RETURNING id"
        before = (await exchange.venue.tickets([second]))[0][column]
        await exchange.venue.sql(text, value=value, id=second)
        refused = await exchange.ask(second)
        assert (refused.json()["type"], words in refused.json()["message"]) == ("TICKET_ERROR", True)
        await exchange.venue.sql(text, value=before, id=second)
    assert (await exchange.ask(second)).status_code == 200


@pytest.mark.parametrize(
    ("tickets", "status", "kind"),
    [
        ([], 400, "BAD_REQUEST"),
        (["https://elsewhere.example/tickets/" + "a" * 32], 400, "BAD_REQUEST"),
        (["OURS/tickets/12"], 400, "BAD_REQUEST"),
        (["OURS/tickets/" + "a" * 32], 404, "NOT_FOUND"),
        ("all", 400, "BAD_REQUEST"),
        ([None], 400, "BAD_REQUEST"),
        (["OURS/tickets/" + "a" * 32 + "\x00"], 400, "BAD_REQUEST"),
    ],
)
async def test_what_is_no_ticket_of_ours_is_refused(
    exchange: Exchange, tickets: list[str] | str, status: int, kind: str
) -> None:
    base = exchange.venue.product.config.base_url.rstrip("/")
    given = [one.replace("OURS", base) if one else one for one in tickets] if isinstance(tickets, list) else tickets
    answer = await exchange.call("POST", "/ticket-transfer-approvals/", json={"tickets": given})
    assert (answer.status_code, answer.json()["type"]) == (status, kind)


async def test_only_who_may_transfer_is_answered(exchange: Exchange) -> None:
    ticket = exchange.tickets[LAYLA][0]
    assert (await exchange.ask(ticket, key="")).status_code == 401
    assert (await exchange.ask(ticket, key="aok_wrong")).status_code == 401
    forbidden = await exchange.ask(ticket, key=exchange.plain_key)
    assert (forbidden.status_code, forbidden.json()["type"]) == (403, "FORBIDDEN")
    approval = await exchange.approved(ticket)
    own = approval["_links"]["self"]["href"]
    for path in (own, (await exchange.addresses(ticket))[0], "/ticket-transfer-approvals/"):
        assert (await exchange.call("GET", path, key=exchange.plain_key)).status_code == 403
        headers = {"Authorization": f"Bearer {exchange.venue.cast.stranger.session}"}
        foreign = await exchange.venue.client.get(path, headers=headers)
        assert foreign.status_code == (404 if path != "/ticket-transfer-approvals/" else 200)
        assert approval["uid"] not in foreign.text or foreign.status_code == 404
    agent = {"Authorization": f"Bearer {exchange.venue.cast.agent.session}"}
    assert (await exchange.venue.client.get(own, headers=agent)).status_code == 403


async def test_the_same_key_asks_once(exchange: Exchange) -> None:
    headers = {"Idempotency-Key": "transfer-1"}
    first, second = exchange.tickets[LAYLA]
    answers = await asyncio.gather(*(exchange.ask(first, headers=headers) for _ in range(4)))
    assert [one.status_code for one in answers] == [200] * 4, [one.text for one in answers]
    assert len({one.json()["uid"] for one in answers}) == 1
    other = await exchange.ask(second, headers=headers)
    assert (other.status_code, other.json()["fields"]) == (400, ["Idempotency-Key"])


async def test_owners_get_time(exchange: Exchange) -> None:
    ticket = exchange.tickets[LAYLA][0]
    now = utc_now()
    for wrong in (now, now + timedelta(days=90)):
        refused = await exchange.ask(ticket, opt_out_until=wrong.isoformat())
        assert (refused.status_code, refused.json()["fields"]) == (400, ["opt_out_until"])
    assert (await exchange.ask(ticket, opt_out_until="2099-01-01T00:00:00")).json()["fields"] == ["opt_out_until"]
    made = await exchange.approved(ticket)
    assert made["opt_out_until"][:10] == (now + timedelta(hours=48)).date().isoformat()


async def test_a_partner_withdraws(exchange: Exchange) -> None:
    approval = await exchange.approved(*exchange.tickets[LAYLA])
    path = f"/ticket-transfer-approvals/{approval['uid']}/withdraw"
    for _ in range(2):
        gone = await exchange.call("POST", path, json={"reason": "sold elsewhere"})
        assert (gone.status_code, gone.json()["status"]) == (200, "withdrawn")
    assert [one["subject"] for one in await exchange.letters()][-1].startswith("Your tickets stay yours")
    await exchange.approved(*exchange.tickets[LAYLA])


async def test_one_key_for_two_wishes_at_once_makes_one_approval(exchange: Exchange) -> None:
    headers = {"Idempotency-Key": "transfer-2"}
    wishes = [exchange.ask(ticket, headers=headers) for tickets in exchange.tickets.values() for ticket in tickets]
    answers = await asyncio.gather(*wishes)
    assert sorted(one.status_code for one in answers) == [200, 400, 400, 400], [one.text for one in answers]
    assert (await exchange.call("GET", "/ticket-transfer-approvals/")).json()["item_count"] == 1


async def test_who_has_a_ticket_no_more_is_not_told_that_it_stays_theirs(exchange: Exchange) -> None:
    await exchange.approved(exchange.tickets[LAYLA][0], exchange.tickets[OMAR][0])
    await exchange.letters()
    gone = exchange.tickets[LAYLA][0]
    revoked = await exchange.venue.call(exchange.venue.cast.admin, "/ticket/revoke", ids=[gone])
    assert revoked.status_code == 200, revoked.text
    assert await end_broken_approvals(exchange.venue.product.database) == 1
    told = [one["to"] for one in await exchange.letters() if one["subject"].startswith("Your tickets stay yours")]
    assert told == [OMAR]
