"""Tickets of an event that was called off: nobody issues them, and their owners see that they are void."""

from __future__ import annotations

import pytest

from admitone.core.errors import Conflict
from admitone.services.event_holding import Item
from admitone.services.event_states import cancel_event
from tests.events.organising import Organiser
from tests.events.test_holding import ids_of, issue, reserve
from tests.events.test_own_tickets import ask, token_of
from tests.events.venue import Venue


async def test_owners_see_their_tickets_invalidated_and_without_a_code(venue: Venue) -> None:
    event, owner_id = await venue.event(), await venue.owner()
    config = await venue.config(event)
    [kept] = ids_of(await reserve(venue, event.id, owner_id, Item(config.id, 1)))
    await venue.sql("UPDATE tickets SET format = 'PDF' WHERE id = :id", id=kept)
    await issue(venue, [kept])
    token = await token_of(venue)
    assert (await ask(venue, token)).json()["data"][0]["barcode"]
    await Organiser(venue).do(cancel_event, event.id, confirmed=True)
    [shown] = (await ask(venue, token)).json()["data"]
    assert (shown["status"], shown["barcode"]) == ("invalidated", None)
    totals = {state: (await ask(venue, token, status=state)).json()["pagination"]["total"] for state in STATES}
    assert totals == {"issued": 0, "activated": 0, "invalidated": 1, "redeemed": 0, "confirmed": 0}
    await venue.sql("UPDATE tickets SET redeemed_at = sold_at WHERE id = :id", id=kept)
    assert (await ask(venue, token, status="redeemed")).json()["data"][0]["status"] == "redeemed"


STATES = ("issued", "activated", "invalidated", "redeemed", "confirmed")


async def test_what_is_kept_of_an_event_that_is_not_on_sale_is_not_issued(venue: Venue) -> None:
    event, owner_id = await venue.event(), await venue.owner()
    config = await venue.config(event)
    ids = ids_of(await reserve(venue, event.id, owner_id, Item(config.id, 2)))
    await venue.sql("UPDATE events SET state = 'CANCELLED' WHERE id = :id", id=event.id)
    with pytest.raises(Conflict) as refused:
        await issue(venue, ids)
    assert refused.value.details == {"ids": ids}
    assert {row["status"] for row in await venue.tickets(ids)} == {"RESERVED"}
