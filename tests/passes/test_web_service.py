"""Apple's web service for passes: its five calls, as devices make them and as others try to."""

from __future__ import annotations

from typing import Any

import pytest

from admitone.core.clock import utc_now
from admitone.services.pass_changes import event_passes_changed
from admitone.services.pass_updates import DEVICES_PER_PASS
from tests.adapters.passes.wallet import content_of
from tests.offline.api import sql
from tests.passes.device import Device
from tests.passes.hall import Hall
from tests.passes.test_apple_passes import pass_of

NO_MOMENTS = (
    "Fri, 31 Dec 9999 23:59:59 -9999",
    "Fri, 31 Dec 9999 23:59:59 +99999999999999",
    "Fri, 31 Dec 99999999999999999999 23:59:59 GMT",
    "Thu, 01 Jan 2026 00:00:00 +" + "9" * 5000,
)


async def a_pass(hall: Hall) -> bytes:
    cart = await hall.sell(1)
    return await pass_of(hall, cart["tickets"][0])


async def changed_a_minute_ago(hall: Hall) -> None:
    """Time passes: what was changed is not of this second any more."""
    old = "2020-01-01T00:00:00.000000+00:00"
    is_sqlite = hall.shop.product.database.dialect == "sqlite"
    text = f"UPDATE passes SET changed_at = {repr(old) if is_sqlite else f'timestamptz {old!r}'} RETURNING id"
    await sql(hall.shop.product, text)


async def push_tokens(hall: Hall) -> list[str]:
    return [row["push_token"] for row in await sql(hall.shop.product, "SELECT push_token FROM pass_devices")]


async def test_a_device_registers_looks_fetches_and_leaves(hall: Hall) -> None:
    device = Device(hall.shop.client)
    package = await a_pass(hall)
    content = content_of(package)
    assert (await device.changed(content)).status_code == 204, "a device that holds nothing is told of nothing"
    assert (await device.add(package)).status_code == 201
    assert (await device.register(content)).status_code == 200
    await changed_a_minute_ago(hall)
    assert (await device.changed(content)).json()["serialNumbers"] == [content["serialNumber"]]
    device.tag = (await device.changed(content)).json()["lastUpdated"]
    assert (await device.changed(content, device.tag)).status_code == 204, "nothing has changed since"
    first = await device.fetch(content)
    assert (first.status_code, first.headers["last-modified"]) == (200, "Wed, 01 Jan 2020 00:00:00 GMT")
    assert first.headers["content-type"] == "application/vnd.apple.pkpass"
    assert (await device.fetch(content)).status_code == 304
    assert (await device.unregister(content)).status_code == 200
    assert (await device.unregister(content)).status_code == 200
    assert (await device.changed(content)).status_code == 204
    assert await sql(hall.shop.product, "SELECT id FROM pass_devices") == []


async def test_without_the_passes_token_nobody_gets_anywhere(hall: Hall) -> None:
    device = Device(hall.shop.client)
    ours, other = content_of(await a_pass(hall)), content_of(await a_pass(hall))
    unknown = ours | {"serialNumber": "f" * 32}
    for content, token in (
        (ours, "x" * 43),
        (ours, other["authenticationToken"]),
        (unknown, ours["authenticationToken"]),
    ):
        for call in (device.register, device.unregister, device.fetch):
            answer = await call(content, token=token)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == "ApplePass"
    path = f"/wallet/v1/passes/{ours['passTypeIdentifier']}/{ours['serialNumber']}"
    assert (await hall.shop.client.get(path)).status_code == 401
    for leave in (b"Bearer x", b"ApplePass", b"ApplePass \xff"):
        answer = await hall.shop.client.get(path, headers={b"Authorization": leave})
        assert answer.status_code == 401
    assert await sql(hall.shop.product, "SELECT id FROM pass_registrations") == []


async def test_a_pass_is_told_to_twenty_devices_the_newest(hall: Hall) -> None:
    content = content_of(await a_pass(hall))
    for number in range(DEVICES_PER_PASS + 2):
        device = Device(hall.shop.client, library_id=f"library-{number:03}")
        assert (await device.register(content)).status_code == 201
    known = await sql(hall.shop.product, "SELECT library_id FROM pass_devices ORDER BY library_id")
    assert [row["library_id"] for row in known] == [f"library-{number:03}" for number in range(2, 22)]
    assert len(await sql(hall.shop.product, "SELECT id FROM pass_registrations")) == DEVICES_PER_PASS
    answers = {(await device.register(content)).status_code for _ in range(60)}
    assert answers == {200, 429}


async def test_a_stranger_does_not_turn_away_the_pushes_of_a_device(hall: Hall) -> None:
    device = Device(hall.shop.client)
    ours, theirs = content_of(await a_pass(hall)), content_of(await a_pass(hall))
    assert (await device.register(ours)).status_code == 201
    for _ in range(2):
        assert (await device.register(theirs, pushToken="ef" * 32)).status_code == 409
    assert await push_tokens(hall) == [device.push_token]
    # The device itself is known by the passes that it holds.
    assert (await device.register(ours, pushToken="cd" * 32)).status_code == 200
    assert (await device.register(theirs, pushToken="cd" * 32)).status_code == 201
    assert await push_tokens(hall) == ["cd" * 32]


async def test_a_pass_is_made_anew_so_often(plain_hall: Hall) -> None:
    device = Device(plain_hall.shop.client)
    content, other = content_of(await a_pass(plain_hall)), content_of(await a_pass(plain_hall))
    statuses = []
    for _ in range(62):
        device.modified.clear()
        statuses.append((await device.fetch(content)).status_code)
    assert statuses == [200] * 60 + [429] * 2
    assert (await device.fetch(other)).status_code == 200


async def test_other_pass_types_are_not_ours(plain_hall: Hall) -> None:
    device = Device(plain_hall.shop.client)
    other = content_of(await a_pass(plain_hall)) | {"passTypeIdentifier": "pass.com.example.other"}
    for call in (device.register, device.unregister, device.fetch, device.changed):
        assert (await call(other)).status_code == 404


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"pushToken": 7}', b'{"pushToken": ""}', b"\xff", b"[" * 60_000])
async def test_bodies_that_are_none_are_refused(plain_hall: Hall, body: bytes) -> None:
    content = content_of(await a_pass(plain_hall))
    path = f"/wallet/v1/devices/d/registrations/{content['passTypeIdentifier']}/{content['serialNumber']}"
    headers = {"Authorization": f"ApplePass {content['authenticationToken']}"}
    answer = await plain_hall.shop.client.post(path, content=body, headers=headers)
    assert answer.status_code == 400, answer.text
    assert (await plain_hall.shop.client.post("/wallet/v1/log", content=body)).status_code == 400


async def test_names_that_no_database_keeps_are_refused(hall: Hall) -> None:
    content = content_of(await a_pass(hall))
    leave = {"Authorization": f"ApplePass {content['authenticationToken']}"}
    client, passes = hall.shop.client, f"/{content['passTypeIdentifier']}"
    for method in ("POST", "DELETE"):
        path = f"/wallet/v1/devices/%00/registrations{passes}/{content['serialNumber']}"
        answer = await client.request(method, path, json={"pushToken": "ab" * 32}, headers=leave)
        assert answer.status_code == 400
    assert (await client.get(f"/wallet/v1/passes{passes}/%00", headers=leave)).status_code == 401


async def test_odd_devices_tags_and_tokens_do_no_harm(plain_hall: Hall) -> None:
    content = content_of(await a_pass(plain_hall))
    device = Device(plain_hall.shop.client)
    for token in ("", "not hex!", "a" * 1000, "ü"):
        assert (await device.register(content, pushToken=token)).status_code == 400
    long = Device(plain_hall.shop.client, library_id="d" * 1000)
    assert (await long.register(content)).status_code == 400
    await device.register(content)
    for tag in ("0", "yesterday", "-1", "9" * 40, "٣", "1e9"):
        assert (await device.changed(content, tag)).status_code in {200, 204}
    for since in ("yesterday", "Thu, 01 Jan 1970 00:00:00 GMT", *NO_MOMENTS):
        device.modified[content["serialNumber"]] = since
        assert (await device.fetch(content)).status_code == 200


async def test_what_devices_complain_of_is_in_our_log_within_bounds(
    plain_hall: Hall, capsys: pytest.CaptureFixture[str]
) -> None:
    body: dict[str, Any] = {"logs": ["pass is invalid\n2026 [error] forged line", "x" * 10_000, *["more"] * 50]}
    assert (await plain_hall.shop.client.post("/wallet/v1/log", json=body)).status_code == 200
    answers = {(await plain_hall.shop.client.post("/wallet/v1/log", json=body)).status_code for _ in range(40)}
    assert answers == {200, 429}, "a device that goes on complaining is told to wait"
    said = capsys.readouterr()
    assert "pass is invalid" in said.out + said.err
    assert "x" * 600 not in said.out + said.err


async def test_an_event_that_moves_is_told_to_those_who_hold_it(hall: Hall) -> None:
    device = Device(hall.shop.client)
    await device.add(await a_pass(hall))
    (serial,) = device.passes
    product = hall.shop.product
    text = "UPDATE events SET venue = 'The Opera' WHERE id = :id RETURNING id"
    await sql(product, text, id=hall.event.id)
    async with product.database.writing() as tx:
        await event_passes_changed(tx, hall.tenant_id, hall.event.id, utc_now())
    assert await device.update() == [serial]
    fields = device.passes[serial]["eventTicket"]["secondaryFields"]
    assert [field["value"] for field in fields if field["key"] == "venue"] == ["The Opera"]
    assert device.passes[serial]["voided"] is False
