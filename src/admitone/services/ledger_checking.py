"""Checking the whole ledger: every record, the tree above them, what was signed, and the tickets themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from admitone.core.ledger.checkpoints import open_checkpoint
from admitone.core.ledger.merkle import Frontier, TileNode, leaf_hash
from admitone.core.ledger.notes import NoteSignature, parse_signatures
from admitone.core.ledger.proofs import Span
from admitone.core.ledger.records import RecordKind, record_digest, write_statement
from admitone.services.ledger_checkpoints import LedgerWorld
from admitone.store import checkpoints, ledger_checking
from admitone.store import ledger as store
from admitone.store.checkpoints import CheckpointRow
from admitone.store.database import Tx
from admitone.store.ledger import LedgerHead
from admitone.store.ledger_checking import CheckedRecord, RecordedTicket

# A multiple of a tile, so that each chunk completes whole tiles.
RECORDS_PER_CHUNK: Final = 4096
TICKETS_PER_CHUNK: Final = 5000
FAULTS_KEPT_MAX: Final = 1000

# Called with how many records are done, and of how many.
Progress = Callable[[int, int], None]


@dataclass
class LedgerReport:
    """What a check has found. `faults` are told in words, the first thousand of them; `fault_count` counts all.

    `forgotten` records have no salt any more, so nothing but their digest can be checked. `before` counts tickets that
    were issued before the ledger was begun.
    """

    size: int = 0
    forgotten: int = 0
    checkpoints: int = 0
    cosignatures: int = 0
    tickets: int = 0
    before: int = 0
    fault_count: int = 0
    faults: list[str] = field(default_factory=list)

    def blame(self, fault: str) -> None:
        """Note a fault."""
        self.fault_count += 1
        if len(self.faults) < FAULTS_KEPT_MAX:
            self.faults.append(fault)


async def check_ledger(world: LedgerWorld, note_progress: Progress | None = None) -> LedgerReport:
    """Recompute the ledger from its records, and hold everything that was written down against that.

    It reads what was appended when it begins; whatever is appended meanwhile is left to the next check.
    """
    async with world.database.reading() as tx:
        return await examine_ledger(tx, world, note_progress)


async def examine_ledger(tx: Tx, world: LedgerWorld, note_progress: Progress | None = None) -> LedgerReport:
    """As `check_ledger`, of what a transaction sees."""
    report = LedgerReport()
    head = await store.read_head(tx)
    report.size = head.size
    if head.verifier_key not in {None, str(world.signer.key)}:
        report.blame(
            f"the ledger was begun with the key {head.verifier_key}, not with that of this process; "
            "give it the ADMITONE_LEDGER_KEY and ADMITONE_LEDGER_ORIGIN with which the ledger was begun"
        )
    walk = _Walk(world, report)
    await walk.check_beginning(tx, head)
    while walk.edge.size < head.size:
        if not await walk.check_chunk(tx, min(RECORDS_PER_CHUNK, head.size - walk.edge.size)):
            break
        if note_progress is not None:
            note_progress(walk.edge.size, head.size)
    else:
        if walk.edge.to_bytes() != head.frontier:
            report.blame("the edge of the tree is not that of its records")
    await _check_surplus(tx, report)
    await _check_tickets(tx, report)
    return report


class _Walk:
    """Goes through the log from its beginning, growing the tree anew."""

    def __init__(self, world: LedgerWorld, report: LedgerReport) -> None:
        self.edge = Frontier()
        self._world = world
        self._report = report

    async def check_chunk(self, tx: Tx, count: int) -> bool:
        """Check the next records and what they complete; False when one is missing, so that nothing fits after it."""
        start = self.edge.size
        records = await ledger_checking.list_checked_records(tx, start, start + count)
        for place, record in enumerate(records, start):
            if record.position != place:
                break
            _check_record(record, self._report)
        else:
            if len(records) == count:
                await self._grow(tx, records)
                return True
        known = {record.position for record in records}
        missing = next(place for place in range(start, start + count) if place not in known)
        self._report.blame(f"record {missing} is missing; nothing after it can be checked")
        return False

    async def check_beginning(self, tx: Tx, head: LedgerHead) -> None:
        """Check when the log was begun, and the checkpoint of the empty tree, if there is one."""
        first = await store.list_records(tx, 0, 1)
        if first and first[0].recorded_at != head.begun_at:
            self._report.blame("the ledger was not begun when it says")
        row = await checkpoints.read_of_size(tx, 0)
        if row is not None:
            await self._check_checkpoint(tx, row)

    async def _grow(self, tx: Tx, records: list[CheckedRecord]) -> None:
        leaves = [leaf_hash(record.digest) for record in records]
        end = self.edge.size + len(leaves)
        # The tree is stopped at each size that was signed.
        signed = await checkpoints.list_between(tx, self.edge.size, end)
        grown: list[TileNode] = []
        for row in [*signed, None]:
            stop = end if row is None else row.size
            taken = leaves[: stop - self.edge.size]
            del leaves[: len(taken)]
            self.edge, completed = self.edge.grow(taken)
            grown += completed
            if row is not None:
                await self._check_checkpoint(tx, row)
        await self._check_nodes(tx, grown)

    async def _check_nodes(self, tx: Tx, grown: list[TileNode]) -> None:
        for level in sorted({node.level for node in grown}):
            nodes = [node for node in grown if node.level == level]
            span = Span(level, nodes[0].position, nodes[-1].position + 1)
            kept = await store.list_nodes(tx, span)
            for node in nodes:
                if kept.get(node.position) != node.hash:
                    self._report.blame(f"node {node.position} of level {level} is not that of its records")

    async def _check_checkpoint(self, tx: Tx, row: CheckpointRow) -> None:
        self._report.checkpoints += 1
        try:
            checkpoint, note = open_checkpoint(f"{row.body}\n{row.signature}", self._world.signer.key)
        except ValueError as error:
            self._report.blame(f"checkpoint {row.size}: {error}")
            return
        if (checkpoint.size, checkpoint.root) != (self.edge.size, self.edge.root):
            self._report.blame(f"checkpoint {row.size} was signed for other records than there are")
        lines = await checkpoints.list_cosignatures(tx, row.size)
        for key in self._world.witnesses:
            line = lines.get(str(key))
            if line is None:
                continue
            self._report.cosignatures += 1
            if not any(key.verifies(note.text, each) for each in _signatures_of(line)):
                self._report.blame(f"the cosignature of checkpoint {row.size} by {key.name} does not hold")


def _signatures_of(line: str) -> tuple[NoteSignature, ...]:
    try:
        return parse_signatures(line)
    except ValueError:
        return ()


def _check_record(record: CheckedRecord, report: LedgerReport) -> None:
    name = f"record {record.position} ({record.kind.value} of ticket {record.ticket_uid})"
    if record.salt is None:
        report.forgotten += 1
    elif len(record.salt) != 32 or record_digest(record.salt, write_statement(record.statement)) != record.digest:
        report.blame(f"{name} does not say what was recorded")
    if record.owner_uid is None:
        report.blame(f"{name}: there is no such ticket any more")
        return
    if (record.owner_uid, record.owner_tenant_id) != (record.ticket_uid, record.tenant_id):
        report.blame(f"{name}: that ticket is another one now")
    if record.is_last:
        _check_fate(record, f"{name} is the last one", report)


def _check_fate(record: CheckedRecord, name: str, report: LedgerReport) -> None:
    """Hold the last record of a ticket against what the ticket is."""
    if record.kind is RecordKind.VOID:
        if record.issued_at is not None and record.voided_at is None:
            report.blame(f"{name}, and the ticket is issued")
    elif record.voided_at is not None:
        report.blame(f"{name}, and the ticket is voided")
    elif record.issued_at is None and not record.awaited:
        report.blame(f"{name}, and the ticket is not issued")
    elif record.salt is not None and record.holder != str(record.owner_id or ""):
        report.blame(f"{name}, and names another holder than the ticket has")


async def _check_surplus(tx: Tx, report: LedgerReport) -> None:
    """Look for what stands behind the end of the log. What was appended since the check began has moved the head."""
    present = await ledger_checking.count_surplus(tx)
    if present.records:
        report.blame(f"{present.records} records stand behind the end of the ledger")
    if present.checkpoints:
        report.blame(f"{present.checkpoints} checkpoints were signed for more records than there are")
    if present.nodes:
        report.blame(f"{present.nodes} nodes stand behind the end of the tree")


async def _check_tickets(tx: Tx, report: LedgerReport) -> None:
    """Every issued ticket has a record, but for those from before there was a ledger."""
    after = 0
    while found := await ledger_checking.list_issued_tickets(tx, after, TICKETS_PER_CHUNK):
        after = found[-1].id
        report.tickets += len(found)
        for ticket in found:
            _check_ticket(ticket, report)


def _check_ticket(ticket: RecordedTicket, report: LedgerReport) -> None:
    if ticket.last_kind is not None:
        return
    if ticket.begun_at is None or ticket.issued_at < ticket.begun_at:
        report.before += 1
    else:
        report.blame(f"ticket {ticket.uid} is issued, and there is no record of it")
