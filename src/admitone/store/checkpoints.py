"""Rows of checkpoints and of their cosignatures."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from admitone.store.database import Tx, as_struct, as_structs


class CheckpointRow(Struct, frozen=True, kw_only=True):
    """A checkpoint of the log: the text of its note, and the line of the log's own signature."""

    size: int
    body: str
    signature: str
    created_at: datetime


async def insert_checkpoint(tx: Tx, size: int, body: str, signature: str, now: datetime) -> None:
    """Keep a checkpoint; a second one of the same size is the same one."""
    await tx.execute("insert_ledger_checkpoint", size=size, body=body, signature=signature, now=now)


async def read_last(tx: Tx) -> CheckpointRow | None:
    """The checkpoint of the largest size."""
    row = await tx.fetch_one("read_last_checkpoint")
    return as_struct(row, CheckpointRow) if row else None


async def read_of_size(tx: Tx, size: int) -> CheckpointRow | None:
    """The checkpoint of a size."""
    row = await tx.fetch_one("read_checkpoint", size=size)
    return as_struct(row, CheckpointRow) if row else None


async def read_cosigned(tx: Tx, above: int) -> CheckpointRow | None:
    """The largest checkpoint above a size that a witness has signed."""
    row = await tx.fetch_one("read_cosigned_checkpoint", above=above)
    return as_struct(row, CheckpointRow) if row else None


async def list_between(tx: Tx, above: int, up_to: int) -> list[CheckpointRow]:
    """Checkpoints of sizes above one and up to another, smallest first."""
    return as_structs(await tx.fetch_all("list_checkpoints", above=above, up_to=up_to), CheckpointRow)


async def insert_cosignature(tx: Tx, size: int, witness_key: str, signature: str, now: datetime) -> None:
    """Keep a witness's signature line; a newer one of the same checkpoint takes the place of the older one."""
    await tx.execute("insert_cosignature", size=size, witness_key=witness_key, signature=signature, now=now)


async def list_cosignatures(tx: Tx, size: int) -> dict[str, str]:
    """The signature lines of a checkpoint by the keys of their witnesses."""
    rows = await tx.fetch_all("list_cosignatures", size=size)
    return {row["witness_key"]: row["signature"] for row in rows}


async def read_cosigned_size(tx: Tx, witness_key: str) -> int:
    """The size of the largest checkpoint that a witness has signed; 0 when there is none."""
    row = await tx.fetch_one("read_cosigned_size", witness_key=witness_key)
    return (row["size"] or 0) if row else 0
