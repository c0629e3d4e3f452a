"""Composes the WHERE and ORDER BY of ticket searches from fixed fragments.

A statement that asked every filter at once (`:x IS NULL OR column = :x`) could use no index on SQLite, which plans
before it knows the values.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal

from admitone.core.inventory import TicketStatus
from admitone.store.statements import Dialect

TICKET_COLUMNS = (
    "id, uid, batch_id, attraction_id, internal_serial, serial, barcode, category, age_group, ticket_date, time_slot, "
    "time_slot_printed, valid_until, last_day, promo_code, limitations, status, selling_price_minor, "
    "selling_currency, page_number, attached_pages, review_flags, download_code, download_count, "
    "download_expires_at, cart_reference, odoo_quote_id, trip_service_id, reserved_at, sold_at, issued_at, "
    "redeemed_at, voided_at, event_id, ticket_config_id, timeslot_id, sector_id, format, owner_id, reservation_id, "
    "held_until, version, created_at, updated_at"
)
SortColumn = Literal["id", "ticket_date", "last_day", "serial"]
Lack = Literal["ticket_date", "time_slot", "category", "selling_price_minor"]


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """Which tickets; None does not restrict. `today` is the tenant's day by which unsold stock counts as expired.

    `lacking` names columns that must be empty, which no value can ask for; `ids` are the only tickets to look at.
    `flag` narrows `flagged` to one reason.
    """

    today: date
    batch_id: int | None = None
    attraction_id: int | None = None
    campaign_id: int | None = None
    status: TicketStatus | None = None
    category: str | None = None
    age_group: str | None = None
    time_slot: str | None = None
    selling_price_minor: int | None = None
    selling_currency: str | None = None
    lacking: tuple[Lack, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    last_day_from: date | None = None
    last_day_to: date | None = None
    text: str | None = None
    flagged: bool = False
    flag: str | None = None
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Conditions:
    """A WHERE clause and its parameters."""

    where: str
    parameters: dict[str, Any]


_EQUAL = (
    "batch_id",
    "attraction_id",
    "campaign_id",
    "category",
    "age_group",
    "time_slot",
    "selling_price_minor",
    "selling_currency",
)
_RANGES = (
    ("date_from", "ticket_date >= :date_from"),
    ("date_to", "ticket_date <= :date_to"),
    ("last_day_from", "last_day >= :last_day_from"),
    ("last_day_to", "last_day <= :last_day_to"),
)


def compose_conditions(wanted: TicketFilter, tenant_id: int, dialect: Dialect) -> Conditions:
    """The conditions of a filter, within one tenant."""
    parts = ["tenant_id = :tenant_id"]
    parameters: dict[str, Any] = {"tenant_id": tenant_id}
    for column in _EQUAL:
        value = getattr(wanted, column)
        if value is not None:
            parts.append(f"{column} = :{column}")
            parameters[column] = value
    if wanted.status is not None:
        parts.append(status_condition(wanted.status))
        parameters["today"] = wanted.today
    for name, condition in _RANGES:
        value = getattr(wanted, name)
        if value is not None:
            parts.append(condition)
            parameters[name] = value
    parts += [f"{column} IS NULL" for column in wanted.lacking]
    if wanted.text:
        parts.append(_text_condition(dialect))
        parameters |= _text_parameters(wanted.text, dialect)
    if wanted.ids:
        parts.append("id = ANY(:ids::bigint[])")
        parameters["ids"] = list(wanted.ids)
    if wanted.flagged:
        # What was taken out of sale needs no look any more.
        parts.append("review_flags IS NOT NULL AND review_flags <> '[]' AND voided_at IS NULL")
        if wanted.flag is not None:
            parts.append("CAST(review_flags AS TEXT) LIKE :flag_like")
            parameters["flag_like"] = f'%"{wanted.flag}"%'
    return Conditions(" AND ".join(parts), parameters)


# What the counters of the stock are kept by; a filter that asks for nothing else needs no counting.
_COUNTED = frozenset({"today", "attraction_id", "status", "last_day_from", "last_day_to"})


def is_counted(wanted: TicketFilter) -> bool:
    """Whether the counters of the stock know how many tickets a filter has."""
    nothing = (None, False, ())
    return all(one.name in _COUNTED or getattr(wanted, one.name) in nothing for one in fields(wanted))


def compose_counted(wanted: TicketFilter, tenant_id: int) -> Conditions:
    """The conditions of such a filter on the counters, where a ticket without a last day counts under 9999-12-31."""
    parts = ["tenant_id = :tenant_id"]
    parameters: dict[str, Any] = {"tenant_id": tenant_id}
    given = {"attraction_id": "=", "last_day_from": ">=", "last_day_to": "<="}
    for name, sign in given.items():
        value = getattr(wanted, name)
        if value is not None:
            parts.append(f"{name.removesuffix('_from').removesuffix('_to')} {sign} :{name}")
            parameters[name] = value
    if wanted.last_day_from is not None or wanted.last_day_to is not None:
        parts.append("last_day < '9999-12-31'")
    if wanted.status is not None:
        parts.append(f"({status_condition(wanted.status)})")
        parameters["today"] = wanted.today
    return Conditions(" AND ".join(parts), parameters)


def status_condition(status: TicketStatus) -> str:
    """Tickets that are in a status on the day `:today`."""
    if status is TicketStatus.AVAILABLE:
        return "status = 'AVAILABLE' AND (last_day IS NULL OR last_day >= :today)"
    if status is TicketStatus.EXPIRED:
        return "status IN ('AVAILABLE', 'EXPIRED') AND (status = 'EXPIRED' OR last_day < :today)"
    return f"status = '{status}'"


def sort_expression(sort: SortColumn, dialect: Dialect) -> str:
    """What rows are ordered by. Serials by their bytes: a collation would page one inventory in two orders."""
    return 'serial COLLATE "C"' if sort == "serial" and dialect == "postgresql" else sort


def _text_condition(dialect: Dialect) -> str:
    if dialect == "postgresql":
        return """(serial COLLATE "C" LIKE :text_like OR barcode LIKE :text_like)"""
    # SQLite's LIKE ignores case and so cannot use the index; a range can, and finds the same prefix.
    return "(serial >= :text_from AND serial < :text_to OR barcode >= :text_from AND barcode < :text_to)"


def _text_parameters(text: str, dialect: Dialect) -> dict[str, Any]:
    if dialect == "postgresql":
        escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return {"text_like": f"{escaped}%"}
    return {"text_from": text, "text_to": text + "\U0010ffff"}
