"""`admitone migrate`, and what other commands do about pending migrations."""

from __future__ import annotations

from admitone.cli.terminal import CommandFailed, out, settings
from admitone.config import Config


def migrate() -> None:
    """Bring the database to this version's schema.

    Several processes may do this at once; each migration is applied once, in a transaction.

    Example: admitone migrate
    """
    from admitone.store.migrations import migrate as apply
    from admitone.store.migrations import pending_migrations

    config = settings()
    applied = apply(config.database_url) if pending_migrations(config.database_url) else []
    for name in applied:
        out.print(f"applied {name}", markup=False)
    if not applied:
        out.print("nothing to do: the database has this version's schema")


def prepare_database(config: Config) -> None:
    """Make sure that the schema is there: SQLite is migrated, PostgreSQL refused while migrations are pending.

    A PostgreSQL database may serve other processes of an older version, so that changing it is the operator's decision.
    """
    from admitone.store.migrations import migrate as apply
    from admitone.store.migrations import pending_migrations

    # Asked first on SQLite too: applying waits long for a lock that a file which is no database never gives.
    pending = pending_migrations(config.database_url)
    if pending and config.database_url.startswith("sqlite:"):
        apply(config.database_url)
    elif pending:
        count = f"{len(pending)} migration{'s' if len(pending) > 1 else ''}"
        raise CommandFailed(f"the database lacks {count} ({', '.join(pending)}); run: admitone migrate")
