"""Batches: how stock came in."""

from __future__ import annotations

from collections.abc import Sequence

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, NotFound
from admitone.core.inventory import Batch, Ticket
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.services.effects import Claim
from admitone.services.ports import ObjectStore
from admitone.services.uploads import UPLOAD_OPERATION
from admitone.store import audit, effects
from admitone.store import batches as store
from admitone.store import tickets as ticket_store
from admitone.store.audit import Change
from admitone.store.database import Tx

DELETE_OBJECTS = "delete_objects"
PAGE_MAX = 1000


async def list_batches(tx: Tx, principal: Principal, attraction_id: int | None = None) -> list[Batch]:
    """Batches of the tenant, or of one attraction, oldest first."""
    principal.require(STAFF)
    return await store.list_batches(tx, principal.tenant_id, attraction_id)


async def page_batches(
    tx: Tx, principal: Principal, *, attraction_id: int | None = None, before_id: int | None = None, limit: int
) -> list[Batch]:
    """One page of batches, newest first; page on with `before_id`."""
    principal.require(STAFF)
    return await store.page_batches(tx, principal.tenant_id, attraction_id, before_id, min(limit, PAGE_MAX))


async def list_file_names(tx: Tx, principal: Principal, ids: Sequence[int]) -> dict[int, str]:
    """What the files of these batches are called; those that the tenant does not have are left out."""
    principal.require(STAFF)
    return await store.list_file_names(tx, principal.tenant_id, ids)


async def read_batch(tx: Tx, principal: Principal, batch_id: int) -> Batch:
    """One batch; NotFound when the tenant has no such one."""
    principal.require(STAFF)
    batch = await store.read_batch(tx, principal.tenant_id, batch_id)
    if batch is None:
        raise missing_batch(batch_id)
    return batch


async def delete_batch(tx: Tx, principal: Principal, batch_id: int) -> None:
    """Delete a batch, its tickets and cut pages, and its file when no other batch uses it.

    Conflict while any ticket is reserved or sold. The rows go now; the objects go right after the commit, as an effect.
    """
    principal.require(ADMINS)
    tenant_id, now = principal.tenant_id, utc_now()
    # The file before the batch and its tickets, as an upload of the same file takes them: in the other order the two
    # would wait for each other, this one for the file, that one for serials that are just being deleted.
    original_id = (await read_batch(tx, principal, batch_id)).original_id
    if original_id is not None:
        await store.lock_original(tx, tenant_id, original_id)
    if not await store.lock_batch(tx, tenant_id, batch_id):
        raise missing_batch(batch_id)
    batch = await read_batch(tx, principal, batch_id)
    await audit.record_batch_tickets(tx, tenant_id, batch_id, Change("DELETE", principal.name, now, "AVAILABLE"))
    # The guarded delete spares what is held; the count afterwards is the verdict, and refusing rolls everything back.
    await ticket_store.delete_batch_tickets(tx, tenant_id, batch_id)
    if committed := await ticket_store.count_batch_tickets(tx, tenant_id, batch_id):
        message = f"{committed} tickets of batch {batch_id} are reserved or sold; cancel or refund them first"
        raise Conflict(message, fields=("batchId",), details={"reservedOrSold": committed})
    await store.delete_idempotency_of(tx, tenant_id, UPLOAD_OPERATION, batch_id)
    await store.delete_batch(tx, tenant_id, batch_id)
    await audit.record_entity(tx, tenant_id, "BATCH", batch_id, Change("DELETE", principal.name, now, str(batch.state)))
    await _forget_objects(tx, tenant_id, batch)


async def delete_objects(objects: ObjectStore, claim: Claim) -> None:
    """Carry out `delete_objects`."""
    payload = claim.effect.read_payload()
    for key in payload["keys"]:
        await objects.delete(key)
    for folder in payload["folders"]:
        await objects.delete_folder(folder)
    async with claim.finishing():
        return


async def list_batch_tickets(tx: Tx, principal: Principal, batch_id: int) -> list[Ticket]:
    """All tickets of a batch, in the order of its pages."""
    await read_batch(tx, principal, batch_id)
    return await ticket_store.list_batch_tickets(tx, principal.tenant_id, batch_id)


async def _forget_objects(tx: Tx, tenant_id: int, batch: Batch) -> None:
    keys: list[str] = []
    if batch.original_id is not None:
        key = await store.delete_unused_original(tx, tenant_id, batch.original_id)
        keys = [key] if key else []
    payload = {"keys": keys, "folders": [page_folder(tenant_id, batch.id)]}
    await effects.insert_effect(tx, tenant_id, DELETE_OBJECTS, f"batch-{batch.id}", payload, utc_now())


def page_folder(tenant_id: int, batch_id: int) -> str:
    """Where the cut pages of a batch are cached. Batch ids are never used again."""
    return f"pages/{tenant_id}/{batch_id}"


def missing_batch(batch_id: int) -> NotFound:
    """The refusal of an unknown batch."""
    return NotFound(f"there is no batch {batch_id}", fields=("batchId",))
