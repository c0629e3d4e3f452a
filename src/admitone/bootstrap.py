"""Chooses the adapters that the configuration names, and holds them for the life of a process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from admitone.config import Config
from admitone.services.sessions import SessionLimits
from admitone.store.database import Database
from admitone.store.location import parse_database_url
from admitone.store.postgresql import PostgresDatabase
from admitone.store.sqlite import SqliteDatabase


@dataclass
class Product:
    """Everything a door, the command line or the worker needs to run use cases."""

    config: Config
    database: Database

    @cached_property
    def session_limits(self) -> SessionLimits:
        """How long sessions live."""
        return SessionLimits(
            idle=timedelta(minutes=self.config.session_idle_minutes),
            absolute=timedelta(hours=self.config.session_hours_max),
        )

    async def close(self) -> None:
        """Give everything back."""
        await self.database.close()


async def open_database(config: Config) -> Database:
    """Connect to the configured database."""
    location = parse_database_url(config.database_url)
    database: PostgresDatabase | SqliteDatabase
    if location.path is not None:
        database = SqliteDatabase(location.path)
    else:
        database = PostgresDatabase(location.url, connections_max=config.database_connections)
    await database.open()
    return database


async def open_product(config: Config) -> Product:
    """Connect everything. The database must have been migrated."""
    return Product(config=config, database=await open_database(config))
