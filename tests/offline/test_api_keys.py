"""Programs call with keys instead of sessions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from admitone.core.ids import new_api_key
from admitone.core.principal import Principal, Role
from admitone.services import api_keys
from admitone.services.api_keys import KeyWish
from tests.offline.api import Api, Cast, refusal_of, sql

WRONG = (401, "UNAUTHORIZED", ["Authorization"])


@pytest.fixture
async def key(api: Api, cast: Cast) -> str:
    """An agent's key of the tenant oasis."""
    return await make_key(api, "Web shop", Role.AGENT)


async def make_key(api: Api, name: str, role: Role) -> str:
    [tenant] = await sql(api.product, "SELECT id FROM tenants WHERE name = 'oasis'")
    maria = Principal(int(tenant["id"]), Role.ADMIN, "maria", "Asia/Dubai")
    async with api.product.database.writing() as tx:
        return (await api_keys.make_key(tx, maria, KeyWish(name, role))).token


async def post(api: Api, path: str, key: str, **body: Any) -> Response:
    return await api.client.post(f"/offline/{path}", json=body, headers={"Authorization": f"Bearer {key}"})


async def test_a_key_is_taken_from_header_body_or_form(api: Api, key: str, aquarium: int, five_tickets: Path) -> None:
    assert (await post(api, "attraction/list", key)).status_code == 200
    in_body = await api.client.post("/offline/attraction/list", json={"session": key})
    assert [each["attractionId"] for each in in_body.json()["apiData"]] == [aquarium]
    admin = await make_key(api, "Importer", Role.ADMIN)
    uploaded = await api.client.post(
        "/offline/batch/upload",
        data={"attractionId": str(aquarium)},
        files={"pdfFile": ("a.pdf", five_tickets.read_bytes(), "application/pdf")},
        headers={"Authorization": f"Bearer {admin}"},
        timeout=60,
    )
    assert uploaded.status_code == 200, uploaded.text


async def test_a_key_may_what_its_role_may_in_its_tenant(api: Api, cast: Cast, key: str, aquarium: int) -> None:
    answer = await post(api, "attraction/write", key, name="A", odooProductCode="A")
    assert refusal_of(answer)[:2] == (403, "FORBIDDEN")
    theirs = await cast.stranger.data("attraction/write", name="Not ours", odooProductCode="N")
    answer = await post(api, "attraction/read", key, attractionId=theirs["attractionId"])
    assert refusal_of(answer)[:2] == (404, "NOTFOUND")


async def test_the_audit_names_the_key(api: Api, cast: Cast) -> None:
    admin = await make_key(api, "Importer", Role.ADMIN)
    answer = await post(api, "attraction/write", admin, name="Bay", odooProductCode="B")
    assert answer.status_code == 200, answer.text
    [entry] = await cast.admin.data("audit/list", entityType="ATTRACTION")
    assert entry["userId"] == "API key Importer"
    assert [one["action"] for one in await cast.admin.data("audit/list", userId="API key Importer")] == ["CREATE"]


async def test_wrong_keys_are_refused_and_then_slowed_down(api: Api, key: str) -> None:
    for wrong in (new_api_key(), key[:-1] + ("A" if key[-1] != "A" else "B")):
        assert refusal_of(await post(api, "attraction/list", wrong)) == WRONG
    await sql(api.product, "UPDATE throttles SET failures = 1000")
    slowed = await post(api, "attraction/list", new_api_key())
    assert refusal_of(slowed) == (429, "TOO_MANY_REQUESTS", ["Authorization"])
    assert int(slowed.headers["retry-after"]) > 1
    assert (await post(api, "attraction/list", key)).status_code == 200


async def test_a_key_has_no_session_to_sign_out_of(api: Api, key: str) -> None:
    answer = await api.client.post("/user/logout", json={"session": key})
    assert refusal_of(answer)[:2] == (409, "CONFLICT")
    assert (await post(api, "attraction/list", key)).status_code == 200


async def test_a_key_opens_no_console(api: Api, key: str) -> None:
    api.client.cookies.set("admitone_session", key)
    answer = await api.client.get("/tickets")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/tickets")


async def test_the_description_of_the_api_tells_of_sessions_and_keys(api: Api) -> None:
    document = (await api.client.get("/schema/openapi.json")).json()
    scheme = document["components"]["securitySchemes"]["bearer"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert "API key" in scheme["description"]
