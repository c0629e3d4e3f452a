"""The ledger: appending from many connections, and proofs of a log of ten million records.

On PostgreSQL that flushes every commit. Appends: 16 connections, each with the product's own transactions of 1 and of
20 records; the baseline are the same rows behind the same kind of lock, inserted bare. Proofs: of random places, as the
public door makes them; the baseline is the proof of the first thousand records, from the same tables.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import asyncpg

from admitone.core.clock import utc_now
from admitone.core.ledger.records import LedgerTicket, RecordKind
from admitone.services.ledger import append_events
from admitone.services.ledger_tree import prove_consistency, prove_inclusion
from admitone.store.migrations import migrate
from admitone.store.postgresql import PostgresDatabase
from benchmarks.inventory import DURABLE
from benchmarks.ledger_load import load_ledger
from benchmarks.report import Figure, Target, main
from tests.servers.postgres import joined_server

TITLE = "ledger: appends and proofs"
CLIENTS = 16
_RECORDS, _QUICK_RECORDS = 10_000_000, 1_000_000
_SECONDS, _QUICK_SECONDS = 6.0, 2.0
_ROUNDS = 3
_PROOFS = 300
_SMALL = 1000
_LARGEST = 20
_BARE = """
INSERT INTO ledger_records (position, tenant_id, ticket_id, ticket_uid, turn, kind, holder, recorded_at, salt, digest)
SELECT $1::bigint + n, 1, $2::bigint + n, md5(n::text), 1, 'ISSUE', '', now(), $3::bytea, $3::bytea
FROM generate_series(0, $4::bigint - 1) AS n
"""
_Append = Callable[[int], Awaitable[None]]


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001
    """Load the log, prove, then append to it."""
    records = _QUICK_RECORDS if quick else _RECORDS
    settings = {"shared_buffers": "512MB", "max_wal_size": "8GB", **DURABLE}
    with (
        tempfile.TemporaryDirectory(prefix="admitone-benchmark-") as folder,
        joined_server(Path(folder), settings) as server,
    ):
        url = server.create_database()
        migrate(url)
        load_ledger(url, records)
        return asyncio.run(_measure(url, records, _QUICK_SECONDS if quick else _SECONDS))


async def _measure(url: str, records: int, seconds: float) -> list[Figure]:
    database = PostgresDatabase(url, connections_max=CLIENTS)
    await database.open()
    try:
        proofs = await _prove(database, records)
        firsts = itertools.count(1, _LARGEST)
        appends = [await _append(database, url, count, firsts, seconds) for count in (1, _LARGEST)]
    finally:
        await database.close()
    return [*proofs, *appends]


async def _prove(database: PostgresDatabase, records: int) -> list[Figure]:
    small, large, consistency = [], [], []
    for _ in range(_PROOFS):
        place = random.randrange(records)
        small.append(await _milliseconds(lambda at=place: prove_inclusion(database, at % _SMALL, _SMALL)))
        large.append(await _milliseconds(lambda at=place: prove_inclusion(database, at, records)))
        consistency.append(await _milliseconds(lambda at=place: prove_consistency(database, at, records)))
    floor = statistics.median(small)
    size, against = f"{records:,}", f"inclusion, {_SMALL:,} records"
    return [
        Figure(f"inclusion, {size}", statistics.median(large), "ms", floor, against, Target("at most", 50.0)),
        Figure(f"consistency, {size}", statistics.median(consistency), "ms", floor, against, Target("at most", 50.0)),
    ]


async def _milliseconds(act: Callable[[], Awaitable[Any]]) -> float:
    began = time.perf_counter()
    await act()
    return (time.perf_counter() - began) * 1000


async def _append(database: PostgresDatabase, url: str, count: int, firsts: Iterator[int], seconds: float) -> Figure:
    """Records per second in transactions of so many, in turns with the bare rows; the medians."""
    ours, bare = [], []
    pool = await asyncpg.create_pool(url, min_size=CLIENTS, max_size=CLIENTS)
    try:
        await pool.execute("CREATE TABLE IF NOT EXISTS bare_head (size BIGINT NOT NULL)")
        await pool.execute("CREATE TABLE IF NOT EXISTS bare_records (LIKE ledger_records INCLUDING ALL)")
        await pool.execute("INSERT INTO bare_head SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM bare_head)")
        for _ in range(_ROUNDS):
            ours.append(count * await _per_second(lambda first: _record(database, first, count), firsts, seconds))
            bare.append(count * await _per_second(lambda first: _insert(pool, first, count), firsts, seconds))
    finally:
        await pool.close()
    name = f"append, {count} a transaction" if count > 1 else "append, one a transaction"
    half = Target("at least", 0.4, of_ratio=True)
    return Figure(name, statistics.median(ours), "records/s", statistics.median(bare), "the bare rows", half)


async def _per_second(append: _Append, firsts: Iterator[int], seconds: float) -> float:
    done = 0
    until = time.perf_counter() + seconds

    async def client() -> None:
        nonlocal done
        while time.perf_counter() < until:
            await append(next(firsts))
            done += 1

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return done / (time.perf_counter() - began)


async def _record(database: PostgresDatabase, first: int, count: int) -> None:
    tickets = [LedgerTicket(id=first + n, tenant_id=1, uid=f"{first + n:032x}") for n in range(count)]
    async with database.writing() as tx:
        await append_events(tx, RecordKind.ISSUE, tickets, utc_now())


async def _insert(pool: Any, first: int, count: int) -> None:
    async with pool.acquire() as connection, connection.transaction():
        size = await connection.fetchval("UPDATE bare_head SET size = size + $1 RETURNING size - $1", count)
        await connection.execute(_BARE.replace("ledger_records", "bare_records"), size, first, os.urandom(32), count)


if __name__ == "__main__":
    main(TITLE, measure)
