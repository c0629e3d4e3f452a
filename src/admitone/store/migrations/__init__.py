"""Numbered SQL migrations per database; yoyo-migrations keeps the book of which have been applied."""

from __future__ import annotations

from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from admitone.store.location import DatabaseLocation, parse_database_url
from admitone.store.migrations.alone import migrating_alone

FOLDER = Path(__file__).parent


def migrate(database_url: str) -> list[str]:
    """Apply every pending migration; the ids of those applied, oldest first.

    Several processes may call this at once: one works, the others wait and find nothing left to do. A process that is
    killed meanwhile leaves the database as it was before the migration it was at.
    """
    location = parse_database_url(database_url)
    with migrating_alone(location):
        backend, migrations = _open(location)
        with backend:
            # Nobody else is at work, so a lock row that is there belongs to a process that was killed.
            backend.break_lock()
            pending = list(backend.to_apply(migrations))
            for migration in pending:
                _apply(backend, migration)
        return [migration.id for migration in pending]


def _apply(backend: Any, migration: Any) -> None:
    # yoyo's own `apply_migrations` books a migration after it has committed it, which a crash can come between.
    # It also prints what a statement answers; SQLite answers an added constraint with an empty table, and standard
    # output is for what the command was asked for, a key for example.
    with backend.transaction(), redirect_stdout(StringIO()):
        migration.process_steps(backend, "apply")
        backend.log_migration(migration, "apply")
        backend.mark_one(migration, log=False)


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
