"""The people of a tenant on a real database of either kind."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.people.office import Office
from tests.store.conftest import opened


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    """See `Office`; on this test's own database."""
    database = await opened(database_url)
    try:
        made = Office(database)
        await made.open()
        yield made
    finally:
        await database.close()
