"""Checkpoints of the ledger: made when somebody asks and the log has grown, signed once, kept for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from admitone.core.errors import Conflict
from admitone.core.ledger.checkpoints import Checkpoint, parse_checkpoint
from admitone.core.ledger.merkle import verify_consistency
from admitone.core.ledger.notes import NoteSigner, VerifierKey
from admitone.core.ledger.proofs import plan_consistency
from admitone.services.ledger_tree import carry_out
from admitone.store import checkpoints
from admitone.store import ledger as store
from admitone.store.checkpoints import CheckpointRow
from admitone.store.database import Database, Tx
from admitone.store.ledger import LedgerHead

# Whoever asks within this time of the last checkpoint gets that one, so that witnesses can keep up with them.
FRESH: Final = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class LedgerWorld:
    """What the ledger needs: where it is, who signs it, and whose cosignatures are published with it."""

    database: Database
    signer: NoteSigner
    witnesses: tuple[VerifierKey, ...] = ()


async def current_checkpoint(world: LedgerWorld, now: datetime) -> str:
    """The newest checkpoint with its cosignatures; a new one when the log has grown since and the last is not fresh."""
    async with world.database.reading() as tx:
        last = await checkpoints.read_last(tx)
        head = await store.read_head(tx)
        if last is not None and (last.size == head.size or now - last.created_at < FRESH):
            check_key(world, head)
            return await published_checkpoint(world, tx, last)
    return (await make_checkpoint(world, now))[1]


async def checkpoint_above(world: LedgerWorld, position: int, now: datetime) -> tuple[int, str]:
    """The size and the note of a checkpoint that covers a position.

    The newest one that a witness has signed, else the newest one, else a new one.
    """
    async with world.database.reading() as tx:
        found = await checkpoints.read_cosigned(tx, position) or await checkpoints.read_last(tx)
        if found is not None and found.size > position:
            check_key(world, await store.read_head(tx))
            return found.size, await published_checkpoint(world, tx, found)
    return await make_checkpoint(world, now)


async def make_checkpoint(world: LedgerWorld, now: datetime) -> tuple[int, str]:
    """Sign the log as it is now. Conflict when it does not follow from the last checkpoint, or the key is another one.

    Two processes that do this at once sign the same text with the same key, whose signatures are the same too.
    """
    async with world.database.writing() as tx:
        # Before the head: while that is looked at, another process may sign what was appended since.
        last = await checkpoints.read_last(tx)
        head = await store.read_head(tx)
        if head.verifier_key is None:
            await store.claim_key(tx, str(world.signer.key))
            head = await store.read_head(tx)
        check_key(world, head)
        checkpoint = Checkpoint(world.signer.key.name, head.size, head.edge.root)
        if last is not None:
            await _require_continuity(tx, parse_checkpoint(last.body), checkpoint)
        signature = world.signer.sign(checkpoint.text).line
        await checkpoints.insert_checkpoint(tx, head.size, checkpoint.text, signature, now)
        row = CheckpointRow(size=head.size, body=checkpoint.text, signature=signature, created_at=now)
        return head.size, await published_checkpoint(world, tx, row)


async def published_checkpoint(world: LedgerWorld, tx: Tx, row: CheckpointRow) -> str:
    """A checkpoint with the cosignatures of the witnesses that are configured now."""
    lines = await checkpoints.list_cosignatures(tx, row.size)
    known = [lines[str(key)] for key in world.witnesses if str(key) in lines]
    return f"{row.body}\n{row.signature}{''.join(known)}"


def check_key(world: LedgerWorld, head: LedgerHead) -> None:
    """Conflict when the log was begun with another key than this process has: two signers would be two logs."""
    ours = str(world.signer.key)
    if head.verifier_key not in {None, ours}:
        raise Conflict(
            f"the ledger was begun with the key {head.verifier_key}, and this process has {ours}; "
            "give it the ADMITONE_LEDGER_KEY and ADMITONE_LEDGER_ORIGIN with which the ledger was begun"
        )


async def _require_continuity(tx: Tx, before: Checkpoint, checkpoint: Checkpoint) -> None:
    """A log must not sign what does not follow from what it signed before (C2SP tlog-checkpoint)."""
    if before.size > checkpoint.size:
        raise _broken(before.size)
    try:
        path = await carry_out(tx, plan_consistency(before.size, checkpoint.size))
    except LookupError as error:
        raise _broken(before.size) from error
    if not verify_consistency(before.size, checkpoint.size, path, before.root, checkpoint.root):
        raise _broken(before.size)


def _broken(size: int) -> Conflict:
    return Conflict(
        f"the ledger does not follow from its checkpoint of size {size}, so it is not signed; "
        "run: admitone ledger verify, and restore the database"
    )
