"""Tickets as resale partners see them: what they are, not whose, and never their codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from admitone.core.clock import utc_now
from admitone.core.errors import NotFound
from admitone.core.ids import is_uid
from admitone.core.inventory import AuditEntry, Ticket, TicketStatus
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.core.resale import ListingState
from admitone.core.transfers import Approval
from admitone.services.enrollments import enroll_person
from admitone.services.ledger import Ledger
from admitone.services.rehoming import Move, refuse_transfer, rehome_tickets
from admitone.services.transfer_approvals import read_approval, require_transfers
from admitone.services.transfer_mails import tell_former_holder, tell_new_holder
from admitone.store import enrollments, rehoming, resale, transfers
from admitone.store import tickets as ticket_store
from admitone.store.audit import AuditFilter, Change, list_audit, record_entity
from admitone.store.database import Tx

_HISTORY_MAX: Final = 100


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
    ids = await rehoming.find_by_uid(tx, principal.tenant_id, [uid]) if is_uid(uid) else {}
    found = await ticket_store.read_tickets(tx, principal.tenant_id, list(ids.values()))
    if not found:
        raise NotFound(f"there is no ticket {uid[:64]}", fields=("uid",))
    ticket = found[0]
    successor = await rehoming.read_successor(tx, principal.tenant_id, uid)
    approval = await transfers.find_of_ticket(tx, principal.tenant_id, ticket.id)
    state = _state(ticket, was_transferred=successor is not None)
    return SharedTicket(ticket, successor[1] if successor else None, approval, state)


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A ticket of an approval, as staff see it; the names are e-mail addresses where no name is known."""

    ticket: Ticket
    former_uid: str
    owner: str
    new_owner: str | None


@dataclass(frozen=True, slots=True)
class TransferView:
    """An approval with everything that is shown of it to staff."""

    approval: Approval
    rows: list[TransferRow]
    history: list[AuditEntry]


async def read_transfer(tx: Tx, principal: Principal, uid: str) -> TransferView:
    """One approval for staff; NotFound when the tenant has no such one."""
    found = await read_approval(tx, principal, uid)
    ids = [one.ticket_id for one in found.tickets]
    known = {one.id: one for one in await ticket_store.read_tickets(tx, principal.tenant_id, ids)}
    owners = {one.owner_id for one in found.tickets} | {one.new_owner_id for one in found.tickets}
    people = {one: await enrollments.read_person(tx, principal.tenant_id, one) for one in owners if one is not None}

    def named(owner_id: int | None) -> str | None:
        person = people.get(owner_id or 0)
        return (person.name or person.email) if person else None

    wanted = AuditFilter(entity_type="TRANSFER", entity_id=found.approval.id)
    return TransferView(
        approval=found.approval,
        rows=[
            TransferRow(known[one.ticket_id], one.ticket_uid, named(one.owner_id) or "–", named(one.new_owner_id))
            for one in found.tickets
            if one.ticket_id in known
        ],
        history=await list_audit(tx, principal.tenant_id, wanted, _HISTORY_MAX),
    )


async def find_transfers(tx: Tx, principal: Principal, ticket: Ticket) -> dict[str, int | str | None]:
    """Uids of the approval and of the offer that stand for a ticket, and the id of what took its place."""
    principal.require(STAFF)
    successor = None
    if ticket.voided_at is not None:
        successor = await rehoming.read_successor(tx, principal.tenant_id, ticket.uid)
    standing = await transfers.find_of_ticket(tx, principal.tenant_id, ticket.id)
    listing = await resale.read_listing_of_ticket(tx, ticket.id)
    offered = listing is not None and listing.shown_state(utc_now()) is ListingState.LISTED
    return {
        "standing": standing,
        "successor": successor[0] if successor else None,
        "offered": listing.uid if listing is not None and offered else None,
    }


async def transfer_by_hand(
    tx: Tx, principal: Principal, ledger: Ledger, ticket_id: int, *, to: tuple[str, str | None], reason: str
) -> Ticket:
    """Give a sold ticket to somebody else, by e-mail address and name; both sides are told, an approval for it ends.

    For admins, who have its owner's word. NotFound; Conflict when it cannot be transferred, or nobody has it.
    """
    principal.require(ADMINS)
    now = utc_now()
    await ticket_store.lock_tickets(tx, principal.tenant_id, [ticket_id])
    found = await ticket_store.read_tickets(tx, principal.tenant_id, [ticket_id])
    if not found:
        raise NotFound(f"there is no ticket {ticket_id}", fields=("ticketId",))
    owner = await enroll_person(tx, principal, *to)
    ticket = found[0]
    if ticket.owner_id is None:
        refuse_transfer(ticket.uid, reason="nobody has it yet; sell it, or reserve and issue it for them")
    if ticket.owner_id == owner.id:
        refuse_transfer(ticket.uid, reason="it is theirs already")
    move = Move(ticket.id, ticket.uid, ticket.owner_id or 0, owner.id)
    (moved,) = await rehome_tickets(tx, principal, ledger, [move], now=now, reason=reason)
    await tell_new_holder(tx, principal.tenant_id, moved, now)
    await tell_former_holder(tx, principal.tenant_id, ticket.uid, move.owner_id, now)
    return moved


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
