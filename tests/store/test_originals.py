"""A stored file and the batches that use it, changed by several connections at once."""

from __future__ import annotations

import asyncio

import pytest

from admitone.core.clock import utc_now
from admitone.core.pricing import BatchPrices
from admitone.store import attractions, batches
from admitone.store.batches import NewBatch
from admitone.store.database import ConstraintViolated, Database, Tx

NO_PRICES = BatchPrices(None, None, None, None, None)


async def add_attraction(tx: Tx, tenant_id: int) -> int:
    columns = dict.fromkeys(("supplier", "categories", "age_groups", "notes"))
    attraction = await attractions.insert_attraction(
        tx, tenant_id, utc_now(), name="A", odoo_product_code="A", has_time_slots=False, **columns
    )
    return attraction.id


async def add_batch(tx: Tx, tenant_id: int, attraction_id: int, key: str) -> tuple[int, int]:
    """A batch of the one file; the ids of both."""
    original = await batches.keep_original(
        tx, tenant_id, sha256="5ha", object_key=key, byte_count=1, page_count=1, now=utc_now()
    )
    new = NewBatch(
        attraction_id=attraction_id,
        campaign_id=None,
        file_name="a.pdf",
        supplier_reference=None,
        notes=None,
        prices=NO_PRICES,
        pages_total=1,
        created_by="admin",
    )
    return await batches.insert_batch(tx, tenant_id, original.id, new, utc_now()), original.id


async def test_a_file_is_kept_when_a_batch_comes_to_use_it_while_its_last_one_is_deleted(
    database: Database, tenant_id: int
) -> None:
    async with database.writing() as tx:
        first, second = await add_attraction(tx, tenant_id), await add_attraction(tx, tenant_id)
        batch_id, original_id = await add_batch(tx, tenant_id, first, "one")
    uploaded, finish = asyncio.Event(), asyncio.Event()

    async def upload() -> None:
        async with database.writing() as tx:
            await add_batch(tx, tenant_id, second, "two")
            uploaded.set()
            await finish.wait()

    async def delete() -> str | None:
        async with database.writing() as tx:
            await batches.delete_batch(tx, tenant_id, batch_id)
            return await batches.delete_unused_original(tx, tenant_id, original_id)

    uploading = asyncio.create_task(upload())
    await uploaded.wait()
    deleting = asyncio.create_task(delete())
    # Long enough for the deletion to be waiting for the row that the upload holds.
    await asyncio.sleep(0.2)
    finish.set()
    await uploading
    assert await deleting is None
    async with database.reading() as tx:
        kept = await batches.read_original(tx, tenant_id, "5ha")
    assert kept is not None
    assert kept.object_key == "one"


async def test_a_file_that_comes_again_while_it_is_deleted_is_another_object(
    database: Database, tenant_id: int
) -> None:
    async with database.writing() as tx:
        first, second = await add_attraction(tx, tenant_id), await add_attraction(tx, tenant_id)
        batch_id, original_id = await add_batch(tx, tenant_id, first, "one")
    deleted, finish = asyncio.Event(), asyncio.Event()

    async def delete() -> str | None:
        async with database.writing() as tx:
            await batches.delete_batch(tx, tenant_id, batch_id)
            key = await batches.delete_unused_original(tx, tenant_id, original_id)
            deleted.set()
            await finish.wait()
            return key

    async def upload() -> None:
        async with database.writing() as tx:
            await add_batch(tx, tenant_id, second, "two")

    deleting = asyncio.create_task(delete())
    await deleted.wait()
    uploading = asyncio.create_task(upload())
    await asyncio.sleep(0.2)
    finish.set()
    assert await deleting == "one"
    await uploading
    async with database.reading() as tx:
        kept = await batches.read_original(tx, tenant_id, "5ha")
    assert kept is not None
    assert kept.object_key == "two"


async def test_one_file_makes_one_batch_of_an_attraction(database: Database, tenant_id: int) -> None:
    async with database.writing() as tx:
        attraction_id = await add_attraction(tx, tenant_id)
        await add_batch(tx, tenant_id, attraction_id, "one")
    with pytest.raises(ConstraintViolated) as refused:
        async with database.writing() as tx:
            await add_batch(tx, tenant_id, attraction_id, "two")
    assert refused.value.constraint == "batches_file_once"
    async with database.writing() as tx:
        [batch] = await batches.list_batches(tx, tenant_id, attraction_id)
        assert await batches.fail_batch(tx, tenant_id, batch.id, failure="no", report=None, now=utc_now())
        await add_batch(tx, tenant_id, attraction_id, "three")
