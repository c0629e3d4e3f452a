"""Download links of sold tickets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict
from admitone.core.inventory import Ticket
from admitone.core.principal import STAFF, Principal
from admitone.services.tickets import missing_tickets
from admitone.store import audit
from admitone.store import tickets as store
from admitone.store.audit import Change
from admitone.store.database import Tx


async def renew_download(tx: Tx, principal: Principal, ticket_ids: Sequence[int], days: int) -> list[Ticket]:
    """Let the links of sold tickets work for `days` from now, all or none.

    NotFound names unknown tickets, Conflict those that are not sold.
    """
    principal.require(STAFF)
    ids = list(dict.fromkeys(ticket_ids))
    now = utc_now()
    renewed = await store.renew_download(tx, principal.tenant_id, ids, now + timedelta(days=days), now)
    found = await store.read_tickets(tx, principal.tenant_id, ids)
    if len(found) < len(ids):
        raise missing_tickets(sorted(set(ids) - {ticket.id for ticket in found}))
    if len(renewed) < len(ids):
        unsold = sorted(set(ids) - set(renewed))
        message = f"only sold tickets have a link; not sold: {', '.join(map(str, unsold[:20]))}"
        raise Conflict(message, fields=("ticketIds",), details={"ticketIds": unsold[:1000]})
    change = Change("RENEW_DOWNLOAD", principal.name, now, "SOLD", details=f"{days} days")
    await audit.record_tickets(tx, principal.tenant_id, ids, change)
    return found
