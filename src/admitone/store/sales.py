"""Searches of sales."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from msgspec import Struct

from admitone.core.selling import Cart, PaymentStatus, SaleStatus
from admitone.store import carts, payments
from admitone.store.database import Tx, as_struct


class SaleRow(Struct, frozen=True, kw_only=True):
    """A sale with what its cart knows, as lists show it."""

    id: int
    cart_id: int
    ticket_id: int
    cart_reference: str
    odoo_quote_id: int | None
    odoo_customer_id: int | None
    customer_name: str | None
    customer_phone: str | None
    customer_email: str | None
    price_minor: int | None
    currency: str | None
    agent_user_id: str | None
    status: SaleStatus
    payment_status: PaymentStatus | None
    download_code_sent_at: datetime | None
    notes: str | None
    refunded_at: datetime | None
    created_at: datetime
    updated_at: datetime


class SaleLink(Struct, frozen=True, kw_only=True):
    """The latest payment link of a cart, and the transaction that paid it."""

    url: str | None
    transaction_ref: str | None


@dataclass(frozen=True, slots=True)
class SaleFilter:
    """Which sales; None does not restrict. `created_to` is exclusive."""

    cart_reference: str | None = None
    ticket_id: int | None = None
    status: SaleStatus | None = None
    attraction_id: int | None = None
    agent_user_id: str | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    before_id: int | None = None
    limit: int = 100_000


async def list_sales(tx: Tx, tenant_id: int, wanted: SaleFilter) -> list[SaleRow]:
    """Sales of a tenant, newest first."""
    rows = await tx.fetch_all(
        "list_sales",
        tenant_id=tenant_id,
        cart_reference=wanted.cart_reference,
        ticket_id=wanted.ticket_id,
        status=wanted.status and str(wanted.status),
        attraction_id=wanted.attraction_id,
        agent_user_id=wanted.agent_user_id,
        created_from=wanted.created_from,
        created_to=wanted.created_to,
        before_id=wanted.before_id,
        limit=wanted.limit,
    )
    return [as_struct(row, SaleRow) for row in rows]


async def read_links(tx: Tx, cart_ids: list[int]) -> dict[int, SaleLink]:
    """The payment link of each cart: of the attempt that was paid, else of the latest."""
    links: dict[int, SaleLink] = {}
    for session in await payments.list_payment_sessions_of(tx, cart_ids):
        known = links.get(session.cart_id)
        if known is None or known.transaction_ref is None:
            links[session.cart_id] = SaleLink(
                url=session.url or (known.url if known else None), transaction_ref=session.transaction_ref
            )
    return links


async def list_customers(tx: Tx, tenant_id: int, text: str, limit: int) -> list[Cart]:
    """The latest cart of each earlier customer whose name, address or number begins so."""
    rows = await tx.fetch_all("list_customers", tenant_id=tenant_id, text_like=f"{text.lower()}%", limit=limit)
    found = await carts.list_carts(tx, tenant_id, [int(row["id"]) for row in rows])
    return sorted(found.values(), key=lambda cart: cart.id, reverse=True)


class StockCount(Struct, frozen=True, kw_only=True):
    """Tickets of one attraction by state, on a day."""

    attraction_id: int
    available: int
    reserved: int
    sold: int
    expired: int
    total: int


class Revenue(Struct, frozen=True, kw_only=True):
    """What completed sales of an attraction brought in, in minor units of one currency."""

    attraction_id: int
    currency: str
    revenue_minor: int
    sales: int


async def count_stock(tx: Tx, tenant_id: int, today: date, attraction_id: int | None = None) -> list[StockCount]:
    """Tickets by attraction and state. AVAILABLE stock whose last day is over counts as expired."""
    rows = await tx.fetch_all("count_stock", tenant_id=tenant_id, today=today, attraction_id=attraction_id)
    return [as_struct(row, StockCount) for row in rows]


async def sum_revenue(tx: Tx, tenant_id: int, attraction_id: int | None = None) -> list[Revenue]:
    """Revenue of completed sales by attraction and currency."""
    rows = await tx.fetch_all("sum_revenue", tenant_id=tenant_id, attraction_id=attraction_id)
    return [as_struct(row, Revenue) for row in rows]


async def fold_counters(tx: Tx) -> int:
    """Fold what has changed since the last time into the totals; how many totals changed. SQLite needs none of it."""
    if tx.dialect == "sqlite":
        return 0
    folded = [await tx.execute(f"fold_{counted}_changes") for counted in ("stock", "revenue", "sold")]
    return sum(folded)
