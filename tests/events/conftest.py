"""A venue with an event, a cast and owners, on either database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from admitone.services import users
from tests.events.venue import Venue, open_venue
from tests.selling.shop import PASSWORD


@pytest.fixture(scope="session")
def password_hash() -> str:
    """The hash of everybody's password: hashing is slow on purpose, so it is done once."""
    return asyncio.run(users.hash_password(PASSWORD))


@pytest.fixture
async def venue(database_url: str, tmp_path: Path, password_hash: str) -> AsyncIterator[Venue]:
    """The application on this test's database, in the test's own process; whatever needs a worker, a test does."""
    async with open_venue(database_url, tmp_path / "data", password_hash) as opened:
        yield opened
