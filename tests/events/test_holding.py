"""Reserving for an owner, freeing, issuing: all or none, in every state that a ticket can be in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from admitone.core.clock import utc_now
from admitone.core.errors import AdmitError, Conflict, MissingParameter, NotFound
from admitone.core.events import EventState
from admitone.core.inventory import TicketFormat
from admitone.core.principal import Principal, Role
from admitone.services.event_holding import Item, OwnerHold, OwnerWish, reserve_for_owner
from admitone.services.owner_tickets import free_owner_tickets, issue_owner_tickets, release_lapsed_tickets
from tests.events.venue import Venue


def agent(venue: Venue) -> Principal:
    return Principal(venue.tenant_id, Role.AGENT, "agent", "Asia/Dubai")


def admin(venue: Venue) -> Principal:
    return Principal(venue.tenant_id, Role.ADMIN, "admin", "Asia/Dubai")


async def reserve(venue: Venue, event_id: int, owner_id: int, *items: Item, **more: Any) -> OwnerHold:
    wish = OwnerWish(event_id=event_id, owner_id=owner_id, format=TicketFormat.SECURE, items=items, **more)
    return await reserve_for_owner(venue.product.database, agent(venue), venue.product.terms, wish)


async def free(venue: Venue, ids: Sequence[int]) -> None:
    async with venue.product.database.writing() as tx:
        await free_owner_tickets(tx, agent(venue), ids)


async def issue(venue: Venue, ids: Sequence[int]) -> None:
    async with venue.product.database.writing() as tx:
        await issue_owner_tickets(tx, admin(venue), venue.product.terms, ids)


def ids_of(hold: OwnerHold) -> list[int]:
    return [ticket.id for ticket in hold.tickets]


async def taken(venue: Venue, table: str) -> list[int]:
    return [row["taken"] for row in await venue.sql(f"SELECT taken FROM {table} ORDER BY id")]


async def test_a_reserved_ticket_has_its_owner_format_and_place(venue: Venue) -> None:
    event, owner_id = await venue.event(), await venue.owner()
    config = await venue.config(event, placed=True)
    # 19:00 in Dubai is the event's start; the slot five hours later is on the next day there.
    late = await venue.timeslot(event, "Late", capacity=4, hours=5)
    sector = await venue.sector(event, "North", capacity=4)
    hold = await reserve(venue, event.id, owner_id, Item(config.id, 3, late.id, sector.id))
    assert len(hold.tickets) == 3
    for ticket in hold.tickets:
        assert (ticket.status, ticket.owner_id, ticket.format) == ("RESERVED", owner_id, "SECURE")
        assert (ticket.timeslot_id, ticket.sector_id, ticket.time_slot) == (late.id, sector.id, "00:00")
        assert (ticket.ticket_date, ticket.valid_until) == (date(2099, 3, 16), date(2099, 3, 16))
    assert (await taken(venue, "event_timeslots"), await taken(venue, "event_sectors")) == ([3], [3])


async def test_freeing_gives_ticket_and_place_back_and_may_be_repeated(venue: Venue) -> None:
    event, owner_id = await venue.event(), await venue.owner()
    config = await venue.config(event, placed=True)
    late = await venue.timeslot(event, "Late", capacity=4, hours=5)
    ids = ids_of(await reserve(venue, event.id, owner_id, Item(config.id, 2, late.id)))
    await free(venue, ids)
    await free(venue, ids)
    for row in await venue.tickets(ids):
        kept = [row[name] for name in ("owner_id", "reservation_id", "held_until", "timeslot_id", "time_slot")]
        assert (row["status"], row["format"], kept) == ("AVAILABLE", "PDF", [None] * 5)
        assert str(row["ticket_date"]) == "2099-03-15"
    assert await taken(venue, "event_timeslots") == [0]
    audits = await venue.sql("SELECT COUNT(*) AS total FROM audit_entries WHERE action = 'FREE'")
    assert audits == [{"total": 2}]


async def test_issuing_may_be_repeated_and_keeps_the_code(venue: Venue) -> None:
    event, owner_id = await venue.event(), await venue.owner()
    config = await venue.config(event)
    ids = ids_of(await reserve(venue, event.id, owner_id, Item(config.id, 2)))
    await issue(venue, ids)
    codes = [row["barcode"] for row in await venue.tickets(ids)]
    await issue(venue, ids)
    rows = await venue.tickets(ids)
    assert [row["barcode"] for row in rows] == codes
    assert all(row["status"] == "SOLD" and row["issued_at"] and row["held_until"] is None for row in rows)
    assert all(row["download_expires_at"] for row in rows)


async def test_what_is_issued_cannot_be_freed_and_nothing_else_is(venue: Venue) -> None:
    event, owner_id = await venue.event(), await venue.owner()
    config = await venue.config(event)
    ids = ids_of(await reserve(venue, event.id, owner_id, Item(config.id, 3)))
    await issue(venue, ids[:1])
    with pytest.raises(Conflict) as caught:
        await free(venue, ids)
    assert caught.value.details == {"ids": ids[:1]}
    assert [row["status"] for row in await venue.tickets(ids)] == ["SOLD", "RESERVED", "RESERVED"]


async def test_what_is_not_reserved_cannot_be_issued_and_nothing_else_is(venue: Venue) -> None:
    event, owner_id = await venue.event(), await venue.owner()
    config = await venue.config(event)
    ids = ids_of(await reserve(venue, event.id, owner_id, Item(config.id, 3)))
    await free(venue, ids[2:])
    with pytest.raises(Conflict) as caught:
        await issue(venue, ids)
    assert caught.value.details == {"ids": ids[2:]}
    assert [row["status"] for row in await venue.tickets(ids)] == ["RESERVED", "RESERVED", "AVAILABLE"]
    with pytest.raises(NotFound):
        await issue(venue, [*ids[:2], 999_999])


async def test_a_reservation_whose_time_is_over_is_given_back(venue: Venue) -> None:
    event, owner_id = await venue.event(), await venue.owner()
    config = await venue.config(event, placed=True)
    slot = await venue.timeslot(event, "Early", capacity=5)
    kept = ids_of(await reserve(venue, event.id, owner_id, Item(config.id, 1, slot.id)))
    lapsed = ids_of(await reserve(venue, event.id, owner_id, Item(config.id, 2, slot.id)))
    await venue.sql(
        "UPDATE tickets SET held_until = :past WHERE id = ANY(:ids::bigint[])",
        past=utc_now() - timedelta(seconds=1),
        ids=lapsed,
    )
    with pytest.raises(Conflict, match="reservation has ended"):
        await issue(venue, lapsed)
    assert await release_lapsed_tickets(venue.product.database) == 2
    assert await release_lapsed_tickets(venue.product.database) == 0
    assert [row["status"] for row in await venue.tickets([*kept, *lapsed])] == ["RESERVED", "AVAILABLE", "AVAILABLE"]
    assert await taken(venue, "event_timeslots") == [1]


async def test_several_items_are_taken_all_or_none(venue: Venue) -> None:
    event, owner_id = await venue.event(), await venue.owner()
    standing, seated = await venue.config(event), await venue.config(event, "Seated", capacity=2)
    with pytest.raises(Conflict) as caught:
        await reserve(venue, event.id, owner_id, Item(standing.id, 3), Item(seated.id, 3))
    assert caught.value.fields == ("ticket_reservation_items[1].quantity",)
    assert caught.value.details == {"ticket_config_id": seated.id, "asked": 3, "free": 2}
    assert await venue.sql("SELECT id FROM tickets WHERE status <> 'AVAILABLE'") == []


@pytest.mark.parametrize("full", ["timeslot", "sector"])
async def test_a_place_without_room_says_how_much_is_left(venue: Venue, full: str) -> None:
    event, owner_id = await venue.event(), await venue.owner()
    config = await venue.config(event, placed=True)
    slot = await venue.timeslot(event, "18:00", capacity=3 if full == "timeslot" else None)
    sector = await venue.sector(event, "North", capacity=3 if full == "sector" else None)
    await reserve(venue, event.id, owner_id, Item(config.id, 1, slot.id, sector.id))
    two = Item(config.id, 2, slot.id, sector.id)
    with pytest.raises(Conflict) as caught:
        await reserve(venue, event.id, owner_id, two, Item(config.id, 1, slot.id, sector.id))
    assert caught.value.details["free"] == 2
    assert caught.value.fields == tuple(f"ticket_reservation_items[{row}].{full}_id" for row in (0, 1))
    await reserve(venue, event.id, owner_id, two)


async def test_an_event_with_places_needs_them_in_each_item(venue: Venue) -> None:
    event, owner_id = await venue.event(), await venue.owner()
    config = await venue.config(event, placed=True)
    slot = await venue.timeslot(event, "18:00", capacity=None)
    with pytest.raises(MissingParameter) as caught:
        await reserve(venue, event.id, owner_id, Item(config.id, 1, slot.id), Item(config.id, 1))
    assert caught.value.fields == ("ticket_reservation_items[1].timeslot_id",)
    other = await venue.event("Other Night")
    elsewhere = await venue.timeslot(other, "18:00", capacity=None)
    with pytest.raises(AdmitError, match="has no timeslot"):
        await reserve(venue, event.id, owner_id, Item(config.id, 1, elsewhere.id))


@pytest.mark.parametrize("state", [EventState.DRAFT, EventState.CANCELLED])
async def test_tickets_of_an_unpublished_event_cannot_be_reserved(venue: Venue, state: EventState) -> None:
    event, owner_id = await venue.event(state=state), await venue.owner()
    config = await venue.config(event)
    with pytest.raises(Conflict):
        await reserve(venue, event.id, owner_id, Item(config.id, 1))


async def test_the_same_key_gives_the_same_tickets(venue: Venue) -> None:
    event, owner_id = await venue.event(), await venue.owner()
    config = await venue.config(event)
    first = await reserve(venue, event.id, owner_id, Item(config.id, 2), idempotency_key="k")
    again = await reserve(venue, event.id, owner_id, Item(config.id, 2), idempotency_key="k")
    assert (again.reservation.id, ids_of(again)) == (first.reservation.id, ids_of(first))
    with pytest.raises(Conflict):
        await reserve(venue, event.id, owner_id, Item(config.id, 3), idempotency_key="k")
