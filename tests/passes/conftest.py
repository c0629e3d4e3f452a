"""A hall on either database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admitone.services import users
from tests.passes.hall import Hall, open_hall


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Hashing is slow on purpose, so it is done once."""
    return asyncio.run(users.hash_password("correct horse battery"))


@pytest.fixture
async def hall(tmp_path: Path, database_url: str, password_hash: str) -> AsyncIterator[Hall]:
    """The product on either database."""
    async with open_hall(tmp_path, database_url, password_hash) as running:
        yield running


@pytest.fixture
async def plain_hall(tmp_path: Path, sqlite_url: str, password_hash: str) -> AsyncIterator[Hall]:
    """The product on the embedded database, for what does not depend on it."""
    async with open_hall(tmp_path, sqlite_url, password_hash) as running:
        yield running
