"""Finds free tickets of a kind, the ones that expire soonest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from admitone.core.inventory import Ticket
from admitone.store.database import Tx, as_structs
from admitone.store.statements import fit_statement
from admitone.store.ticket_filter import TICKET_COLUMNS

_SELLABLE = (
    "tickets.tenant_id = :tenant_id AND tickets.status = 'AVAILABLE' AND tickets.voided_at IS NULL "
    "AND (tickets.last_day IS NULL OR tickets.last_day >= :today) "
    "AND EXISTS (SELECT 1 FROM attractions WHERE attractions.id = tickets.attraction_id AND attractions.active) "
    "AND NOT EXISTS (SELECT 1 FROM ticket_configs "
    "WHERE ticket_configs.id = tickets.ticket_config_id AND (placed OR NOT ticket_configs.active))"
)
_KIND_COLUMNS = ("attraction_id", "category", "age_group", "ticket_date", "time_slot")


@dataclass(frozen=True, slots=True)
class TicketKind:
    """What makes tickets interchangeable. `exact` compares every column, so that None means none rather than any."""

    attraction_id: int | None
    category: str | None
    age_group: str | None
    ticket_date: date | None
    time_slot: str | None
    exact: bool = True


def kind_of(ticket: Ticket) -> TicketKind:
    """The kind that a ticket is of."""
    return TicketKind(ticket.attraction_id, ticket.category, ticket.age_group, ticket.ticket_date, ticket.time_slot)


async def find_free(tx: Tx, tenant_id: int, kind: TicketKind, today: date, limit: int) -> list[int]:
    """Ids of free tickets of a kind, soonest-expiring first. They are not held."""
    where, parameters = _conditions(kind)
    text = f"SELECT tickets.id FROM tickets WHERE {where} ORDER BY last_day NULLS LAST, tickets.id LIMIT :limit"  # noqa: S608
    parameters |= {"tenant_id": tenant_id, "today": today, "limit": limit}
    return [int(row["id"]) for row in await tx.fetch_composed(fit_statement(text, tx.dialect), parameters)]


async def hold_free(
    tx: Tx, tenant_id: int, kind: TicketKind, quantity: int, cart_reference: str, today: date, now: datetime,
    *, wait: bool,
) -> list[Ticket]:  # fmt: skip
    """AVAILABLE -> RESERVED for up to `quantity` tickets of a kind, soonest-expiring first.

    Without `wait` tickets that others are just taking are passed over, so that buyers of one kind do not queue behind
    each other; with it their outcome is waited for.
    """
    where, parameters = _conditions(kind)
    lock = "FOR UPDATE" if wait else "FOR UPDATE SKIP LOCKED"
    text = (
        f"WITH wanted AS (SELECT tickets.id AS wanted_id FROM tickets WHERE {where} "  # noqa: S608
        f"ORDER BY last_day NULLS LAST, tickets.id LIMIT :quantity {lock}) "
        "UPDATE tickets SET status = 'RESERVED', cart_reference = :cart_reference, reserved_at = :now, "
        "version = version + 1, updated_at = :now FROM wanted "
        "WHERE id = wanted_id AND status = 'AVAILABLE' "
        f"RETURNING {TICKET_COLUMNS}"
    )
    parameters |= {
        "tenant_id": tenant_id,
        "today": today,
        "quantity": quantity,
        "cart_reference": cart_reference,
        "now": now,
    }
    rows: Sequence[Any] = await tx.fetch_composed(fit_statement(text, tx.dialect), parameters)
    return as_structs(rows, Ticket)


def _conditions(kind: TicketKind) -> tuple[str, dict[str, Any]]:
    parts, parameters = [_SELLABLE], {}
    for column in _KIND_COLUMNS:
        value = getattr(kind, column)
        if value is not None:
            parts.append(f"tickets.{column} = :{column}")
            parameters[column] = value
        elif kind.exact:
            parts.append(f"tickets.{column} IS NULL")
    return " AND ".join(parts), parameters
