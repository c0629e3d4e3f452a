"""An office on a real database of either kind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.ledger.office import Office, opened_office


@pytest.fixture
async def office(database_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    """See `Office`; on this test's own database."""
    async with opened_office(database_url, tmp_path / "data") as office:
        yield office
