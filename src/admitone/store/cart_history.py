"""What happened to a cart, by its audit entries."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from admitone.store.database import Tx, as_structs


class CartStep(Struct, frozen=True, kw_only=True):
    """One decision about a cart; `sales` counts the tickets that it was about."""

    action: str
    old_status: str | None
    new_status: str | None
    user_id: str | None
    details: str | None
    created_at: datetime
    sales: int


class CartDownload(Struct, frozen=True, kw_only=True):
    """Tickets of a cart that were fetched at one moment: one of them, or several in one file."""

    downloaded_at: datetime
    tickets: int
    ticket_id: int


async def list_cart_downloads(tx: Tx, tenant_id: int, cart_reference: str, limit: int) -> list[CartDownload]:
    """When tickets of a cart were fetched, latest first."""
    rows = await tx.fetch_all("list_cart_downloads", tenant_id=tenant_id, cart_reference=cart_reference, limit=limit)
    return as_structs(rows, CartDownload)


async def list_cart_steps(tx: Tx, tenant_id: int, cart_reference: str) -> list[CartStep]:
    """The decisions about a cart, oldest first: one each, though the audit has an entry for every ticket."""
    rows = await tx.fetch_all("list_cart_steps", tenant_id=tenant_id, cart_reference=cart_reference)
    return as_structs(rows, CartStep)
