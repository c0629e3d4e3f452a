"""One-time codes: by mail, once, throttled, and without telling who is known."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any

from httpx import Response

from admitone.core.clock import utc_now
from tests.events.test_door import problem
from tests.events.venue import Venue

LAYLA = "layla@example.com"


async def ask_code(venue: Venue, email: str = LAYLA, **more: Any) -> Response:
    return await venue.client.post("/v1/account/code", json={"email": email, **more})


async def redeem(venue: Venue, code: str, email: str = LAYLA) -> Response:
    return await venue.client.post("/v1/account/token", json={"email": email, "code": code})


async def mailed(venue: Venue) -> list[str]:
    """The codes that were mailed, the newest last, from the files of the outbox."""
    await venue.work()
    folder = venue.product.config.data_folder
    mails = sorted(folder.rglob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    return [re.findall(r"^Subject: .*?([0-9]{8})", mail.read_text(), re.MULTILINE)[0] for mail in mails]


async def test_a_code_from_the_mail_gives_a_token_once(venue: Venue) -> None:
    await venue.owner()
    assert (await ask_code(venue, " Layla@Example.com ")).status_code == 202
    [code] = await mailed(venue)
    answer = await redeem(venue, code)
    assert answer.status_code == 200, answer.text
    granted = answer.json()
    assert (granted["token_type"], granted["expires_in"]) == ("Bearer", 12 * 3600)
    headers = {"Authorization": f"Bearer {granted['access_token']}"}
    assert (await venue.client.get("/v1/ticket", headers=headers)).status_code == 200
    assert problem(await redeem(venue, code)) == (401, "UNAUTHENTICATED", ["code"])


async def test_two_who_send_a_code_at_once_do_not_both_get_a_token(venue: Venue) -> None:
    await venue.owner()
    await ask_code(venue)
    [code] = await mailed(venue)
    answers = await asyncio.gather(*(redeem(venue, code) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]


async def test_nobody_learns_whether_an_address_is_known(venue: Venue) -> None:
    await venue.owner()
    known, unknown = await ask_code(venue), await ask_code(venue, "nobody@example.com")
    assert (known.status_code, known.json()) == (unknown.status_code, unknown.json())
    wrong = [problem(await redeem(venue, "00000000", email)) for email in (LAYLA, "nobody@example.com")]
    assert wrong[0] == wrong[1]
    for email in (LAYLA, "nobody@example.com"):
        answers = [await ask_code(venue, email) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [202, 202, 429]
        assert int(answers[-1].headers["retry-after"]) > 0
    codes = await mailed(venue)
    assert (len(codes), len(set(codes))) == (3, 1), "who asks again is mailed the same code"


async def test_whoever_sends_five_wrong_codes_must_wait(venue: Venue) -> None:
    await venue.owner()
    await ask_code(venue)
    [code] = await mailed(venue)
    for _ in range(5):
        assert problem(await redeem(venue, wrong(code)))[0] == 401
    assert problem(await redeem(venue, code))[0] == 429


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08}"


async def test_a_code_is_good_for_ten_minutes(venue: Venue) -> None:
    await venue.owner()
    await ask_code(venue, language="ar")
    [code] = await mailed(venue)
    await venue.sql("UPDATE account_codes SET expires_at = :past", past=utc_now() - timedelta(seconds=1))
    assert problem(await redeem(venue, code))[0] == 401


async def test_the_database_alone_does_not_tell_the_code(venue: Venue) -> None:
    await venue.owner()
    await ask_code(venue)
    [code] = await mailed(venue)
    rows = [await venue.sql(f"SELECT * FROM {table}") for table in ("account_codes", "effects", "throttles")]
    assert code not in str(rows)
    assert LAYLA not in str(rows)


async def test_a_network_that_tries_many_addresses_must_wait(venue: Venue) -> None:
    statuses = [(await redeem(venue, "1", f"guest{number}@example.com")).status_code for number in range(32)]
    assert statuses == [401] * 30 + [429] * 2
    for body in ({"email": "no address"}, {"email": ""}, {}, {"email": LAYLA, "language": "xx"}):
        assert problem(await venue.client.post("/v1/account/code", json=body))[0] == 400
