"""A shop that takes payments at the sandbox gateway."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from admitone.services import users
from tests.servers.sandbox import Sandbox, running_sandbox
from tests.servers.shop import Shop, running_shop


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Hashing is slow on purpose, so it is done once."""
    return asyncio.run(users.hash_password("correct horse battery"))


@pytest.fixture(scope="module")
def module_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(module_sandbox: Sandbox) -> Iterator[Sandbox]:
    """A sandbox in which nothing is ordered to go wrong."""
    yield module_sandbox
    assert module_sandbox.client.delete("/sandbox/faults").status_code == 200


@pytest.fixture
async def shop(tmp_path: Path, database_url: str, password_hash: str, sandbox: Sandbox) -> AsyncIterator[Shop]:
    """The product on either database. No worker runs: what happens, happens because of a return or a notice."""
    async with running_shop(tmp_path, database_url, password_hash, sandbox=sandbox) as running:
        yield running


@pytest.fixture
async def plain_shop(tmp_path: Path, sqlite_url: str, password_hash: str, sandbox: Sandbox) -> AsyncIterator[Shop]:
    """The product on the embedded database, for what does not depend on it."""
    async with running_shop(tmp_path, sqlite_url, password_hash, sandbox=sandbox) as running:
        yield running
