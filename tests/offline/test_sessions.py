"""Signing in and out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from admitone.core.clock import utc_now
from tests.offline.api import Api, Caller, Cast, refusal_of, sql
from tests.offline.conftest import PASSWORD

ENDED = (401, "UNAUTHORIZED", ["session"])
WRONG = (401, "UNAUTHORIZED", ["username", "password"])


async def sign_in(api: Api, username: str = "admin", password: str = PASSWORD) -> Response:
    return await api.client.post("/user/authenticate", json={"username": username, "password": password})


async def signed_in(api: Api, username: str = "admin") -> Caller:
    response = await sign_in(api, username)
    assert response.status_code == 200, response.text
    return Caller(api.client, response.json()["apiData"]["session"])


async def test_signing_in_gives_a_session_its_roles_and_its_end(api: Api, cast: Cast) -> None:
    response = await sign_in(api, "  AGENT ")
    data = response.json()["apiData"]
    assert set(data) == {"session", "roles", "expiresAt"}
    assert data["roles"] == ["agent"]
    ahead = datetime.fromisoformat(data["expiresAt"]) - utc_now()
    assert timedelta(minutes=1) < ahead <= timedelta(hours=api.product.config.session_hours_max)
    assert len(data["session"]) >= 43, "256 bits need 43 characters of base64"
    assert await Caller(api.client, data["session"]).data("attraction/list") == []
    [kept] = await sql(api.product, "SELECT token_hash FROM sessions ORDER BY id DESC LIMIT 1")
    assert data["session"] not in str(kept["token_hash"])


async def test_a_session_is_taken_from_body_header_or_form(cast: Cast, aquarium: int, five_tickets: Path) -> None:
    client, token = cast.admin.client, cast.admin.session
    for headers in ({"Authorization": f"Bearer {token}"}, {"authorization": f"bearer  {token} "}):
        assert (await client.post("/offline/attraction/list", headers=headers)).status_code == 200
        assert (await client.post("/offline/attraction/list", headers=headers, json={"session": ""})).status_code == 200
        form = {"attractionId": str(aquarium)}
        files = {"pdfFile": ("a.pdf", five_tickets.read_bytes(), "application/pdf")}
        uploaded = await client.post("/offline/batch/upload", data=form, files=files, headers=headers)
        assert uploaded.status_code in {200, 409}, uploaded.text
    wrong = await client.post("/offline/attraction/list", headers={"Authorization": f"Basic {token}"})
    assert refusal_of(wrong) == (401, "UNAUTHORIZED", ["Authorization"])


async def test_signing_out_ends_this_session_only(api: Api, cast: Cast) -> None:
    here, there = await signed_in(api), await signed_in(api)
    answer = await api.client.post("/user/logout", json={"session": here.session})
    assert answer.json()["apiData"] == "Signed out"
    assert await here.refusal("attraction/list") == ENDED
    assert refusal_of(await api.client.post("/user/logout", json={"session": here.session})) == ENDED
    assert await there.data("attraction/list") == []
    assert (await api.client.post("/user/logout", json={})).status_code == 200


Change = Callable[[datetime], tuple[str, dict[str, Any]]]
ENDINGS: dict[str, Change] = {
    "unused too long": lambda now: ("UPDATE sessions SET last_used_at = :at", {"at": now - timedelta(days=2)}),
    "too old": lambda now: ("UPDATE sessions SET expires_at = :at", {"at": now - timedelta(seconds=1)}),
    "user disabled": lambda now: ("UPDATE users SET active = :active", {"active": False}),
}


@pytest.mark.parametrize("ending", ENDINGS)
async def test_sessions_end(api: Api, cast: Cast, ending: str) -> None:
    assert await cast.admin.data("attraction/list") == []
    text, parameters = ENDINGS[ending](utc_now())
    await sql(api.product, text, **parameters)
    assert await cast.admin.refusal("attraction/list") == ENDED
    # Even what a guest may do is refused then: whoever sends a session means to be somebody.
    assert await cast.admin.refusal("ticket/download", ticketId=1, code="x") == ENDED


async def test_use_keeps_a_session_alive_but_not_for_ever(api: Api, cast: Cast) -> None:
    idle = timedelta(minutes=api.product.config.session_idle_minutes)
    almost = utc_now() - idle + timedelta(minutes=1)
    await sql(api.product, "UPDATE sessions SET last_used_at = :at", at=almost)
    await cast.admin.data("attraction/list")
    [kept] = await sql(api.product, "SELECT MAX(last_used_at) AS at, MAX(expires_at) AS ends FROM sessions")
    assert datetime.fromisoformat(str(kept["at"])) > utc_now() - timedelta(minutes=1)
    assert datetime.fromisoformat(str(kept["ends"])) < utc_now() + timedelta(hours=2)


async def test_disabled_users_cannot_sign_in(api: Api, cast: Cast) -> None:
    await sql(api.product, "UPDATE users SET active = :active WHERE username = 'admin'", active=False)
    assert refusal_of(await sign_in(api)) == WRONG


async def test_a_wrong_password_looks_like_an_unknown_user(api: Api, cast: Cast) -> None:
    wrong, unknown = await sign_in(api, password="wrong"), await sign_in(api, username="nobody")
    assert refusal_of(wrong) == WRONG
    assert wrong.json() == unknown.json()


async def let_time_pass(api: Api, seconds: float) -> None:
    for row in await sql(api.product, "SELECT subject, last_failed_at FROM throttles"):
        earlier = datetime.fromisoformat(str(row["last_failed_at"])) - timedelta(seconds=seconds)
        text = "UPDATE throttles SET last_failed_at = :at WHERE subject = :subject"
        await sql(api.product, text, at=earlier, subject=row["subject"])


async def test_ten_wrong_passwords_slow_the_account_down_without_locking_it(api: Api, cast: Cast) -> None:
    for _ in range(10):
        assert refusal_of(await sign_in(api, password="wrong")) == WRONG
    refused = await sign_in(api)
    assert refusal_of(refused) == (429, "TOO_MANY_REQUESTS", ["username"])
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    # Attempts that are not even looked at must not prolong the wait.
    for _ in range(5):
        assert (await sign_in(api, password="wrong")).status_code == 429
    await let_time_pass(api, int(refused.headers["retry-after"]))
    assert (await sign_in(api)).status_code == 200
    assert refusal_of(await sign_in(api, password="wrong")) == WRONG, "the account's failures are forgotten"


async def test_waits_grow_to_a_minute_and_end_after_a_quarter_of_an_hour(api: Api, cast: Cast) -> None:
    await sign_in(api, password="wrong")
    await sql(api.product, "UPDATE throttles SET failures = 1000")
    refused = await sign_in(api)
    assert 50 <= int(refused.headers["retry-after"]) <= 61
    await let_time_pass(api, 16 * 60)
    assert refusal_of(await sign_in(api, password="wrong")) == WRONG


async def test_an_address_that_tries_many_accounts_is_slowed_down_too(api: Api, cast: Cast) -> None:
    for number in range(10):
        assert refusal_of(await sign_in(api, username=f"user{number}")) == WRONG
    assert (await sign_in(api, username="user77")).status_code == 429
    assert (await sign_in(api)).status_code == 429


async def test_guesses_at_the_same_moment_count_one_by_one(api: Api, cast: Cast) -> None:
    answers = await asyncio.gather(*(sign_in(api, password=f"guess {n}") for n in range(20)))
    assert sorted(answer.status_code for answer in answers) == [401] * 10 + [429] * 10


async def test_people_of_one_address_who_know_their_passwords_are_not_slowed_down(api: Api, cast: Cast) -> None:
    for _ in range(6):
        answers = await asyncio.gather(*(sign_in(api, username) for username in ("admin", "agent")))
        assert [answer.status_code for answer in answers] == [200, 200]


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"password": "x"}, "MISSING_PARAMETER", "username"),
        ({"username": "x"}, "MISSING_PARAMETER", "password"),
        ({"username": "", "password": "x"}, "INVALID_PARAMETER", "username"),
        ({"username": "a\x00", "password": "x"}, "INVALID_PARAMETER", "username"),
        ({"username": "x" * 256, "password": "x"}, "INVALID_PARAMETER", "username"),
        ({"username": "x", "password": "x" * 1001}, "INVALID_PARAMETER", "password"),
        ({"username": 1, "password": "x"}, "INVALID_PARAMETER", "username"),
    ],
)
async def test_unusable_credentials_are_named(api: Api, body: dict[str, Any], code: str, field: str) -> None:
    response = await api.client.post("/user/authenticate", json=body)
    assert refusal_of(response) == (400, code, [field])
