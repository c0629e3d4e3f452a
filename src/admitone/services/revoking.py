"""Taking back tickets that were issued without a cart: there is no sale that could be refunded."""

from __future__ import annotations

from collections.abc import Sequence

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, InvalidParameter
from admitone.core.inventory import Ticket, TicketStatus
from admitone.core.principal import ADMINS, Principal
from admitone.core.resale import TAKEN_BACK
from admitone.services.ledger import Ledger
from admitone.services.owner_tickets import TICKETS_AT_ONCE_MAX
from admitone.services.pass_changes import passes_changed
from admitone.services.tickets import missing_tickets
from admitone.services.voiding import record_taken_back
from admitone.store import audit, holding, resale
from admitone.store import tickets as store
from admitone.store.audit import Change
from admitone.store.database import Tx


async def revoke_owner_tickets(
    tx: Tx, principal: Principal, ledger: Ledger, ids: Sequence[int], reason: str | None = None
) -> list[Ticket]:
    """SOLD -> void for tickets that were issued without a cart, all or none; those that are void already are fine.

    Their places are free again; the tickets themselves are not sold again. NotFound and Conflict name the tickets that
    stand in the way: not issued, sold in a cart, used.
    """
    principal.require(ADMINS)
    if len(ids) > TICKETS_AT_ONCE_MAX:
        raise InvalidParameter(f"ids: send at most {TICKETS_AT_ONCE_MAX} at once", fields=("ids",))
    ids = list(dict.fromkeys(ids))
    seen = await _read(tx, principal, ids)
    # What has a place is locked in one order by everybody: timeslots, sectors, tickets.
    await holding.lock_timeslots(tx, principal.tenant_id, sorted({one.timeslot_id for one in seen if one.timeslot_id}))
    await holding.lock_sectors(tx, principal.tenant_id, sorted({one.sector_id for one in seen if one.sector_id}))
    await store.lock_tickets(tx, principal.tenant_id, ids)
    live = [ticket for ticket in await _read(tx, principal, ids) if ticket.voided_at is None]
    now = utc_now()
    revoked = await holding.revoke_tickets(tx, principal.tenant_id, [ticket.id for ticket in live], now)
    refused = [ticket for ticket in live if ticket.id not in revoked]
    if refused:
        named = ", ".join(f"{ticket.id} ({_why(ticket)})" for ticket in refused[:20])
        details = {"ids": [ticket.id for ticket in refused]}
        raise Conflict(f"cannot be revoked: ticket {named}; nothing was changed", fields=("ids",), details=details)
    change = Change("REVOKE", principal.name, now, "SOLD", "SOLD", reason)
    await audit.record_tickets(tx, principal.tenant_id, sorted(revoked), change)
    await passes_changed(tx, sorted(revoked), now)
    await resale.end_listings(tx, sorted(revoked), now, reason=TAKEN_BACK)
    # Last, because everybody who issues waits for who has recorded.
    await record_taken_back(tx, ledger, principal.tenant_id, live, now)
    return await _read(tx, principal, ids)


async def _read(tx: Tx, principal: Principal, ids: Sequence[int]) -> list[Ticket]:
    found = await store.read_tickets(tx, principal.tenant_id, ids)
    if len(found) < len(ids):
        raise missing_tickets(sorted(set(ids) - {ticket.id for ticket in found}), field="ids")
    return found


def _why(ticket: Ticket) -> str:
    if ticket.redeemed_at is not None:
        return "used"
    if ticket.cart_reference is not None:
        return f"in cart {ticket.cart_reference}; refund or cancel it there"
    return "not issued" if ticket.status is not TicketStatus.SOLD else "it was not issued here"
