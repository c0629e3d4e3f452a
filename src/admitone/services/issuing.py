"""Issuing tickets: the ledger first, then the code that opens the gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from admitone.core.errors import Conflict
from admitone.core.ids import new_barcode
from admitone.core.inventory import Ticket
from admitone.core.ledger.records import LedgerTicket, RecordKind
from admitone.services.ledger import Ledger
from admitone.store import audit
from admitone.store import issuing as store
from admitone.store.audit import Change
from admitone.store.database import Tx


@dataclass(frozen=True, slots=True)
class Issuing:
    """Where issuing is recorded, whose tickets they are, who issues them and when."""

    ledger: Ledger
    tenant_id: int
    by: str
    now: datetime


async def issue_tickets(tx: Tx, issuing: Issuing, tickets: Sequence[Ticket]) -> bool:
    """Issue tickets that are SOLD and that this transaction has changed or locked, all or none.

    Those of an event get a fresh code that nobody can guess; those of stock keep their supplier's. False when the
    ledger confirms it later: the tickets have their codes, and `issued_at` follows then. Conflict, naming the tickets,
    when one of them is issued or voided already.
    """
    if not tickets:
        return True
    recorded = await issuing.ledger.record(
        tx, RecordKind.ISSUE, [ledger_ticket(issuing.tenant_id, ticket) for ticket in tickets], issuing.now
    )
    barcodes = {ticket.id: _fresh_code(ticket) for ticket in tickets}
    issued_at = issuing.now if recorded else None
    changed = await store.issue_tickets(tx, issuing.tenant_id, barcodes, issued_at, issuing.now)
    if len(changed) < len(tickets):
        refused = sorted(set(barcodes) - changed)
        named = ", ".join(map(str, refused[:20]))
        message = f"ticket {named} cannot be issued: it is not sold, or issued or voided already; nothing was issued"
        raise Conflict(message, fields=("ids",), details={"ids": refused})
    change = Change("ISSUE", issuing.by, issuing.now, "SOLD", "SOLD")
    await audit.record_tickets(tx, issuing.tenant_id, sorted(changed), change)
    return recorded


def ledger_ticket(tenant_id: int, ticket: Ticket) -> LedgerTicket:
    """A ticket as the ledger sees it."""
    holder = "" if ticket.owner_id is None else str(ticket.owner_id)
    return LedgerTicket(id=ticket.id, tenant_id=tenant_id, uid=ticket.uid, holder=holder)


def _fresh_code(ticket: Ticket) -> str | None:
    # One that waits for its ledger has been given its code already.
    return new_barcode() if ticket.event_id is not None and ticket.barcode is None else None
