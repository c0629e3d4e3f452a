"""An open database of either kind, with two tenants in it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from admitone.core.clock import utc_now
from admitone.store import people
from admitone.store.database import Database
from admitone.store.location import parse_database_url
from admitone.store.postgresql import PostgresDatabase
from admitone.store.sqlite import SqliteDatabase


async def opened(url: str) -> SqliteDatabase | PostgresDatabase:
    location = parse_database_url(url)
    database: SqliteDatabase | PostgresDatabase
    database = SqliteDatabase(location.path) if location.path else PostgresDatabase(location.url)
    await database.open()
    return database


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """This test's own database."""
    database = await opened(database_url)
    yield database
    await database.close()


@pytest.fixture
async def tenant_id(database: Database) -> int:
    """A tenant."""
    async with database.writing() as tx:
        return (await people.read_or_insert_tenant(tx, "oasis", "Asia/Dubai", utc_now())).id
