"""Gates ask whether a code may come in: one is told yes, all others why not."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import Response

from admitone.core.clock import utc_now
from tests.console.conftest import form_token
from tests.events.test_door import items, problem
from tests.events.venue import Venue
from tests.offline.api import Caller
from tests.selling.shop import PASSWORD

NOW = datetime.now(UTC)


async def issued(venue: Venue, quantity: int = 1, **event: Any) -> list[dict[str, Any]]:
    """Issued tickets of an event that begins in an hour, unless said otherwise."""
    made = await venue.event(**{"starts_at": NOW + timedelta(hours=1), "ends_at": NOW + timedelta(hours=5)} | event)
    config = await venue.config(made, price_minor=0, capacity=quantity)
    owner_id = await venue.owner()
    body = {"event_id": made.id, "owner_id": owner_id, **items(config.id, quantity)}
    ids = [one["id"] for one in (await venue.call(venue.cast.agent, "/ticket/reserve", **body)).json()["data"]]
    assert (await venue.call(venue.cast.agent, "/ticket/issue", ids=ids)).status_code == 200
    return await venue.tickets(ids)


async def scan(venue: Venue, code: str, *, caller: Caller | None = None, gate: str = "North", **more: Any) -> Response:
    return await venue.call(caller or venue.cast.agent, "/scan", code=code, gate=gate, **more)


async def verdict(venue: Venue, code: str, **more: Any) -> str:
    answer = await scan(venue, code, **more)
    assert answer.status_code == 200, answer.text
    told: str = answer.json()["verdict"]
    return told


async def test_the_first_scan_admits_and_the_next_is_told_when_and_where(venue: Venue) -> None:
    (ticket,) = await issued(venue)
    first = (await scan(venue, f" {ticket['barcode']} ")).json()
    assert (first["verdict"], first["admitted"], first["ticket"]["id"]) == ("ADMIT", True, ticket["id"])
    second = (await scan(venue, ticket["barcode"], gate="South")).json()
    assert (second["verdict"], second["admitted"], second["first_use"]["gate"]) == ("USED", False, "North")
    told = await venue.sql("SELECT action, details FROM audit_entries WHERE action = 'REDEEM'")
    assert told == [{"action": "REDEEM", "details": "at North"}]
    assert ticket["barcode"] not in str(await venue.sql("SELECT * FROM scans")), "what was read is kept as a digest"


async def test_many_gates_at_once_admit_one(venue: Venue) -> None:
    tickets = await issued(venue, 4)
    asked = [scan(venue, one["barcode"], gate=f"Gate {number}") for one in tickets for number in range(8)]
    answers = [one.json()["verdict"] for one in await asyncio.gather(*asked)]
    assert (answers.count("ADMIT"), answers.count("USED")) == (4, 28)


async def test_a_repeated_request_is_told_the_same(venue: Venue) -> None:
    first, other = await issued(venue, 2)
    for _ in range(3):
        assert await verdict(venue, first["barcode"], scan_id="gate-1-77") == "ADMIT"
    assert problem(await scan(venue, other["barcode"], scan_id="gate-1-77")) == (409, "CONFLICT", ["scan_id"])
    assert len(await venue.sql("SELECT id FROM scans")) == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE tickets SET voided_at = :now", "REVOKED"),
        ("UPDATE tickets SET status = 'RESERVED', issued_at = NULL", "NOT_SOLD"),
        ("UPDATE events SET state = 'CANCELLED'", "REVOKED"),
        ("UPDATE events SET starts_at = :later, ends_at = :later", "NOT_YET"),
        ("UPDATE events SET starts_at = :before, ends_at = :before", "EXPIRED"),
        ("UPDATE events SET starts_at = :later, ends_at = :later, doors_at = :before", "ADMIT"),
        ("UPDATE tickets SET format = 'SECURE'", "UNKNOWN"),
        # The code of a Wi-Fi ticket is of neither.
        ("UPDATE tickets SET event_id = NULL", "WRONG_EVENT"),
        # A ticket of stock goes by its days.
        ("UPDATE tickets SET {of_stock}, ticket_date = '2099-01-01', valid_until = NULL", "NOT_YET"),
        ("UPDATE tickets SET {of_stock}, ticket_date = '2020-01-01', valid_until = NULL", "EXPIRED"),
        ("UPDATE tickets SET {of_stock}, ticket_date = '2020-01-01', valid_until = '2099-01-01'", "ADMIT"),
        ("UPDATE tickets SET {of_stock}, ticket_date = NULL, valid_until = NULL", "ADMIT"),
    ],
)
async def test_every_refusal_has_its_own_name(venue: Venue, change: str, told: str) -> None:
    (ticket,) = await issued(venue)
    moments = {"now": utc_now(), "later": NOW + timedelta(days=2), "before": NOW - timedelta(hours=3)}
    used = {name: value for name, value in moments.items() if f":{name}" in change}
    await venue.sql(
        "INSERT INTO batches (tenant_id, attraction_id, state, file_name, pages_total, created_at, updated_at) "
        "SELECT tenant_id, attraction_id, 'READY', 'stock.pdf', 1, created_at, updated_at FROM tickets LIMIT 1 "
        "RETURNING id"
    )
    of_stock = "event_id = NULL, batch_id = (SELECT id FROM batches)"
    await venue.sql(f"{change.format(of_stock=of_stock)} RETURNING id", **used)
    assert await verdict(venue, ticket["barcode"]) == told


async def test_gates_of_one_event_refuse_tickets_of_others_and_strangers_know_none(venue: Venue) -> None:
    (ticket,) = await issued(venue)
    assert await verdict(venue, ticket["barcode"], event_id=ticket["event_id"] + 1) == "WRONG_EVENT"
    assert await verdict(venue, ticket["barcode"], caller=venue.cast.stranger) == "UNKNOWN"
    assert await verdict(venue, "nothing of ours") == "UNKNOWN"
    assert await verdict(venue, ticket["barcode"], event_id=ticket["event_id"]) == "ADMIT"


async def test_a_ticket_scanned_by_mistake_is_unused_again(venue: Venue) -> None:
    (ticket,) = await issued(venue)
    undo = {"ticket_id": ticket["id"], "reason": "the wrong queue"}
    assert problem(await venue.call(venue.cast.admin, "/scan/undo", **undo)) == (409, "CONFLICT", ["ticket_id"])
    assert await verdict(venue, ticket["barcode"]) == "ADMIT"
    assert problem(await venue.call(venue.cast.agent, "/scan/undo", **undo))[0] == 403
    assert problem(await venue.call(venue.cast.stranger, "/scan/undo", **undo))[0] == 404
    assert (await venue.call(venue.cast.admin, "/scan/undo", **undo)).json()["redeemed_at"] is None
    assert (await scan(venue, ticket["barcode"], gate="East")).json()["first_use"]["gate"] == "East"


@pytest.mark.parametrize(
    "body", [{}, {"code": "", "gate": "N"}, {"code": "x", "gate": " "}, {"code": "x\x00", "gate": "N"}, {"code": 5}]
)
async def test_what_is_no_scan_is_refused(venue: Venue, body: dict[str, Any]) -> None:
    answer = await venue.call(venue.cast.agent, "/scan", **body)
    assert answer.status_code == 400
    assert answer.json()["fields"][0] in {"code", "gate"}
    assert (await venue.client.post("/scan", json={"code": "x", "gate": "N"})).status_code == 401


async def test_the_counter_has_a_gate_too(venue: Venue) -> None:
    (ticket,) = await issued(venue)
    client = venue.client
    token = form_token((await client.get("/sign-in")).text)
    await client.post("/sign-in", data={"formToken": token, "username": "agent", "password": PASSWORD})
    token = form_token((await client.get("/scanner")).text)
    asked = {"formToken": token, "gate": "Counter", "code": ticket["barcode"]}
    admitted = await client.post("/scanner", data=asked)
    assert (admitted.status_code, "Let them in" in admitted.text) == (200, True)
    again = await client.post("/scanner", data=asked)
    assert "Used already" in again.text
    assert 'value="Counter"' in again.text, "the gate stays"
    empty = await client.post("/scanner", data={"formToken": token, "gate": "Counter"})
    assert (empty.status_code, 'id="code-error"' in empty.text) == (400, True)
    assert "was used at" in (await client.get(f"/tickets/{ticket['id']}")).text


@pytest.mark.parametrize("known", [True, False])
async def test_a_request_that_comes_twice_at_once_is_told_the_same(venue: Venue, known: bool) -> None:
    (ticket,) = await issued(venue)
    code = ticket["barcode"] if known else "nothing of ours"
    answers = await asyncio.gather(*(scan(venue, code, scan_id="gate-1-78") for _ in range(6)))
    assert {one.status_code for one in answers} == {200}, [one.text for one in answers]
    assert {one.json()["verdict"] for one in answers} == {"ADMIT" if known else "UNKNOWN"}
    assert len(await venue.sql("SELECT id FROM scans")) == 1
