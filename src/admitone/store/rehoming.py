"""Rows of tickets that go from one holder to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from admitone.core.inventory import Ticket
from admitone.store.database import Tx


@dataclass(frozen=True, slots=True)
class NewHolder:
    """Whose the ticket is from now on, and what it is called."""

    owner_id: int
    uid: str
    barcode: str
    download_code: str


async def rehome_ticket(tx: Tx, tenant_id: int, ticket: Ticket, holder: NewHolder, now: datetime) -> int | None:
    """Give an event's ticket to its new holder and keep what it was, void, with its ledger records and its token.

    The id of what it was; None when the ticket is not `ticket` any more.
    """
    row = await tx.fetch_one(
        "rehome_ticket",
        tenant_id=tenant_id,
        ticket_id=ticket.id,
        uid=ticket.uid,
        owner_id=ticket.owner_id,
        new_uid=holder.uid,
        barcode=holder.barcode,
        download_code=holder.download_code,
        new_owner_id=holder.owner_id,
        now=now,
    )
    if row is None:
        return None
    former = await tx.fetch_one(
        "keep_former_ticket",
        ticket_id=ticket.id,
        uid=ticket.uid,
        barcode=ticket.barcode,
        download_code=ticket.download_code,
        download_count=ticket.download_count,
        owner_id=ticket.owner_id,
        issued_at=ticket.issued_at,
        created_at=ticket.created_at,
        now=now,
    )
    if former is None:
        raise LookupError("an insert returned no row")
    await tx.execute("move_ledger_records", ticket_id=ticket.id, former_id=former["id"], uid=ticket.uid)
    await tx.execute("move_chain_transactions", ticket_id=ticket.id, former_id=former["id"])
    return int(former["id"])


async def await_issue(tx: Tx, ids: Sequence[int]) -> None:
    """Have tickets wait for the ledger to confirm that they are issued."""
    await tx.execute("await_issue", ids=list(ids))


async def hand_on_ticket(
    tx: Tx, tenant_id: int, ticket: Ticket, owner_id: int, download_code: str, now: datetime
) -> bool:
    """Give a ticket of stock to its new holder; False when it is not `ticket` any more, or was downloaded."""
    row = await tx.fetch_one(
        "hand_on_ticket",
        tenant_id=tenant_id,
        ticket_id=ticket.id,
        uid=ticket.uid,
        owner_id=ticket.owner_id,
        download_code=download_code,
        new_owner_id=owner_id,
        now=now,
    )
    return row is not None


async def list_with_passes(tx: Tx, ids: Sequence[int]) -> set[int]:
    """Which of these tickets are in a wallet, or were."""
    return {int(row["ticket_id"]) for row in await tx.fetch_all("list_tickets_with_passes", ids=list(ids))}


async def list_called_off(tx: Tx, ids: Sequence[int]) -> set[int]:
    """Which of these tickets are of an event that was called off."""
    return {int(row["id"]) for row in await tx.fetch_all("list_tickets_called_off", ids=list(ids))}


async def find_by_uid(tx: Tx, tenant_id: int, uids: Sequence[str]) -> dict[str, int]:
    """The ids of a tenant's tickets by their uid; those that it has not are missing."""
    rows = await tx.fetch_all("read_tickets_by_uid", tenant_id=tenant_id, uids=list(uids))
    return {row["uid"]: int(row["id"]) for row in rows}


async def read_successor(tx: Tx, tenant_id: int, uid: str) -> tuple[int, str] | None:
    """Id and uid of what a transferred ticket became."""
    row = await tx.fetch_one("read_successor", tenant_id=tenant_id, uid=uid)
    return (int(row["id"]), row["uid"]) if row else None


async def list_reissuable(tx: Tx, tenant_id: int, ids: Sequence[int]) -> set[int]:
    """Which of these tickets are of something that is enabled for reissue."""
    return {int(row["id"]) for row in await tx.fetch_all("read_reissue", tenant_id=tenant_id, ids=list(ids))}


async def set_reissue(tx: Tx, tenant_id: int, attraction_id: int, now: datetime, *, reissue: bool) -> bool:
    """Enable an attraction, or an event by its own, for reissue; False when the tenant has no such one."""
    return bool(
        await tx.execute("set_reissue", tenant_id=tenant_id, attraction_id=attraction_id, reissue=reissue, now=now)
    )


async def list_reissued(tx: Tx, tenant_id: int) -> set[int]:
    """The attractions of a tenant that are enabled for reissue."""
    return {int(row["id"]) for row in await tx.fetch_all("list_reissued", tenant_id=tenant_id)}


async def list_customers(tx: Tx, tenant_id: int, ids: Sequence[int]) -> dict[int, tuple[str, str | None]]:
    """E-mail address and name of whoever bought these tickets, by ticket."""
    rows = await tx.fetch_all("list_cart_customers", tenant_id=tenant_id, ids=list(ids))
    return {int(row["ticket_id"]): (row["customer_email"], row["customer_name"]) for row in rows}
