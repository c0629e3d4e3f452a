"""Attractions: what is sold."""

from __future__ import annotations

import json

from admitone.core.clock import today
from tests.offline.api import Cast

FIELDS = {
    "attractionId", "name", "odooProductCode", "supplier", "categories", "ageGroups", "hasTimeSlots",
    "extractionPatterns", "notes", "active", "createdAt", "updatedAt",
}  # fmt: skip
DUBAI_AQUARIUM = {
    "name": "Dubai Aquarium",
    "odooProductCode": "DXBAQ-001",
    "supplier": "Emaar Entertainment",
    "categories": "Adult,Child",
    "ageGroups": "Adult,Child (3-12)",
    "hasTimeSlots": True,
}


async def test_write_answers_the_saved_attraction_as_the_contract_has_it(cast: Cast) -> None:
    response = await cast.admin.post("attraction/write", **DUBAI_AQUARIUM)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    assert response.json()["apiStatus"] == {"errorCode": "OK", "errorMessage": "Success"}
    written = response.json()["apiData"]
    assert set(written) == FIELDS
    now = today("Asia/Dubai").isoformat()
    assert written == DUBAI_AQUARIUM | {
        "attractionId": written["attractionId"],
        "extractionPatterns": None,
        "notes": None,
        "active": True,
        "createdAt": now,
        "updatedAt": now,
    }
    assert await cast.agent.data("attraction/read", attractionId=written["attractionId"]) == written
    assert await cast.agent.data("attraction/list") == [written]


async def test_update_keeps_what_is_left_out_and_empties_what_is_null(cast: Cast) -> None:
    written = await cast.admin.data("attraction/write", **DUBAI_AQUARIUM, notes="Main entrance tickets")
    updated = await cast.admin.data(
        "attraction/write",
        attractionId=written["attractionId"],
        name="Aquarium",
        odooProductCode="DXBAQ-002",
        supplier=None,
    )
    assert updated == written | {"name": "Aquarium", "odooProductCode": "DXBAQ-002", "supplier": None}


async def test_delete_deactivates_and_only_active_only_leaves_it_out(cast: Cast) -> None:
    first = await cast.admin.data("attraction/write", name="First", odooProductCode="1")
    second = await cast.admin.data("attraction/write", name="Second", odooProductCode="2")
    assert await cast.admin.data("attraction/delete", attractionId=first["attractionId"]) == "Attraction deactivated"
    assert [found["name"] for found in await cast.agent.data("attraction/list", activeOnly=True)] == ["Second"]
    assert [found["active"] for found in await cast.agent.data("attraction/list", activeOnly=False)] == [False, True]
    assert await cast.admin.data("attraction/delete", attractionId=first["attractionId"]) == "Attraction deactivated"
    back = await cast.admin.data(
        "attraction/write", attractionId=first["attractionId"], name="First", odooProductCode="1", active=True
    )
    assert back["active"] is True
    assert len(await cast.agent.data("attraction/list", activeOnly=True)) == 2
    assert second["active"] is True


async def test_every_change_of_an_attraction_is_audited(cast: Cast) -> None:
    written = await cast.admin.data("attraction/write", name="First", odooProductCode="1")
    attraction_id = written["attractionId"]
    await cast.admin.data("attraction/write", attractionId=attraction_id, name="Renamed", odooProductCode="1")
    await cast.admin.data("attraction/delete", attractionId=attraction_id)
    await cast.admin.data("attraction/delete", attractionId=attraction_id)
    entries = await cast.agent.data("audit/list", entityType="ATTRACTION", entityId=attraction_id)
    told = [(entry["action"], entry["oldStatus"], entry["newStatus"], entry["userId"]) for entry in entries]
    assert told == [
        ("DEACTIVATE", "ACTIVE", "INACTIVE", "admin"),
        ("EDIT", "ACTIVE", "ACTIVE", "admin"),
        ("CREATE", None, "ACTIVE", "admin"),
    ]
    assert json.loads(entries[1]["details"]) == {"name": ["First", "Renamed"]}


async def test_an_attraction_of_another_tenant_does_not_exist(cast: Cast) -> None:
    written = await cast.admin.data("attraction/write", **DUBAI_AQUARIUM)
    known, unknown = written["attractionId"], written["attractionId"] + 1000
    for attraction_id in (known, unknown):
        refusal = (404, "NOTFOUND", ["attractionId"])
        assert await cast.stranger.refusal("attraction/read", attractionId=attraction_id) == refusal
        assert await cast.stranger.refusal("attraction/delete", attractionId=attraction_id) == refusal
        changed = {"attractionId": attraction_id, "name": "Mine", "odooProductCode": "X"}
        assert await cast.stranger.refusal("attraction/write", **changed) == refusal
        assert await cast.stranger.refusal("attraction/patterns/save", attractionId=attraction_id) == refusal
    assert await cast.stranger.data("attraction/list") == []
    assert (await cast.agent.data("attraction/read", attractionId=known))["name"] == "Dubai Aquarium"


async def test_names_are_trimmed_and_may_not_be_blank(cast: Cast) -> None:
    written = await cast.admin.data("attraction/write", name="  Aquarium\u2003", odooProductCode=" A ")
    assert (written["name"], written["odooProductCode"]) == ("Aquarium", "A")
    for blank in ("", "   ", "\u00a0\u2003"):
        refusal = await cast.admin.refusal("attraction/write", name=blank, odooProductCode="A")
        assert refusal == (400, "INVALID_PARAMETER", ["name"])
