"""Organisers look after their staff through the API."""

from __future__ import annotations

import pytest

from tests.events.test_administration import Door
from tests.events.venue import Venue


async def test_somebody_is_invited_changed_disabled_and_let_in_again(venue: Venue) -> None:
    door = Door(venue, venue.cast.admin)
    assert (await door.must("GET", "tenant"))["time_zone"] == "Asia/Dubai"
    before = (await door.must("GET", "user"))["data"]
    link = await door.must("POST", "user", {"username": "sara", "role": "agent", "email": "sara@example.com"})
    assert (link["username"], link["mailed_to"]) == ("sara", "sara@example.com")
    [sara] = [one for one in (await door.must("GET", "user"))["data"] if one["username"] == "sara"]
    assert (sara["role"], sara["state"], sara["email"]) == ("agent", "invited", "sara@example.com")
    path = f"user/{sara['id']}"
    changed = await door.must("PATCH", path, {"role": "admin", "email": None, "active": False})
    assert (changed["role"], changed["email"], changed["state"]) == ("admin", None, "disabled")
    assert (await door.refused("POST", f"{path}/link"))[0] == 409
    assert (await door.must("PATCH", path, {"active": True}))["state"] == "invited"
    renewed = await door.must("POST", f"{path}/link")
    assert renewed["url"] != link["url"]
    assert renewed["mailed_to"] is None
    assert len((await door.must("GET", "user"))["data"]) == len(before) + 1
    actions = await venue.sql("SELECT action FROM audit_entries WHERE entity_type = 'USER' ORDER BY id")
    assert [one["action"] for one in actions][-6:] == [
        "INVITE", "CHANGE_ROLE", "CHANGE_EMAIL", "DISABLE", "ENABLE", "INVITE"
    ]  # fmt: skip


async def test_a_change_that_is_refused_in_part_changes_nothing(venue: Venue) -> None:
    door = Door(venue, venue.cast.admin)
    await door.must("POST", "user", {"username": "sara", "role": "agent"})
    [sara] = [one for one in (await door.must("GET", "user"))["data"] if one["username"] == "sara"]
    refused = await door.refused("PATCH", f"user/{sara['id']}", {"role": "admin", "email": "no address"})
    assert refused == (400, ["email"])
    assert (await door.must("GET", f"user/{sara['id']}"))["role"] == "agent"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "user", None),
        ("POST", "user", {"username": "eve", "role": "admin"}),
        ("PATCH", "user/1", {"role": "admin"}),
        ("POST", "user/1/link", None),
    ],
)
async def test_agents_look_after_nobody(venue: Venue, method: str, path: str, body: dict[str, str] | None) -> None:
    assert (await Door(venue, venue.cast.agent).refused(method, path, body))[0] == 403


async def test_the_staff_of_others_is_not_there(venue: Venue) -> None:
    door = Door(venue, venue.cast.admin)
    others = await venue.sql("SELECT id FROM users WHERE tenant_id <> :tenant", tenant=venue.tenant_id)
    for one in [*others, {"id": 999_999}]:
        assert (await door.refused("GET", f"user/{one['id']}"))[0] == 404
        assert (await door.refused("PATCH", f"user/{one['id']}", {"active": False}))[0] == 404
    assert (await door.refused("POST", "user", {"username": "x", "role": "owner"}))[0] == 400
