"""Carrying what was decided to a chain: sign, send, and wait until it is there for good.

Each step is one guarded statement after the call outside, so that any number of workers may do it at once, and one
that dies anywhere leaves what the next one goes on with. A signed transaction is kept before it is sent, so sending it
again is sending the same one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from admitone.core.chain import ChainKind, ChainReceipt, ChainState, ChainTransaction
from admitone.core.errors import AdmitError, Conflict, NotFound
from admitone.services.ports import Chain
from admitone.store import audit
from admitone.store import chain as store
from admitone.store.audit import Change
from admitone.store.database import ConstraintViolated, Database, Tx

PER_ROUND: Final = 100
# So long a transaction waits for a block, or a block for the node that was asked, before it is done anew.
PATIENCE: Final = timedelta(minutes=3)
BY: Final = "the chain"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ChainWorld:
    """What writing to a chain needs. A transaction counts once it has `confirmations` blocks, its own one included."""

    database: Database
    chain: Chain
    confirmations: int
    patience: timedelta = PATIENCE


async def advance_chain(world: ChainWorld, now: datetime) -> None:
    """Bring every transaction a step further. What the node refuses is logged, kept with it, and tried again later."""
    steps: list[tuple[ChainState, Callable[[ChainWorld, ChainTransaction, datetime], Awaitable[None]]]] = [
        (ChainState.QUEUED, _sign),
        (ChainState.SIGNED, _send),
        (ChainState.SEEN, _settle),
    ]
    for state, step in steps:
        async with world.database.reading() as tx:
            waiting = await store.list_due(tx, state, PER_ROUND)
        for transaction in waiting:
            try:
                await step(world, transaction, now)
            except AdmitError as error:
                _log.warning("chain_refused", job=transaction.job_key, state=state.value, reason=error.message)
                async with world.database.writing() as tx:
                    await store.note_error(tx, transaction.id, error.message)
                # Nonces are used in order, so nothing behind it can overtake it.
                break


async def read_standing(database: Database) -> list[tuple[str, str, str, str]]:
    """What is under way or has failed: job, state, transaction hash and remark; then how many there are of each."""
    async with database.reading() as tx:
        found = [
            transaction
            for state in (ChainState.QUEUED, ChainState.SIGNED, ChainState.SEEN)
            for transaction in await store.list_due(tx, state, PER_ROUND)
        ]
        found += await store.list_failed(tx, PER_ROUND)
        counts = await store.count_transactions(tx)
    rows = [(each.job_key, each.state.value, each.transaction_hash or "", each.last_error or "") for each in found]
    return rows + [("all", state.value, "", str(count)) for state, count in counts.items()]


async def retry_failed(database: Database, now: datetime) -> int:
    """Queue another attempt of every job that has failed; how many. NotFound when there is none."""
    async with database.writing() as tx:
        failed = await store.list_failed(tx, PER_ROUND)
        repeated = sum([await store.repeat(tx, transaction, now) for transaction in failed])
    if not repeated:
        raise NotFound("no transaction has failed that is not tried again already")
    return repeated


async def _sign(world: ChainWorld, transaction: ChainTransaction, now: datetime) -> None:
    mined = await world.chain.count_transactions()
    async with world.database.reading() as tx:
        last = await store.read_last_nonce(tx, world.chain.sender)
    nonce = mined if last is None else max(mined, last + 1)
    signed = await world.chain.sign(transaction, nonce)
    try:
        async with world.database.writing() as tx:
            await store.sign(tx, transaction.id, world.chain.sender, nonce, signed, now)
    except ConstraintViolated as error:
        raise Conflict(f"another worker has used nonce {nonce} at this moment") from error


async def _send(world: ChainWorld, transaction: ChainTransaction, now: datetime) -> None:
    assert transaction.signed_transaction is not None
    await world.chain.send(transaction.signed_transaction)
    async with world.database.writing() as tx:
        await store.move(tx, transaction, ChainState.SEEN, now)


async def _settle(world: ChainWorld, transaction: ChainTransaction, now: datetime) -> None:
    assert transaction.transaction_hash is not None
    receipt = await world.chain.look_up(transaction.transaction_hash)
    if receipt is None:
        await _look_after(world, transaction, now)
    elif receipt.confirmations >= world.confirmations:
        await _end(world, transaction, receipt, now)


async def _end(world: ChainWorld, transaction: ChainTransaction, receipt: ChainReceipt, now: datetime) -> None:
    # A transaction can fail because another one has done the same before it; the contract knows.
    if receipt.succeeded or await _is_done(world.chain, transaction):
        await _confirm(world, transaction, receipt.block_number, now)
        return
    error = f"the contract refused it in block {receipt.block_number}"
    _log.error("chain_transaction_failed", job=transaction.job_key, hash=transaction.transaction_hash)
    async with world.database.writing() as tx:
        await store.move(tx, transaction, ChainState.FAILED, now, block_number=receipt.block_number, error=error)


async def _confirm(world: ChainWorld, transaction: ChainTransaction, block: int | None, now: datetime) -> None:
    async with world.database.writing() as tx:
        if not await store.move(tx, transaction, ChainState.CONFIRMED, now, block_number=block):
            return
        if transaction.kind is ChainKind.MINT:
            await _issue(tx, transaction, now)


async def _issue(tx: Tx, transaction: ChainTransaction, now: datetime) -> None:
    assert transaction.tenant_id is not None
    assert transaction.ticket_id is not None
    assert transaction.position is not None
    if await store.confirm_issue(tx, transaction.ticket_id, transaction.position, now):
        change = Change("ISSUE_CONFIRM", BY, now, "SOLD", "SOLD", transaction.transaction_hash)
        await audit.record_tickets(tx, transaction.tenant_id, [transaction.ticket_id], change)


async def _look_after(world: ChainWorld, transaction: ChainTransaction, now: datetime) -> None:
    """What to do with a transaction that is in no block."""
    assert transaction.nonce is not None
    assert transaction.signed_transaction is not None
    assert transaction.transaction_hash is not None
    if transaction.nonce < await world.chain.count_transactions():
        await _explain_used_nonce(world, transaction, now)
    elif now - transaction.updated_at > world.patience:
        await _offer_more(world, transaction, now)
    elif not await world.chain.knows(transaction.transaction_hash):
        # The node has lost it: restarted, or the block that had it was given up.
        await world.chain.send(transaction.signed_transaction)


async def _explain_used_nonce(world: ChainWorld, transaction: ChainTransaction, now: datetime) -> None:
    """Its nonce is used up, though not by it: by another attempt, or by somebody else with the same key."""
    async with world.database.reading() as tx:
        attempts = await store.list_attempts(tx, transaction.job_key)
    for other in attempts:
        mined = other.transaction_hash and await world.chain.look_up(other.transaction_hash)
        if other.id != transaction.id and other.state is ChainState.REPLACED and mined:
            async with world.database.writing() as tx:
                if await store.move(tx, transaction, ChainState.REPLACED, now):
                    await store.move(tx, other, ChainState.SEEN, now)
            return
    if now - transaction.updated_at <= world.patience:
        # The node may know the block and not yet what is in it.
        return
    if await _is_done(world.chain, transaction):
        await _confirm(world, transaction, None, now)
        return
    async with world.database.writing() as tx:
        error = f"nonce {transaction.nonce} was used for something else"
        if await store.move(tx, transaction, ChainState.REPLACED, now, error=error):
            await store.repeat(tx, transaction, now)


async def _offer_more(world: ChainWorld, transaction: ChainTransaction, now: datetime) -> None:
    """Take its place with the same nonce at a higher price."""
    assert transaction.nonce is not None
    signed = await world.chain.sign(transaction, transaction.nonce, replacing=transaction.signed_transaction)
    async with world.database.writing() as tx:
        if not await store.move(tx, transaction, ChainState.REPLACED, now, error="it waited too long for a block"):
            return
        await store.repeat(tx, transaction, now)
        *_, fresh = await store.list_attempts(tx, transaction.job_key)
        await store.sign(tx, fresh.id, world.chain.sender, transaction.nonce, signed, now)


async def _is_done(chain: Chain, transaction: ChainTransaction) -> bool:
    """Whether the contract says what the transaction was to make it say."""
    if transaction.kind is ChainKind.ANCHOR:
        assert transaction.size is not None
        return await chain.read_root(transaction.size) == transaction.digest
    assert transaction.token_id is not None
    token = await chain.read_token(transaction.token_id)
    recipient = None if transaction.kind is ChainKind.BURN else transaction.recipient
    return (token.owner, token.digest) == (recipient, transaction.digest)
