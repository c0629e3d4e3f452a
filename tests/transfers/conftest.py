"""A venue whose tickets change hands, on either database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.events.conftest import password_hash
from tests.events.venue import open_venue
from tests.transfers.exchange import Exchange, open_exchange

__all__ = ("password_hash",)


@pytest.fixture
async def exchange(database_url: str, tmp_path: Path, password_hash: str) -> AsyncIterator[Exchange]:
    """Two owners with two tickets each of one event that is enabled for reissue, and a partner with a key."""
    async with open_venue(database_url, tmp_path / "data", password_hash) as venue:
        yield await open_exchange(venue)
