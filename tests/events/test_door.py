"""reserve, free and issue through HTTP: the contract's bodies, the refusals, and who may call."""

from __future__ import annotations

from typing import Any

from httpx import Response

from tests.events.venue import Venue
from tests.offline.api import Caller


def problem(answer: Response) -> tuple[int, str, list[str]]:
    """Status, code and fields of a refusal, which must be problem details."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body = answer.json()
    assert body["status"] == answer.status_code
    assert body["detail"]
    return answer.status_code, body["code"], body.get("fields", [])


def items(config_id: int, quantity: int, **place: int) -> dict[str, Any]:
    return {"ticket_reservation_items": [{"ticket_config_id": config_id, "quantity": quantity, **place}]}


async def test_tickets_go_from_available_over_reserved_to_issued(venue: Venue) -> None:
    event, owner_id = await venue.event(), await venue.owner()
    config = await venue.config(event)
    agent = venue.cast.agent
    answer = await venue.call(
        agent, "/ticket/reserve", event_id=event.id, owner_id=owner_id, format="SECURE", **items(config.id, 3)
    )
    assert answer.status_code == 200, answer.text
    reserved = answer.json()
    assert {one["status"] for one in reserved["data"]} == {"reserved"}
    assert {(one["owner_id"], one["format"], one["price"]) for one in reserved["data"]} == {(owner_id, "SECURE", 250)}
    assert reserved["data"][0]["reserved_until"] == reserved["expires_at"]
    ids = [one["id"] for one in reserved["data"]]
    freed = (await venue.call(agent, "/ticket/free", ids=ids[:1])).json()["data"]
    assert [(one["id"], one["status"], one["owner_id"]) for one in freed] == [(ids[0], "available", None)]
    issued = (await venue.call(venue.cast.admin, "/ticket/issue", ids=ids[1:])).json()["data"]
    assert [(one["id"], one["status"]) for one in issued] == [(ids[1], "issued"), (ids[2], "issued")]
    assert all(one["issued_at"] and "barcode" not in one for one in issued)


async def test_a_ticket_of_stock_is_reserved_and_issued_with_its_suppliers_code(venue: Venue) -> None:
    owner_id = await venue.owner()
    event = await venue.event()
    [row] = await venue.sql(
        "INSERT INTO tickets (uid, tenant_id, attraction_id, barcode, ticket_date, status, download_code, created_at, "
        "updated_at) SELECT 'u', tenant_id, id, 'SUPPLIER-1', :day::date, 'AVAILABLE', 'c', created_at, created_at "
        "FROM attractions WHERE id = :id RETURNING id",
        id=event.attraction_id,
        day=event.starts_at.date(),
    )
    agent = venue.cast.agent
    answer = await venue.call(agent, "/ticket/reserve", owner_id=owner_id, ticket_ids=[row["id"]])
    assert answer.status_code == 200, answer.text
    again = await venue.call(agent, "/ticket/reserve", owner_id=owner_id, ticket_ids=[row["id"]])
    assert problem(again) == (409, "CONFLICT", ["ticket_ids"])
    assert (await venue.call(agent, "/ticket/issue", ids=[row["id"]])).json()["data"][0]["status"] == "issued"
    assert (await venue.tickets([row["id"]]))[0]["barcode"] == "SUPPLIER-1"


async def test_a_late_call_does_not_touch_what_somebody_else_has_reserved_since(venue: Venue) -> None:
    event, owner_id = await venue.event(), await venue.owner()
    config = await venue.config(event, capacity=1)
    agent = venue.cast.agent
    body = {"event_id": event.id, "owner_id": owner_id, **items(config.id, 1)}
    first = (await venue.call(agent, "/ticket/reserve", **body)).json()
    ids, ours = [one["id"] for one in first["data"]], first["reservation_id"]
    assert (await venue.call(agent, "/ticket/free", ids=ids, reservation_id=ours)).status_code == 200
    second = (await venue.call(agent, "/ticket/reserve", **body)).json()
    for path in ("/ticket/free", "/ticket/issue"):
        refused = await venue.call(agent, path, ids=ids, reservation_id=ours)
        assert problem(refused) == (409, "CONFLICT", ["ids"])
        assert f"in reservation {second['reservation_id']}" in refused.json()["detail"]
    done = await venue.call(venue.cast.admin, "/ticket/issue", ids=ids, reservation_id=second["reservation_id"])
    assert done.status_code == 200
    # Issued by now, and still not the first caller's.
    late = await venue.call(agent, "/ticket/issue", ids=ids, reservation_id=ours)
    assert problem(late) == (409, "CONFLICT", ["ids"])


async def test_a_key_repeats_the_answer(venue: Venue) -> None:
    event, owner_id = await venue.event(), await venue.owner()
    config = await venue.config(event)
    body = {"event_id": event.id, "owner_id": owner_id, **items(config.id, 2)}
    first = await venue.call(venue.cast.agent, "/ticket/reserve", key="once", **body)
    again = await venue.call(venue.cast.agent, "/ticket/reserve", key="once", **body)
    assert first.json() == again.json()
    other = await venue.call(venue.cast.agent, "/ticket/reserve", key="once", **body | items(config.id, 1))
    assert problem(other) == (409, "CONFLICT", ["Idempotency-Key"])


async def test_guests_are_refused_and_tokens_of_owners_too(venue: Venue) -> None:
    body = {"ids": [1], "owner_id": 1, "event_id": 1, **items(1, 1)}
    for path in ("/ticket/reserve", "/ticket/free", "/ticket/issue"):
        assert problem(await venue.call(venue.cast.guest, path, **body))[:2] == (401, "UNAUTHENTICATED")
        assert problem(await venue.call(Caller(venue.client, "a.b.c"), path, **body))[:2] == (401, "UNAUTHENTICATED")
        refused = await venue.client.post(path, json=body, headers={"Authorization": "Basic eDp5"})
        assert problem(refused) == (401, "UNAUTHENTICATED", ["Authorization"])
        assert refused.headers["www-authenticate"] == "Bearer"


async def test_what_another_tenant_has_is_unknown(venue: Venue) -> None:
    event, owner_id = await venue.event(), await venue.owner()
    config = await venue.config(event)
    body = {"event_id": event.id, "owner_id": owner_id, **items(config.id, 2)}
    reserved = (await venue.call(venue.cast.agent, "/ticket/reserve", **body)).json()
    ids = [one["id"] for one in reserved["data"]]
    stranger = venue.cast.stranger
    assert problem(await venue.call(stranger, "/ticket/reserve", **body)) == (404, "NOT_FOUND", ["owner_id"])
    for path in ("/ticket/free", "/ticket/issue"):
        refused = await venue.call(stranger, path, ids=ids)
        assert problem(refused) == (404, "NOT_FOUND", ["ids"])
        assert "Jazz" not in refused.text
    assert {row["status"] for row in await venue.tickets(ids)} == {"RESERVED"}


BAD_BODIES: list[tuple[str, Any, str]] = [
    ("/ticket/reserve", {}, "owner_id"),
    ("/ticket/reserve", {"owner_id": "me"}, "owner_id"),
    ("/ticket/reserve", {"owner_id": 2**70}, "owner_id"),
    ("/ticket/reserve", {"owner_id": 1, "format": "PAPER"}, "format"),
    ("/ticket/reserve", {"owner_id": 1}, "ticket_reservation_items"),
    ("/ticket/reserve", {"owner_id": 1, **items(1, 1)}, "event_id"),
    ("/ticket/reserve", {"owner_id": 1, "event_id": 1, **items(1, 0)}, "ticket_reservation_items[0].quantity"),
    ("/ticket/reserve", {"owner_id": 1, "event_id": 1, **items(1, -1)}, "ticket_reservation_items[0].quantity"),
    ("/ticket/reserve", {"owner_id": 1, "event_id": 1, "ticket_ids": [1], **items(1, 1)}, "ticket_reservation_items"),
    ("/ticket/reserve", {"owner_id": 1, "ticket_ids": [1, 1]}, "ticket_ids"),
    ("/ticket/reserve", {"owner_id": 1, "ticket_ids": [1], "hold_minutes": 0}, "hold_minutes"),
    ("/ticket/free", {}, "ids"),
    ("/ticket/free", {"ids": []}, "ids"),
    ("/ticket/issue", {"ids": ["x"]}, "ids[0]"),
    ("/ticket/issue", {"ids": [1] * 501}, "ids"),
    ("/ticket/issue", [], "body"),
    ("/ticket/issue", "x", "body"),
]


NO_JSON = [b"{", b"\xff", b'{"ids":' * 3000, b"[" * 100_000, b'{"ids": [1e400]}']


async def test_a_bad_body_is_told_which_field_it_is(venue: Venue) -> None:
    headers = {"Authorization": f"Bearer {venue.cast.agent.session}"}
    for path, body, field in BAD_BODIES:
        status, code, fields = problem(await venue.client.post(path, json=body, headers=headers))
        assert (status, fields[0]) == (400, field), (path, body)
        assert code in {"MISSING_PARAMETER", "INVALID_PARAMETER"}
    headers["Content-Type"] = "application/json"
    for content in NO_JSON:
        assert problem(await venue.client.post("/ticket/free", content=content, headers=headers))[0] == 400


async def test_unknown_addresses_and_methods_are_problems_too(venue: Venue) -> None:
    for method, path, status in [
        ("GET", "/ticket/reserve", 405),
        ("POST", "/ticket/nothing", 404),
        ("POST", "/v1/ticket", 405),
        ("GET", "/v1/nothing", 404),
    ]:
        answer = await venue.client.request(method, path, headers={"Accept": "text/html"})
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
