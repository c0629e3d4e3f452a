"""Many writers, one connection: what they share is the commit, and nothing else."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from admitone.store.database import TransactionUndone
from admitone.store.sqlite import connect
from admitone.store.sqlite_writer import SqliteWriter


class Bench:
    """A writer on a table of names, with a count of its commits; `kept` is what another connection sees."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.commits = 0
        connection = connect(path)
        connection.execute("CREATE TABLE names (name TEXT NOT NULL UNIQUE)")
        connection.set_trace_callback(self._count)
        self.writer = SqliteWriter(connection)

    async def write(self, *names: str, then: BaseException | None = None) -> None:
        async with self.writer.writing() as connection:
            for name in names:
                connection.execute("INSERT INTO names VALUES (?)", (name,))
                await asyncio.sleep(0)
            if then is not None:
                raise then

    def kept(self) -> list[str]:
        with closing(connect(self.path)) as other:
            return [row["name"] for row in other.execute("SELECT name FROM names ORDER BY name").fetchall()]

    def _count(self, statement: str) -> None:
        self.commits += statement == "COMMIT"


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path / "names.db")
    yield bench
    await bench.writer.close()


async def test_who_comes_alone_commits_alone(bench: Bench) -> None:
    await bench.write("a")
    assert bench.kept() == ["a"]
    await bench.write("b")
    assert bench.kept() == ["a", "b"]
    assert bench.commits == 2


async def test_those_who_wait_share_one_commit(bench: Bench) -> None:
    names = [f"{number:02}" for number in range(40)]
    await asyncio.gather(*(bench.write(name) for name in names))
    assert bench.kept() == names
    assert bench.commits <= 2


async def test_what_is_acknowledged_is_committed(bench: Bench) -> None:
    async def write_and_look(name: str) -> None:
        await bench.write(name)
        assert name in bench.kept()

    await asyncio.gather(*(write_and_look(f"{number:02}") for number in range(20)))


async def test_who_fails_takes_back_only_its_own(bench: Bench) -> None:
    outcomes = await asyncio.gather(
        bench.write("a"),
        bench.write("b", "c", then=ValueError("changed its mind")),
        bench.write("d", "a"),
        bench.write("e"),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), ValueError, sqlite3.IntegrityError, type(None)]
    assert bench.kept() == ["a", "e"]


async def test_what_somebody_is_refused_for_is_committed_when_it_is_said(bench: Bench) -> None:
    async def write_what_is_there() -> list[str]:
        with pytest.raises(sqlite3.IntegrityError):
            await bench.write("b", "a")
        return bench.kept()

    _, found = await asyncio.gather(bench.write("a"), write_what_is_there())
    assert found == ["a"]


async def test_nobody_is_refused_for_what_is_undone(bench: Bench) -> None:
    async def run_out_of_space() -> None:
        async with bench.writer.writing() as connection:
            connection.execute("ROLLBACK")  # as SQLite does by itself when the disk is full
            raise sqlite3.OperationalError("database or disk is full")

    outcomes = await asyncio.gather(bench.write("a"), bench.write("a"), run_out_of_space(), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [
        TransactionUndone,
        TransactionUndone,
        sqlite3.OperationalError,
    ]
    assert bench.kept() == []


async def test_the_first_one_fails_before_others_join(bench: Bench) -> None:
    outcomes = await asyncio.gather(
        bench.write("a", then=ValueError("changed its mind")), bench.write("b"), return_exceptions=True
    )
    assert isinstance(outcomes[0], ValueError)
    assert bench.kept() == ["b"]


async def test_who_is_cancelled_while_writing_or_waiting_leaves_the_others_alone(bench: Bench) -> None:
    tasks = [asyncio.create_task(bench.write(*(f"{number}{letter}" for letter in "abc"))) for number in range(4)]
    while not bench.writer.busy:
        await asyncio.sleep(0)
    tasks[0].cancel()
    tasks[2].cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(outcome, asyncio.CancelledError) for outcome in outcomes] == [True, False, True, False]
    assert bench.kept() == ["1a", "1b", "1c", "3a", "3b", "3c"]


async def test_who_is_cancelled_while_the_commit_runs_does_not_stop_it(bench: Bench) -> None:
    first, second = (asyncio.create_task(bench.write(name)) for name in "ab")
    while not bench.commits:
        await asyncio.sleep(0)
    first.cancel()
    await second
    assert bench.kept() == ["a", "b"]


async def test_what_the_database_undoes_by_itself_is_acknowledged_to_nobody(bench: Bench) -> None:
    async def run_out_of_space() -> None:
        async with bench.writer.writing() as connection:
            connection.execute("ROLLBACK")  # as SQLite does by itself when the disk is full
            raise sqlite3.OperationalError("database or disk is full")

    outcomes = await asyncio.gather(bench.write("a"), run_out_of_space(), bench.write("b"), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [TransactionUndone, sqlite3.OperationalError, type(None)]
    assert bench.kept() == ["b"]


async def test_a_writer_that_is_closed_commits_what_is_open(bench: Bench) -> None:
    writing = asyncio.create_task(bench.write("a"))
    await asyncio.sleep(0)
    await bench.writer.close()
    await writing
    assert bench.kept() == ["a"]
