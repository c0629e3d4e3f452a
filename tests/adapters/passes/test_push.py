"""Messages to devices, over real HTTP/2 to a service that asks for our certificate like Apple's does."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admitone.adapters.passes.push import ApplePusher
from admitone.core.errors import OutsideRefused, Unavailable
from tests.adapters.passes.conftest import Chain
from tests.servers.apns import PushService, push_service


@pytest.fixture
async def apns(tmp_path: Path, chain: Chain) -> AsyncIterator[PushService]:
    async with push_service(tmp_path, chain.path) as running:
        yield running


@pytest.fixture
async def pusher(apns: PushService, chain: Chain) -> AsyncIterator[ApplePusher]:
    tls = ssl.create_default_context(cafile=str(apns.authority))
    made = ApplePusher(chain.signer, apns.url, tls=tls)
    yield made
    await made.close()


async def test_a_message_is_empty_and_names_the_pass_type(pusher: ApplePusher, apns: PushService) -> None:
    assert await pusher.push("ab" * 32) is True
    (push,) = apns.pushes
    assert (push.token, push.headers[":method"], push.headers["apns-topic"]) == (
        "ab" * 32,
        "POST",
        "pass.test.admitone",
    )
    assert push.body == b"{}"
    assert push.client == "Pass Type ID: pass.test.admitone", "we are known by the pass certificate"


async def test_many_messages_share_a_connection(pusher: ApplePusher, apns: PushService) -> None:
    tokens = [f"{number:064x}" for number in range(50)]
    assert all(await asyncio.gather(*(pusher.push(token) for token in tokens)))
    assert sorted(apns.tokens) == tokens
    assert apns.connections == 1


@pytest.mark.parametrize("answer", [(410, "Unregistered"), (400, "BadDeviceToken"), (400, "DeviceTokenNotForTopic")])
async def test_a_device_that_is_gone_is_told_apart(
    pusher: ApplePusher, apns: PushService, answer: tuple[int, str]
) -> None:
    apns.answers["dead"] = answer
    assert await pusher.push("dead") is False
    assert await pusher.push("alive") is True


@pytest.mark.parametrize("answer", [(429, "TooManyRequests"), (500, "InternalServerError"), (503, "Shutdown")])
async def test_a_busy_service_is_asked_again_later(
    pusher: ApplePusher, apns: PushService, answer: tuple[int, str]
) -> None:
    apns.answers["device"] = answer
    with pytest.raises(Unavailable, match=answer[1]):
        await pusher.push("device")


@pytest.mark.parametrize("answer", [(403, "BadCertificate"), (400, "TopicDisallowed"), (413, "")])
async def test_what_a_person_must_put_right_is_not_repeated(
    pusher: ApplePusher, apns: PushService, answer: tuple[int, str]
) -> None:
    apns.answers["device"] = answer
    with pytest.raises(OutsideRefused, match=str(answer[0])):
        await pusher.push("device")


async def test_a_service_that_is_away_or_not_itself_is_unavailable(chain: Chain, apns: PushService) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        nobody = f"https://127.0.0.1:{unused.getsockname()[1]}"
    for url, tls in ((nobody, None), (apns.url, None)):
        stranger = ApplePusher(chain.signer, url, tls=tls)
        with pytest.raises(Unavailable):
            await stranger.push("device")
        await stranger.close()
    assert apns.pushes == [], "nothing is told to a service whose certificate nobody has signed"
