"""Chooses the adapters that the configuration names, and holds them for the life of a process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from admitone.adapters.objects import LocalObjects, S3Objects, open_objects
from admitone.config import Config
from admitone.ingest.engine import PdfEngine
from admitone.ingest.limits import EngineLimits
from admitone.services.pages import PageWorld
from admitone.services.sessions import SessionLimits
from admitone.services.uploads import UploadWorld
from admitone.store.database import Database
from admitone.store.location import parse_database_url
from admitone.store.postgresql import PostgresDatabase
from admitone.store.sqlite import SqliteDatabase


@dataclass
class Product:
    """Everything a door, the command line or the worker needs to run use cases."""

    config: Config
    database: Database
    objects: LocalObjects | S3Objects
    pdf: PdfEngine

    @cached_property
    def session_limits(self) -> SessionLimits:
        """How long sessions live."""
        return SessionLimits(
            idle=timedelta(minutes=self.config.session_idle_minutes),
            absolute=timedelta(hours=self.config.session_hours_max),
        )

    @property
    def upload_folder(self) -> Path:
        """Where uploads lie while they are being read."""
        return self.config.data_folder / "uploads"

    @cached_property
    def upload_world(self) -> UploadWorld:
        """What uploading needs."""
        return UploadWorld(
            self.database, self.objects, self.pdf, self.config.currency, float(self.config.upload_seconds_max)
        )

    @cached_property
    def page_world(self) -> PageWorld:
        """What handing out pages needs."""
        return PageWorld(self.database, self.objects, self.pdf)

    async def close(self) -> None:
        """Give everything back."""
        try:
            await self.pdf.close()
        finally:
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


def open_object_store(config: Config) -> LocalObjects | S3Objects:
    """The store for uploaded files."""
    return open_objects(config.objects_url, config.data_folder / "cache", config.page_cache_bytes_max)


def open_pdf_engine(config: Config) -> PdfEngine:
    """The PDF workers; they start with the first request."""
    limits = EngineLimits(
        workers=config.pdf_workers,
        memory_bytes_max=config.pdf_worker_bytes_max,
        page_seconds_max=config.page_seconds_max,
        pages_max=config.upload_pages_max,
    )
    return PdfEngine(limits)


async def open_product(config: Config) -> Product:
    """Connect everything. The database must have been migrated."""
    objects = open_object_store(config)
    return Product(config=config, database=await open_database(config), objects=objects, pdf=open_pdf_engine(config))
