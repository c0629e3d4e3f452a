"""Organisers set events up through the API: what they send, what they are refused, and what they page through."""

from __future__ import annotations

from typing import Any

import pytest
from httpx import Response

from tests.events.venue import Venue
from tests.offline.api import Caller

PLAN = {
    "name": "Opera",
    "odoo_product_code": "OPERA",
    "starts_at": "2099-03-15T19:00:00",
    "ends_at": "2099-03-15T23:00:00",
    "venue": "The Old Mill",
    "ticket_activation_period": 90,
}
CONFIG = {"name": "Stalls", "price": 250.5, "currency": "AED", "capacity": 12}


class Door:
    """Calls of somebody through the event door."""

    def __init__(self, venue: Venue, caller: Caller) -> None:
        self._client = venue.client
        self._headers = {"Authorization": f"Bearer {caller.session}"}

    async def send(self, method: str, path: str, body: Any = None, **query: Any) -> Response:
        return await self._client.request(method, f"/v1/{path}", json=body, params=query, headers=self._headers)

    async def must(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        answer = await self.send(method, path, body, **query)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json()

    async def refused(self, method: str, path: str, body: Any = None, **query: Any) -> tuple[int, list[str]]:
        """Status and fields of a refusal, which is a problem of RFC 9457."""
        answer = await self.send(method, path, body, **query)
        assert answer.headers["content-type"].startswith("application/problem+json"), answer.text
        problem = answer.json()
        assert problem["status"] == answer.status_code
        assert problem["detail"]
        return answer.status_code, problem.get("fields", [])


async def test_an_event_is_set_up_sold_and_called_off(venue: Venue) -> None:
    door = Door(venue, venue.cast.admin)
    event = await door.must("POST", "event", PLAN)
    assert (event["status"], event["starts_at"], event["ticket_activation_period"]) == (
        "draft", "2099-03-15T15:00:00Z", 90
    )  # fmt: skip
    path = f"event/{event['id']}"
    config = await door.must("POST", f"{path}/ticket_config", CONFIG)
    assert (config["price"], config["capacity"], config["made"], config["needs_place"]) == (250.5, 12, 12, False)
    series = {"first_day": "2099-03-15", "begins": "19:00", "ends": "21:00", "minutes": 60, "capacity": 5}
    slots = (await door.must("POST", f"{path}/timeslot/series", series))["data"]
    assert [slot["name"] for slot in slots] == ["19:00", "20:00"]
    sector = await door.must("POST", f"{path}/sector", {"name": "Left"})
    assert sector["capacity"] is None
    assert (await door.must("GET", f"{path}/ticket_config/{config['id']}"))["needs_place"] is True
    changed = await door.must("PATCH", f"{path}/timeslot/{slots[0]['id']}", {"capacity": 9, "name": "Early"})
    assert (changed["capacity"], changed["name"], changed["starts_at"]) == (9, "Early", "2099-03-15T15:00:00Z")
    gone = await door.send("DELETE", f"{path}/timeslot/{slots[1]['id']}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert len((await door.must("GET", f"{path}/timeslot"))["data"]) == 1
    for _ in range(2):
        assert (await door.must("POST", f"{path}/publish"))["status"] == "published"

    owner = await door.must("POST", "enrollment", {"email": "layla@example.com", "name": "Layla"})
    item = {"ticket_config_id": config["id"], "quantity": 2, "timeslot_id": slots[0]["id"], "sector_id": sector["id"]}
    body = {"event_id": event["id"], "owner_id": owner["id"], "format": "PDF", "ticket_reservation_items": [item]}
    held = await venue.call(venue.cast.agent, "/ticket/reserve", **body)
    assert held.status_code == 200, held.text
    assert (await door.must("GET", f"enrollment/{owner['id']}"))["tickets"] == 2
    assert await door.refused("POST", f"{path}/cancel", {}) == (409, ["confirmed"])
    assert (await door.must("POST", f"{path}/cancel", {"confirmed": True}))["status"] == "cancelled"
    assert (await door.must("GET", f"enrollment/{owner['id']}"))["tickets"] == 0


async def test_refusals_name_every_field(venue: Venue) -> None:
    door = Door(venue, venue.cast.admin)
    status, fields = await door.refused("POST", "event", {"ends_at": "2099-03-15T19:00:00", "latitude": 91})
    assert (status, set(fields)) == (400, {"name", "odoo_product_code", "starts_at", "latitude", "longitude"})
    event = await door.must("POST", "event", PLAN)
    path = f"event/{event['id']}"
    for method, rest, body, expected in (
        ("PATCH", "", {"ends_at": "2099-03-15T18:00:00"}, (400, ["ends_at"])),
        ("PATCH", "", {"name": 7}, (400, ["name"])),
        ("PATCH", "", {"starts_at": "soon"}, (400, ["starts_at"])),
        ("POST", "/publish", None, (409, ["event_id"])),
        ("POST", "/ticket_config", {**CONFIG, "price": -1}, (400, ["price"])),
        ("POST", "/ticket_config", {**CONFIG, "capacity": 2_000_000}, (400, ["capacity"])),
        ("POST", "/timeslot", {"starts_at": "2099-03-15T12:00:00", "ends_at": "2099-03-15T20:00:00"},
         (400, ["starts_at"])),
        ("POST", "/timeslot/series", {"first_day": "2099-03-15", "begins": "29:00", "ends": "23:00", "minutes": 30},
         (400, ["begins"])),
        ("POST", "/sector", {}, (400, ["name"])),
        ("GET", "/sector/99", None, (404, ["sector_id"])),
        ("DELETE", "/ticket_config/99", None, (404, ["ticket_config_id"])),
        ("GET", f"/timeslot/{10**40}", None, (404, ["timeslot_id"])),
    ):  # fmt: skip
        assert await door.refused(method, path + rest, body) == expected, rest
    series = {"begins": "10:00", "ends": "18:00", "minutes": 30}
    for days, field in (
        ({"first_day": "9999-12-31"}, "first_day"),
        ({"first_day": "0001-01-01"}, "first_day"),
        ({"first_day": "2050-01-01", "last_day": "2099-01-01"}, "last_day"),
    ):
        status, fields = await door.refused("POST", f"{path}/timeslot/series", series | days)
        assert (status, field in fields) == (400, True)
    for hostile in (
        {"starts_at": "0001-01-01T00:00:00"},
        {"starts_at": "9999-12-31T23:59:59+14:00"},
        {"latitude": 1e308, "longitude": 0},
        {"name": "a\u0000b"},
        {"name": "x" * 256},
        {"description": "\u0000"},
        {"ticket_activation_period": 10**18},
    ):
        assert (await door.refused("PATCH", path, hostile))[0] == 400
    for price in (1e300, 1e-300, 0.001):
        assert (await door.refused("POST", f"{path}/ticket_config", {**CONFIG, "price": price}))[0] == 400
    for method, where in (("GET", "event"), ("GET", "enrollment")):
        assert (await door.refused(method, where, text="a\u0000"))[0] == 400
    assert (await door.refused("GET", "event", limit=0))[0] == 400
    assert (await door.refused("GET", "event", status="sold"))[0] == 400
    assert await door.refused("POST", "enrollment", {"email": "nowhere"}) == (400, ["email"])


@pytest.mark.parametrize("who", ["agent", "stranger", "guest"])
async def test_only_admins_of_the_tenant_change_events(venue: Venue, who: str) -> None:
    event = await Door(venue, venue.cast.admin).must("POST", "event", PLAN)
    door = Door(venue, getattr(venue.cast, who))
    path = f"event/{event['id']}"
    expected = {"agent": 403, "stranger": 404, "guest": 401}[who]
    for method, rest, body in (
        ("PATCH", "", {"name": "Mine"}),
        ("POST", "/publish", None),
        ("POST", "/cancel", {"confirmed": True}),
        ("POST", "/ticket_config", CONFIG),
        ("POST", "/sector", {"name": "x"}),
    ):
        assert (await door.refused(method, path + rest, body))[0] == expected, rest
    if who == "agent":
        assert (await door.must("GET", path))["name"] == "Opera"
        assert (await door.refused("POST", "event", PLAN))[0] == 403
    else:
        assert (await door.refused("GET", path))[0] == expected


async def test_lists_are_paged_and_searched(venue: Venue) -> None:
    door = Door(venue, venue.cast.admin)
    for name in ("Opera", "Jazz", "Jazz again"):
        await door.must("POST", "event", PLAN | {"name": name})
    first = await door.must("GET", "event", limit=2)
    assert [one["name"] for one in first["data"]] == ["Jazz again", "Jazz"]
    assert first["data"][0]["tickets"] == {"total": 0, "reserved": 0, "sold": 0}
    rest = await door.must("GET", "event", limit=2, after=first["next_after"])
    assert ([one["name"] for one in rest["data"]], rest["next_after"]) == (["Opera"], None)
    found = await door.must("GET", "event", text="JAZZ", status="draft", upcoming=True)
    assert len(found["data"]) == 2
    for number in range(3):
        await door.must("POST", "enrollment", {"email": f"guest{number}@example.com"})
    page = await door.must("GET", "enrollment", limit=2)
    assert [one["email"] for one in page["data"]] == ["guest2@example.com", "guest1@example.com"]
    assert len((await door.must("GET", "enrollment", after=page["next_after"]))["data"]) == 1
    assert len((await door.must("GET", "enrollment", text="GUEST1"))["data"]) == 1


async def test_the_description_of_the_api_tells_of_it(venue: Venue) -> None:
    paths = (await venue.client.get("/schema/openapi.json")).json()["paths"]
    assert {"get", "patch"} <= set(paths["/v1/event/{event_id}"])
    assert {"get", "patch", "delete"} <= set(paths["/v1/event/{event_id}/timeslot/{timeslot_id}"])
    assert "409" in paths["/v1/event/{event_id}/cancel"]["post"]["responses"]
