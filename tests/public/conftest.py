"""A shop whose customers have links."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admitone.services import users
from tests.servers.shop import Shop, running_shop


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Hashing is slow on purpose, so it is done once."""
    return asyncio.run(users.hash_password("correct horse battery"))


@pytest.fixture
async def shop(tmp_path: Path, database_url: str, password_hash: str) -> AsyncIterator[Shop]:
    """The product on either database, without a payment gateway."""
    async with running_shop(tmp_path, database_url, password_hash) as running:
        yield running


@pytest.fixture
async def plain_shop(tmp_path: Path, sqlite_url: str, password_hash: str) -> AsyncIterator[Shop]:
    """The product on the embedded database, for what does not depend on it."""
    async with running_shop(tmp_path, sqlite_url, password_hash) as running:
        yield running
