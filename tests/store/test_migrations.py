"""Both databases get the same schema, however often and from however many processes it is asked for."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from yoyo import get_backend, read_migrations

from admitone.store.location import parse_database_url
from admitone.store.migrations import FOLDER, migrate, pending_migrations
from tests.servers.postgres import PostgresServer

# SQLite's type, by PostgreSQL's.
TYPES = {
    "bigint": "INTEGER",
    "bytea": "BLOB",
    "integer": "INTEGER",
    "boolean": "INTEGER",
    "text": "TEXT",
    "jsonb": "TEXT",
    "date": "TEXT",
    "timestamp with time zone": "TEXT",
    "double precision": "REAL",
}
_NEXT = """
import sys
import psycopg, yoyo
from admitone.store.migrations import migrate
print("ready", flush=True)
input()
migrate(sys.argv[1])
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database in which nothing is yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = server.create_database()
    yield url
    server.drop(url)


def sqlite_columns(url: str) -> dict[tuple[str, str], tuple[str, bool, bool]]:
    """Table and column: type, whether it may be null, whether it is generated."""
    path = parse_database_url(url).path
    assert path is not None
    with sqlite3.connect(path) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        rows = {
            (table, row[1]): (row[2], not (row[3] or row[5]), row[6] > 0)
            for table in tables
            for row in connection.execute(f"PRAGMA table_xinfo('{table}')")
        }
    connection.close()
    return {place: column for place, column in rows.items() if ours(place[0])}


def postgres_columns(url: str) -> dict[tuple[str, str], tuple[str, bool, bool]]:
    text = """SELECT table_name, column_name, data_type, is_nullable = 'YES', is_generated = 'ALWAYS'
              FROM information_schema.columns WHERE table_schema = 'public'"""
    with psycopg.connect(url) as connection:
        rows = connection.execute(text).fetchall()
    return {(row[0], row[1]): (TYPES[row[2]], row[3], row[4]) for row in rows if ours(row[0])}


def ours(table: str) -> bool:
    return not table.startswith(("sqlite_", "_yoyo", "yoyo"))


def sqlite_indexes(url: str) -> dict[str, tuple[str, bool, tuple[str, ...]]]:
    """Index: table, whether it is unique, its columns."""
    path = parse_database_url(url).path
    assert path is not None
    found = {}
    with sqlite3.connect(path) as connection:
        listed = "SELECT name, tbl_name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
        for name, table, text in connection.execute(listed).fetchall():
            columns = tuple(row[2] for row in connection.execute(f"PRAGMA index_info('{name}')"))
            found[name] = (table, "UNIQUE" in text, columns)
    connection.close()
    return {name: index for name, index in found.items() if ours(index[0])}


def postgres_indexes(url: str) -> dict[str, tuple[str, bool, tuple[str, ...]]]:
    text = """SELECT index.relname, tab.relname, indisunique,
                     array(SELECT pg_get_indexdef(indexrelid, k, TRUE) FROM generate_series(1, indnkeyatts) AS k)
              FROM pg_index JOIN pg_class AS index ON index.oid = indexrelid JOIN pg_class AS tab ON tab.oid = indrelid
              WHERE tab.relnamespace = 'public'::regnamespace AND NOT indisprimary"""
    with psycopg.connect(url) as connection:
        rows = connection.execute(text).fetchall()
    return {row[0]: (row[1], row[2], tuple(row[3])) for row in rows if ours(row[1])}


def test_both_databases_end_in_the_same_columns_and_indexes(sqlite_url: str, postgres_url: str) -> None:
    assert sqlite_columns(sqlite_url) == postgres_columns(postgres_url)
    assert sqlite_indexes(sqlite_url) == postgres_indexes(postgres_url)


def test_both_databases_have_the_same_numbered_migrations() -> None:
    names = {
        folder: sorted(path.name for path in (FOLDER / folder).glob("*.sql")) for folder in ("sqlite", "postgresql")
    }
    assert names["sqlite"] == names["postgresql"]
    assert [name[:4] for name in names["sqlite"]] == [f"{n:04d}" for n in range(1, len(names["sqlite"]) + 1)]


def test_a_second_run_has_nothing_to_do(empty_url: str) -> None:
    assert len(pending_migrations(empty_url)) >= 2
    assert migrate(empty_url)
    assert pending_migrations(empty_url) == []
    assert migrate(empty_url) == []


def test_the_audit_outlives_that_its_table_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    backend = get_backend(f"sqlite:///{path}")
    with backend:
        backend.apply_migrations(read_migrations(str(FOLDER / "sqlite"))[:4])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO tenants (id, name, time_zone, created_at) VALUES (1, 'oasis', 'UTC', 'then')")
        connection.execute(
            "INSERT INTO audit_entries "
            "VALUES (41, 1, 'SALE', 5, 'RESERVE', NULL, 'RESERVED', 'OT-1', 'maria', 'why', 'then')"
        )
        connection.commit()
        before = connection.execute("SELECT * FROM audit_entries").fetchall()
    assert migrate(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        [kept] = connection.execute("SELECT * FROM audit_entries").fetchall()
        added = connection.execute(
            "INSERT INTO audit_entries (tenant_id, entity_type, entity_id, action, created_at) "
            "VALUES (1, 'API_KEY', 1, 'CREATE', 'now')"
        )
    assert [tuple(kept)] == before
    assert (kept["id"], kept["cart_reference"], kept["user_id"], kept["details"]) == (41, "OT-1", "maria", "why")
    assert added.lastrowid == 42


def test_processes_that_migrate_at_once_do_it_once(empty_url: str) -> None:
    processes = [started(empty_url) for _ in range(3)]
    for process in processes:
        released(process)
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert columns(empty_url)
    assert pending_migrations(empty_url) == []


def test_a_killed_migration_is_made_good_by_the_next(empty_url: str, sqlite_url: str) -> None:
    moments = random.Random(7)
    for _ in range(6):
        process = started(empty_url)
        released(process)
        time.sleep(moments.uniform(0.0, 0.25))
        process.kill()
        assert process.wait(10) in {-signal.SIGKILL, 0}
    migrate(empty_url)
    assert columns(empty_url) == sqlite_columns(sqlite_url)


def columns(url: str) -> dict[tuple[str, str], tuple[str, bool, bool]]:
    return sqlite_columns(url) if url.startswith("sqlite") else postgres_columns(url)


def started(url: str) -> subprocess.Popen[str]:
    """A process that has loaded everything and migrates when it is told to."""
    process = subprocess.Popen(
        [sys.executable, "-c", _NEXT, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.stdout.close()
    return process


def released(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.close()
