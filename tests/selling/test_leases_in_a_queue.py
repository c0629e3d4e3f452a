"""Who waits for a connection gets a whole lease when it comes, and an answer when it does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest

from admitone.core.clock import utc_now
from admitone.core.errors import Unavailable
from admitone.services import effects
from admitone.services.effects import LEASE
from admitone.services.reserving import begin_reservation
from admitone.services.selling import Reservation
from admitone.services.sessions import identify
from admitone.store.database import Database
from admitone.store.postgresql import PostgresDatabase
from tests.selling.shop import Shop

_WAIT = 0.5


@asynccontextmanager
async def one_at_a_time(shop: Shop) -> AsyncIterator[Database]:
    """The shop's database, where one writer waits for the other: SQLite as it is, PostgreSQL with one connection."""
    if shop.product.database.dialect == "sqlite":
        yield shop.product.database
        return
    database = PostgresDatabase(shop.product.config.database_url, connections_max=1)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


async def held_up(database: Database, work: Any) -> tuple[Any, datetime]:
    """What comes of work that has to wait for a transaction of somebody else, and when that ended."""
    async with database.writing():
        waiting = asyncio.create_task(work)
        await asyncio.sleep(_WAIT)
        assert not waiting.done()
        ended = utc_now()
    return await waiting, ended


async def leases(shop: Shop) -> list[datetime]:
    """Until when effects are held."""
    rows = await shop.sql("SELECT lease_until FROM effects WHERE state = 'RUNNING' AND :now::timestamptz IS NOT NULL")
    return [datetime.fromisoformat(str(row["lease_until"])) for row in rows]


async def test_a_reservation_and_a_worker_hold_their_effects_for_a_whole_lease(shop: Shop) -> None:
    agent = await identify(shop.product.database, shop.product.session_limits, shop.cast.agent.session)
    wanted = Reservation("Layla Haddad", "layla@example.com", ticket_ids=await shop.stock(1))
    async with one_at_a_time(shop) as database:
        work = begin_reservation(database, agent, shop.product.terms, wanted, owner="ann")
        begun, ended = await held_up(database, work)
        assert begun.effects
        assert [until - LEASE >= ended for until in await leases(shop)] == [True]
        await shop.sql("UPDATE effects SET lease_until = :now::timestamptz WHERE state = 'RUNNING'")
        claims, ended = await held_up(database, effects.claim_due(database, "ben", 10))
        assert len(claims) == 1
        assert [until - LEASE >= ended for until in await leases(shop)] == [True]


async def test_a_connection_that_does_not_come_free_is_told(postgres_url: str) -> None:
    database = PostgresDatabase(postgres_url, connections_max=1, acquire_seconds=0.1)
    await database.open()
    try:
        async with database.reading():
            with pytest.raises(Unavailable, match="try again"):
                async with database.writing_once():
                    pass
        await database.ping()
    finally:
        await database.close()
