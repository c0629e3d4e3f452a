"""Rows of batches, of the files behind them, and of idempotency keys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from admitone.core.inventory import Batch, BatchState
from admitone.core.pricing import BatchPrices
from admitone.store.database import Tx, as_struct


class Original(Struct, frozen=True, kw_only=True):
    """A stored file."""

    id: int
    object_key: str


class KeptAnswer(Struct, frozen=True, kw_only=True):
    """What an idempotency key was used for."""

    fingerprint: str
    result_id: int


class NewBatch(Struct, frozen=True, kw_only=True):
    """A batch as an upload describes it."""

    attraction_id: int
    campaign_id: int | None
    file_name: str
    supplier_reference: str | None
    notes: str | None
    prices: BatchPrices
    pages_total: int
    created_by: str


async def page_batches(
    tx: Tx, tenant_id: int, attraction_id: int | None, before_id: int | None, limit: int
) -> list[Batch]:
    """One page of batches, newest first, from before `before_id` on."""
    rows = await tx.fetch_all(
        "page_batches", tenant_id=tenant_id, attraction_id=attraction_id, before_id=before_id, limit=limit
    )
    return [as_struct(row, Batch) for row in rows]


async def list_batches(tx: Tx, tenant_id: int, attraction_id: int | None) -> list[Batch]:
    """Batches of a tenant, or of one attraction, oldest first."""
    rows = await tx.fetch_all("list_batches", tenant_id=tenant_id, attraction_id=attraction_id)
    return [as_struct(row, Batch) for row in rows]


async def list_file_names(tx: Tx, tenant_id: int, ids: Sequence[int]) -> dict[int, str]:
    """What the files of these batches are called; unknown ones are left out."""
    rows = await tx.fetch_all("list_file_names", tenant_id=tenant_id, ids=list(ids))
    return {int(row["id"]): str(row["file_name"]) for row in rows}


async def read_batch(tx: Tx, tenant_id: int, batch_id: int) -> Batch | None:
    """One batch, or None when the tenant has no such one."""
    row = await tx.fetch_one("read_batch", tenant_id=tenant_id, batch_id=batch_id)
    return as_struct(row, Batch) if row else None


async def insert_batch(tx: Tx, tenant_id: int, original_id: int, new: NewBatch, now: datetime) -> int:
    """Add a batch in state INGESTING; its id. ConstraintViolated `batches_file_once` for a file known already."""
    row = await tx.fetch_one(
        "insert_batch",
        tenant_id=tenant_id,
        attraction_id=new.attraction_id,
        campaign_id=new.campaign_id,
        original_id=original_id,
        state=str(BatchState.INGESTING),
        file_name=new.file_name,
        supplier_reference=new.supplier_reference,
        purchase_price_total_minor=new.prices.purchase_total_minor,
        purchase_price_per_ticket_minor=new.prices.purchase_per_ticket_minor,
        purchase_currency=new.prices.purchase_currency,
        default_selling_price_minor=new.prices.selling_price_minor,
        selling_currency=new.prices.selling_currency,
        notes=new.notes,
        pages_total=new.pages_total,
        created_by=new.created_by,
        now=now,
    )
    if row is None:
        raise LookupError("an insert returned no row")
    return int(row["id"])


async def finish_batch(
    tx: Tx, tenant_id: int, batch_id: int, *, tickets: int, prices: BatchPrices, report: str, now: datetime
) -> bool:
    """INGESTING -> READY; False when the batch has left INGESTING meanwhile."""
    return bool(
        await tx.execute(
            "finish_batch",
            tenant_id=tenant_id,
            batch_id=batch_id,
            total_tickets=tickets,
            purchase_price_total_minor=prices.purchase_total_minor,
            purchase_price_per_ticket_minor=prices.purchase_per_ticket_minor,
            report=report,
            now=now,
        )
    )


async def fail_batch(tx: Tx, tenant_id: int, batch_id: int, *, failure: str, report: str | None, now: datetime) -> bool:
    """INGESTING -> FAILED; False when the batch has left INGESTING meanwhile."""
    return bool(
        await tx.execute("fail_batch", tenant_id=tenant_id, batch_id=batch_id, failure=failure, report=report, now=now)
    )


async def note_progress(tx: Tx, tenant_id: int, batch_id: int, *, pages_done: int, report: str, now: datetime) -> bool:
    """Say how far the reading is; False when the batch has left INGESTING or was deleted."""
    return bool(
        await tx.execute(
            "note_progress", tenant_id=tenant_id, batch_id=batch_id, pages_done=pages_done, report=report, now=now
        )
    )


async def update_report(tx: Tx, tenant_id: int, batch_id: int, *, tickets: int, report: str, now: datetime) -> None:
    """Replace the report after an admin's decision on a page."""
    await tx.execute(
        "update_batch_report", tenant_id=tenant_id, batch_id=batch_id, total_tickets=tickets, report=report, now=now
    )


async def lock_batch(tx: Tx, tenant_id: int, batch_id: int) -> bool:
    """Keep others from changing this batch until the transaction ends; False when there is none."""
    return await tx.fetch_one("lock_batch", tenant_id=tenant_id, batch_id=batch_id) is not None


async def delete_batch(tx: Tx, tenant_id: int, batch_id: int) -> bool:
    """Delete the row of a batch; its tickets must be gone."""
    return bool(await tx.execute("delete_batch", tenant_id=tenant_id, batch_id=batch_id))


async def keep_original(
    tx: Tx, tenant_id: int, *, sha256: str, object_key: str, byte_count: int, page_count: int, now: datetime
) -> Original:
    """The row of this content: a new one with `object_key`, or the present one, whose own key then stands.

    The row stays locked until the transaction ends, so that a deletion of its last batch waits for this upload.
    """
    row = await tx.fetch_one(
        "insert_original",
        tenant_id=tenant_id,
        sha256=sha256,
        object_key=object_key,
        byte_count=byte_count,
        page_count=page_count,
        now=now,
    )
    if row is None:
        raise LookupError("an insert returned no row")
    return as_struct(row, Original)


async def read_original(tx: Tx, tenant_id: int, sha256: str) -> Original | None:
    """The stored file with this content."""
    row = await tx.fetch_one("read_original", tenant_id=tenant_id, sha256=sha256)
    return as_struct(row, Original) if row else None


async def list_known_objects(tx: Tx, object_keys: Sequence[str]) -> set[str]:
    """Those of these objects that hold a stored file of whichever tenant."""
    rows = await tx.fetch_all("list_known_objects", object_keys=list(object_keys))
    return {str(row["object_key"]) for row in rows}


async def read_batch_of_file(tx: Tx, tenant_id: int, attraction_id: int, sha256: str) -> int | None:
    """The batch that this file made for this attraction, if any."""
    row = await tx.fetch_one("read_batch_of_file", tenant_id=tenant_id, attraction_id=attraction_id, sha256=sha256)
    return int(row["id"]) if row else None


async def lock_original(tx: Tx, tenant_id: int, original_id: int) -> None:
    """Keep uploads of this file waiting until the transaction ends."""
    await tx.fetch_one("lock_original", tenant_id=tenant_id, original_id=original_id)


async def delete_unused_original(tx: Tx, tenant_id: int, original_id: int) -> str | None:
    """Delete the row of a file that no batch uses any more; the key of the object that may go now."""
    # An upload that uses the file holds its row. Only a statement that begins after that commit sees the new batch: the
    # deletion alone would wait as well, but decide by what it saw before.
    await lock_original(tx, tenant_id, original_id)
    row = await tx.fetch_one("delete_unused_original", tenant_id=tenant_id, original_id=original_id)
    return str(row["object_key"]) if row else None


async def read_idempotency_key(tx: Tx, tenant_id: int, operation: str, key: str) -> KeptAnswer | None:
    """What this key was used for before."""
    row = await tx.fetch_one("read_idempotency_key", tenant_id=tenant_id, operation=operation, idempotency_key=key)
    return as_struct(row, KeptAnswer) if row else None


async def insert_idempotency_key(
    tx: Tx, tenant_id: int, operation: str, key: str, *, fingerprint: str, result_id: int, now: datetime
) -> None:
    """Tie a key to its result; ConstraintViolated `idempotency_key_once` when somebody else just did."""
    await tx.execute(
        "insert_idempotency_key",
        tenant_id=tenant_id,
        operation=operation,
        idempotency_key=key,
        fingerprint=fingerprint,
        result_id=result_id,
        now=now,
    )


async def delete_idempotency_of(tx: Tx, tenant_id: int, operation: str, result_id: int) -> None:
    """Forget the keys of a result that is gone."""
    await tx.execute("delete_idempotency_of", tenant_id=tenant_id, operation=operation, result_id=result_id)
