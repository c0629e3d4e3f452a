"""What reports ask beyond counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Literal

from msgspec import Struct

from admitone.store.database import Tx, as_struct, as_structs
from admitone.store.statements import fit_statement

_MARGINS: Final = """
SELECT CAST({key} AS TEXT) AS key, COALESCE(sales.currency, purchase_currency) AS currency, COUNT(*) AS tickets,
       SUM(CASE WHEN sales.currency IS NULL THEN 0 ELSE COALESCE(price_minor, 0) END)::bigint AS sold_minor,
       SUM(CASE WHEN purchase_currency = COALESCE(sales.currency, purchase_currency)
                THEN COALESCE(purchase_price_per_ticket_minor, 0) ELSE 0 END)::bigint AS bought_minor,
       SUM(CASE WHEN purchase_currency = COALESCE(sales.currency, purchase_currency)
                     AND purchase_price_per_ticket_minor IS NOT NULL THEN 0 ELSE 1 END) AS cost_unknown
FROM sales
JOIN carts ON carts.id = sales.cart_id
LEFT JOIN tickets ON tickets.id = sales.ticket_id
LEFT JOIN batches ON batches.id = tickets.batch_id
WHERE {where} AND sales.status IN ('COMPLETED', 'GROUP_ASSIGNED')
      AND COALESCE(sales.currency, purchase_currency) IS NOT NULL
GROUP BY {key}, 2
"""


MarginKey = Literal["attraction", "campaign", "batch", "agent"]
_KEYS: Final[dict[MarginKey, str]] = {
    "attraction": "sales.attraction_id",
    "campaign": "tickets.campaign_id",
    "batch": "tickets.batch_id",
    "agent": "carts.agent_user_id",
}


class MarginSum(Struct, frozen=True, kw_only=True):
    """What sold tickets of a group brought in and cost, in minor units of one currency.

    `cost_unknown` counts the tickets whose cost is not known, or known in another currency; `bought_minor` is without.
    """

    key: str | None
    currency: str
    tickets: int
    sold_minor: int
    bought_minor: int
    cost_unknown: int


class Duplicate(Struct, frozen=True, kw_only=True):
    """A serial or barcode that several tickets have."""

    value: str
    field: str
    tickets: int
    first_ticket_id: int
    last_ticket_id: int


class Threshold(Struct, frozen=True, kw_only=True):
    """Below how many available tickets an attraction runs low."""

    id: int
    name: str
    low_stock_threshold: int


async def sum_margins(
    tx: Tx, tenant_id: int, by: MarginKey, created_from: datetime | None, created_to: datetime | None
) -> list[MarginSum]:
    """Sold tickets of a period by group and currency. Those without a price count in the currency of their cost."""
    parts, parameters = ["sales.tenant_id = :tenant_id"], {"tenant_id": tenant_id, **_bounds(created_from, created_to)}
    if created_from is not None:
        parts.append("sales.created_at >= :created_from::timestamptz")
    if created_to is not None:
        parts.append("sales.created_at < :created_to::timestamptz")
    text = _MARGINS.format(key=_KEYS[by], where=" AND ".join(parts))
    return as_structs(await tx.fetch_composed(fit_statement(text, tx.dialect), parameters), MarginSum)


async def list_duplicates(tx: Tx, tenant_id: int, after: tuple[str, str] | None, limit: int) -> list[Duplicate]:
    """Serials and barcodes that several tickets have, by field and value; `after` is such a pair, where to go on."""
    field, value = after or ("", "")
    rows = await tx.fetch_all("list_duplicates", tenant_id=tenant_id, after_field=field, after_value=value, limit=limit)
    return [as_struct(row, Duplicate) for row in rows]


async def set_threshold(tx: Tx, tenant_id: int, attraction_id: int, threshold: int | None, now: datetime) -> bool:
    """Set or clear when an attraction runs low; False when the tenant has no such one."""
    return bool(
        await tx.execute(
            "set_low_stock_threshold", tenant_id=tenant_id, attraction_id=attraction_id, threshold=threshold, now=now
        )
    )


async def list_thresholds(tx: Tx, tenant_id: int) -> list[Threshold]:
    """The thresholds of active attractions."""
    return [as_struct(row, Threshold) for row in await tx.fetch_all("list_low_stock_thresholds", tenant_id=tenant_id)]


def _bounds(created_from: datetime | None, created_to: datetime | None) -> dict[str, Any]:
    given = {"created_from": created_from, "created_to": created_to}
    return {name: value for name, value in given.items() if value is not None}
