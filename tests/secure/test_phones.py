"""A ticket on a phone: taken, shown at a gate, taken to another one, transferred, and dead wherever it was before."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from admitone.core.clock import utc_now
from admitone.core.principal import Principal, Role
from admitone.services.rehoming import Move, rehome_tickets
from tests.events.venue import Venue
from tests.scanning.test_scanning import issued
from tests.secure.phone import Phone, secure_tickets, verdict


async def test_a_ticket_on_a_phone_admits_once(venue: Venue) -> None:
    (ticket,) = await secure_tickets(venue)
    phone = Phone()
    assert (await phone.take(venue, ticket)).status_code == 200
    code = phone.code()
    told = (await venue.call(venue.cast.agent, "/scan", code=code, gate="North")).json()
    assert (told["verdict"], told["ticket"]["id"]) == ("ADMIT", ticket["id"])
    assert await verdict(venue, code) == "USED"
    assert await verdict(venue, phone.code(seconds_ago=-8)) == "USED", (
        "the next code of the same ticket is no new ticket"
    )
    actions = await venue.sql("SELECT action FROM audit_entries WHERE entity_type = 'TICKET' ORDER BY id DESC LIMIT 2")
    assert [one["action"] for one in actions] == ["REDEEM", "BIND_PHONE"]


async def test_its_static_code_is_none(venue: Venue) -> None:
    (ticket,) = await secure_tickets(venue)
    assert await verdict(venue, ticket["barcode"]) == "UNKNOWN"


@pytest.mark.parametrize(("seconds", "told"), [(40, "STALE"), (-40, "STALE"), (20, "ADMIT")])
async def test_a_picture_of_the_code_is_worth_nothing_soon(venue: Venue, seconds: int, told: str) -> None:
    (ticket,) = await secure_tickets(venue)
    phone = Phone()
    await phone.take(venue, ticket)
    assert await verdict(venue, phone.code(seconds_ago=seconds)) == told


async def test_another_phone_takes_over_and_the_first_one_is_dead(venue: Venue) -> None:
    (ticket,) = await secure_tickets(venue)
    first, second = Phone(), Phone()
    await first.take(venue, ticket)
    assert (await first.take(venue, ticket)).json()["version"] == 1, "the same phone again is no other one"
    assert (await second.take(venue, ticket)).json()["version"] == 2
    assert await verdict(venue, first.code()) == "REVOKED"
    refused = await first.take(venue, ticket, version=1)
    assert (refused.status_code, refused.json()["moved"]) == (409, True)
    assert await verdict(venue, second.code()) == "ADMIT"


async def test_a_renewal_never_takes_a_ticket_from_another_phone(venue: Venue) -> None:
    (ticket,) = await secure_tickets(venue)
    first, second = Phone(), Phone()
    await first.take(venue, ticket)
    await second.take(venue, ticket)
    for _ in range(3):
        assert (await first.take(venue, ticket, version=1)).status_code == 409
        assert (await second.take(venue, ticket, version=2)).status_code == 200
    assert len(await venue.sql("SELECT id FROM secure_codes")) == 2


async def test_many_phones_at_once_leave_one_that_works(venue: Venue) -> None:
    tickets = await secure_tickets(venue, 3)
    phones = [(ticket, Phone()) for ticket in tickets for _ in range(4)]
    answers = await asyncio.gather(*(phone.take(venue, ticket) for ticket, phone in phones))
    assert {answer.status_code for answer in answers} <= {200, 503}
    for ticket in tickets:
        mine = [phone for one, phone in phones if one is ticket and phone.ticket]
        told = [await verdict(venue, phone.code()) for phone in mine]
        assert told.count("ADMIT") == 1
        assert set(told) <= {"ADMIT", "REVOKED"}


async def test_what_was_transferred_is_dead_on_the_old_phone(venue: Venue) -> None:
    (ticket,) = await secure_tickets(venue)
    phone, new_phone = Phone(), Phone()
    await phone.take(venue, ticket)
    admin = Principal(tenant_id=venue.tenant_id, role=Role.ADMIN, name="admin")
    layla, omar = await venue.owner(), await venue.owner("omar@example.com")
    async with venue.product.database.writing() as tx:
        move = Move(ticket["id"], ticket["uid"], layla, omar)
        await rehome_tickets(tx, admin, venue.product.ledger, [move], now=utc_now(), reason="sold on")
    assert await verdict(venue, phone.code()) == "REVOKED"
    assert (await phone.take(venue, ticket)).status_code == 404
    (after,) = await venue.tickets([ticket["id"]])
    assert (await new_phone.take(venue, after)).json()["version"] == 2
    assert await verdict(venue, phone.code()) == "REVOKED"
    assert await verdict(venue, new_phone.code()) == "ADMIT"


async def test_void_and_undone_tickets(venue: Venue) -> None:
    first, second = await secure_tickets(venue, 2)
    phones = [Phone(), Phone()]
    for phone, ticket in zip(phones, (first, second), strict=True):
        await phone.take(venue, ticket)
    await venue.sql("UPDATE tickets SET voided_at = updated_at WHERE id = :id RETURNING id", id=first["id"])
    assert await verdict(venue, phones[0].code()) == "REVOKED"
    assert (await phones[0].take(venue, first)).status_code == 409
    code = phones[1].code()
    assert await verdict(venue, code) == "ADMIT"
    undone = await venue.call(venue.cast.admin, "/scan/undo", ticket_id=second["id"], reason="the wrong button")
    assert undone.status_code == 200
    assert await verdict(venue, code) == "STALE", "a picture of what admitted before admits nobody"
    assert await verdict(venue, phones[1].code(seconds_ago=-3)) == "ADMIT"


async def test_gates_of_other_events_and_tenants_and_other_days(venue: Venue) -> None:
    (ticket,) = await secure_tickets(venue)
    phone = Phone()
    await phone.take(venue, ticket)
    other = await venue.event("Another evening")
    assert await verdict(venue, phone.code(), event_id=other.id) == "WRONG_EVENT"
    stranger = await venue.call(venue.cast.stranger, "/scan", code=phone.code(), gate="North")
    assert stranger.json()["verdict"] == "UNKNOWN"
    later = datetime.now(UTC) + timedelta(days=3)
    (future,) = await secure_tickets(venue, starts_at=later, ends_at=later + timedelta(hours=2), name="Later")
    await phone.take(venue, future)
    assert await verdict(venue, phone.code()) == "NOT_YET"


async def test_only_secure_tickets_whose_link_is_right_come_to_a_phone(venue: Venue) -> None:
    (pdf,) = await issued(venue)
    (ticket,) = await secure_tickets(venue, name="Secure")
    phone = Phone()
    assert (await phone.take(venue, pdf)).status_code == 409
    assert (await venue.client.get(f"/w/{pdf['id']}/{pdf['download_code']}")).status_code == 404
    for path in (f"/w/{ticket['id']}/wrong", "/w/0/x", f"/w/{'9' * 40}/x", "/w/abc/x"):
        assert (await venue.client.get(path)).status_code == 404
        assert (await venue.client.post(f"{path}/phone", json=phone.coordinates)).status_code == 404
    await venue.sql("UPDATE tickets SET issued_at = NULL WHERE id = :id RETURNING id", id=ticket["id"])
    assert (await phone.take(venue, ticket)).status_code == 409


OFF_THE_CURVE = b'{"x": "%s", "y": "%s"}' % (b"A" * 43, b"A" * 43)
NO_KEYS = [b"", b"{}", b"[]", b'{"x": "AA", "y": "AA"}', b'{"x": 1, "y": 2}', b"\xff", OFF_THE_CURVE]


@pytest.mark.parametrize("body", NO_KEYS)
async def test_what_is_no_key_is_refused(venue: Venue, body: bytes) -> None:
    (ticket,) = await secure_tickets(venue)
    answer = await venue.client.post(f"/w/{ticket['id']}/{ticket['download_code']}/phone", content=body)
    assert answer.status_code in {400, 404}
    assert await venue.sql("SELECT id FROM secure_codes") == []
