"""Tickets as resale partners see them: what they are, not whose, and never their codes."""

from __future__ import annotations

from dataclasses import dataclass

from admitone.core.clock import utc_now
from admitone.core.errors import NotFound
from admitone.core.inventory import Ticket, TicketStatus
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.services.transfer_approvals import require_transfers
from admitone.store import rehoming, transfers
from admitone.store import tickets as ticket_store
from admitone.store.audit import Change, record_entity
from admitone.store.database import Tx


@dataclass(frozen=True, slots=True)
class SharedTicket:
    """A ticket, the uid of what it became, and that of the approval that stands for it."""

    ticket: Ticket
    successor: str | None
    approval: str | None
    state: str


async def read_shared_ticket(tx: Tx, principal: Principal, uid: str) -> SharedTicket:
    """A ticket by its uid; NotFound when the tenant has no such one. For whoever may transfer."""
    await require_transfers(tx, principal)
    ids = await rehoming.find_by_uid(tx, principal.tenant_id, [uid])
    found = await ticket_store.read_tickets(tx, principal.tenant_id, list(ids.values()))
    if not found:
        raise NotFound(f"there is no ticket {uid[:64]}", fields=("uid",))
    ticket = found[0]
    successor = await rehoming.read_successor(tx, principal.tenant_id, uid)
    approval = await transfers.find_of_ticket(tx, principal.tenant_id, ticket.id)
    state = _state(ticket, was_transferred=successor is not None)
    return SharedTicket(ticket, successor[1] if successor else None, approval, state)


async def is_reissued(tx: Tx, principal: Principal, attraction_id: int) -> bool:
    """Whether tickets of an attraction may be transferred."""
    principal.require(STAFF)
    return attraction_id in await rehoming.list_reissued(tx, principal.tenant_id)


async def set_reissue(tx: Tx, principal: Principal, attraction_id: int, *, reissue: bool) -> None:
    """Enable the tickets of an attraction for transfers, or no longer; NotFound when the tenant has no such one."""
    principal.require(ADMINS)
    now = utc_now()
    if not await rehoming.set_reissue(tx, principal.tenant_id, attraction_id, now, reissue=reissue):
        raise NotFound(f"there is no attraction {attraction_id}", fields=("attractionId",))
    change = Change("REISSUE", principal.name, now, details="enabled" if reissue else "disabled")
    await record_entity(tx, principal.tenant_id, "ATTRACTION", attraction_id, change)


def _state(ticket: Ticket, *, was_transferred: bool) -> str:
    if was_transferred:
        return "transferred"
    if ticket.voided_at is not None:
        return "void"
    if ticket.redeemed_at is not None:
        return "used"
    if ticket.status is TicketStatus.SOLD and ticket.issued_at is not None:
        return "issued"
    return str(ticket.status).lower()
