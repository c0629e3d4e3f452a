"""Carts that complete: their tickets belong to the customer's account and are issued in the same transaction."""

from __future__ import annotations

from typing import Any

from admitone.core.ledger.records import RecordKind
from admitone.store import ledger as ledger_store
from tests.events.test_buying import CUSTOMER, placed, reserve
from tests.events.test_own_tickets import ask, token_of
from tests.events.venue import Venue


async def bought(venue: Venue, *wishes: dict[str, Any]) -> tuple[str, list[int]]:
    """A paid cart and its tickets."""
    answer = await reserve(venue, *wishes)
    assert answer.status_code == 200, answer.text
    reference = str(answer.json()["apiData"]["cartReference"])
    paid = await venue.cast.admin.data("sale/confirm-payment", cartReference=reference)
    return reference, sorted(sale["ticketId"] for sale in paid)


async def recorded(venue: Venue, ids: list[int]) -> list[str]:
    """The last word of the ledger on tickets."""
    async with venue.product.database.reading() as tx:
        turns = await ledger_store.list_last_turns(tx, ids)
    return [str(turns[ticket_id].kind) if ticket_id in turns else "" for ticket_id in ids]


async def test_what_was_bought_is_owned_issued_and_recorded(venue: Venue) -> None:
    config, slot, sector = await placed(venue)
    _, ids = await bought(venue, {"ticketConfigId": config, "quantity": 2, "timeslotId": slot, "sectorId": sector})
    rows = await venue.tickets(ids)
    assert all(row["status"] == "SOLD" and row["issued_at"] and len(row["barcode"]) == 24 for row in rows)
    assert await recorded(venue, ids) == [RecordKind.ISSUE] * 2
    own = (await ask(venue, await token_of(venue), with_="timeslot")).json()
    assert [(one["id"], one["status"], one["timeslot"]["id"]) for one in own["data"]] == [
        (ticket_id, "issued", slot) for ticket_id in ids
    ]
    # A second cart of the same customer, written otherwise, goes to the same account.
    await venue.cast.agent.data(
        "sale/reserve",
        allocate=[{"ticketConfigId": config, "quantity": 1, "timeslotId": slot, "sectorId": sector}],
        **CUSTOMER | {"customerEmail": "LAYLA@example.com"},
    )
    assert await venue.sql("SELECT COUNT(*) AS total FROM accounts") == [{"total": 1}]
    # What the organisation calls them is known to it alone.
    assert await venue.sql("SELECT name FROM accounts") == [{"name": None}]
    assert await venue.sql("SELECT name FROM enrollments") == [{"name": CUSTOMER["customerName"]}]


async def test_what_is_refunded_is_void_in_the_ledger_and_issued_anew_to_the_next(venue: Venue) -> None:
    event = await venue.event()
    config = await venue.config(event, capacity=1)
    wish = {"ticketConfigId": config.id, "quantity": 1}
    reference, ids = await bought(venue, wish)
    [before] = await venue.tickets(ids)
    await venue.cast.admin.data("sale/refund", cartReference=reference)
    [free] = await venue.tickets(ids)
    assert (free["status"], free["owner_id"], free["barcode"], free["issued_at"]) == ("AVAILABLE", None, None, None)
    assert await recorded(venue, ids) == [RecordKind.VOID]
    _, again = await bought(venue, wish)
    [after] = await venue.tickets(again)
    assert again == ids
    assert after["barcode"] != before["barcode"], "the old code opens no gate"
    assert await recorded(venue, ids) == [RecordKind.ISSUE]


async def test_a_group_trip_gets_issued_tickets_of_nobody(venue: Venue) -> None:
    event = await venue.event()
    config = await venue.config(event, capacity=2)
    ids = [row["id"] for row in await venue.sql("SELECT id FROM tickets WHERE ticket_config_id = :id", id=config.id)]
    await venue.cast.agent.data("sale/assign-group", ticketIds=ids, tripServiceId=7)
    rows = await venue.tickets(ids)
    assert all(row["issued_at"] and row["barcode"] and row["owner_id"] is None for row in rows)
    assert await recorded(venue, ids) == [RecordKind.ISSUE] * 2
