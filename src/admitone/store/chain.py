"""Rows of what has to be written to a chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from admitone.core.chain import ChainKind, ChainState, ChainTransaction, SignedTransaction
from admitone.store.database import Tx, as_struct, as_structs


class ChainJob(Struct, frozen=True, kw_only=True):
    """Something that has to be written to a chain; `key` names it for good."""

    key: str
    kind: ChainKind
    digest: bytes
    size: int | None = None
    position: int | None = None
    tenant_id: int | None = None
    ticket_id: int | None = None
    token_id: str | None = None
    recipient: str | None = None


async def insert_job(tx: Tx, job: ChainJob, now: datetime) -> None:
    """Decide that something must be written; the same key a second time changes nothing."""
    await tx.execute(
        "insert_chain_job",
        job_key=job.key,
        kind=job.kind.value,
        size=job.size,
        position=job.position,
        tenant_id=job.tenant_id,
        ticket_id=job.ticket_id,
        token_id=job.token_id,
        digest=job.digest,
        recipient=job.recipient,
        now=now,
    )


async def list_due(tx: Tx, state: ChainState, limit: int) -> list[ChainTransaction]:
    """Transactions that are QUEUED, SIGNED or SEEN, in the order in which they were decided."""
    rows = await tx.fetch_all("list_due_chain_transactions", state=state.value, limit=limit)
    return as_structs(rows, ChainTransaction)


async def list_failed(tx: Tx, limit: int) -> list[ChainTransaction]:
    """Transactions that the contract has refused, and that were not tried again."""
    return as_structs(await tx.fetch_all("list_failed_chain_transactions", limit=limit), ChainTransaction)


async def list_attempts(tx: Tx, job_key: str) -> list[ChainTransaction]:
    """All transactions of a job, first attempt first."""
    return as_structs(await tx.fetch_all("list_chain_attempts", job_key=job_key), ChainTransaction)


async def sign(tx: Tx, transaction_id: int, sender: str, nonce: int, signed: SignedTransaction, now: datetime) -> bool:
    """QUEUED -> SIGNED; False when somebody else was quicker.

    ConstraintViolated `chain_transactions_nonce_once` when another transaction has this nonce.
    """
    return bool(
        await tx.execute(
            "sign_chain_transaction",
            id=transaction_id,
            sender=sender,
            nonce=nonce,
            transaction_hash=signed.hash,
            signed_transaction=signed.content,
            now=now,
        )
    )


async def move(
    tx: Tx,
    transaction: ChainTransaction,
    state: ChainState,
    now: datetime,
    *,
    block_number: int | None = None,
    error: str | None = None,
) -> bool:
    """Move a transaction on from the state that it was read in; False when somebody else was quicker."""
    return bool(
        await tx.execute(
            "move_chain_transaction",
            id=transaction.id,
            from_state=transaction.state.value,
            to_state=state.value,
            block_number=block_number,
            last_error=error,
            now=now,
        )
    )


async def note_error(tx: Tx, transaction_id: int, error: str) -> None:
    """Keep what the node said, for people."""
    await tx.execute("note_chain_error", id=transaction_id, last_error=error)


async def repeat(tx: Tx, transaction: ChainTransaction, now: datetime) -> bool:
    """Queue the next attempt of a job; False when there is one already."""
    return bool(await tx.execute("repeat_chain_job", id=transaction.id, now=now))


async def read_last_nonce(tx: Tx, sender: str) -> int | None:
    """The highest nonce that an account of ours has used here."""
    row = await tx.fetch_one("read_last_chain_nonce", sender=sender)
    return row["nonce"] if row else None


async def read_last_anchor(tx: Tx) -> ChainTransaction | None:
    """The last attempt to anchor the largest size."""
    row = await tx.fetch_one("read_last_anchor")
    return as_struct(row, ChainTransaction) if row else None


async def list_last_tokens(tx: Tx, ticket_ids: Sequence[int]) -> dict[int, str]:
    """The ids of the tokens that were minted last for these tickets, of those that have one."""
    rows = await tx.fetch_all("list_last_tokens", ticket_ids=list(ticket_ids))
    return {row["ticket_id"]: row["token_id"] for row in rows}


async def count_transactions(tx: Tx) -> dict[ChainState, int]:
    """How many jobs are in each state, by the last attempt of each."""
    return {ChainState(row["state"]): row["total"] for row in await tx.fetch_all("count_chain_transactions")}


async def confirm_issue(tx: Tx, ticket_id: int, position: int, now: datetime) -> bool:
    """Issue a ticket whose record a chain has confirmed; False when it was given back meanwhile."""
    return await tx.fetch_one("confirm_issue", ticket_id=ticket_id, position=position, now=now) is not None
