"""Numbered SQL migrations per database; yoyo-migrations keeps the book of which have been applied."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from admitone.store.location import DatabaseLocation, parse_database_url

FOLDER = Path(__file__).parent


def migrate(database_url: str) -> list[str]:
    """Apply every pending migration, each in a transaction; the ids of those applied, oldest first.

    Several processes may call this at once: yoyo holds a lock row while it works.
    """
    location = parse_database_url(database_url)
    backend, migrations = _open(location)
    with backend:
        with backend.lock(timeout=60):
            pending = backend.to_apply(migrations)
            backend.apply_migrations(pending)
        return [migration.id for migration in pending]


def pending_migrations(database_url: str) -> list[str]:
    """The ids of migrations that this database still lacks, oldest first."""
    backend, migrations = _open(parse_database_url(database_url))
    with backend:
        return [migration.id for migration in backend.to_apply(migrations)]


def _open(location: DatabaseLocation) -> tuple[Any, Any]:
    # Imported here: the web process needs yoyo and psycopg only while it migrates.
    from yoyo import get_backend, read_migrations  # noqa: PLC0415

    if location.path is not None:
        location.path.parent.mkdir(parents=True, exist_ok=True)
        address = f"sqlite:///{location.path}"
    else:
        address = "postgresql+psycopg://" + location.url.partition("://")[2]
    return get_backend(address), read_migrations(str(FOLDER / location.dialect))
