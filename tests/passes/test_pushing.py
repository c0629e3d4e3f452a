"""Devices are told of changes by Apple's push service, however long it takes, and forgotten when they are gone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admitone.adapters.passes.development_chain import FILE_NAME, keep_test_signer
from tests.offline.api import sql
from tests.passes.device import Device
from tests.passes.hall import Hall, open_hall
from tests.passes.test_apple_passes import pass_of
from tests.servers.apns import PushService, push_service


@pytest.fixture
async def apns(tmp_path: Path) -> AsyncIterator[PushService]:
    keep_test_signer(tmp_path / "data")
    async with push_service(tmp_path, tmp_path / "data" / FILE_NAME) as running:
        yield running


@pytest.fixture
async def pushing_hall(
    tmp_path: Path, database_url: str, password_hash: str, apns: PushService, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Hall]:
    # OpenSSL's own variable: for this test the stand-in is among the authorities of the machine.
    monkeypatch.setenv("SSL_CERT_FILE", str(apns.authority))
    async with open_hall(tmp_path, database_url, password_hash, ADMITONE_APNS_URL=apns.url) as running:
        yield running


async def refund(hall: Hall, cart: dict[str, object]) -> None:
    await hall.shop.admin.data("sale/refund", cartReference=cart["cartReference"], returnToStock=False)


async def test_every_device_that_holds_the_ticket_is_told(pushing_hall: Hall, apns: PushService) -> None:
    hall = pushing_hall
    cart, other = await hall.sell(2), await hall.sell(1)
    telephone = Device(hall.shop.client, library_id="telephone", push_token="aa" * 32)
    watch = Device(hall.shop.client, library_id="watch", push_token="bb" * 32)
    stranger = Device(hall.shop.client, library_id="stranger", push_token="cc" * 32)
    for ticket in cart["tickets"]:
        await telephone.add(await pass_of(hall, ticket))
    await watch.add(await pass_of(hall, cart["tickets"][0]))
    await stranger.add(await pass_of(hall, other["tickets"][0]))
    await refund(hall, cart)
    await hall.work_until(lambda: len(apns.pushes) >= 2)
    assert sorted(apns.tokens) == ["aa" * 32, "bb" * 32], "once each, however many passes"
    assert len(await telephone.update()) == 2
    assert all(content["voided"] for content in telephone.passes.values())
    assert not any(content["voided"] for content in stranger.passes.values())


async def test_a_device_that_is_gone_is_forgotten_and_the_others_are_told(
    pushing_hall: Hall, apns: PushService
) -> None:
    hall = pushing_hall
    cart = await hall.sell(1)
    package = await pass_of(hall, cart["tickets"][0])
    apns.answers["aa" * 32] = (410, "Unregistered")
    for name, token in (("gone", "aa" * 32), ("here", "bb" * 32)):
        await Device(hall.shop.client, library_id=name, push_token=token).add(package)
    await refund(hall, cart)
    await hall.work_until(lambda: len(apns.pushes) >= 2)
    rows = await sql(hall.shop.product, "SELECT library_id FROM pass_devices")
    assert [row["library_id"] for row in rows] == ["here"]


async def test_a_service_that_is_busy_is_asked_again(pushing_hall: Hall, apns: PushService) -> None:
    hall = pushing_hall
    cart = await hall.sell(1)
    device = Device(hall.shop.client)
    await device.add(await pass_of(hall, cart["tickets"][0]))
    apns.answers[device.push_token] = (503, "ServiceUnavailable")
    await refund(hall, cart)
    await hall.work_until(lambda: len(apns.pushes) >= 1)
    (effect,) = await sql(hall.shop.product, "SELECT state, last_error FROM effects WHERE kind = 'push_passes'")
    assert (effect["state"], "503 ServiceUnavailable" in effect["last_error"]) == ("WAITING", True)
    del apns.answers[device.push_token]
    await hall.work_until(lambda: len(apns.pushes) >= 2)
    (effect,) = await sql(hall.shop.product, "SELECT state FROM effects WHERE kind = 'push_passes'")
    assert effect["state"] == "DONE"


async def test_a_device_that_comes_after_a_change_is_told_of_it(pushing_hall: Hall, apns: PushService) -> None:
    """It may hold the pass as it was before."""
    hall = pushing_hall
    cart = await hall.sell(1)
    package = await pass_of(hall, cart["tickets"][0])
    await refund(hall, cart)
    await hall.work()
    assert apns.pushes == []
    device = Device(hall.shop.client)
    await device.add(package)
    await hall.work_until(lambda: apns.tokens == [device.push_token])
    await device.update()
    assert [content["voided"] for content in device.passes.values()] == [True]
