"""Gates without a network: their logs come later, the earliest use counts, and nobody hides what came in twice."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import Response

from tests.events.test_door import problem
from tests.events.venue import Venue
from tests.scanning.test_scanning import issued
from tests.secure.phone import Phone, secure_tickets, verdict


def entry(name: str, phone: Phone, seconds_ago: float, gate: str = "North", **more: Any) -> dict[str, Any]:
    """What a gate wrote down when somebody showed it a phone."""
    at = datetime.fromtimestamp(time.time() - seconds_ago, UTC)
    return {"scan_id": name, "code": phone.code(seconds_ago=seconds_ago), "gate": gate, "at": at.isoformat()} | more


def seconds_since(kept: datetime | str) -> float:
    """How long ago an instant of the database lies, which SQLite keeps as text."""
    instant = datetime.fromisoformat(kept) if isinstance(kept, str) else kept
    return (datetime.now(UTC) - instant).total_seconds()


async def merge(venue: Venue, *entries: dict[str, Any]) -> Response:
    return await venue.call(venue.cast.agent, "/scan/merge", scans=list(entries))


async def merged(venue: Venue, *entries: dict[str, Any]) -> list[tuple[str, str, bool]]:
    answer = await merge(venue, *entries)
    assert answer.status_code == 200, answer.text
    return [(one["scan_id"], one["verdict"], one["admitted_twice"]) for one in answer.json()["data"]]


async def on_phones(venue: Venue, quantity: int = 1) -> tuple[list[dict[str, Any]], list[Phone]]:
    tickets = await secure_tickets(venue, quantity)
    phones = [Phone() for _ in tickets]
    for ticket, phone in zip(tickets, phones, strict=True):
        assert (await phone.take(venue, ticket)).status_code == 200
    return tickets, phones


async def test_what_was_let_in_counts_from_then_on(venue: Venue) -> None:
    (ticket,), (phone,) = await on_phones(venue)
    log = entry("n1", phone, 600)
    assert await merged(venue, log) == [("n1", "ADMIT", False)]
    assert await merged(venue, log) == [("n1", "ADMIT", False)], "a log may be sent again"
    assert await verdict(venue, phone.code()) == "USED"
    (row,) = await venue.tickets([ticket["id"]])
    assert abs(seconds_since(row["redeemed_at"]) - 600) < 60
    audits = await venue.sql("SELECT details FROM audit_entries WHERE action = 'REDEEM'")
    assert audits == [{"details": "at North, without a network"}]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_of_two_gates_the_earliest_wins_in_whatever_order_they_come(venue: Venue, order: tuple[int, int]) -> None:
    (ticket,), (phone,) = await on_phones(venue)
    logs = [entry("early", phone, 900, "North"), entry("late", phone, 300, "South")]
    told: dict[str, dict[str, Any]] = {}
    for number in order:
        for one in (await merge(venue, logs[number])).json()["data"]:
            told[one["scan_id"]] = one
    last = told["late" if order == (0, 1) else "early"]
    assert last["admitted_twice"]
    assert last["other_use"]["gate"] == ("North" if order == (0, 1) else "South")
    assert told["early"]["verdict"] == "ADMIT"
    now = (await venue.call(venue.cast.agent, "/scan", code=phone.code(), gate="East")).json()
    assert (now["verdict"], now["first_use"]["gate"]) == ("USED", "North")
    (row,) = await venue.tickets([ticket["id"]])
    assert abs(seconds_since(row["redeemed_at"]) - 900) < 60
    assert len(await venue.sql("SELECT id FROM audit_entries WHERE action = 'ADMITTED_TWICE'")) == 1


async def test_a_gate_with_a_network_and_one_without(venue: Venue) -> None:
    _, (phone,) = await on_phones(venue)
    assert await verdict(venue, phone.code(), gate="Online") == "ADMIT"
    assert await merged(venue, entry("later", phone, -20)) == [("later", "USED", True)]
    assert await merged(venue, entry("earlier", phone, 120)) == [("earlier", "ADMIT", True)]


async def test_many_logs_at_once_are_all_entered_once(venue: Venue) -> None:
    _, phones = await on_phones(venue, 3)
    logs = [
        [entry(f"{gate}-{number}", phone, 60 * (gate + 1), f"Gate {gate}") for number, phone in enumerate(phones)]
        for gate in range(4)
    ]
    answers = await asyncio.gather(*(merge(venue, *log) for log in logs for _ in range(2)))
    assert {answer.status_code for answer in answers} <= {200, 503}
    for log in logs:
        await merged(venue, *log)
    uses = await venue.sql("SELECT ticket_id, COUNT(*) AS n FROM scans GROUP BY ticket_id")
    assert [one["n"] for one in uses] == [4, 4, 4]
    first = await venue.sql("SELECT gate FROM scans WHERE verdict = 'ADMIT' ORDER BY created_at LIMIT 3")
    assert {one["gate"] for one in first} == {"Gate 3"}
    for phone in phones:
        told = (await venue.call(venue.cast.agent, "/scan", code=phone.code(), gate="East")).json()
        assert (told["verdict"], told["first_use"]["gate"]) == ("USED", "Gate 3")


async def test_what_should_not_have_been_let_in_is_said(venue: Venue) -> None:
    tickets, phones = await on_phones(venue, 3)
    other = Phone()
    moved = entry("moved", phones[0], 300)
    await other.take(venue, tickets[0])
    await venue.sql("UPDATE tickets SET voided_at = updated_at WHERE id = :id RETURNING id", id=tickets[1]["id"])
    picture = entry("picture", phones[2], 300) | {"at": datetime.now(UTC).isoformat()}
    forged = entry("forged", Phone(ticket=phones[2].ticket), 300)
    told = await merged(venue, moved, entry("void", phones[1], 300), picture, forged)
    assert {name: word for name, word, _ in told} == {
        "moved": "REVOKED", "void": "REVOKED", "picture": "STALE", "forged": "UNKNOWN"
    }  # fmt: skip
    assert await verdict(venue, phones[2].code()) == "ADMIT", "none of it has used a ticket"


async def test_a_log_that_cannot_be_is_refused_whole(venue: Venue) -> None:
    (pdf,) = await issued(venue)
    tickets, (phone,) = await on_phones(venue)
    good = entry("good", phone, 10)
    old, ahead = timedelta(days=8), timedelta(minutes=-10)
    for wrong, field in (
        (good | {"scan_id": "old", "at": (datetime.now(UTC) - old).isoformat()}, "at"),
        (good | {"scan_id": "ahead", "at": (datetime.now(UTC) - ahead).isoformat()}, "at"),
        (good | {"scan_id": "static", "code": pdf["barcode"]}, "code"),
        (good | {"scan_id": "nowhere", "gate": " "}, "gate"),
    ):
        assert problem(await merge(venue, good, wrong))[2] == [field]
    assert (await merge(venue)).status_code == 400
    assert (await merge(venue, {key: good[key] for key in good if key != "scan_id"})).status_code == 400
    assert (await venue.tickets([tickets[0]["id"]]))[0]["redeemed_at"] is None
    assert await merged(venue, good) == [("good", "ADMIT", False)]
    assert problem(await merge(venue, good | {"code": phone.code(seconds_ago=5)}))[2] == ["scan_id"]
