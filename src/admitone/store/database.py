"""What a service sees of a database: transactions that run named statements."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeVar

import msgspec

from admitone.core.errors import Unavailable
from admitone.store.statements import Dialect, Statement

Row = Mapping[str, Any]
T = TypeVar("T")


class ConstraintViolated(Exception):
    """A named constraint of the schema refused a row; a service turns the name into a domain error."""

    def __init__(self, constraint: str) -> None:
        """Keep the constraint's name as it stands in the migrations."""
        super().__init__(constraint)
        self.constraint = constraint


class TransactionUndone(Unavailable):
    """The database has undone a transaction so that others can go on (deadlock, lock wait); begun anew it may end."""


class Tx(Protocol):
    """A transaction, or a reading session.

    Parameters are Python values (date, datetime with zone, list, bool). A result row maps column names to values; dates
    and booleans come as the database has them, so read rows through `as_struct`.
    """

    dialect: Dialect

    async def fetch_all(self, name: str, /, **parameters: Any) -> list[Row]:
        """All rows of a named statement."""
        ...

    async def fetch_one(self, name: str, /, **parameters: Any) -> Row | None:
        """The first row, or None."""
        ...

    async def execute(self, name: str, /, **parameters: Any) -> int:
        """Run a named statement; the number of rows it changed."""
        ...

    async def fetch_composed(self, statement: Statement, parameters: Mapping[str, Any]) -> list[Row]:
        """All rows of a statement composed inside the store."""
        ...

    def stream_composed(
        self, statement: Statement, parameters: Mapping[str, Any], *, rows_per_chunk: int = 500
    ) -> AsyncGenerator[Sequence[Row], None]:
        """The rows of a composed statement in chunks, in bounded memory, from one snapshot.

        Close it, at best by `aclosing`, before the transaction ends; so does every generator around it.
        """
        ...


class Database(Protocol):
    """A place that opens transactions. One request or job is one transaction; leaving the block commits it."""

    dialect: Dialect

    def writing(self) -> AbstractAsyncContextManager[Tx]:
        """A transaction that commits when the block ends and rolls back when it raises.

        Unavailable when the database does not answer, TransactionUndone when others were in the way.
        """
        ...

    def writing_once(self) -> AbstractAsyncContextManager[Tx]:
        """A transaction for what is one statement on PostgreSQL, without the two round trips that bracket several.

        There it stands as soon as the statement has run, whatever the block raises after it, and a second statement
        is a RuntimeError. On SQLite the same as `writing`.
        """
        ...

    def reading(self) -> AbstractAsyncContextManager[Tx]:
        """A session for statements that change nothing."""
        ...

    def streaming(self) -> AbstractAsyncContextManager[Tx]:
        """A reading session that lasts as long as somebody reads its answer.

        Half of the connections at most are lent out so; one more waits, without keeping short calls waiting.
        """
        ...

    async def ping(self) -> None:
        """Ask the database for one row; raises what the driver raises when it does not answer."""
        ...

    def count_connections(self) -> dict[str, int]:
        """How many of this process's connections are `busy` and `idle`."""
        ...

    async def close(self) -> None:
        """Give every connection back."""
        ...


def as_struct(row: Row, kind: type[T]) -> T:
    """Read a row into a struct: text becomes dates and instants, 0 and 1 become booleans, where the struct says so."""
    return msgspec.convert(dict(row), kind, strict=False)


def as_structs(rows: Sequence[Row], kind: type[T]) -> list[T]:
    """Read all rows of an answer, as `as_struct` does and at half its cost: for answers of many rows."""
    if rows and not isinstance(rows[0], dict):
        # A driver's record gives its values in their order much faster than one by one by their names.
        names = tuple(rows[0].keys())
        rows = [dict(zip(names, row.values(), strict=True)) for row in rows]
    return msgspec.convert(rows, list[kind], strict=False)  # type: ignore[valid-type]
