"""The configured database, of whichever kind it is."""

from __future__ import annotations

from admitone.config import Config
from admitone.store.database import Database
from admitone.store.location import parse_database_url
from admitone.store.postgresql import PostgresDatabase
from admitone.store.sqlite import SqliteDatabase


async def open_database(config: Config) -> Database:
    """Connect to it; migrations are somebody else's."""
    location = parse_database_url(config.database_url)
    database: PostgresDatabase | SqliteDatabase
    if location.path is not None:
        database = SqliteDatabase(location.path)
    else:
        database = PostgresDatabase(location.url, connections_max=config.database_connections)
    await database.open()
    return database
