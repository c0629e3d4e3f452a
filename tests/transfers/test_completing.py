"""Tickets that go to new holders: one new code, one dead one, and nothing counted twice."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable
from datetime import timedelta

import pytest
from httpx import Response

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict
from admitone.core.ledger.records import RecordKind
from admitone.services.housekeeping import fold_counters
from admitone.services.ledger_checking import check_ledger
from admitone.services.rehoming import Move, rehome_tickets
from admitone.services.transfer_completing import end_broken_approvals
from admitone.services.transfer_tickets import transfer_by_hand
from admitone.store.database import TransactionUndone
from tests.events.test_carts import bought, recorded
from tests.events.test_own_tickets import ask, token_of
from tests.transfers.exchange import ADDRESSES, Exchange
from tests.transfers.test_opting_out import status_of

LAYLA, OMAR = ADDRESSES


async def test_new_holders_get_new_tickets_and_the_old_ones_are_dead(exchange: Exchange) -> None:
    ids = [exchange.tickets[LAYLA][0], exchange.tickets[OMAR][0]]
    before, old = await exchange.venue.tickets(ids), await exchange.addresses(*ids)
    approval = await exchange.approved(*ids)
    early = await exchange.complete(approval, "new@example.com", "newer@example.com")
    assert (early.status_code, early.json()["type"]) == (409, "CONFLICT")
    await exchange.pass_time()
    for _ in range(2):
        done = await exchange.complete(approval, "new@example.com", "newer@example.com")
        assert (done.status_code, done.json()["status"]) == (200, "completed"), done.text
    after = await exchange.venue.tickets(ids)
    for was, now in zip(before, after, strict=True):
        assert was["uid"] != now["uid"]
        assert was["barcode"] != now["barcode"]
        assert was["download_code"] != now["download_code"]
        assert (now["status"], now["timeslot_id"], now["voided_at"]) == ("SOLD", was["timeslot_id"], None)
        link = await exchange.venue.client.get(f"/t/{was['id']}/{was['download_code']}")
        assert link.status_code == 404
        assert (await exchange.venue.client.get(f"/t/{was['id']}/{now['download_code']}")).status_code == 200
    former = [(await exchange.call("GET", address)).json() for address in old]
    assert [one["state"] for one in former] == ["transferred"] * 2
    assert [one["_links"]["shop:replaced-by"]["href"] for one in former] == await exchange.addresses(*ids)
    assert [one["new_ticket"] for one in done.json()["_embedded"]["tickets"]] == await exchange.addresses(*ids)
    assert (await exchange.venue.sql("SELECT taken FROM event_timeslots"))[0]["taken"] == 4
    await fold_counters(exchange.venue.product.database)
    assert (await exchange.venue.sql("SELECT SUM(tickets) AS n FROM stock_totals WHERE status = 'SOLD'"))[0]["n"] == 4
    assert await recorded(exchange.venue, ids) == [RecordKind.ISSUE] * 2
    letters = await exchange.letters()
    received = {one["to"]: one["text"] for one in letters if one["subject"].startswith("Your ticket /")}
    assert [f"/t/{row['id']}/{row['download_code']}" in received[to] for row, to in zip(after, received, strict=True)]
    assert sorted(received) == ["new@example.com", "newer@example.com"]
    brought = [one["files"] for one in letters if one["subject"].startswith("Your ticket /")]
    assert all("application/pdf" in files for files in brought), "the ticket itself, with its new code"
    assert sum(one["subject"].startswith("Your tickets were transferred") for one in letters) == 2


async def test_both_sides_see_what_is_theirs(exchange: Exchange) -> None:
    ticket = exchange.tickets[LAYLA][0]
    approval = await exchange.approved(ticket)
    await exchange.pass_time()
    await exchange.complete(approval, OMAR)
    mine = (await ask(exchange.venue, await token_of(exchange.venue, OMAR))).json()["data"]
    assert sorted(one["id"] for one in mine) == sorted([*exchange.tickets[OMAR], ticket])
    hers = (await ask(exchange.venue, await token_of(exchange.venue, LAYLA))).json()["data"]
    gone = [one for one in hers if one["status"] == "invalidated"]
    assert [(one["barcode"]) for one in gone] == [None]
    assert len(hers) == 2


@pytest.mark.parametrize("wrong", ["nobody", "a stranger's", "twice", "no address"])
async def test_every_ticket_gets_one_holder(exchange: Exchange, wrong: str) -> None:
    approval = await exchange.approved(*exchange.tickets[LAYLA])
    await exchange.pass_time()
    hrefs = [one["_links"]["self"]["href"] for one in approval["_embedded"]["tickets"]]
    given = {
        "nobody": hrefs[:1],
        "a stranger's": [*hrefs, *await exchange.addresses(exchange.tickets[OMAR][0])],
        "twice": [*hrefs, hrefs[0]],
        "no address": hrefs,
    }[wrong]
    email = "no address" if wrong == "no address" else "new@example.com"
    body = {"holders": [{"ticket": href, "email": email} for href in given]}
    answer = await exchange.call("POST", f"/ticket-transfer-approvals/{approval['uid']}/complete", json=body)
    assert (answer.status_code, answer.json()["type"]) == (400, "BAD_REQUEST")
    assert answer.json()["fields"][0].startswith("holders")
    assert await status_of(exchange, approval["uid"]) == "approved"


async def test_a_ticket_that_was_used_meanwhile_stays_and_ends_the_approval(exchange: Exchange) -> None:
    ids = exchange.tickets[LAYLA]
    approval = await exchange.approved(*ids)
    await exchange.pass_time()
    await exchange.venue.sql("UPDATE tickets SET redeemed_at = sold_at WHERE id = :id RETURNING id", id=ids[1])
    refused = await exchange.complete(approval, "new@example.com", "new@example.com")
    assert (refused.status_code, refused.json()["type"]) == (400, "TICKET_ERROR")
    assert refused.json()["tickets"] == await exchange.addresses(ids[1])
    assert len(await exchange.addresses(*ids)) == 2
    assert await end_broken_approvals(exchange.venue.product.database) == 1
    assert await status_of(exchange, approval["uid"]) == "ended"
    assert (await exchange.ask(ids[0])).status_code == 200


async def test_tickets_of_an_event_that_is_called_off_stay_and_end_the_approval(exchange: Exchange) -> None:
    ids = exchange.tickets[LAYLA]
    approval = await exchange.approved(*ids)
    await exchange.pass_time()
    await exchange.venue.sql("UPDATE events SET state = 'CANCELLED' RETURNING id")
    refused = await exchange.complete(approval, "new@example.com", "new@example.com")
    assert (refused.status_code, refused.json()["type"]) == (400, "TICKET_ERROR")
    assert "its event is called off" in refused.json()["message"]
    assert await end_broken_approvals(exchange.venue.product.database) == 1
    assert await status_of(exchange, approval["uid"]) == "ended"
    again = await exchange.ask(*ids)
    assert (again.status_code, again.json()["type"]) == (400, "TICKET_ERROR")


async def test_stopping_and_completing_have_one_winner(exchange: Exchange) -> None:
    ticket, moved, ends = exchange.tickets[LAYLA][0], 0, set()
    for _ in range(20):
        approval = await exchange.approved(ticket)
        asked = [one["text"] for one in await exchange.letters() if "about to be" in one["subject"]]
        path = re.findall(r"/transfer/[\w-]+", asked[-1])[0]
        page = (await exchange.venue.client.get(path)).text
        nonce = re.findall(r'name="nonce" value="([^"]+)"', page)[0]
        await exchange.venue.sql(
            "UPDATE transfer_approvals SET opt_out_until = :soon WHERE uid = :uid RETURNING id",
            soon=utc_now() + timedelta(milliseconds=6),
            uid=approval["uid"],
        )
        answers = await asyncio.gather(
            *(exchange.venue.client.post(f"{path}/stop", data={"stop": "yes", "nonce": nonce}) for _ in range(3)),
            *(later(exchange.complete(approval, LAYLA)) for _ in range(3)),
        )
        assert all(one.status_code < 500 for one in answers)
        ends.add(ended := await status_of(exchange, approval["uid"]))
        moved += ended == "completed"
        rows = await exchange.venue.sql("SELECT COUNT(*) AS n FROM tickets WHERE replaced_by = :id", id=ticket)
        assert rows[0]["n"] == moved, "it moves when it is completed, and only then"
        if ended == "approved":
            await exchange.call("POST", f"/ticket-transfer-approvals/{approval['uid']}/withdraw", json={})
    assert ends <= {"rejected", "completed", "approved"}
    assert ends & {"rejected", "completed"}, "somebody has won"


async def later(call: Awaitable[Response]) -> Response:
    """A call some milliseconds from now."""
    await asyncio.sleep(0.006)
    return await call


async def test_two_who_move_one_ticket(exchange: Exchange) -> None:
    ticket = exchange.tickets[LAYLA][0]
    (uid,) = await exchange.uids(ticket)
    owners = [await exchange.venue.owner(f"new{number}@example.com") for number in range(6)]
    layla = await exchange.venue.owner(LAYLA)
    product = exchange.venue.product

    async def move(owner_id: int) -> bool:
        try:
            async with product.database.writing() as tx:
                await rehome_tickets(
                    tx,
                    exchange.admin,
                    product.ledger,
                    [Move(ticket, uid, layla, owner_id)],
                    now=utc_now(),
                    reason="race",
                )
        except (Conflict, TransactionUndone):
            return False
        return True

    moved = await asyncio.gather(*(move(owner_id) for owner_id in owners))
    assert sum(moved) == 1
    assert len(await exchange.venue.sql("SELECT id FROM tickets WHERE replaced_by = :id", id=ticket)) == 1


async def test_what_was_transferred_is_not_refunded_to_who_bought_it(exchange: Exchange) -> None:
    venue = exchange.venue
    config = await venue.config(exchange.event, "Seated", placed=True)
    slot = await venue.timeslot(exchange.event, "20:00", capacity=2, hours=2)
    reference, ids = await bought(venue, {"ticketConfigId": config.id, "quantity": 2, "timeslotId": slot.id})
    approval = await exchange.approved(ids[0])
    await exchange.pass_time()
    assert (await exchange.complete(approval, "new@example.com")).status_code == 200
    cart = (await venue.sql("SELECT public_code FROM carts WHERE reference = :reference", reference=reference))[0]
    page = await venue.client.get(f"/c/{reference}/{cart['public_code']}")
    (code,) = {row["download_code"] for row in await venue.tickets([ids[0]])}
    assert code not in page.text, "the buyer's page does not open the new holder's ticket"
    refused = await venue.cast.admin.post("sale/refund", cartReference=reference)
    assert (refused.status_code, "transferred" in refused.text) == (409, True)
    rest = await venue.cast.admin.post("sale/refund", cartReference=reference, ticketIds=[ids[1]])
    assert rest.status_code == 200, rest.text
    revoked = await venue.call(venue.cast.admin, "/ticket/revoke", ids=[ids[0]])
    assert revoked.status_code == 200, "an admin can still take it back"


async def test_a_transfer_and_a_refund_at_once_have_one_winner(exchange: Exchange) -> None:
    venue = exchange.venue
    config = await venue.config(exchange.event, "Seated", capacity=8, placed=True)
    slot = await venue.timeslot(exchange.event, "20:00", capacity=8, hours=2)
    for round_ in range(6):
        wish = {"ticketConfigId": config.id, "quantity": 1, "timeslotId": slot.id}
        # What a refunded ticket was asked for before it came back into stock.
        await end_broken_approvals(venue.product.database)
        reference, [ticket] = await bought(venue, wish)
        approval = await exchange.approved(ticket)
        await exchange.pass_time()
        completing, refunding = exchange.complete(approval, "new@example.com"), _refund(exchange, reference)
        calls = (completing, later(refunding)) if round_ % 2 else (later(completing), refunding)
        completed, refunded = await asyncio.gather(*calls)
        told = (completed.status_code, refunded.status_code)
        assert told in {(200, 409), (400, 200), (409, 200)}, (completed.text, refunded.text)
        [row] = await venue.tickets([ticket])
        hers = row["owner_id"] == await venue.owner("new@example.com")
        assert hers == (completed.status_code == 200)
        assert (row["status"] == "SOLD" and row["voided_at"] is None) == hers


async def _refund(exchange: Exchange, reference: str) -> Response:
    return await exchange.venue.cast.admin.post("sale/refund", cartReference=reference)


async def test_stock_goes_while_nobody_has_seen_its_code(exchange: Exchange) -> None:
    venue = exchange.venue
    ticket, owner_id = exchange.tickets[LAYLA][0], await venue.owner("new@example.com")
    layla = await venue.owner(LAYLA)
    # A page of a supplier's file, as far as handing it on goes.
    batch = await venue.sql(
        "INSERT INTO batches (tenant_id, attraction_id, state, file_name, total_tickets, pages_total, pages_done, "
        "created_at, updated_at) VALUES (:tenant, :attraction, 'READY', 'a.pdf', 1, 1, 1, :now, :now) RETURNING id",
        tenant=venue.tenant_id,
        attraction=exchange.event.attraction_id,
        now=utc_now(),
    )
    await venue.sql(
        "UPDATE tickets SET event_id = NULL, ticket_config_id = NULL, timeslot_id = NULL, batch_id = :batch "
        "WHERE id = :id RETURNING id",
        batch=batch[0]["id"],
        id=ticket,
    )
    await venue.sql("DELETE FROM passes WHERE ticket_id = :id RETURNING id", id=ticket)
    before = (await venue.tickets([ticket]))[0]

    async def hand_on() -> None:
        async with venue.product.database.writing() as tx:
            move = Move(ticket, before["uid"], layla, owner_id)
            await rehome_tickets(tx, exchange.admin, venue.product.ledger, [move], now=utc_now(), reason="by hand")

    await venue.sql("UPDATE tickets SET download_count = 1 WHERE id = :id RETURNING id", id=ticket)
    with pytest.raises(Conflict, match="belongs to its supplier"):
        await hand_on()
    await venue.sql("UPDATE tickets SET download_count = 0 WHERE id = :id RETURNING id", id=ticket)
    await hand_on()
    after = (await venue.tickets([ticket]))[0]
    assert (after["uid"], after["barcode"]) == (before["uid"], before["barcode"])
    assert after["owner_id"] == owner_id
    assert after["download_code"] != before["download_code"]
    assert await recorded(venue, [ticket]) == [RecordKind.TRANSFER]
    await exchange.letters()
    for email in ("third@example.com", "new@example.com"):
        async with venue.product.database.writing() as tx:
            to, ledger = (email, None), venue.product.ledger
            await transfer_by_hand(tx, exchange.admin, ledger, ticket, to=to, reason="by hand")
        await exchange.letters()
    told = [one["to"] for one in await exchange.letters()]
    assert sorted(told) == ["new@example.com"] * 2 + ["third@example.com"] * 2, "each received it and lost it once"


async def test_every_other_door_can_show_what_a_ticket_was(exchange: Exchange) -> None:
    venue, ids = exchange.venue, exchange.tickets[LAYLA]
    approval = await exchange.approved(*ids)
    await exchange.pass_time()
    await exchange.complete(approval, "new@example.com", "new@example.com")
    found = await venue.cast.admin.data("ticket/search")
    former = [row["id"] for row in await venue.sql("SELECT id FROM tickets WHERE replaced_by IS NOT NULL")]
    assert set(former) <= {one["ticketId"] for one in found}
    for ticket_id in former:
        assert (await venue.cast.admin.data("ticket/read", ticketId=ticket_id))["ticketId"] == ticket_id
    assert venue.product.ledger_world is not None
    report = await check_ledger(venue.product.ledger_world)
    assert (report.faults, report.tickets) == ([], 6)
