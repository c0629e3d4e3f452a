"""Workers are seen while they live, and what waits is told by kind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from admitone.bootstrap import Product, open_product
from admitone.config import read_config
from admitone.core.clock import utc_now
from admitone.core.errors import Forbidden
from admitone.core.principal import Principal, Role
from admitone.services.wellbeing import Wellbeing, read_wellbeing
from admitone.store import effects, people, workers
from admitone.worker import run_worker


@pytest.fixture
async def product(database_url: str, tmp_path: Path) -> AsyncIterator[Product]:
    """The product with a tenant, and without a worker."""
    opened = await open_product(
        read_config({"ADMITONE_DATA": str(tmp_path / "data"), "ADMITONE_DATABASE_URL": database_url})
    )
    async with opened.database.writing() as tx:
        await people.read_or_insert_tenant(tx, "oasis", "Asia/Dubai", utc_now())
    yield opened
    await opened.close()


async def look(product: Product, role: Role = Role.ADMIN) -> Wellbeing:
    async with product.database.reading() as tx:
        return await read_wellbeing(tx, Principal(1, role, "maria"))


async def test_a_worker_is_seen_until_it_stops_and_its_rounds_are_remembered(product: Product) -> None:
    assert (await look(product)).workers == []
    stop = asyncio.Event()
    working = asyncio.create_task(run_worker(product, stop))
    async with asyncio.timeout(60):
        while not (await look(product)).workers:
            await asyncio.sleep(0.05)
        # The second sign of life tells of rounds that had not been made before the first.
        while (await look(product)).rounds.swept_at is None:
            await asyncio.sleep(0.2)
    stop.set()
    await working
    after = await look(product)
    assert after.workers == []
    assert after.rounds.reconciled_at is not None


async def test_a_worker_that_died_is_missed_before_long(product: Product) -> None:
    now = utc_now()
    for owner, silent in (("alive", 5), ("dead", 60)):
        async with product.database.writing() as tx:
            await workers.note_worker(
                tx,
                owner,
                version="1",
                started_at=now - timedelta(hours=1),
                now=now - timedelta(seconds=silent),
                swept_at=None,
                reconciled_at=None,
            )
    assert [worker.owner for worker in (await look(product)).workers] == ["alive"]


async def test_what_waits_is_counted_by_kind_for_admins_of_its_tenant(product: Product) -> None:
    now = utc_now()
    async with product.database.writing() as tx:
        other = await people.read_or_insert_tenant(tx, "mirage", "Asia/Dubai", now)
        for key, kind, tenant_id in (("1", "wave", 1), ("2", "wave", 1), ("3", "nod", 1), ("4", "nod", other.id)):
            await effects.insert_effect(tx, tenant_id, kind, key, {}, now)
        for claimed in await effects.claim_effects(tx, "ann", now, now, 1):
            await effects.fail_effect(tx, claimed.id, "ann", "it broke", now)
    queue = (await look(product)).queue
    assert [(line.kind, line.waiting, line.running, line.failed) for line in queue] == [
        ("nod", 1, 0, 0),
        ("wave", 1, 0, 1),
    ]
    assert abs(queue[0].oldest_at - now) < timedelta(seconds=1)
    with pytest.raises(Forbidden):
        await look(product, Role.AGENT)
