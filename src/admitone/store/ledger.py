"""Rows of the ledger: its records, the nodes of its tree, its head, its checkpoints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from admitone.core.ledger.merkle import Frontier, TileNode, leaf_hash
from admitone.core.ledger.proofs import Span
from admitone.core.ledger.records import RecordKind, Statement
from admitone.store.database import Tx, as_struct, as_structs


class Leaf(Struct, frozen=True, kw_only=True):
    """A record that is about to be appended: what it says, of which ticket, its salt and the digest of both."""

    ticket_id: int
    statement: Statement
    salt: bytes
    digest: bytes


class Turn(Struct, frozen=True, kw_only=True):
    """The last record of a ticket."""

    ticket_id: int
    turn: int
    kind: RecordKind


class LedgerRecord(Struct, frozen=True, kw_only=True):
    """A record as it is kept. Without a salt it was forgotten, and its holder with it."""

    position: int
    tenant_id: int
    ticket_id: int
    ticket_uid: str
    turn: int
    kind: RecordKind
    holder: str
    recorded_at: datetime
    salt: bytes | None
    digest: bytes

    @property
    def statement(self) -> Statement:
        """What the record says."""
        return Statement(
            kind=self.kind,
            turn=self.turn,
            tenant_id=self.tenant_id,
            uid=self.ticket_uid,
            holder=self.holder,
            recorded_at=self.recorded_at,
        )


class LedgerHead(Struct, frozen=True, kw_only=True):
    """The log as a whole. `begun_at` is None while it is empty, `verifier_key` until something was signed."""

    size: int
    frontier: bytes
    verifier_key: str | None
    begun_at: datetime | None

    @property
    def edge(self) -> Frontier:
        """Where the tree grows. ValueError when what is kept of it does not fit its size."""
        return Frontier.from_bytes(self.size, self.frontier)


async def list_last_turns(tx: Tx, ticket_ids: Sequence[int]) -> dict[int, Turn]:
    """The last record of each of these tickets, of those that have one."""
    rows = await tx.fetch_all("list_last_turns", ticket_ids=list(ticket_ids))
    return {turn.ticket_id: turn for turn in as_structs(rows, Turn)}


async def list_resold_tickets(tx: Tx, ticket_ids: Sequence[int]) -> set[int]:
    """Those of these tickets that are not issued and were sold after their last record."""
    return {int(row["id"]) for row in await tx.fetch_all("list_resold_tickets", ticket_ids=list(ticket_ids))}


async def append_records(tx: Tx, kind: RecordKind, leaves: Sequence[Leaf], now: datetime) -> range:
    """Append records at the end of the log; their positions.

    The head is locked here and until the transaction ends, so that positions have no gap whoever else appends or gives
    up. ConstraintViolated `ledger_records_turn_once` when a ticket has a record of that turn.
    """
    locked = await tx.fetch_one("lock_ledger_head")
    if locked is None:
        raise LookupError("the ledger has no head")
    edge = Frontier.from_bytes(locked["size"], bytes(locked["frontier"]))
    grown, nodes = edge.grow(leaf_hash(leaf.digest) for leaf in leaves)
    write = _append_at_once if tx.dialect == "postgresql" else _append_in_steps
    if not await write(tx, kind, leaves, nodes, now, edge, grown):
        raise RuntimeError("the head of the ledger moved while it was locked")
    return range(edge.size, grown.size)


async def _append_at_once(
    tx: Tx,
    kind: RecordKind,
    leaves: Sequence[Leaf],
    nodes: Sequence[TileNode],
    now: datetime,
    edge: Frontier,
    grown: Frontier,
) -> int:
    return await tx.execute(
        "append_ledger",
        tenant_ids=[leaf.statement.tenant_id for leaf in leaves],
        ticket_ids=[leaf.ticket_id for leaf in leaves],
        ticket_uids=[leaf.statement.uid for leaf in leaves],
        turns=[leaf.statement.turn for leaf in leaves],
        kind=kind.value,
        holders=[leaf.statement.holder for leaf in leaves],
        now=now,
        salts=[leaf.salt for leaf in leaves],
        digests=[leaf.digest for leaf in leaves],
        levels=[node.level for node in nodes],
        positions=[node.position for node in nodes],
        hashes=[node.hash for node in nodes],
        old_size=edge.size,
        new_size=grown.size,
        frontier=grown.to_bytes(),
    )


async def _append_in_steps(
    tx: Tx,
    kind: RecordKind,
    leaves: Sequence[Leaf],
    nodes: Sequence[TileNode],
    now: datetime,
    edge: Frontier,
    grown: Frontier,
) -> int:
    # On SQLite a statement is a call within the process.
    for position, leaf in enumerate(leaves, edge.size):
        await tx.execute(
            "insert_ledger_record",
            position=position,
            tenant_id=leaf.statement.tenant_id,
            ticket_id=leaf.ticket_id,
            ticket_uid=leaf.statement.uid,
            turn=leaf.statement.turn,
            kind=kind.value,
            holder=leaf.statement.holder,
            now=now,
            salt=leaf.salt,
            digest=leaf.digest,
        )
    for node in nodes:
        await tx.execute("insert_ledger_node", level=node.level, position=node.position, hash=node.hash)
    frontier = grown.to_bytes()
    return await tx.execute("move_ledger_head", old_size=edge.size, new_size=grown.size, frontier=frontier, now=now)


async def read_head(tx: Tx) -> LedgerHead:
    """The head of the log."""
    row = await tx.fetch_one("read_ledger_head")
    if row is None:
        raise LookupError("the ledger has no head")
    return as_struct(row, LedgerHead)


async def claim_key(tx: Tx, verifier_key: str) -> None:
    """Say with which key this log is signed; one that has a key already keeps it."""
    await tx.execute("claim_ledger_key", verifier_key=verifier_key)


async def read_span(tx: Tx, span: Span) -> list[bytes]:
    """The hashes of a span; LookupError when the tree does not have all of them."""
    if span.level:
        hashes = list((await list_nodes(tx, span)).values())
    else:
        hashes = [leaf_hash(digest) for digest in await list_digests(tx, span.start, span.end)]
    if len(hashes) != span.end - span.start:
        raise LookupError(f"the ledger lacks nodes of level {span.level} from {span.start} to {span.end}")
    return hashes


async def list_nodes(tx: Tx, span: Span) -> dict[int, bytes]:
    """The nodes of a span by their positions, of those that there are. Not for level 0, whose nodes are not kept."""
    rows = await tx.fetch_all("list_ledger_nodes", level=span.level, start=span.start, end=span.end)
    return {row["position"]: bytes(row["hash"]) for row in rows}


async def list_digests(tx: Tx, start: int, end: int) -> list[bytes]:
    """The entries of the log from `start` to before `end`, of those that there are."""
    return [bytes(row["digest"]) for row in await tx.fetch_all("list_ledger_digests", start=start, end=end)]


async def list_records(tx: Tx, start: int, end: int) -> list[LedgerRecord]:
    """The records from `start` to before `end`."""
    return as_structs(await tx.fetch_all("list_ledger_records", start=start, end=end), LedgerRecord)


async def list_ticket_records(tx: Tx, tenant_id: int, ticket_id: int) -> list[LedgerRecord]:
    """All records of one ticket, first turn first."""
    rows = await tx.fetch_all("list_ticket_records", tenant_id=tenant_id, ticket_id=ticket_id)
    return as_structs(rows, LedgerRecord)


async def forget_records(tx: Tx, tenant_id: int, ticket_id: int) -> int:
    """Take salt and holder away from the records of a ticket; how many had one. Their digests then say nothing."""
    return await tx.execute("forget_ticket_records", tenant_id=tenant_id, ticket_id=ticket_id)


async def find_ticket(tx: Tx, tenant_id: int, uid: str) -> int | None:
    """The id of a ticket by its public identity."""
    row = await tx.fetch_one("find_ticket_of_uid", tenant_id=tenant_id, uid=uid)
    return row["id"] if row else None
