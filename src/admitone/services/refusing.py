"""What to tell somebody whose tickets are gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NoReturn

from admitone.core.errors import Conflict
from admitone.core.inventory import Ticket
from admitone.core.principal import Principal
from admitone.services.tickets import missing_tickets
from admitone.store import allocation
from admitone.store import tickets as store
from admitone.store.database import Tx


async def refuse_taken(
    tx: Tx, principal: Principal, wanted: Sequence[int], free: Sequence[int], day: date, *, field: str = "ticketIds"
) -> NoReturn:
    """Raise the refusal for tickets that could not all be had.

    NotFound when some do not exist; else Conflict with `unavailable` (ticket and status) and, for each, `equivalents`:
    free tickets of the same attraction, category, age group, date and slot. `field` is where the caller named them.
    """
    found = await store.read_tickets(tx, principal.tenant_id, wanted)
    if len(found) < len(wanted):
        raise missing_tickets(sorted(set(wanted) - {ticket.id for ticket in found}), field.removesuffix("s"))
    gone = [ticket for ticket in found if ticket.id not in set(free)]
    equivalents = await _equivalents(tx, principal.tenant_id, gone, set(wanted), day)
    named = ", ".join(f"{ticket.id} ({_why(ticket, day)})" for ticket in gone[:20])
    message = f"not for sale: ticket {named}; nothing was reserved"
    if equivalents:
        message += f"; equivalent tickets are free: {', '.join(map(str, equivalents[:20]))}"
    details = {
        "unavailable": [{"ticketId": ticket.id, "status": _why(ticket, day)} for ticket in gone],
        "equivalents": equivalents,
    }
    raise Conflict(message, fields=(field,), details=details)


async def _equivalents(tx: Tx, tenant_id: int, gone: Sequence[Ticket], asked: set[int], day: date) -> list[int]:
    kinds = Counter(allocation.kind_of(ticket) for ticket in gone)
    found: list[int] = []
    for kind, quantity in kinds.items():
        free = await allocation.find_free(tx, tenant_id, kind, day, quantity + len(asked))
        found += [ticket_id for ticket_id in free if ticket_id not in asked][:quantity]
    return found


def _why(ticket: Ticket, day: date) -> str:
    status = ticket.status_on(day)
    return "VOIDED" if ticket.voided_at else "INACTIVE" if status == "AVAILABLE" else str(status)
