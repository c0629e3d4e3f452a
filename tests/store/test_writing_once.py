"""Transactions of one statement."""

from __future__ import annotations

import pytest

from admitone.core.clock import utc_now
from admitone.store import effects
from admitone.store.database import ConstraintViolated, Database


async def _decide(database: Database, tenant_id: int, *keys: str) -> None:
    async with database.writing_once() as tx:
        for key in keys:
            await effects.insert_effect(tx, tenant_id, "wave", key, {}, utc_now())


async def _waiting(database: Database) -> int:
    async with database.reading() as tx:
        return (await effects.count_effects(tx)).get("WAITING", 0)


async def test_one_statement_is_kept(database: Database, tenant_id: int) -> None:
    await _decide(database, tenant_id, "a")
    assert await _waiting(database) == 1


async def test_postgresql_refuses_a_second_one_that_would_be_a_transaction_of_its_own(
    database: Database, tenant_id: int
) -> None:
    if database.dialect == "sqlite":
        await _decide(database, tenant_id, "a", "b")
        assert await _waiting(database) == 2, "one transaction has both"
        return
    with pytest.raises(RuntimeError, match="second transaction"):
        await _decide(database, tenant_id, "a", "b")
    assert await _waiting(database) == 1


async def test_a_refused_statement_leaves_nothing(database: Database, tenant_id: int) -> None:
    with pytest.raises(ConstraintViolated):
        await _decide(database, tenant_id + 1, "a")
    assert await _waiting(database) == 0
    await _decide(database, tenant_id, "a")
    assert await _waiting(database) == 1
