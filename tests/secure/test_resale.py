"""A holder sells a SECURE ticket on: within the organiser's limits, to one buyer, and the old code is dead."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from admitone.core.clock import utc_now
from admitone.store.rehoming import set_reissue
from tests.events.venue import Venue
from tests.secure.market import LAYLA, OMAR, RULE, Market, open_market
from tests.secure.phone import Phone, verdict
from tests.transfers.exchange import read_letter


async def refusal(market: Market, **more: Any) -> tuple[int, str]:
    answer = await market.offer(**more)
    return answer.status_code, answer.json()["detail"]


async def test_a_ticket_is_offered_bought_and_dead_on_the_sellers_phone(venue: Venue) -> None:
    market = await open_market(venue)
    old, new = Phone(), Phone()
    await old.take(venue, market.tickets[0])
    offer = (await market.offer()).json()
    assert (offer["price"], offer["fee"], offer["proceeds"], offer["currency"]) == (280.0, 28.0, 252.0, "AED")
    assert (offer["state"], offer["seller_id"]) == ("listed", None), "to holders nobody is named"
    assert await verdict(venue, old.code(seconds_ago=31)) == "STALE", "until it is bought it is hers"
    bought = await market.buy(offer["uid"])
    assert bought.status_code == 200, bought.text
    assert (bought.json()["state"], bought.json()["payment_reference"]) == ("sold", "shop order 1042")
    assert await verdict(venue, old.code()) == "REVOKED"
    row = (await market.rows())[0]
    assert row["uid"] != market.tickets[0]["uid"]
    assert row["owner_id"] == await venue.owner(OMAR)
    former = await venue.sql("SELECT uid, owner_id FROM tickets WHERE replaced_by = :id", id=row["id"])
    assert [(one["uid"], one["owner_id"]) for one in former] == [(market.tickets[0]["uid"], await venue.owner())]
    assert (await old.take(venue, market.tickets[0])).status_code == 404, "so is her link"
    await new.take(venue, row)
    assert await verdict(venue, new.code()) == "ADMIT"
    actions = await venue.sql("SELECT action FROM audit_entries WHERE action IN ('LIST', 'TRANSFER') ORDER BY id")
    assert [one["action"] for one in actions] == ["LIST", "TRANSFER"]


async def test_both_sides_are_told_by_mail(venue: Venue) -> None:
    market = await open_market(venue)
    await market.buy(await market.offered())
    await venue.work()
    folder = venue.product.config.data_folder / "outbox"
    letters = [read_letter(path.read_bytes()) for path in folder.glob("*.eml")]
    [sold] = [one for one in letters if "Your ticket was sold" in one["subject"]]
    [received] = [one for one in letters if one["to"] == OMAR]
    assert sold["to"] == LAYLA
    assert "You get AED\u00a0252.00. Whoever organises the event pays it to you." in sold["text"]
    assert "لك" in sold["text"]
    assert OMAR not in sold["text"], "who has it now is not her business"
    assert f"/t/{market.tickets[0]['id']}/" in received["text"]


async def test_only_within_what_the_organiser_allows(venue: Venue) -> None:
    market = await open_market(venue)
    most = "price: more than 0, and at most 300.00 AED for this ticket"
    assert await refusal(market, price=300.01) == (400, most)
    assert await refusal(market, price=0) == (400, most)
    assert (await refusal(market, price=1.005))[0] == 400
    late = (market.event.ends_at + timedelta(seconds=1)).isoformat()
    both = (await market.offer(price=301, locked_until=late, buyer_email="nobody")).json()
    assert set(both["fields"]) == {"price", "locked_until", "buyer_email"}
    path = f"/event/{market.event.id}/ticket_config/{market.config.id}/resale"
    assert (await market.call("GET", path, "agent")).json() == {"ticket_config_id": market.config.id, **RULE}
    assert (await market.call("PUT", path, "agent", json=RULE)).status_code == 403
    assert (await market.call("PUT", path, "admin", json=RULE | {"fee_percent": 101})).status_code == 400
    assert (await market.call("DELETE", path, "admin")).status_code == 204
    assert (await market.call("GET", path, "agent")).status_code == 404
    assert (await refusal(market))[1] == f"the organiser does not let ticket {market.tickets[0]['id']} be resold"


async def test_only_what_is_ones_own_and_good(venue: Venue) -> None:
    market = await open_market(venue)
    ticket = market.tickets[0]["id"]
    await venue.owner(OMAR)
    assert (await refusal(market, by=OMAR)) == (404, f"you have no ticket {ticket}")
    assert (await refusal(market, by="stranger")) == (404, f"you have no ticket {ticket}")
    assert (await market.offer(by="nobody")).status_code == 401
    assert (await market.offer(by="agent")).status_code == 403
    assert (await market.offer(by="admin")).status_code == 201, "on her word"
    assert "is on offer already" in (await refusal(market))[1]
    for column, word in (("redeemed_at", "was used"), ("voided_at", "was used")):
        await venue.sql(f"UPDATE tickets SET {column} = :now WHERE id = :id", now=datetime.now(UTC), id=ticket + 1)
        assert word in (await refusal(market, index=1))[1]
        await venue.sql(f"UPDATE tickets SET {column} = NULL WHERE id = :id", id=ticket + 1)
    await venue.sql("UPDATE tickets SET format = 'PDF' WHERE id = :id", id=ticket + 1)
    assert "its code can be copied" in (await refusal(market, index=1))[1]


async def test_an_offer_is_withdrawn_or_lapses(venue: Venue) -> None:
    market = await open_market(venue)
    uid = await market.offered()
    await venue.owner(OMAR)
    assert (await market.call("POST", f"/listing/{uid}/withdraw", OMAR)).status_code == 404
    for _ in range(2):
        assert (await market.call("POST", f"/listing/{uid}/withdraw")).json()["state"] == "withdrawn"
    refused = await market.buy(uid)
    assert (refused.status_code, "give the buyer the money back" in refused.json()["detail"]) == (409, True)
    again = await market.offered(locked_until=(datetime.now(UTC) + timedelta(minutes=5)).isoformat())
    await venue.sql("UPDATE listings SET locked_until = :past", past=datetime.now(UTC) - timedelta(seconds=1))
    assert await market.state(again) == "ended"
    for state, found in (("listed", []), ("ended", [again])):
        listed = (await market.call("GET", "/listing", "agent", params={"status": state})).json()["data"]
        assert [one["uid"] for one in listed] == found
    assert (await market.buy(again)).status_code == 409
    assert (await market.rows())[0]["uid"] == market.tickets[0]["uid"], "it stayed hers"
    await market.offered()


async def test_whoever_goes_in_ends_the_offer(venue: Venue) -> None:
    market = await open_market(venue)
    phone = Phone()
    await phone.take(venue, market.tickets[0])
    uid = await market.offered()
    assert await verdict(venue, phone.code()) == "ADMIT"
    shown = (await market.call("GET", f"/listing/{uid}", "agent")).json()
    assert (shown["state"], shown["reason"]) == ("ended", "its holder went in with it")
    assert (await market.buy(uid)).status_code == 409
    assert "was used" in (await refusal(market))[1]


async def test_what_is_transferred_or_taken_back_is_on_offer_no_more(venue: Venue) -> None:
    market = await open_market(venue)
    given, taken = await market.offered(0), await market.offered(1)
    ids = [market.tickets[1]["id"]]
    answer = await venue.call(venue.cast.admin, "/ticket/revoke", ids=ids, reason="called off")
    assert answer.status_code == 200, answer.text
    await market.buy(given)
    assert [await market.state(uid) for uid in (given, taken)] == ["sold", "ended"]
    assert (await market.buy(taken)).status_code == 409


async def test_an_event_that_is_called_off_ends_its_offers(venue: Venue) -> None:
    market = await open_market(venue)
    uid = await market.offered()
    path = f"/event/{market.event.id}/cancel"
    cancelled = await market.call("POST", path, "admin", json={"confirmed": True})
    assert cancelled.status_code == 200, cancelled.text
    shown = (await market.call("GET", f"/listing/{uid}", "agent")).json()
    assert (shown["state"], shown["reason"]) == ("ended", "the event was called off")
    assert (await market.buy(uid)).status_code == 409
    assert "was called off" in (await refusal(market))[1]


async def test_a_purchase_counts_once_and_its_seller_is_paid_out_once(venue: Venue) -> None:
    market = await open_market(venue)
    uid = await market.offered()
    assert (await market.call("POST", f"/listing/{uid}/settle", "admin")).status_code == 409, "nothing is due yet"
    first = (await market.buy(uid)).json()
    assert (await market.buy(uid)).json() == first, "sent twice"
    assert (await market.buy(uid, payment_reference="another payment")).status_code == 409
    assert (await market.buy(uid, email="third@example.com")).status_code == 409
    due = (await market.call("GET", "/listing", "agent", params={"status": "sold", "settled": "false"})).json()
    assert [one["uid"] for one in due["data"]] == [uid]
    assert (await market.call("POST", f"/listing/{uid}/settle", "agent")).status_code == 403
    settled = [(await market.call("POST", f"/listing/{uid}/settle", "admin")).json() for _ in range(2)]
    assert settled[0]["settled_at"] is not None
    assert settled[0] == settled[1]
    assert len(await venue.sql("SELECT id FROM audit_entries WHERE action = 'SETTLE'")) == 1


async def test_who_sees_and_who_may_buy(venue: Venue) -> None:
    market = await open_market(venue, tickets=3)
    dear, cheap = await market.offered(0), await market.offered(1, price=100)
    hers = await market.offered(2, buyer_email="OMAR@example.com")
    await venue.owner(OMAR)
    seen = (await market.call("GET", "/listing", OMAR, params={"event_id": market.event.id})).json()
    assert [one["uid"] for one in seen["data"]] == [cheap, dear], "the cheapest first, and no offer for somebody"
    assert (await market.call("GET", f"/listing/{hers}", OMAR)).status_code == 200
    await venue.owner("third@example.com")
    assert (await market.call("GET", f"/listing/{hers}", "third@example.com")).status_code == 404
    assert (await market.call("GET", f"/listing/{hers}", "stranger")).status_code == 404
    mine = (await market.call("GET", "/listing")).json()
    assert [one["uid"] for one in mine["data"]] == [hers, cheap, dear]
    assert (await market.buy(hers, email="third@example.com")).status_code == 409
    assert (await market.buy(hers, email=LAYLA)).status_code in {400, 409}
    assert (await market.buy(cheap, email=LAYLA)).status_code == 400
    assert (await market.buy(cheap, by=OMAR)).status_code == 401, "only whoever has the money says so"
    assert (await market.buy(cheap, by="stranger")).status_code == 404
    assert (await market.buy(cheap, by="agent")).status_code == 403, "money by hand is confirmed by admins"
    assert (await market.buy(hers)).status_code == 200


@pytest.mark.parametrize("email", ["", "nobody", "a@b\x00.example"])
async def test_a_purchase_that_cannot_be_changes_nothing(venue: Venue, email: str) -> None:
    market = await open_market(venue)
    uid = await market.offered()
    assert (await market.buy(uid, email=email)).status_code == 400
    assert (await market.buy(uid, payment_reference=" ")).status_code == 400
    assert await market.state(uid) == "listed"
    assert (await market.buy("0" * 32)).status_code == 404


async def test_many_buyers_at_once_and_one_gets_it(venue: Venue) -> None:
    market = await open_market(venue)
    uid = await market.offered()
    wishes = [market.buy(uid, email=f"buyer{n}@example.com", payment_reference=f"order {n}") for n in range(8)]
    told = [answer.status_code for answer in await asyncio.gather(*wishes)]
    assert sorted(told) == [200] + [409] * 7
    assert len(await venue.sql("SELECT id FROM tickets WHERE replaced_by IS NOT NULL")) == 1


async def test_a_gate_and_a_buyer_at_once(venue: Venue) -> None:
    """Either she is in and the buyer gets the money back, or her code is dead and the buyer has the ticket."""
    for round_ in range(6):
        market = await open_market(venue, tickets=1, name=f"Night {round_}")
        phone = Phone()
        await phone.take(venue, market.tickets[0])
        uid = await market.offered()
        told, bought = await asyncio.gather(
            verdict(venue, phone.code()), market.buy(uid, payment_reference=str(round_))
        )
        [row] = await market.rows()
        if bought.status_code == 200:
            assert told == "REVOKED"
            assert row["redeemed_at"] is None
        else:
            assert (bought.status_code, told) == (409, "ADMIT")
            assert row["owner_id"] == await venue.owner()
        assert await market.state(uid) == ("sold" if bought.status_code == 200 else "ended")


async def test_a_seller_who_withdraws_and_a_buyer_at_once(venue: Venue) -> None:
    market = await open_market(venue, tickets=6)
    for index in range(6):
        uid = await market.offered(index)
        withdrawn, bought = await asyncio.gather(
            market.call("POST", f"/listing/{uid}/withdraw"), market.buy(uid, payment_reference=str(index))
        )
        assert sorted((withdrawn.status_code, bought.status_code)) == [200, 409]
        moved = (await market.rows())[index]["uid"] != market.tickets[index]["uid"]
        assert moved == (bought.status_code == 200)


async def test_a_ticket_taken_back_and_bought_at_once(venue: Venue) -> None:
    market = await open_market(venue, tickets=6)
    for index in range(6):
        uid, ids = await market.offered(index), [market.tickets[index]["id"]]
        revoked, bought = await asyncio.gather(
            venue.call(venue.cast.admin, "/ticket/revoke", ids=ids, reason="x"),
            market.buy(uid, payment_reference=str(index)),
        )
        assert revoked.status_code == 200
        assert bought.status_code in {200, 409}
        assert (await market.rows())[index]["voided_at"] is not None, "whoever has it then"


async def test_tickets_with_an_approval_are_not_offered(venue: Venue) -> None:
    market = await open_market(venue)
    async with venue.product.database.writing() as tx:
        await set_reissue(tx, venue.tenant_id, market.event.attraction_id, utc_now(), reissue=True)
    base = venue.product.config.base_url.rstrip("/")
    given = {"tickets": [f"{base}/tickets/{market.tickets[0]['uid']}"]}
    headers = {"Authorization": f"Bearer {venue.cast.admin.session}"}
    answer = await venue.client.post("/ticket-transfer-approvals/", json=given, headers=headers)
    assert answer.status_code == 200, answer.text
    assert "an approval to transfer" in (await refusal(market))[1]
    await market.offered(1)
    given = {"tickets": [f"{base}/tickets/{market.tickets[1]['uid']}"]}
    refused = await venue.client.post("/ticket-transfer-approvals/", json=given, headers=headers)
    assert "its holder offers it to others" in refused.text, "nor is what is offered asked for"
