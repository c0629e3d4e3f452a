"""SQLite: one writer beside readers, WAL, `synchronous=FULL`.

Statements of a writing transaction run in place on the event loop: they take microseconds, a thread hop would cost more
than they do. What can take long runs in a thread: waiting for another process's write lock, the commit (it waits for
the disk), and reading.
"""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from admitone.store.database import ConstraintViolated, Row, Tx
from admitone.store.sqlite_writer import SqliteWriter
from admitone.store.statements import Dialect, Statement, load_statements

_FAILED_UNIQUE = re.compile(r"UNIQUE constraint failed: (.+)")


class SqliteTx:
    """One connection; `in_place` says whether statements run on the event loop or in a thread."""

    dialect: Dialect = "sqlite"

    def __init__(
        self,
        connection: sqlite3.Connection,
        statements: Mapping[str, Statement],
        constraints: Mapping[str, str],
        *,
        in_place: bool,
    ) -> None:
        """Wrap a connection that nobody else uses meanwhile."""
        self.connection = connection
        self._statements = statements
        self._constraints = constraints
        self._in_place = in_place

    async def fetch_all(self, name: str, /, **parameters: Any) -> list[Row]:
        """See `Tx.fetch_all`."""
        return await self.fetch_composed(self._statements[name], parameters)

    async def fetch_one(self, name: str, /, **parameters: Any) -> Row | None:
        """See `Tx.fetch_one`."""
        rows = await self.fetch_all(name, **parameters)
        return rows[0] if rows else None

    async def execute(self, name: str, /, **parameters: Any) -> int:
        """See `Tx.execute`."""
        statement = self._statements[name]
        if self._in_place:
            return self._run(statement, parameters).rowcount
        return (await asyncio.to_thread(self._run, statement, parameters)).rowcount

    async def fetch_composed(self, statement: Statement, parameters: Mapping[str, Any]) -> list[Row]:
        """See `Tx.fetch_composed`."""
        if self._in_place:
            return self._run(statement, parameters).fetchall()
        return await asyncio.to_thread(lambda: self._run(statement, parameters).fetchall())

    async def stream_composed(
        self, statement: Statement, parameters: Mapping[str, Any], *, rows_per_chunk: int = 500
    ) -> AsyncGenerator[Sequence[Row], None]:
        """See `Tx.stream_composed`: an open SELECT on a WAL database reads one snapshot."""
        cursor = await asyncio.to_thread(self._run, statement, parameters)
        try:
            while rows := await asyncio.to_thread(cursor.fetchmany, rows_per_chunk):
                yield rows
        finally:
            cursor.close()

    def _run(self, statement: Statement, parameters: Mapping[str, Any]) -> sqlite3.Cursor:
        bound = {name: bind_value(parameters[name]) for name in statement.order}
        try:
            return self.connection.execute(statement.sql, bound)
        except sqlite3.IntegrityError as error:
            raise ConstraintViolated(self._constraint_name(str(error))) from error

    def _constraint_name(self, message: str) -> str:
        # SQLite names the columns of a broken unique index, not the index; the schema knows which one that is.
        found = _FAILED_UNIQUE.match(message)
        if found is None:
            return message.rpartition(": ")[2]
        columns = found[1].removeprefix("index ").strip("'")
        return self._constraints.get(columns, columns)


class SqliteDatabase:
    """One database file with one writing connection and a few reading ones."""

    dialect: Dialect = "sqlite"

    def __init__(self, path: Path, *, readers: int = 4) -> None:
        """Remember where the file is; `open` connects."""
        self._path = path
        self._statements = load_statements("sqlite")
        self._constraints: dict[str, str] = {}
        self._writer: SqliteWriter | None = None
        self._readers: asyncio.Queue[sqlite3.Connection] = asyncio.Queue()
        self._reader_count = readers
        self._streams = asyncio.Semaphore(max(1, readers // 2))

    async def open(self) -> None:
        """Connect the writer and the readers."""
        connection = connect(self._path)
        self._writer = SqliteWriter(connection)
        self._constraints = read_unique_indexes(connection)
        for _ in range(self._reader_count):
            reader = connect(self._path)
            reader.execute("PRAGMA query_only = ON")
            self._readers.put_nowait(reader)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Tx]:
        """See `Database.writing`. Writers of this process queue fairly, and those who wait share a commit."""
        if self._writer is None:
            raise RuntimeError("the database is closed")
        async with self._writer.writing() as connection:
            yield SqliteTx(connection, self._statements, self._constraints, in_place=True)

    def writing_once(self) -> AbstractAsyncContextManager[Tx]:
        """See `Database.writing_once`: the brackets cost nothing here."""
        return self.writing()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Tx]:
        """See `Database.reading`."""
        reader = await self._readers.get()
        try:
            yield SqliteTx(reader, self._statements, self._constraints, in_place=False)
        finally:
            self._readers.put_nowait(reader)

    @asynccontextmanager
    async def streaming(self) -> AsyncIterator[Tx]:
        """See `Database.streaming`."""
        async with self._streams, self.reading() as tx:
            yield tx

    async def ping(self) -> None:
        """See `Database.ping`."""
        async with self.reading() as tx:
            await tx.fetch_composed(Statement("SELECT 1", ()), {})

    def count_connections(self) -> dict[str, int]:
        """See `Database.count_connections`: the readers and the writer."""
        idle = self._readers.qsize() + (self._writer is None or not self._writer.busy)
        return {"busy": self._reader_count + 1 - idle, "idle": idle}

    async def close(self) -> None:
        """See `Database.close`."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            await writer.close()
        for _ in range(self._reader_count):
            (await self._readers.get()).close()
        self._reader_count = 0


def connect(path: Path) -> sqlite3.Connection:
    """Open a database file the way the product needs it; `isolation_level=None` leaves transactions to us."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0)
    connection.row_factory = _as_mapping
    for pragma in (
        "busy_timeout = 5000",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "cache_size = -32768",
        "temp_store = MEMORY",
        "busy_timeout = 0",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def bind_value(value: Any) -> Any:
    """A Python value as SQLite keeps it: instants as UTC text of fixed width, so that comparing text compares time."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return json.dumps(value)
    return value


def read_unique_indexes(connection: sqlite3.Connection) -> dict[str, str]:
    """Unique indexes by the columns that SQLite reports when one is broken: `tickets.tenant_id, tickets.serial`."""
    names: dict[str, str] = {}
    unique = "SELECT name, tbl_name FROM sqlite_schema WHERE type = 'index' AND sql LIKE 'CREATE UNIQUE%'"
    for row in connection.execute(unique).fetchall():
        columns = connection.execute(f"PRAGMA index_info('{row['name']}')").fetchall()
        names[", ".join(f"{row['tbl_name']}.{column['name']}" for column in columns)] = row["name"]
    return names


def _as_mapping(cursor: sqlite3.Cursor, values: Sequence[Any]) -> dict[str, Any]:
    return {column[0]: value for column, value in zip(cursor.description, values, strict=True)}
