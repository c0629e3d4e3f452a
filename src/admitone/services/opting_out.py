"""Owners who stop a transfer of their tickets, by the link in their mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from admitone.core.admissions import Admission
from admitone.core.clock import utc_now
from admitone.core.errors import NotFound
from admitone.core.ids import token_hash
from admitone.core.networks import network_of
from admitone.core.transfers import UNDO, Approval, ApprovalState, OwnerLink
from admitone.services.admissions import read_admissions
from admitone.services.throttling import count_attempt
from admitone.services.transfer_approvals import record
from admitone.services.transfer_mails import tell_owners
from admitone.store import tickets as ticket_store
from admitone.store import transfers as store
from admitone.store.audit import Change
from admitone.store.database import ConstraintViolated, Database, Tx


class Standing(StrEnum):
    """What an approval is to one of its owners now."""

    OPEN = "OPEN"
    STOPPED = "STOPPED"
    LATE = "LATE"
    COMPLETED = "COMPLETED"
    OVER = "OVER"


@dataclass(frozen=True, slots=True)
class OwnersView:
    """What an owner sees of an approval: their own tickets, and whether they can stop it, or undo that."""

    approval: Approval
    owner_id: int
    standing: Standing
    can_undo: bool
    tickets: Sequence[Admission]


async def read_owners_view(database: Database, token: str, address: str) -> OwnersView:
    """What a link shows. NotFound for a wrong one; TooManyRequests for an `address` that tries many."""
    async with database.reading() as tx:
        link = await store.read_link(tx, token_hash(token))
        if link is not None:
            return await _view(tx, link)
    async with database.writing() as tx:
        await count_attempt(tx, f"transfer-link:{network_of(address)}", "token", "wrong links")
    raise NotFound("there is no transfer with this link", fields=("token",))


async def stop_transfer(tx: Tx, token: str) -> OwnersView:
    """Stop the transfer for everybody, whoever comes first; what it is then. NotFound for a wrong link."""
    link = await _link(tx, token)
    now = utc_now()
    by = _name(link)
    if await store.stop(tx, link.approval_id, by, now):
        await store.set_live(tx, link.approval_id, live=False)
        approval = await store.read_approval_by_id(tx, link.approval_id)
        await record(tx, approval, Change("REJECT", by, now, "APPROVED", "REJECTED"))
        await tell_owners(tx, approval, "stopped", now)
    return await _view(tx, link)


async def resume_transfer(tx: Tx, token: str) -> OwnersView:
    """Take back a stop of one's own, for `UNDO` after it; what the transfer is then. NotFound for a wrong link."""
    link = await _link(tx, token)
    now = utc_now()
    by = _name(link)
    if await store.resume(tx, link.approval_id, by, now - UNDO, now):
        await store.set_live(tx, link.approval_id, live=True)
        approval = await store.read_approval_by_id(tx, link.approval_id)
        await record(tx, approval, Change("RESUME", by, now, "REJECTED", "APPROVED"))
        await tell_owners(tx, approval, "resumed", now)
    return await _view(tx, link)


async def resume_if_free(database: Database, token: str) -> OwnersView:
    """As `resume_transfer`; nothing changes when another approval stands for one of the tickets meanwhile."""
    try:
        async with database.writing() as tx:
            return await resume_transfer(tx, token)
    except ConstraintViolated:
        async with database.reading() as tx:
            return await _view(tx, await _link(tx, token))


async def _link(tx: Tx, token: str) -> OwnerLink:
    link = await store.read_link(tx, token_hash(token))
    if link is None:
        raise NotFound("there is no transfer with this link", fields=("token",))
    return link


async def _view(tx: Tx, link: OwnerLink) -> OwnersView:
    approval = await store.read_approval_by_id(tx, link.approval_id)
    now = utc_now()
    mine = [one.ticket_id for one in await store.list_tickets(tx, approval.id) if one.owner_id == link.owner_id]
    tickets = await ticket_store.read_tickets(tx, link.tenant_id, mine)
    # What has moved is not theirs any more, and nothing of it is shown.
    own = [ticket for ticket in tickets if ticket.owner_id == link.owner_id and ticket.voided_at is None]
    return OwnersView(
        approval=approval,
        owner_id=link.owner_id,
        standing=_standing(approval, now),
        can_undo=_can_undo(approval, link, now),
        tickets=await read_admissions(tx, link.tenant_id, own),
    )


def _standing(approval: Approval, now: datetime) -> Standing:
    if approval.state is ApprovalState.APPROVED:
        return Standing.OPEN if now < approval.opt_out_until else Standing.LATE
    if approval.state is ApprovalState.REJECTED:
        return Standing.STOPPED
    return Standing.COMPLETED if approval.state is ApprovalState.COMPLETED else Standing.OVER


def _can_undo(approval: Approval, link: OwnerLink, now: datetime) -> bool:
    return (
        approval.state is ApprovalState.REJECTED
        and approval.decided_by == _name(link)
        and approval.decided_at is not None
        and now < min(approval.decided_at + UNDO, approval.opt_out_until)
    )


def _name(link: OwnerLink) -> str:
    return f"owner {link.owner_id}"
