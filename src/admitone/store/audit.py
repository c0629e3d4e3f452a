"""Rows of audit entries. They are added with the change they tell of, and never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from admitone.core.inventory import AuditEntry
from admitone.core.selling import Cart
from admitone.store.database import Tx, as_struct


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries; None does not restrict. `created_to` is exclusive, `before_id` pages backwards."""

    entity_type: str | None = None
    entity_id: int | None = None
    action: str | None = None
    cart_reference: str | None = None
    user_id: str | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    before_id: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What changed, by whom. A status of None means that there was none, or that it did not change.

    `cart_reference` is needed only where the ticket does not carry it any more.
    """

    action: str
    user_id: str
    now: datetime
    old_status: str | None = None
    new_status: str | None = None
    details: str | None = None
    cart_reference: str | None = None


async def list_audit(tx: Tx, tenant_id: int, wanted: AuditFilter, limit: int) -> list[AuditEntry]:
    """Entries of a tenant, newest first."""
    rows = await tx.fetch_all(
        "list_audit",
        tenant_id=tenant_id,
        entity_type=wanted.entity_type,
        entity_id=wanted.entity_id,
        action=wanted.action,
        cart_reference=wanted.cart_reference,
        user_id=wanted.user_id,
        created_from=wanted.created_from,
        created_to=wanted.created_to,
        before_id=wanted.before_id,
        limit=limit,
    )
    return [as_struct(row, AuditEntry) for row in rows]


async def record_tickets(tx: Tx, tenant_id: int, ids: Sequence[int], change: Change) -> None:
    """One entry per ticket, in one statement; a new status of None means the one that the ticket has now."""
    await tx.execute(
        "insert_ticket_audits",
        tenant_id=tenant_id,
        ids=list(ids),
        action=change.action,
        old_status=change.old_status,
        new_status=change.new_status,
        cart_reference=change.cart_reference,
        user_id=change.user_id,
        details=change.details,
        now=change.now,
    )


async def record_batch_tickets(tx: Tx, tenant_id: int, batch_id: int, change: Change) -> None:
    """One entry per ticket of a batch, in one statement."""
    await tx.execute(
        "insert_batch_audits",
        tenant_id=tenant_id,
        batch_id=batch_id,
        action=change.action,
        old_status=change.old_status,
        new_status=change.new_status,
        user_id=change.user_id,
        details=change.details,
        now=change.now,
    )


async def record_entity(tx: Tx, tenant_id: int, entity_type: str, entity_id: int, change: Change) -> None:
    """One entry for something that is no ticket: BATCH, ATTRACTION, USER, SALE."""
    await tx.execute(
        "insert_audit",
        tenant_id=tenant_id,
        entity_type=entity_type,
        entity_id=entity_id,
        action=change.action,
        old_status=change.old_status,
        new_status=change.new_status,
        cart_reference=None,
        user_id=change.user_id,
        details=change.details,
        now=change.now,
    )


async def record_refunded(tx: Tx, cart: Cart, change: Change) -> None:
    """One entry per sale of a cart that was refunded at the instant of the change."""
    await tx.execute(
        "insert_refund_audits",
        cart_id=cart.id,
        action=change.action,
        old_status=change.old_status,
        new_status=change.new_status,
        cart_reference=cart.reference,
        user_id=change.user_id,
        details=change.details,
        now=change.now,
    )


async def record_sales(tx: Tx, cart: Cart, change: Change) -> None:
    """One entry per sale of a cart, in one statement; a new status of None means the one that the sale has now."""
    await tx.execute(
        "insert_sale_audits",
        cart_id=cart.id,
        action=change.action,
        old_status=change.old_status,
        new_status=change.new_status,
        cart_reference=cart.reference,
        user_id=change.user_id,
        details=change.details,
        now=change.now,
    )
