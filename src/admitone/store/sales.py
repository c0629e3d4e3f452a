"""Searches of sales."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct

from admitone.core.selling import Cart, PaymentStatus, SaleStatus
from admitone.store import carts, payments
from admitone.store.database import Tx, as_struct, as_structs
from admitone.store.statements import Dialect, fit_statement
from admitone.store.ticket_filter import TicketFilter, compose_counted


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


class SaleSum(Struct, frozen=True, kw_only=True):
    """How many sales of one currency there are, and what they come to, in minor units. No currency: no price either."""

    currency: str | None
    sales: int
    price_minor: int


class QuarterSum(Struct, frozen=True, kw_only=True):
    """Such a sum of one quarter of an hour, counted from 1970."""

    quarter_hour: int
    currency: str
    sales: int
    price_minor: int


@dataclass(frozen=True, slots=True)
class SaleFilter:
    """Which sales; None does not restrict. `created_to` is exclusive.

    `currency` is that of the price, or of the cost where there is no price, as margins count it.
    """

    cart_reference: str | None = None
    ticket_id: int | None = None
    status: SaleStatus | None = None
    statuses: tuple[SaleStatus, ...] = ()
    attraction_id: int | None = None
    agent_user_id: str | None = None
    currency: str | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    before_id: int | None = None
    limit: int = 100_000


_COLUMNS: Final = (
    "sales.id, sales.cart_id, sales.ticket_id, carts.reference AS cart_reference, carts.odoo_quote_id, "
    "carts.odoo_customer_id, carts.customer_name, carts.customer_phone, carts.customer_email, sales.price_minor, "
    "sales.currency, carts.agent_user_id, sales.status, carts.payment_status, carts.download_code_sent_at, "
    "carts.notes, sales.refunded_at, sales.created_at, sales.updated_at"
)
_CARTS: Final = "sales JOIN carts ON carts.id = sales.cart_id"
# Asked only for sales without a price: a join would look up the ticket and the batch of every one.
_CURRENCY: Final = (
    "COALESCE(sales.currency, (SELECT batches.purchase_currency FROM tickets "
    "JOIN batches ON batches.id = tickets.batch_id WHERE tickets.id = sales.ticket_id))"
)
_PRICE: Final = "COALESCE(SUM(sales.price_minor), 0)::bigint AS price_minor"
_QUARTER: Final[dict[Dialect, str]] = {
    "postgresql": "FLOOR(EXTRACT(EPOCH FROM sales.created_at) / 900)::bigint",
    "sqlite": "CAST(strftime('%s', substr(sales.created_at, 1, 19)) AS INTEGER) / 900",
}
_CONDITIONS: Final = (
    ("cart_reference", "carts.reference = :cart_reference"),
    ("ticket_id", "sales.ticket_id = :ticket_id"),
    ("status", "sales.status = :status"),
    ("statuses", "sales.status = ANY(:statuses::text[])"),
    ("attraction_id", "sales.attraction_id = :attraction_id"),
    ("agent_user_id", "carts.agent_user_id = :agent_user_id"),
    ("currency", f"{_CURRENCY} = :currency"),
    ("created_from", "sales.created_at >= :created_from"),
    ("created_to", "sales.created_at < :created_to"),
    ("before_id", "sales.id < :before_id"),
)


async def list_sales(tx: Tx, tenant_id: int, wanted: SaleFilter) -> list[SaleRow]:
    """Sales of a tenant, newest first."""
    where, parameters = _compose(tenant_id, wanted)
    text = f"SELECT {_COLUMNS} FROM {_CARTS} WHERE {where} ORDER BY sales.id DESC LIMIT :limit"  # noqa: S608
    rows = await tx.fetch_composed(fit_statement(text, tx.dialect), parameters | {"limit": wanted.limit})
    return as_structs(rows, SaleRow)


async def sum_sales(tx: Tx, tenant_id: int, wanted: SaleFilter) -> list[SaleSum]:
    """How many sales a filter has on all its pages, and what they come to, by currency."""
    where, parameters = _compose(tenant_id, wanted)
    text = (
        f"SELECT {_CURRENCY} AS currency, COUNT(*) AS sales, {_PRICE} FROM {_source(wanted)} WHERE {where} GROUP BY 1"  # noqa: S608
    )
    rows = await tx.fetch_composed(fit_statement(text + " ORDER BY 1", tx.dialect), parameters)
    return as_structs(rows, SaleSum)


async def sum_sales_by_quarter(tx: Tx, tenant_id: int, wanted: SaleFilter) -> list[QuarterSum]:
    """What the sales of a filter come to by quarter of an hour and currency."""
    where, parameters = _compose(tenant_id, wanted)
    text = (
        f"SELECT {_QUARTER[tx.dialect]} AS quarter_hour, {_CURRENCY} AS currency, COUNT(*) AS sales, {_PRICE} "  # noqa: S608
        f"FROM {_source(wanted)} WHERE {where} AND {_CURRENCY} IS NOT NULL GROUP BY 1, 2"
    )
    return as_structs(await tx.fetch_composed(fit_statement(text, tx.dialect), parameters), QuarterSum)


def _source(wanted: SaleFilter) -> str:
    return _CARTS if wanted.cart_reference is not None or wanted.agent_user_id is not None else "sales"


def _compose(tenant_id: int, wanted: SaleFilter) -> tuple[str, dict[str, Any]]:
    parts = ["sales.tenant_id = :tenant_id"]
    parameters: dict[str, Any] = {"tenant_id": tenant_id}
    for name, condition in _CONDITIONS:
        value = getattr(wanted, name)
        if value is not None and value != ():
            parts.append(condition)
            parameters[name] = [str(one) for one in value] if name == "statuses" else value
    return " AND ".join(parts), parameters


async def list_sales_of_cart(tx: Tx, cart_id: int) -> list[SaleRow]:
    """The sales of one cart, in the order of their ids."""
    text = f"SELECT {_COLUMNS} FROM {_CARTS} WHERE sales.cart_id = :cart_id ORDER BY sales.id"  # noqa: S608
    return as_structs(await tx.fetch_composed(fit_statement(text, tx.dialect), {"cart_id": cart_id}), SaleRow)


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


async def count_by_totals(tx: Tx, tenant_id: int, wanted: TicketFilter) -> int:
    """How many tickets a filter has for which `is_counted` holds; those of no attraction are not counted."""
    conditions = compose_counted(wanted, tenant_id)
    text = (
        "SELECT COALESCE(SUM(tickets), 0)::bigint AS total FROM ("  # noqa: S608
        f"SELECT tickets FROM stock_totals WHERE {conditions.where} "
        f"UNION ALL SELECT tickets FROM stock_changes WHERE {conditions.where}) AS counted"
    )
    rows = await tx.fetch_composed(fit_statement(text, tx.dialect), conditions.parameters)
    return int(rows[0]["total"])


async def fold_counters(tx: Tx) -> int:
    """Fold what has changed since the last time into the totals; how many totals changed. SQLite needs none of it."""
    if tx.dialect == "sqlite":
        return 0
    folded = [await tx.execute(f"fold_{counted}_changes") for counted in ("stock", "revenue", "sold")]
    return sum(folded)
