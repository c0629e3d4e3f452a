"""Issuing without a payment is for admins, and what they issued they can take back."""

from __future__ import annotations

from typing import Any

import pytest

from admitone.core.ledger.records import RecordKind
from tests.events.test_carts import bought, recorded
from tests.events.test_door import items, problem
from tests.events.test_own_tickets import ask, token_of
from tests.events.venue import Venue


async def kept(venue: Venue, *, price: int) -> dict[str, Any]:
    """Two tickets at a timeslot, kept for somebody by an agent."""
    event, owner_id = await venue.event(), await venue.owner()
    config = await venue.config(event, placed=True, price_minor=price)
    slot = await venue.timeslot(event, "18:00", capacity=2)
    body = {"event_id": event.id, "owner_id": owner_id, **items(config.id, 2, timeslot_id=slot.id)}
    answer = (await venue.call(venue.cast.agent, "/ticket/reserve", **body)).json()
    return {"ids": [one["id"] for one in answer["data"]], "body": body}


@pytest.mark.parametrize("price", [0, 25000])
async def test_only_an_admin_issues_what_has_a_price(venue: Venue, price: int) -> None:
    ids = (await kept(venue, price=price))["ids"]
    answer = await venue.call(venue.cast.agent, "/ticket/issue", ids=ids)
    if price:
        assert problem(answer) == (403, "FORBIDDEN", ["ids"])
        assert {row["status"] for row in await venue.tickets(ids)} == {"RESERVED"}
        answer = await venue.call(venue.cast.admin, "/ticket/issue", ids=ids)
        # A repetition issues nothing, whoever sends it.
        assert (await venue.call(venue.cast.agent, "/ticket/issue", ids=ids)).status_code == 200
    assert [one["status"] for one in answer.json()["data"]] == ["issued", "issued"]


async def test_what_was_issued_without_a_cart_is_taken_back(venue: Venue) -> None:
    made = await kept(venue, price=25000)
    ids, admin = made["ids"], venue.cast.admin
    assert problem(await venue.call(admin, "/ticket/revoke", ids=ids)) == (409, "CONFLICT", ["ids"])
    await venue.call(admin, "/ticket/issue", ids=ids)
    assert problem(await venue.call(venue.cast.agent, "/ticket/revoke", ids=ids))[0] == 403
    assert problem(await venue.call(venue.cast.stranger, "/ticket/revoke", ids=ids))[0] == 404
    for _ in range(2):
        revoked = await venue.call(admin, "/ticket/revoke", ids=ids, reason="given to the wrong person")
        assert [one["status"] for one in revoked.json()["data"]] == ["invalidated", "invalidated"]
    assert await recorded(venue, ids) == [RecordKind.VOID] * 2
    told = await venue.sql("SELECT user_id, details FROM audit_entries WHERE action = 'REVOKE'")
    assert told == [{"user_id": "admin", "details": "given to the wrong person"}] * 2
    shown = (await ask(venue, await token_of(venue))).json()["data"]
    assert [(one["status"], one["barcode"]) for one in shown] == [("invalidated", None)] * 2
    assert (await venue.sql("SELECT taken FROM event_timeslots"))[0]["taken"] == 0
    again = await venue.call(venue.cast.agent, "/ticket/reserve", **made["body"])
    assert again.status_code == 200, "the places are free again"


async def test_what_was_sold_or_used_is_not_revoked_and_nothing_else_is(venue: Venue) -> None:
    ids = (await kept(venue, price=0))["ids"]
    await venue.call(venue.cast.admin, "/ticket/issue", ids=ids)
    event = await venue.event("Opera")
    config = await venue.config(event)
    reference, sold = await bought(venue, {"ticketConfigId": config.id, "quantity": 1})
    refused = await venue.call(venue.cast.admin, "/ticket/revoke", ids=[*ids, *sold])
    assert refused.json()["details"] == {"ids": sold}
    assert reference in refused.json()["detail"]
    await venue.sql("UPDATE tickets SET redeemed_at = sold_at WHERE id = :id", id=ids[0])
    refused = await venue.call(venue.cast.admin, "/ticket/revoke", ids=ids)
    assert refused.json()["details"] == {"ids": ids[:1]}
    assert all(row["voided_at"] is None for row in await venue.tickets([*ids, *sold]))
