"""Names that organisations gave to people become theirs alone, in a database that has such people."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from yoyo import get_backend, read_migrations

from admitone.store.location import parse_database_url
from admitone.store.migrations import FOLDER, migrate
from tests.servers.postgres import PostgresServer

NAMES = "0017_enrollment_names"
BEFORE = """
INSERT INTO tenants (id, name, time_zone, created_at)
VALUES (101, 'oasis', 'UTC', :then),
       (102, 'mirage', 'UTC', :then);
INSERT INTO accounts (id, uid, email, name, issuer, subject, created_at, updated_at)
VALUES (201, 'a', 'a@example.com', 'By Oasis', NULL, NULL, :then, :then),
       (202, 'b', 'b@example.com', 'By issuer', 'i', 's', :then, :then),
       (203, 'c', 'c@example.com', 'Adopted', 'i', 't', :then, :later);
INSERT INTO enrollments (id, tenant_id, account_id, created_at)
VALUES (301, 101, 201, :then), (302, 102, 201, :then), (303, 102, 202, :then), (304, 102, 203, :then)
"""
MOMENTS = {"then": "2026-01-01T00:00:00.000000Z", "later": "2026-01-02T00:00:00.000000Z"}


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_the_first_organisation_keeps_the_name_it_gave(
    dialect: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if dialect == "sqlite":
        url = f"sqlite:///{tmp_path / 'old.db'}"
        address = url
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        url = server.create_database()
        request.addfinalizer(lambda: server.drop(url))
        address = "postgresql+psycopg://" + url.partition("://")[2]
    folder = read_migrations(str(FOLDER / parse_database_url(url).dialect))
    with get_backend(address) as backend:
        for migration in itertools.takewhile(lambda one: one.id < NAMES, list(backend.to_apply(folder))):
            with backend.transaction():
                migration.process_steps(backend, "apply")
                backend.log_migration(migration, "apply")
                backend.mark_one(migration, log=False)
        with backend.transaction():
            for statement in BEFORE.split(";"):
                backend.execute(statement, MOMENTS)
    assert NAMES in migrate(url)
    with get_backend(address) as backend:
        enrolled = backend.execute("SELECT id, name FROM enrollments ORDER BY id").fetchall()
        accounts = backend.execute("SELECT id, name FROM accounts ORDER BY id").fetchall()
    assert [tuple(row) for row in enrolled] == [(301, "By Oasis"), (302, None), (303, None), (304, "Adopted")]
    assert [tuple(row) for row in accounts] == [(201, None), (202, "By issuer"), (203, "Adopted")]
