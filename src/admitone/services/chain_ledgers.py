"""The ledgers that write to a chain as well: a root now and then, or a token for each ticket.

Both keep the log in the database, which stays the truth; a chain is written to later, and no gate waits for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from admitone.core.chain import ChainKind, ChainState
from admitone.core.ledger.checkpoints import parse_checkpoint
from admitone.core.ledger.records import LedgerTicket, RecordKind
from admitone.core.ledger.tokens import holder_address, token_id
from admitone.services.ledger import LedgerHealth, MerkleLedger, append_events
from admitone.services.ledger_checkpoints import LedgerWorld, make_checkpoint
from admitone.store import chain as store
from admitone.store.chain import ChainJob
from admitone.store.database import Tx
from admitone.store.ledger import Leaf

_KINDS = {
    RecordKind.ISSUE: ChainKind.MINT,
    RecordKind.TRANSFER: ChainKind.TRANSFER,
    RecordKind.VOID: ChainKind.BURN,
}
_UNDER_WAY = frozenset({ChainState.QUEUED, ChainState.SIGNED, ChainState.SEEN})


class AnchoredLedger(MerkleLedger):
    """The log, whose root is anchored on a chain now and then: one transaction, whatever the volume."""

    async def health(self) -> LedgerHealth:
        """See `Ledger.health`."""
        return await _with_chain(self.world, "evm-anchor", await MerkleLedger.health(self))


@dataclass(frozen=True, slots=True)
class TokenLedger(MerkleLedger):
    """The log, with a token on a chain for each ticket. A ticket is issued once its token is confirmed."""

    async def record(self, tx: Tx, kind: RecordKind, tickets: Sequence[LedgerTicket], now: datetime) -> bool:
        """See `Ledger.record`."""
        known = await store.list_last_tokens(tx, [ticket.id for ticket in tickets])
        for position, leaf in await append_events(tx, kind, tickets, now):
            issued = leaf.statement.kind is RecordKind.ISSUE
            token = token_id(leaf.salt, leaf.statement.uid) if issued else known.get(leaf.ticket_id)
            # A ticket that was issued before there were tokens has none to move or burn.
            if token is not None:
                await store.insert_job(tx, _job(position, leaf, token), now)
        return kind is not RecordKind.ISSUE

    async def health(self) -> LedgerHealth:
        """See `Ledger.health`."""
        return await _with_chain(self.world, "evm-token", await MerkleLedger.health(self))


async def request_anchor(world: LedgerWorld, interval: timedelta, now: datetime) -> None:
    """Decide to anchor the log, when it has grown since the last time and that is long enough ago.

    Several workers may do this at once: the size is the key, so that one decision counts.
    """
    async with world.database.reading() as tx:
        last = await store.read_last_anchor(tx)
    if last is not None and (last.state in _UNDER_WAY or now - last.created_at < interval):
        return
    size, note = await make_checkpoint(world, now)
    if size <= (last.size or 0 if last else 0):
        return
    root = parse_checkpoint(note.partition("\n\n")[0] + "\n").root
    async with world.database.writing() as tx:
        await store.insert_job(tx, ChainJob(key=f"anchor:{size}", kind=ChainKind.ANCHOR, size=size, digest=root), now)


def _job(position: int, leaf: Leaf, token: str) -> ChainJob:
    statement = leaf.statement
    return ChainJob(
        # The token and the turn: what is decided once is written once.
        key=f"token:{token}:{statement.turn}",
        kind=_KINDS[statement.kind],
        position=position,
        tenant_id=statement.tenant_id,
        ticket_id=leaf.ticket_id,
        token_id=token,
        digest=leaf.digest,
        recipient=None if statement.kind is RecordKind.VOID else holder_address(leaf.salt, statement.holder),
    )


async def _with_chain(world: LedgerWorld, driver: str, health: LedgerHealth) -> LedgerHealth:
    async with world.database.reading() as tx:
        counts = await store.count_transactions(tx)
    failed = counts.get(ChainState.FAILED, 0)
    trouble = health.trouble or (f"{failed} transactions were refused by the contract" if failed else None)
    return LedgerHealth(driver=driver, size=health.size, signed_size=health.signed_size, trouble=trouble)
