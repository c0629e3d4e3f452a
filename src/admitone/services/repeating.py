"""Transactions that are begun anew when others were in the way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from admitone.store.database import Database, TransactionUndone, Tx

TRIES: Final = 4
T = TypeVar("T")


async def repeat_undone(database: Database, act: Callable[[Tx], Awaitable[T]]) -> T:
    """Do one thing in a transaction of its own, again when the database has undone it (deadlock, lock wait).

    What undoes it every time is raised: then whoever asked may try again later.
    """
    for _ in range(TRIES - 1):
        try:
            async with database.writing() as tx:
                return await act(tx)
        except TransactionUndone:
            continue
    async with database.writing() as tx:
        return await act(tx)
