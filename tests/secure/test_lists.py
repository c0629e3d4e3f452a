"""What scanners fetch to work without a network, and the command that does what they do."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from admitone.cli import app
from admitone.core.scanning import Verdict
from admitone.core.secure.codes import NoCode, read_code
from admitone.core.secure.lists import judge_offline, read_keys, read_revocations
from tests.events.test_administration import Door
from tests.events.venue import Venue
from tests.secure.phone import Phone, secure_tickets, verdict


async def event_uid(venue: Venue, ticket: dict[str, object]) -> str:
    rows = await venue.sql("SELECT uid FROM events WHERE id = :id", id=ticket["event_id"])
    return str(rows[0]["uid"])


async def fetch(venue: Venue, uid: str, what: str) -> str:
    answer = await venue.client.get(f"/secure/{uid}/{what}")
    assert answer.status_code == 200, answer.text
    assert "public" in answer.headers["cache-control"]
    return answer.text


async def test_a_gate_without_a_network_tells_good_from_dead(venue: Venue) -> None:
    tickets = await secure_tickets(venue, 3)
    uid = await event_uid(venue, tickets[0])
    old, new, void = Phone(), Phone(), Phone()
    await old.take(venue, tickets[0])
    await new.take(venue, tickets[0])
    await void.take(venue, tickets[1])
    await venue.sql("UPDATE tickets SET voided_at = updated_at WHERE id = :id RETURNING id", id=tickets[1]["id"])
    keys = read_keys(json.loads(await fetch(venue, uid, "keys")))
    revoked = read_revocations(await fetch(venue, uid, "revoked"), keys)
    assert revoked.versions == {tickets[0]["uid"]: 2, tickets[1]["uid"]: 2}
    assert revoked.dead == {0, 2}

    def judge(phone: Phone, event: int | None = None) -> Verdict:
        return judge_offline(read_code(phone.code(), keys, time.time()), revoked, time.time(), event)

    assert (judge(old), judge(new), judge(void)) == (Verdict.REVOKED, Verdict.ADMIT, Verdict.REVOKED)
    assert judge(new, event=999) is Verdict.WRONG_EVENT
    assert Verdict.EXPIRED is judge_offline(read_code(new.code(), keys, time.time()), None, time.time() + 10**6, None)
    assert Verdict.NOT_YET is judge_offline(read_code(new.code(), keys, time.time()), None, time.time() - 10**6, None)


async def test_a_new_key_signs_and_the_former_one_is_believed_until_it_is_revoked(venue: Venue) -> None:
    first, second = await secure_tickets(venue, 2)
    uid = await event_uid(venue, first)
    before, after = Phone(), Phone()
    await before.take(venue, first)
    path = f"event/{first['event_id']}/secure_key"
    door = Door(venue, venue.cast.admin)
    assert (await door.must("POST", path, {}))["generation"] == 2
    await after.take(venue, second)
    keys = read_keys(json.loads(await fetch(venue, uid, "keys")))
    assert len(keys) == 2
    for phone in (before, after):
        assert read_code(phone.code(), keys, time.time()).ticket.event == first["event_id"]
    assert (await door.must("POST", path, {"revoke": True}))["generation"] == 3
    keys = read_keys(json.loads(await fetch(venue, uid, "keys")))
    assert len(keys) == 1
    for phone, ticket in ((before, first), (after, second)):
        assert await verdict(venue, phone.code()) == "REVOKED"
        with pytest.raises(NoCode, match="key"):
            read_code(phone.code(), keys, time.time())
        assert (await phone.take(venue, ticket, version=1)).status_code == 200, "the phone renews it by itself"
        assert await verdict(venue, phone.code()) == "ADMIT"
    assert (await Door(venue, venue.cast.agent).refused("POST", path, {}))[0] == 403


async def test_there_is_nothing_to_fetch_of_what_there_is_not(venue: Venue) -> None:
    event = await venue.event()
    assert json.loads(await fetch(venue, event.uid, "keys"))["keys"] == []
    assert (await venue.client.get(f"/secure/{event.uid}/revoked")).status_code == 404
    for uid in ("0" * 32, "nonsense", "%00", "a" * 300):
        for what in ("keys", "revoked"):
            assert (await venue.client.get(f"/secure/{uid}/{what}")).status_code == 404


async def test_the_command_checks_a_code_by_files_alone(venue: Venue, tmp_path: Path) -> None:
    (ticket,) = await secure_tickets(venue)
    uid = await event_uid(venue, ticket)
    phone, other = Phone(), Phone()
    await phone.take(venue, ticket)
    keys, revoked = tmp_path / "keys.json", tmp_path / "revoked.jwt"

    async def refresh() -> None:
        keys.write_text(await fetch(venue, uid, "keys"))
        revoked.write_text(await fetch(venue, uid, "revoked"))

    def run(code: str) -> int:
        return int(app(["verify", code, "--keys", str(keys), "--revoked", str(revoked)]))

    await refresh()
    assert run(phone.code()) == 0
    assert run(phone.code(seconds_ago=90)) == 1
    assert run("TK1:NONSENSE") == 1
    await other.take(venue, ticket)
    assert run(phone.code()) == 0, "it knows what it was told last"
    await refresh()
    assert run(phone.code()) == 1
    assert run(other.code()) == 0
