"""Asking for leave to transfer tickets, and taking the request back. Owners who do not answer let them go."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from admitone.core.clock import today, utc_now
from admitone.core.errors import Conflict, Forbidden, InvalidParameter, MissingParameter, NotFound
from admitone.core.ids import derived_token, is_uid, new_uid, token_hash
from admitone.core.inventory import Ticket
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.core.transfers import (
    OPT_OUT_LONGEST,
    OPT_OUT_SHORTEST,
    TICKETS_MAX,
    Approval,
    ApprovalState,
    TransferTicket,
)
from admitone.services.accounts import find_or_make_account, find_or_make_enrollment
from admitone.services.rehoming import ANOTHER_HOLDER, Immovable, obstacle_to_transfer, read_obstacles
from admitone.services.transfer_mails import LINK_PURPOSE, tell_owners
from admitone.store import batches, issuing, rehoming, resale
from admitone.store import tickets as ticket_store
from admitone.store import transfers as store
from admitone.store.audit import Change, record_entity
from admitone.store.database import ConstraintViolated, TransactionUndone, Tx

PAGE_SIZE: Final = 500

_OPERATION: Final = "transfer-approval"


@dataclass(frozen=True, slots=True)
class TransferTerms:
    """`secret` makes the links of owners; without a wish of the caller's they may stop a transfer for `opt_out`."""

    secret: str
    opt_out: timedelta


@dataclass(frozen=True, slots=True)
class TransferWish:
    """Which tickets, by uid, are asked for, and until when their owners may say no."""

    uids: Sequence[str]
    opt_out_until: datetime | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """An approval with its tickets."""

    approval: Approval
    tickets: Sequence[TransferTicket]


async def require_transfers(tx: Tx, principal: Principal) -> None:
    """Admins may transfer, and programs whose key may; Unauthenticated or Forbidden for everybody else."""
    principal.require(STAFF)
    if principal.api_key_id is None:
        principal.require(ADMINS)
    elif not await store.key_may_transfer(tx, principal.tenant_id, principal.api_key_id):
        message = "this API key may not transfer tickets; have one made for it: admitone key make --transfer"
        raise Forbidden(message, fields=("Authorization",))


async def ask_for_transfer(tx: Tx, principal: Principal, terms: TransferTerms, wish: TransferWish) -> ApprovalView:
    """Make an approval, which stands at once, and have its owners told how to stop it.

    The same Idempotency-Key again answers with the first approval. NotFound and Conflict name tickets by uid in
    `details["tickets"]`: unknown, not in a state to be transferred, not enabled for reissue, without an owner whom a
    mail reaches, or in another approval that stands.
    """
    await require_transfers(tx, principal)
    now = utc_now()
    uids, until = _check(terms, wish, now)
    fingerprint = hashlib.sha256("\n".join([*sorted(uids), str(wish.opt_out_until)]).encode()).hexdigest()
    if (known := await _replay(tx, principal, wish, fingerprint)) is not None:
        return known
    tickets = await _read_tickets(tx, principal, uids)
    # Whoever held the tickets until now may have been the same request.
    if (known := await _replay(tx, principal, wish, fingerprint)) is not None:
        return known
    owned = await _with_owners(tx, principal, tickets, now)
    approval = await store.insert_approval(tx, principal.tenant_id, new_uid(), until, principal.name, now)
    try:
        await store.insert_tickets(tx, approval.id, owned)
    except ConstraintViolated as error:
        # Somebody else has just asked for one of them.
        message = "one of these tickets has just been asked for by somebody else; send it again to see which"
        raise Conflict(message, fields=("tickets",), details={"tickets": uids}) from error
    for owner_id in sorted({one.owner_id for one in owned if one.owner_id is not None}):
        seed = new_uid()
        link = token_hash(derived_token(terms.secret, seed, LINK_PURPOSE))
        await store.insert_link(tx, approval.id, owner_id, seed, link, now)
    if wish.idempotency_key is not None:
        await _keep_key(tx, principal, wish.idempotency_key, fingerprint, approval)
    await record(tx, approval, Change("CREATE", principal.name, now, None, "APPROVED", f"{len(owned)} tickets"))
    await tell_owners(tx, approval, "asked", now)
    return await view_approval(tx, approval)


async def read_approval(tx: Tx, principal: Principal, uid: str) -> ApprovalView:
    """One approval; NotFound when the tenant has no such one."""
    await require_transfers(tx, principal)
    return await view_approval(tx, await find_approval(tx, principal, uid))


async def page_approvals(
    tx: Tx, principal: Principal, state: ApprovalState | None, page: int
) -> tuple[list[ApprovalView], int, int]:
    """One page of `PAGE_SIZE` approvals, newest first; with it the page's number and how many there are.

    A page past the end is the last one.
    """
    await require_transfers(tx, principal)
    total = await store.count_approvals(tx, principal.tenant_id, state)
    page = min(page, max(1, -(-total // PAGE_SIZE)))
    found = await store.page_approvals(tx, principal.tenant_id, state, skip=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    tickets = await store.list_tickets_of(tx, [one.id for one in found])
    return [ApprovalView(one, tickets[one.id]) for one in found], page, total


async def withdraw_approval(tx: Tx, principal: Principal, uid: str, reason: str | None = None) -> ApprovalView:
    """APPROVED -> WITHDRAWN; once more is fine. Conflict when owners or a transfer were quicker."""
    await require_transfers(tx, principal)
    approval = await find_approval(tx, principal, uid)
    now = utc_now()
    if await store.withdraw(tx, approval.id, principal.name, reason, now):
        await store.set_live(tx, approval.id, live=False)
        await record(tx, approval, Change("WITHDRAW", principal.name, now, "APPROVED", "WITHDRAWN", reason))
        await tell_owners(tx, approval, "withdrawn", now)
    approval = await store.read_approval_by_id(tx, approval.id)
    if approval.state is not ApprovalState.WITHDRAWN:
        raise Conflict(f"approval {uid} is {str(approval.state).lower()} and cannot be withdrawn", fields=("uid",))
    return await view_approval(tx, approval)


async def find_approval(tx: Tx, principal: Principal, uid: str) -> Approval:
    """An approval of the tenant; NotFound when it has no such one."""
    found = await store.read_approval(tx, principal.tenant_id, uid) if is_uid(uid) else None
    if found is None:
        raise NotFound(f"there is no ticket transfer approval {uid[:64]}", fields=("uid",))
    return found


async def view_approval(tx: Tx, approval: Approval) -> ApprovalView:
    """An approval with its tickets."""
    return ApprovalView(approval, await store.list_tickets(tx, approval.id))


async def record(tx: Tx, approval: Approval, change: Change) -> None:
    """Tell the audit."""
    await record_entity(tx, approval.tenant_id, "TRANSFER", approval.id, change)


def _check(terms: TransferTerms, wish: TransferWish, now: datetime) -> tuple[list[str], datetime]:
    uids = list(dict.fromkeys(wish.uids))
    if not uids:
        raise MissingParameter("tickets: name at least one ticket", fields=("tickets",))
    if len(uids) > TICKETS_MAX:
        raise InvalidParameter(f"tickets: name at most {TICKETS_MAX} at once", fields=("tickets",))
    until = wish.opt_out_until or now + terms.opt_out
    if not now + OPT_OUT_SHORTEST <= until <= now + OPT_OUT_LONGEST:
        message = "opt_out_until: choose a time between an hour and 60 days from now"
        raise InvalidParameter(message, fields=("opt_out_until",))
    return uids, until


async def _replay(tx: Tx, principal: Principal, wish: TransferWish, fingerprint: str) -> ApprovalView | None:
    if wish.idempotency_key is None:
        return None
    kept = await batches.read_idempotency_key(tx, principal.tenant_id, _OPERATION, wish.idempotency_key)
    if kept is None:
        return None
    if kept.fingerprint != fingerprint:
        message = "this Idempotency-Key was used for other tickets; use a new key for a new approval"
        raise InvalidParameter(message, fields=("Idempotency-Key",))
    return await view_approval(tx, await store.read_approval_by_id(tx, kept.result_id))


async def _keep_key(tx: Tx, principal: Principal, key: str, fingerprint: str, approval: Approval) -> None:
    try:
        await batches.insert_idempotency_key(
            tx,
            principal.tenant_id,
            _OPERATION,
            key,
            fingerprint=fingerprint,
            result_id=approval.id,
            now=approval.created_at,
        )
    except ConstraintViolated as error:
        # Sent at the same moment for other tickets; whoever begins anew is told what the key was used for.
        raise TransactionUndone("this Idempotency-Key is being used; send it again") from error


async def _read_tickets(tx: Tx, principal: Principal, uids: Sequence[str]) -> list[Ticket]:
    ids = await rehoming.find_by_uid(tx, principal.tenant_id, uids)
    unknown = [uid for uid in uids if uid not in ids]
    if unknown:
        named = ", ".join(uid[:64] for uid in unknown[:20])
        raise NotFound(f"there is no ticket {named}", fields=("tickets",), details={"tickets": unknown})
    await ticket_store.lock_tickets(tx, principal.tenant_id, sorted(ids.values()))
    known = {one.uid: one for one in await ticket_store.read_tickets(tx, principal.tenant_id, list(ids.values()))}
    # A ticket that changed hands while it was waited for has another uid now.
    immovable = Immovable()
    for uid in uids:
        immovable.add(uid, reason=None if uid in known else ANOTHER_HOLDER)
    immovable.settle()
    return [known[uid] for uid in uids]


async def _with_owners(tx: Tx, principal: Principal, tickets: Sequence[Ticket], now: datetime) -> list[Ticket]:
    """The tickets with whose they are; what a cart sold belongs to its customer. Conflict for those that cannot go."""
    ids = [ticket.id for ticket in tickets]
    obstacles = await read_obstacles(tx, ids, today(principal.time_zone))
    enabled = await rehoming.list_reissuable(tx, principal.tenant_id, ids)
    asked_for = await store.list_live(tx, ids)
    on_offer = await resale.list_on_offer_of(tx, ids, now)
    customers = await rehoming.list_customers(tx, principal.tenant_id, ids)

    def obstacle(ticket: Ticket) -> str | None:
        if ticket.id not in enabled:
            return "its product is not enabled for reissue"
        if ticket.id in asked_for:
            return "an approval for it stands already"
        if ticket.id in on_offer:
            return "its holder offers it to others; the offer ends first"
        return "nobody is known whom to ask" if ticket.owner_id is None and ticket.id not in customers else None

    immovable = Immovable()
    for ticket in tickets:
        immovable.add(ticket.uid, reason=obstacle_to_transfer(ticket, obstacles) or obstacle(ticket))
    immovable.settle()
    for ticket in tickets:
        if ticket.owner_id is None:
            email, name = customers[ticket.id]
            account = await find_or_make_account(tx, email, now)
            owner = await find_or_make_enrollment(
                tx, principal.tenant_id, account, name=name, by=principal.name, now=now
            )
            await issuing.give_tickets(tx, principal.tenant_id, [ticket.id], owner.id)
    after = {one.id: one for one in await ticket_store.read_tickets(tx, principal.tenant_id, ids)}
    return [after[ticket_id] for ticket_id in ids]
