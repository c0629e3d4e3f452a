"""The tickets that somebody owns, at whichever tenants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from msgspec import Struct

from admitone.core.events import ShownState
from admitone.core.inventory import Ticket, TicketFormat
from admitone.store.database import Tx, as_structs
from admitone.store.people import Tenant
from admitone.store.statements import Dialect, Statement, fit_statement
from admitone.store.ticket_filter import TICKET_COLUMNS

SortBy = Literal["id", "created_at", "updated_at", "issued_at", "ticket_date", "price"]


class OwnedTicket(Ticket, frozen=True, kw_only=True):
    """A ticket with the tenant that it is of."""

    tenant_id: int


class Holder(Struct, frozen=True, kw_only=True):
    """The person behind an enrollment, whose `id` this is."""

    id: int
    uid: str
    email: str | None
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedFilter:
    """Which tickets of these enrollments; None does not restrict, no `ids` either. `now` decides what is activated."""

    owners: Sequence[int]
    now: datetime
    format: TicketFormat | None = None
    status: ShownState | None = None
    ids: Sequence[int] = ()


_CALLED_OFF: Final = "EXISTS (SELECT 1 FROM events WHERE events.id = tickets.event_id AND events.state = 'CANCELLED')"
_LIVE: Final = f"voided_at IS NULL AND redeemed_at IS NULL AND NOT {_CALLED_OFF} AND "
_ISSUED: Final = f"{_LIVE}status = 'SOLD' AND issued_at IS NOT NULL"
_ACTIVE: Final[dict[Dialect, str]] = {
    "postgresql": "EXISTS (SELECT 1 FROM events WHERE events.id = tickets.event_id "
    "AND events.starts_at - events.activation_minutes * INTERVAL '1 minute' <= :now::timestamptz)",
    "sqlite": "EXISTS (SELECT 1 FROM events WHERE events.id = tickets.event_id "
    "AND julianday(events.starts_at) - events.activation_minutes / 1440.0 <= julianday(:now))",
}
# What is AVAILABLE has no owner.
_NOTHING: Final = "1 = 0"


Composed = tuple[Statement, dict[str, Any]]


async def list_owned(
    tx: Tx, wanted: OwnedFilter, *, sort: SortBy, descending: bool, limit: int, offset: int
) -> list[OwnedTicket]:
    """One page; those without a sort value come last, and the id decides between equal ones."""
    page, _ = compose_page(wanted, tx.dialect, sort=sort, descending=descending, limit=limit, offset=offset)
    return as_structs(await tx.fetch_composed(*page), OwnedTicket)


def compose_page(
    wanted: OwnedFilter, dialect: Dialect, *, sort: SortBy, descending: bool, limit: int, offset: int
) -> tuple[Composed, Composed]:
    """The statements of one page, and of the number of all, each with its parameters."""
    where, parameters = _conditions(wanted, dialect)
    column = "selling_price_minor" if sort == "price" else sort
    direction = "DESC" if descending else "ASC"
    order = f"id {direction}" if sort == "id" else f"{column} {direction} NULLS LAST, id {direction}"
    # The ids first: they come from the index alone, so that what a late page passes over is not read.
    ids = f"SELECT id FROM tickets WHERE {where} ORDER BY {order} LIMIT :limit OFFSET :offset"  # noqa: S608
    text = f"SELECT tenant_id, {TICKET_COLUMNS} FROM tickets WHERE id IN ({ids}) ORDER BY {order}"  # noqa: S608
    count = f"SELECT COUNT(*) AS total FROM tickets WHERE {where}"  # noqa: S608
    page = (fit_statement(text, dialect), parameters | {"limit": limit, "offset": offset})
    return page, (fit_statement(count, dialect), parameters)


async def count_owned(tx: Tx, wanted: OwnedFilter) -> int:
    """How many tickets a filter has."""
    _, count = compose_page(wanted, tx.dialect, sort="id", descending=False, limit=0, offset=0)
    rows = await tx.fetch_composed(*count)
    return int(rows[0]["total"])


async def list_holders(tx: Tx, ids: Sequence[int]) -> dict[int, Holder]:
    """The people behind enrollments, by the enrollments' ids."""
    rows = await tx.fetch_all("list_holders", ids=list(ids))
    return {holder.id: holder for holder in as_structs(rows, Holder)}


async def list_tenants(tx: Tx, ids: Sequence[int]) -> dict[int, Tenant]:
    """Tenants by id."""
    rows = await tx.fetch_all("list_tenants_of", ids=list(ids))
    return {tenant.id: tenant for tenant in as_structs(rows, Tenant)}


def _conditions(wanted: OwnedFilter, dialect: Dialect) -> tuple[str, dict[str, Any]]:
    parts = ["owner_id = ANY(:owners::bigint[])"]
    parameters: dict[str, Any] = {"owners": list(wanted.owners)}
    if wanted.format is not None:
        parts.append("format = :format")
        parameters["format"] = str(wanted.format)
    if wanted.ids:
        parts.append("id = ANY(:ids::bigint[])")
        parameters["ids"] = list(wanted.ids)
    if wanted.status is not None:
        condition = _state_condition(wanted.status, dialect)
        parts.append(condition)
        if ":now" in condition:
            parameters["now"] = wanted.now
    return " AND ".join(parts), parameters


def _state_condition(state: ShownState, dialect: Dialect) -> str:
    active = _ACTIVE[dialect]
    return {
        ShownState.DRAFT: _NOTHING,
        ShownState.AVAILABLE: _NOTHING,
        ShownState.RESERVED: f"{_LIVE}status = 'RESERVED'",
        ShownState.CONFIRMED: f"{_LIVE}status = 'SOLD' AND issued_at IS NULL",
        ShownState.ISSUED: f"{_ISSUED} AND NOT {active}",
        ShownState.ACTIVATED: f"{_ISSUED} AND {active}",
        ShownState.REDEEMED: "voided_at IS NULL AND redeemed_at IS NOT NULL",
        ShownState.INVALIDATED: f"(voided_at IS NOT NULL OR redeemed_at IS NULL AND {_CALLED_OFF})",
        ShownState.EXPIRED: f"{_LIVE}status = 'EXPIRED'",
    }[state]
