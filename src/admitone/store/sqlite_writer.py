"""The one writing connection of a SQLite database, and the commits that its transactions share.

A commit waits for the disk, which takes a hundred times what the statements before it do. So those who wait for the
writer meanwhile run within the same SQLite transaction, each behind a savepoint of its own, and one commit makes them
all durable. Nobody leaves the block before that commit: who fails takes back what is his only, and may have failed over
what the others wrote.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from admitone.store.database import TransactionUndone

WRITE_WAIT_SECONDS_MAX = 30.0


@dataclass
class _Group:
    """Transactions that are committed together. `lost` when SQLite has undone all of them by itself."""

    commit: asyncio.Task[None] | None = None
    ended: bool = False
    lost: bool = False


class SqliteWriter:
    """Lends a connection to one writer at a time: those of this process queue fairly, others are waited for."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Own a connection that leaves transactions to us."""
        self._connection = connection
        self._lock = asyncio.Lock()
        self._group: _Group | None = None

    @property
    def busy(self) -> bool:
        """Whether somebody writes now."""
        return self._lock.locked()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[sqlite3.Connection]:
        """The connection within a transaction; leaving the block means that it is committed, raising that it is undone.

        TransactionUndone when another process writes for too long, or when SQLite had to undo the shared transaction.
        """
        failure: Exception | None = None
        async with self._lock:
            if self._group is None:
                await self._begin()
                group = self._group = _Group()
                async with self._alone(group):
                    yield self._connection
            else:
                group = self._group
                try:
                    async with self._behind_savepoint(group):
                        yield self._connection
                except Exception as error:
                    if group.lost:
                        raise
                    failure = error
            if group.commit is None:
                # It queues for the lock like everybody else: who waits already comes before it, into the group.
                group.commit = asyncio.create_task(self._commit_in_turn(group))
        # Shielded: others of the group need the commit too.
        await asyncio.shield(group.commit)
        if failure is not None:
            raise failure

    async def close(self) -> None:
        """Commit what is open and close the connection."""
        async with self._lock:
            if self._group is not None:
                await self._commit(self._group)
            self._connection.close()

    @asynccontextmanager
    async def _alone(self, group: _Group) -> AsyncIterator[None]:
        try:
            yield
        except BaseException:
            self._group = None
            group.ended = True
            await self._settle()
            raise

    @asynccontextmanager
    async def _behind_savepoint(self, group: _Group) -> AsyncIterator[None]:
        self._connection.execute("SAVEPOINT member")
        try:
            yield
            self._connection.execute("RELEASE member")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK TO member")
                self._connection.execute("RELEASE member")
            else:
                # Out of space, for one, undoes everything: those before must learn that nothing of theirs is kept.
                self._group = None
                group.ended = group.lost = True
            raise

    async def _commit_in_turn(self, group: _Group) -> None:
        async with self._lock:
            await self._commit(group)

    async def _commit(self, group: _Group) -> None:
        if group.lost:
            raise TransactionUndone("the database had to undo what was written; try again")
        if group.ended:
            return
        self._group = None
        group.ended = True
        try:
            # Shielded: a commit that is cancelled half way would leave its thread using the connection alone.
            await asyncio.shield(asyncio.to_thread(self._connection.execute, "COMMIT"))
        except BaseException:
            group.lost = True
            await self._settle()
            raise

    async def _begin(self) -> None:
        deadline = time.monotonic() + WRITE_WAIT_SECONDS_MAX
        pause = 0.001
        while True:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    raise
                if time.monotonic() > deadline:
                    raise TransactionUndone("another process has been writing for too long; try again") from error
                # Another process writes. Sleeping keeps this process serving its readers meanwhile.
                await asyncio.sleep(pause)
                pause = min(pause * 2, 0.05)
            else:
                return

    async def _settle(self) -> None:
        # A cancelled commit may still be running in its thread; rolling back waits for it on the connection's own lock.
        def roll_back() -> None:
            with contextlib.suppress(sqlite3.OperationalError):
                # "no transaction is active": the commit was through before.
                self._connection.execute("ROLLBACK")

        settling = asyncio.ensure_future(asyncio.to_thread(roll_back))
        while not settling.done():
            # Cancelled again: the writer must not be given on before it has settled, so the waiting begins anew.
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.shield(settling)
