"""A shop with stock, a cast and a real gateway process beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from admitone.services import users
from tests.selling.shop import PASSWORD, Shop, open_shop
from tests.servers.sandbox import Sandbox, running_sandbox


@pytest.fixture(scope="session")
def password_hash() -> str:
    """The hash of everybody's password: hashing is slow on purpose, so it is done once."""
    return asyncio.run(users.hash_password(PASSWORD))


@pytest.fixture(scope="session")
def gateway_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """This test process's gateway. Its orders outlive its death, as Telr's do."""
    folder = tmp_path_factory.mktemp("gateway")
    with running_sandbox(folder, "--records", str(folder / "orders.jsonl")) as sandbox:
        yield sandbox


@pytest.fixture
def gateway(gateway_process: Sandbox) -> Iterator[Sandbox]:
    """The gateway, with nothing going wrong before or after the test."""
    yield gateway_process
    if gateway_process.process is None or gateway_process.process.poll() is not None:
        gateway_process.start()
    gateway_process.client.delete("/sandbox/faults").raise_for_status()


@pytest.fixture
async def shop(database_url: str, tmp_path: Path, gateway: Sandbox, password_hash: str) -> AsyncIterator[Shop]:
    """The application on this test's database, in the test's own process; whatever needs a worker, a test does."""
    async with open_shop(database_url, tmp_path / "data", gateway, password_hash) as opened:
        yield opened
        await opened.check_books()
