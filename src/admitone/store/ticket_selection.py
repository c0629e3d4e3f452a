"""Many tickets at once: what a selection holds, and changing all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Final

from msgspec import Meta, Struct

from admitone.core.inventory import TicketStatus
from admitone.store.database import Tx, as_structs
from admitone.store.statements import fit_statement
from admitone.store.ticket_filter import TicketFilter, compose_conditions

# Wi-Fi tickets end when their own limits say, and what was taken out of sale stays out of it whatever its last day.
_EXTENDABLE: Final = (
    "NOT (status = 'EXPIRED' AND voided_at IS NOT NULL) "
    "AND NOT EXISTS (SELECT 1 FROM wifi_tickets WHERE wifi_tickets.ticket_id = tickets.id)"
)


class PricedTicket(Struct, frozen=True, kw_only=True):
    """A ticket with its price, in minor units."""

    id: int
    selling_price_minor: int | None
    selling_currency: str | None


class ValidityCount(Struct, frozen=True, kw_only=True):
    """So many tickets are in a status; `shortened` of them are valid for longer than the day that was asked about."""

    status: TicketStatus
    tickets: int
    shortened: int


class Price(Struct, frozen=True, kw_only=True):
    """A price, in minor units; both None for a ticket without one."""

    minor: Annotated[int, Meta(ge=0, le=2**53)] | None
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")] | None

    def __post_init__(self) -> None:
        if (self.minor is None) != (self.currency is None):
            raise ValueError("a price and its currency belong together")


class PriceSum(Struct, frozen=True, kw_only=True):
    """So many tickets have a price, in minor units."""

    price_minor: int | None
    currency: str | None
    tickets: int


async def lock_selection(tx: Tx, tenant_id: int, wanted: TicketFilter, limit: int) -> list[PricedTicket]:
    """The tickets of a filter, kept from changing until the transaction ends; no more than `limit` of them."""
    conditions = compose_conditions(wanted, tenant_id, tx.dialect)
    text = (
        "SELECT id, selling_price_minor, selling_currency FROM tickets "  # noqa: S608
        f"WHERE {conditions.where} ORDER BY id LIMIT :limit FOR UPDATE"
    )
    rows = await tx.fetch_composed(fit_statement(text, tx.dialect), conditions.parameters | {"limit": limit})
    return as_structs(rows, PricedTicket)


async def lock_extendable(tx: Tx, tenant_id: int, wanted: TicketFilter, limit: int) -> list[int]:
    """The ids of those tickets of a filter whose last day a selection may move, kept from changing as above."""
    conditions = compose_conditions(wanted, tenant_id, tx.dialect)
    text = f"SELECT id FROM tickets WHERE {conditions.where} AND {_EXTENDABLE} ORDER BY id LIMIT :limit FOR UPDATE"  # noqa: S608
    rows = await tx.fetch_composed(fit_statement(text, tx.dialect), conditions.parameters | {"limit": limit})
    return [int(row["id"]) for row in rows]


async def count_validity(tx: Tx, tenant_id: int, wanted: TicketFilter, valid_until: date) -> list[ValidityCount]:
    """The tickets of a filter whose last day a selection may move, by status, as a new one finds them."""
    conditions = compose_conditions(wanted, tenant_id, tx.dialect)
    text = (
        "SELECT CASE WHEN status = 'AVAILABLE' AND last_day < :today THEN 'EXPIRED' ELSE status END AS status, "  # noqa: S608
        "COUNT(*) AS tickets, "
        "SUM(CASE WHEN last_day > :valid_until OR last_day IS NULL THEN 1 ELSE 0 END) AS shortened "
        f"FROM tickets WHERE {conditions.where} AND {_EXTENDABLE} GROUP BY 1 ORDER BY 1"
    )
    parameters = conditions.parameters | {"today": wanted.today, "valid_until": valid_until}
    return as_structs(await tx.fetch_composed(fit_statement(text, tx.dialect), parameters), ValidityCount)


async def count_prices(tx: Tx, tenant_id: int, wanted: TicketFilter) -> list[PriceSum]:
    """The tickets of a filter by price."""
    conditions = compose_conditions(wanted, tenant_id, tx.dialect)
    text = (
        "SELECT selling_price_minor AS price_minor, selling_currency AS currency, COUNT(*) AS tickets FROM tickets "  # noqa: S608
        f"WHERE {conditions.where} GROUP BY 1, 2 ORDER BY 2, 1"
    )
    return as_structs(await tx.fetch_composed(fit_statement(text, tx.dialect), conditions.parameters), PriceSum)


async def set_prices(tx: Tx, tenant_id: int, ids: Sequence[int], price_minor: int, currency: str, now: datetime) -> int:
    """Give tickets that are for sale a price; how many it was."""
    return await tx.execute(
        "set_prices", tenant_id=tenant_id, ids=list(ids), price_minor=price_minor, currency=currency, now=now
    )


async def restore_prices(
    tx: Tx, tenant_id: int, ids: Sequence[int], given: Price, former: Price, now: datetime
) -> list[int]:
    """Give tickets that are for sale at a price their former one; the ids of those that were."""
    rows = await tx.fetch_all(
        "restore_prices",
        tenant_id=tenant_id,
        ids=list(ids),
        given_minor=given.minor,
        given_currency=given.currency,
        price_minor=former.minor,
        currency=former.currency,
        now=now,
    )
    return [int(row["id"]) for row in rows]
