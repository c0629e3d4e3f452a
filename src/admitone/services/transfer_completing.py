"""Moving the tickets of an approval to their new holders, once their owners cannot stop it any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from admitone.core.clock import utc_now
from admitone.core.contacts import check_email
from admitone.core.errors import AdmitError, Conflict, InvalidParameter
from admitone.core.principal import Principal
from admitone.core.refusals import Refusals
from admitone.core.transfers import Approval, ApprovalState, TransferTicket
from admitone.services.enrollments import enroll_person
from admitone.services.ledger import Ledger
from admitone.services.rehoming import Move, rehome_tickets
from admitone.services.transfer_approvals import (
    ApprovalView,
    find_approval,
    record,
    require_transfers,
    view_approval,
)
from admitone.services.transfer_mails import tell_new_holder, tell_owners
from admitone.store import transfers as store
from admitone.store.audit import Change
from admitone.store.database import Database, Tx

_SWEPT_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class NewOwner:
    """Who gets a ticket, which is named by its uid."""

    uid: str
    email: str
    name: str | None = None


async def complete_transfer(
    tx: Tx, principal: Principal, ledger: Ledger, uid: str, owners: Sequence[NewOwner]
) -> ApprovalView:
    """APPROVED -> COMPLETED: every ticket to its new holder, in one transaction; both sides are told by mail.

    Whoever repeats it for an approval that is completed gets the same answer. InvalidParameter when `owners` are not
    those of exactly the approval's tickets; Conflict while the owners may stop it, and when the approval stands no
    more; Conflict with `details["tickets"]` for tickets that are not what they were.
    """
    await require_transfers(tx, principal)
    approval = await find_approval(tx, principal, uid)
    asked = await store.list_tickets(tx, approval.id)
    if approval.state is ApprovalState.COMPLETED:
        return ApprovalView(approval, asked)
    wanted = _check(asked, owners)
    now = utc_now()
    if not await store.complete(tx, approval.id, principal.name, now):
        raise _refusal(await store.read_approval_by_id(tx, approval.id), now)
    moves = []
    for one in asked:
        owner = wanted[one.ticket_uid]
        enrolled = await enroll_person(tx, principal, owner.email, owner.name)
        moves.append(Move(one.ticket_id, one.ticket_uid, one.owner_id, enrolled.id))
    moved = await rehome_tickets(tx, principal, ledger, moves, now=now, reason=f"approval {approval.uid}")
    await store.set_live(tx, approval.id, live=False)
    for move, ticket in zip(moves, moved, strict=True):
        await store.note_rehomed(tx, approval.id, ticket.id, ticket.uid, move.new_owner_id)
        await tell_new_holder(tx, principal.tenant_id, ticket, now)
    await record(tx, approval, Change("COMPLETE", principal.name, now, "APPROVED", "COMPLETED"))
    await tell_owners(tx, approval, "completed", now)
    return await view_approval(tx, await store.read_approval_by_id(tx, approval.id))


async def end_broken_approvals(database: Database) -> int:
    """End the approvals of which a ticket was refunded, used, taken back, called off or transferred; how many."""
    async with database.reading() as tx:
        broken = await store.list_broken(tx, _SWEPT_AT_ONCE)
    ended = 0
    for approval_id in broken:
        async with database.writing() as tx:
            now = utc_now()
            reason = "one of its tickets has changed or was called off meanwhile"
            if not await store.end(tx, approval_id, reason, now):
                continue
            await store.set_live(tx, approval_id, live=False)
            approval = await store.read_approval_by_id(tx, approval_id)
            await record(tx, approval, Change("END", "system", now, "APPROVED", "ENDED", reason))
            await tell_owners(tx, approval, "withdrawn", now)
            ended += 1
    return ended


def _check(asked: Sequence[TransferTicket], owners: Sequence[NewOwner]) -> dict[str, NewOwner]:
    wrong = Refusals()
    wanted: dict[str, NewOwner] = {}
    known = {one.ticket_uid for one in asked}
    for index, owner in enumerate(owners):
        if owner.uid not in known or owner.uid in wanted:
            wrong.add(f"holders[{index}].ticket", reason="name each ticket of the approval once, and no other")
        try:
            check_email(owner.email, f"holders[{index}].email")
        except AdmitError as error:
            wrong.take(error)
        wanted[owner.uid] = owner
    wrong.settle()
    if missing := sorted(known - wanted.keys()):
        message = f"holders: name the new holder of every ticket; missing is {', '.join(missing[:20])}"
        raise InvalidParameter(message, fields=("holders",))
    return wanted


def _refusal(approval: Approval, now: datetime) -> Conflict:
    if approval.state is ApprovalState.APPROVED and approval.opt_out_until > now:
        until = approval.opt_out_until.isoformat(timespec="seconds")
        message = f"its owners may stop this transfer until {until}; complete it then"
        return Conflict(message, details={"optOutUntil": until})
    return Conflict(f"this approval is {str(approval.state).lower()}; its tickets stay where they are")
