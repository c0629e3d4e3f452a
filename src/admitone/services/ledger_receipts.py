"""Receipts of tickets: handed out, checked, and made impossible for who wants to be forgotten."""

from __future__ import annotations

from datetime import datetime

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, InvalidParameter, NotFound
from admitone.core.ledger.notes import VerifierKey
from admitone.core.ledger.proofs import plan_inclusion
from admitone.core.ledger.receipts import Receipt, parse_receipt
from admitone.core.ledger.records import write_statement
from admitone.core.principal import ADMINS, Principal
from admitone.services.ledger_checkpoints import LedgerWorld, checkpoint_above
from admitone.services.ledger_tree import carry_out
from admitone.store import audit
from admitone.store import ledger as store
from admitone.store.audit import Change
from admitone.store.database import Tx


async def prove_record(world: LedgerWorld, tenant_id: int, ticket_id: int) -> str:
    """The receipt of the last record of a ticket. NotFound when it has none, or was forgotten."""
    async with world.database.reading() as tx:
        records = await store.list_ticket_records(tx, tenant_id, ticket_id)
    if not records:
        raise NotFound("the ledger has no record of this ticket; a ticket gets one when it is issued")
    record = records[-1]
    if record.salt is None:
        raise NotFound("the record of this ticket was forgotten, so nobody can prove it any more")
    size, checkpoint = await checkpoint_above(world, record.position, utc_now())
    async with world.database.reading() as tx:
        path = await carry_out(tx, plan_inclusion(record.position, size))
    statement = write_statement(record.statement)
    receipt = Receipt(record.salt, statement, record.position, tuple(path), checkpoint)
    try:
        receipt.verify(world.signer.key)
    except ValueError as error:
        raise Conflict("the ledger does not prove this record any more; run: admitone ledger verify") from error
    return receipt.write()


def verify_receipt(key: VerifierKey, content: str) -> str:
    """The statement that a receipt proves. InvalidParameter saying what does not hold."""
    try:
        receipt = parse_receipt(content)
        receipt.verify(key)
    except ValueError as error:
        raise InvalidParameter(f"the receipt does not hold: {error}", fields=("receipt",)) from error
    return receipt.statement


async def forget_ticket(tx: Tx, principal: Principal, ticket_id: int, now: datetime) -> int:
    """Take away what ties the records of a ticket to it; how many there were. Their digests stay in the log.

    Receipts that were handed out go on proving what they say: they carry the salt themselves.
    """
    principal.require(ADMINS)
    forgotten = await store.forget_records(tx, principal.tenant_id, ticket_id)
    if not forgotten:
        raise NotFound("the ledger has no record of this ticket that could be forgotten", fields=("ticketId",))
    await audit.record_tickets(tx, principal.tenant_id, [ticket_id], Change("LEDGER_FORGET", principal.name, now))
    return forgotten
