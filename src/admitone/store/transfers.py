"""Rows of transfer approvals, of their tickets, and of the links that stop them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from admitone.core.inventory import Ticket
from admitone.core.transfers import Approval, ApprovalState, Concerned, OwnerLink, TransferTicket
from admitone.store.database import Tx, as_struct


async def key_may_transfer(tx: Tx, tenant_id: int, key_id: int) -> bool:
    """Whether an API key may ask for transfers."""
    row = await tx.fetch_one("key_may_transfer", tenant_id=tenant_id, key_id=key_id)
    return bool(row and row["may_transfer"])


async def allow_key(tx: Tx, tenant_id: int, key_id: int) -> None:
    """Let an API key ask for transfers."""
    await tx.execute("allow_key_to_transfer", tenant_id=tenant_id, key_id=key_id)


async def insert_approval(
    tx: Tx, tenant_id: int, uid: str, opt_out_until: datetime, created_by: str, now: datetime
) -> Approval:
    """Add an approval that stands."""
    row = await tx.fetch_one(
        "insert_approval", tenant_id=tenant_id, uid=uid, opt_out_until=opt_out_until, created_by=created_by, now=now
    )
    if row is None:
        raise LookupError("an insert returned no row")
    return as_struct(row, Approval)


async def insert_tickets(tx: Tx, approval_id: int, tickets: Sequence[Ticket]) -> None:
    """Put tickets with owners into an approval; ConstraintViolated `transfer_tickets_live_once` for one in another."""
    for ticket in tickets:
        await tx.execute(
            "insert_transfer_ticket",
            approval_id=approval_id,
            ticket_id=ticket.id,
            ticket_uid=ticket.uid,
            owner_id=ticket.owner_id,
        )


async def insert_link(tx: Tx, approval_id: int, owner_id: int, seed: str, token_hash: str, now: datetime) -> None:
    """Add the link of an owner."""
    await tx.execute(
        "insert_transfer_link",
        approval_id=approval_id,
        owner_id=owner_id,
        seed=seed,
        token_hash=token_hash,
        now=now,
    )


async def list_live(tx: Tx, ids: Sequence[int]) -> set[int]:
    """Which of these tickets are in an approval that stands."""
    return {int(row["ticket_id"]) for row in await tx.fetch_all("list_live_transfers", ids=list(ids))}


async def read_approval(tx: Tx, tenant_id: int, uid: str) -> Approval | None:
    """An approval of a tenant."""
    row = await tx.fetch_one("read_approval", tenant_id=tenant_id, uid=uid)
    return as_struct(row, Approval) if row else None


async def read_approval_by_id(tx: Tx, approval_id: int) -> Approval:
    """An approval that is known to exist."""
    row = await tx.fetch_one("read_approval_by_id", approval_id=approval_id)
    if row is None:
        raise LookupError(f"there is no approval {approval_id}")
    return as_struct(row, Approval)


async def page_approvals(
    tx: Tx, tenant_id: int, state: ApprovalState | None, *, skip: int, limit: int
) -> list[Approval]:
    """Approvals of a tenant, newest first."""
    rows = await tx.fetch_all("page_approvals", tenant_id=tenant_id, state=_text(state), skip=skip, limit=limit)
    return [as_struct(row, Approval) for row in rows]


async def count_approvals(tx: Tx, tenant_id: int, state: ApprovalState | None) -> int:
    """How many approvals a tenant has."""
    row = await tx.fetch_one("count_approvals", tenant_id=tenant_id, state=_text(state))
    return int(row["total"]) if row else 0


async def list_tickets(tx: Tx, approval_id: int) -> list[TransferTicket]:
    """The tickets of an approval, in the order in which they were asked for."""
    rows = await tx.fetch_all("list_transfer_tickets", approval_id=approval_id)
    return [as_struct(row, TransferTicket) for row in rows]


async def list_tickets_of(tx: Tx, approval_ids: Sequence[int]) -> dict[int, list[TransferTicket]]:
    """The tickets of several approvals, by approval."""
    found: dict[int, list[TransferTicket]] = {one: [] for one in approval_ids}
    for row in await tx.fetch_all("list_tickets_of_approvals", ids=list(approval_ids)):
        values = dict(row)
        found[values.pop("approval_id")].append(as_struct(values, TransferTicket))
    return found


async def find_of_ticket(tx: Tx, tenant_id: int, ticket_id: int) -> str | None:
    """The uid of the approval that stands for a ticket."""
    row = await tx.fetch_one("find_ticket_approval", tenant_id=tenant_id, ticket_id=ticket_id)
    return row["uid"] if row else None


async def read_link(tx: Tx, token_hash: str) -> OwnerLink | None:
    """What a link leads to."""
    row = await tx.fetch_one("read_transfer_link", token_hash=token_hash)
    return as_struct(row, OwnerLink) if row else None


async def list_concerned(tx: Tx, approval_id: int) -> list[Concerned]:
    """The owners whose tickets an approval is about."""
    return [as_struct(row, Concerned) for row in await tx.fetch_all("list_concerned", approval_id=approval_id)]


async def stop(tx: Tx, approval_id: int, by: str, now: datetime) -> bool:
    """APPROVED -> REJECTED while owners may; True for whoever did it."""
    return bool(await tx.execute("stop_approval", approval_id=approval_id, by=by, now=now))


async def resume(tx: Tx, approval_id: int, by: str, since: datetime, now: datetime) -> bool:
    """REJECTED -> APPROVED for whoever stopped it after `since`."""
    return bool(await tx.execute("resume_approval", approval_id=approval_id, by=by, since=since, now=now))


async def complete(tx: Tx, approval_id: int, by: str, now: datetime) -> bool:
    """APPROVED -> COMPLETED once owners may not stop it any more."""
    return bool(await tx.execute("complete_approval", approval_id=approval_id, by=by, now=now))


async def withdraw(tx: Tx, approval_id: int, by: str, reason: str | None, now: datetime) -> bool:
    """APPROVED -> WITHDRAWN."""
    return bool(await tx.execute("withdraw_approval", approval_id=approval_id, by=by, reason=reason, now=now))


async def end(tx: Tx, approval_id: int, reason: str, now: datetime) -> bool:
    """APPROVED -> ENDED, because a ticket of it is not what it was."""
    return bool(await tx.execute("end_approval", approval_id=approval_id, reason=reason, now=now))


async def set_live(tx: Tx, approval_id: int, *, live: bool) -> None:
    """Whether the approval stands for its tickets; ConstraintViolated when another one does meanwhile."""
    await tx.execute("set_transfer_live", approval_id=approval_id, live=live)


async def note_rehomed(tx: Tx, approval_id: int, ticket_id: int, new_uid: str, new_owner_id: int) -> None:
    """Note what a ticket of an approval became."""
    await tx.execute(
        "note_rehomed", approval_id=approval_id, ticket_id=ticket_id, new_uid=new_uid, new_owner_id=new_owner_id
    )


async def list_broken(tx: Tx, limit: int) -> list[int]:
    """Approvals that stand, of which a ticket is not what it was."""
    return [int(row["id"]) for row in await tx.fetch_all("list_broken_approvals", limit=limit)]


def _text(state: ApprovalState | None) -> str | None:
    return None if state is None else str(state)
