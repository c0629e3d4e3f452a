"""PostgreSQL 15 or newer through asyncpg."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg

from admitone.core.errors import Unavailable
from admitone.store.database import ConstraintViolated, Row, TransactionUndone, Tx
from admitone.store.statements import Dialect, Statement, load_statements

# Shorter than a caller waits, so that he gets an answer, and the queue an end.
ACQUIRE_SECONDS: Final = 15.0
# Some of these are raised by what the caller does inside the block as well, so only the driver's own count there.
_GONE_WHEN_CONNECTING = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
_GONE = (asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError, asyncpg.InterfaceError)
_UNDONE = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError, asyncpg.LockNotAvailableError)


async def _keep_as_it_is(_connection: Any) -> None:
    """Give a connection back to the pool without the round trip that resets it.

    We set nothing for a session, hold no advisory locks and listen to nothing; transactions end with their blocks.
    """


class PostgresTx:
    """One connection of the pool, inside or outside a transaction."""

    dialect: Dialect = "postgresql"

    def __init__(self, connection: Any, statements: Mapping[str, Statement]) -> None:
        """Wrap a connection that the pool lent out."""
        self.connection = connection
        self._statements = statements

    async def fetch_all(self, name: str, /, **parameters: Any) -> list[Row]:
        """See `Tx.fetch_all`."""
        statement = self._statements[name]
        try:
            rows: list[Row] = await self.connection.fetch(statement.sql, *statement.arguments(parameters))
        except asyncpg.IntegrityConstraintViolationError as error:
            raise ConstraintViolated(error.constraint_name or "") from error
        return rows

    async def fetch_one(self, name: str, /, **parameters: Any) -> Row | None:
        """See `Tx.fetch_one`."""
        rows = await self.fetch_all(name, **parameters)
        return rows[0] if rows else None

    async def execute(self, name: str, /, **parameters: Any) -> int:
        """See `Tx.execute`."""
        statement = self._statements[name]
        try:
            tag: str = await self.connection.execute(statement.sql, *statement.arguments(parameters))
        except asyncpg.IntegrityConstraintViolationError as error:
            raise ConstraintViolated(error.constraint_name or "") from error
        return int(tag.rsplit(" ", 1)[-1]) if tag[-1:].isdigit() else 0

    async def fetch_composed(self, statement: Statement, parameters: Mapping[str, Any]) -> list[Row]:
        """See `Tx.fetch_composed`."""
        rows: list[Row] = await self.connection.fetch(statement.sql, *statement.arguments(parameters))
        return rows

    async def stream_composed(
        self, statement: Statement, parameters: Mapping[str, Any], *, rows_per_chunk: int = 500
    ) -> AsyncGenerator[Sequence[Row], None]:
        """See `Tx.stream_composed`. A cursor needs a transaction, and the transaction is the snapshot."""
        async with self.connection.transaction(readonly=True, isolation="repeatable_read"):
            cursor = await self.connection.cursor(statement.sql, *statement.arguments(parameters))
            while rows := await cursor.fetch(rows_per_chunk):
                yield rows


class OneStatementTx(PostgresTx):
    """A connection outside a transaction, for one statement, which PostgreSQL commits by itself."""

    def __init__(self, connection: Any, statements: Mapping[str, Statement]) -> None:
        """See `PostgresTx`."""
        super().__init__(connection, statements)
        self._used = False

    async def fetch_all(self, name: str, /, **parameters: Any) -> list[Row]:
        """See `Tx.fetch_all`."""
        self._use()
        return await super().fetch_all(name, **parameters)

    async def execute(self, name: str, /, **parameters: Any) -> int:
        """See `Tx.execute`."""
        self._use()
        return await super().execute(name, **parameters)

    async def fetch_composed(self, statement: Statement, parameters: Mapping[str, Any]) -> list[Row]:
        """See `Tx.fetch_composed`."""
        self._use()
        return await super().fetch_composed(statement, parameters)

    def _use(self) -> None:
        if self._used:
            raise RuntimeError("a second statement would be a second transaction; open `writing` for them")
        self._used = True


class PostgresDatabase:
    """A pool of connections to one PostgreSQL database."""

    dialect: Dialect = "postgresql"

    def __init__(self, url: str, *, connections_max: int = 10, acquire_seconds: float = ACQUIRE_SECONDS) -> None:
        """Remember where the database is; `open` connects. Who waits longer for a connection gets Unavailable."""
        self._url = url
        self._connections_max = connections_max
        self._acquire_seconds = acquire_seconds
        self._statements = load_statements("postgresql")
        self._streams = asyncio.Semaphore(max(1, connections_max // 2))
        self._pool: Any = None

    async def open(self) -> None:
        """Connect the pool."""
        self._pool = await asyncpg.create_pool(
            self._url,
            min_size=1,
            max_size=self._connections_max,
            command_timeout=60,
            reset=_keep_as_it_is,
            server_settings={"application_name": "admitone", "timezone": "UTC", "lock_timeout": "10s"},
        )

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Tx]:
        """See `Database.writing`."""
        async with self._connection() as connection, connection.transaction():
            yield PostgresTx(connection, self._statements)

    @asynccontextmanager
    async def writing_once(self) -> AsyncIterator[Tx]:
        """See `Database.writing_once`."""
        async with self._connection() as connection:
            yield OneStatementTx(connection, self._statements)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Tx]:
        """See `Database.reading`: no transaction, so that a read of one statement is one round trip."""
        async with self._connection() as connection:
            yield PostgresTx(connection, self._statements)

    @asynccontextmanager
    async def streaming(self) -> AsyncIterator[Tx]:
        """See `Database.streaming`."""
        async with self._streams, self.reading() as tx:
            yield tx

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        try:
            connection = await self._pool.acquire(timeout=self._acquire_seconds)
        except _GONE_WHEN_CONNECTING as error:
            raise Unavailable("the database does not answer; try again") from error
        try:
            yield connection
        except _UNDONE as error:
            raise TransactionUndone("others were changing the same rows; try again") from error
        except _GONE as error:
            raise Unavailable("the connection to the database broke; try again") from error
        finally:
            await self._pool.release(connection)

    async def ping(self) -> None:
        """See `Database.ping`."""
        async with self._pool.acquire(timeout=5) as connection:
            await connection.fetchval("SELECT 1", timeout=5)

    def count_connections(self) -> dict[str, int]:
        """See `Database.count_connections`."""
        idle = self._pool.get_idle_size()
        return {"busy": self._pool.get_size() - idle, "idle": idle}

    async def close(self) -> None:
        """See `Database.close`."""
        if self._pool is not None:
            await self._pool.close()
            self._pool = None
