"""Rows of carts, their holds and sales, and the transitions of the tickets in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from admitone.core.inventory import Ticket
from admitone.core.selling import Cart, Hold, PaymentStatus, Resolution, Sale, SaleStatus
from admitone.store.database import Tx, as_struct, as_structs


class SoldPlace(Struct, frozen=True, kw_only=True):
    """Where a ticket of a cart was for when the reservation ended; `place_gone` when that was deleted since."""

    ticket_id: int
    timeslot_id: int | None
    sector_id: int | None
    place_gone: bool


async def insert_cart(tx: Tx, columns: dict[str, Any]) -> int | None:
    """Add a cart; its id, or None when its reference is taken."""
    row = await tx.fetch_one("insert_cart", **columns)
    return int(row["id"]) if row else None


async def read_cart(tx: Tx, tenant_id: int, reference: str) -> Cart | None:
    """A cart of a tenant by its reference."""
    row = await tx.fetch_one("read_cart", tenant_id=tenant_id, reference=reference)
    return as_struct(row, Cart) if row else None


async def read_cart_by_id(tx: Tx, cart_id: int) -> Cart:
    """A cart that is known to exist."""
    row = await tx.fetch_one("read_cart_by_id", cart_id=cart_id)
    if row is None:
        raise LookupError(f"there is no cart {cart_id}")
    return as_struct(row, Cart)


async def lock_cart(tx: Tx, cart_id: int) -> Cart:
    """A cart that is known to exist, and that nobody else changes before this transaction ends."""
    row = await tx.fetch_one("lock_cart", cart_id=cart_id)
    if row is None:
        raise LookupError(f"there is no cart {cart_id}")
    return as_struct(row, Cart)


async def read_cart_of_anybody(tx: Tx, reference: str) -> Cart | None:
    """A cart of whichever tenant, for callers whose leave is another one than membership."""
    row = await tx.fetch_one("read_cart_of_anybody", reference=reference)
    return as_struct(row, Cart) if row else None


async def list_carts(tx: Tx, tenant_id: int, ids: Sequence[int]) -> dict[int, Cart]:
    """Carts by id."""
    rows = await tx.fetch_all("list_carts", tenant_id=tenant_id, ids=list(ids))
    return {int(row["id"]): as_struct(row, Cart) for row in rows}


async def move_cart(
    tx: Tx,
    cart_id: int,
    from_status: SaleStatus,
    status: SaleStatus,
    now: datetime,
    *,
    payment_status: PaymentStatus | None = None,
    cancel_reason: str | None = None,
) -> bool:
    """Move a cart and its sales from one status to another; False when it was no longer there."""
    moved = await tx.execute(
        "move_cart",
        cart_id=cart_id,
        from_status=str(from_status),
        status=str(status),
        payment_status=payment_status and str(payment_status),
        cancel_reason=cancel_reason,
        completed_at=now if status is SaleStatus.COMPLETED else None,
        now=now,
    )
    if moved:
        await tx.execute("move_sales", cart_id=cart_id, from_status=str(from_status), status=str(status), now=now)
    return bool(moved)


async def note_payment_status(tx: Tx, cart_id: int, status: PaymentStatus, now: datetime) -> bool:
    """Write what a payment came to; False when that was known, or the cart is paid."""
    return bool(await tx.execute("note_payment_status", cart_id=cart_id, payment_status=str(status), now=now))


async def note_quotation(
    tx: Tx, cart: Cart, *, quote_id: int, quote_number: str, customer_id: int, now: datetime
) -> None:
    """Keep the ERP document of a cart, on the cart and on its tickets."""
    await tx.execute(
        "note_quotation",
        cart_id=cart.id,
        odoo_quote_id=quote_id,
        odoo_quote_number=quote_number,
        odoo_customer_id=customer_id,
        now=now,
    )
    await tx.execute(
        "note_ticket_quotation", tenant_id=cart.tenant_id, cart_reference=cart.reference, odoo_quote_id=quote_id
    )


async def note_invoice(tx: Tx, cart_id: int, invoice_number: str, now: datetime) -> None:
    """Keep the number of the ERP's invoice."""
    await tx.execute("note_invoice", cart_id=cart_id, invoice_number=invoice_number, now=now)


async def note_mailed(tx: Tx, cart_id: int, now: datetime) -> None:
    """Note that a mail server has accepted the download links."""
    await tx.execute("note_mailed", cart_id=cart_id, now=now)


async def hold_tickets(
    tx: Tx, tenant_id: int, ids: Sequence[int], cart_reference: str, today: date, now: datetime
) -> list[Ticket]:
    """AVAILABLE -> RESERVED for those of `ids` that can be sold on this day; fewer than asked for means refuse all."""
    rows = await tx.fetch_all(
        "hold_tickets", tenant_id=tenant_id, ids=list(ids), cart_reference=cart_reference, today=today, now=now
    )
    return as_structs(rows, Ticket)


class _LastDay(Struct, frozen=True):
    day: date | None


async def read_last_held_day(tx: Tx, tenant_id: int, cart_reference: str) -> date | None:
    """The last day that any RESERVED ticket of a cart is good for; None when none of them ends."""
    row = await tx.fetch_one("read_last_held_day", tenant_id=tenant_id, cart_reference=cart_reference)
    return as_struct(row, _LastDay).day if row else None


async def sell_held_tickets(
    tx: Tx, tenant_id: int, cart_reference: str, download_expires_at: datetime, now: datetime
) -> list[int]:
    """RESERVED -> SOLD for the tickets of a cart."""
    rows = await tx.fetch_all(
        "sell_held_tickets",
        tenant_id=tenant_id,
        cart_reference=cart_reference,
        download_expires_at=download_expires_at,
        now=now,
    )
    return [int(row["id"]) for row in rows]


async def assign_held_tickets(
    tx: Tx, tenant_id: int, cart_reference: str, trip_service_id: int, download_expires_at: datetime, now: datetime
) -> list[int]:
    """RESERVED -> SOLD for the tickets of a cart that a group trip takes."""
    rows = await tx.fetch_all(
        "assign_held_tickets",
        tenant_id=tenant_id,
        cart_reference=cart_reference,
        trip_service_id=trip_service_id,
        download_expires_at=download_expires_at,
        now=now,
    )
    return [int(row["id"]) for row in rows]


async def remember_places(tx: Tx, cart_id: int) -> None:
    """Keep, with the sales of a cart, the places that its tickets are about to give back."""
    await tx.execute("remember_places", cart_id=cart_id)


async def list_sold_places(tx: Tx, cart_id: int) -> list[SoldPlace]:
    """The places that were kept, of the sales that had one."""
    return as_structs(await tx.fetch_all("list_sold_places", cart_id=cart_id), SoldPlace)


async def release_held_tickets(tx: Tx, tenant_id: int, cart_reference: str, now: datetime) -> list[int]:
    """RESERVED -> AVAILABLE for the tickets of a cart."""
    rows = await tx.fetch_all("release_held_tickets", tenant_id=tenant_id, cart_reference=cart_reference, now=now)
    return [int(row["id"]) for row in rows]


async def insert_hold(tx: Tx, tenant_id: int, cart_id: int, expires_at: datetime, now: datetime) -> None:
    """Begin to keep the tickets of a cart."""
    await tx.execute("insert_hold", tenant_id=tenant_id, cart_id=cart_id, expires_at=expires_at, now=now)


async def resolve_hold(
    tx: Tx, cart_id: int, resolution: Resolution, resolved_by: str, now: datetime, *, lapsed_only: bool = False
) -> bool:
    """End a hold; False when somebody else has ended it. The row count is the verdict of every race."""
    name = "resolve_lapsed_hold" if lapsed_only else "resolve_hold"
    return bool(await tx.execute(name, cart_id=cart_id, resolution=str(resolution), resolved_by=resolved_by, now=now))


async def read_last_hold(tx: Tx, cart_id: int) -> Hold | None:
    """The present or last hold of a cart."""
    row = await tx.fetch_one("read_last_hold", cart_id=cart_id)
    return as_struct(row, Hold) if row else None


async def list_lapsed_holds(tx: Tx, now: datetime, after_id: int, limit: int) -> list[Hold]:
    """Holds of all tenants whose time is over and that nobody has ended yet; page on with the last one's id."""
    rows = await tx.fetch_all("list_lapsed_holds", now=now, after_id=after_id, limit=limit)
    return [as_struct(row, Hold) for row in rows]


async def insert_sales(tx: Tx, cart: Cart, status: SaleStatus, now: datetime) -> None:
    """One sale per ticket of a cart. ConstraintViolated `sales_ticket_live_once` if one were sold already."""
    await tx.execute(
        "insert_sales",
        tenant_id=cart.tenant_id,
        cart_id=cart.id,
        cart_reference=cart.reference,
        status=str(status),
        now=now,
    )


async def move_sales(tx: Tx, cart_id: int, from_status: SaleStatus, status: SaleStatus, now: datetime) -> int:
    """Move the sales of a cart."""
    return await tx.execute("move_sales", cart_id=cart_id, from_status=str(from_status), status=str(status), now=now)


async def list_cart_sales(tx: Tx, cart_id: int) -> list[Sale]:
    """The sales of a cart."""
    return [as_struct(row, Sale) for row in await tx.fetch_all("list_cart_sales", cart_id=cart_id)]


async def replace_sale_ticket(tx: Tx, sale_id: int, replaced: int, now: datetime) -> None:
    """Let the cancelled sale of a ticket that is gone be of another of its kind; the price stays what was paid."""
    await tx.execute("replace_sale_ticket", sale_id=sale_id, replaced=replaced, now=now)


async def take_back(tx: Tx, cart: Cart, ids: Sequence[int], *, restock: bool, now: datetime) -> list[int]:
    """SOLD -> AVAILABLE, or SOLD and void, for tickets of a cart that nobody has used; the ids that changed."""
    name = "restock_tickets" if restock else "void_tickets"
    rows = await tx.fetch_all(name, tenant_id=cart.tenant_id, cart_reference=cart.reference, ids=list(ids), now=now)
    return [int(row["id"]) for row in rows]


async def change_download_code(tx: Tx, ticket_id: int, download_code: str) -> None:
    """Make the links to a ticket that are out there useless."""
    await tx.execute("change_download_code", ticket_id=ticket_id, download_code=download_code)


async def refund_sales(tx: Tx, cart_id: int, ticket_ids: Sequence[int], now: datetime) -> int:
    """COMPLETED -> CANCELLED for these tickets of a cart; what they cost together, in minor units."""
    rows = await tx.fetch_all("refund_sales", cart_id=cart_id, ticket_ids=list(ticket_ids), now=now)
    return sum(int(row["price_minor"] or 0) for row in rows)
