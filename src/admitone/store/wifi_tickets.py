"""Rows of Wi-Fi tickets: made, found, ended, topped up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from msgspec import Struct

from admitone.core.ids import new_download_code, new_uid
from admitone.core.wifi.allowance import DayUse
from admitone.core.wifi.codes import new_code
from admitone.core.wifi.model import Location, WifiIssue, WifiSession, WifiTicket
from admitone.store.database import Tx, as_struct, as_structs


@dataclass(frozen=True, slots=True)
class CodeHome:
    """Where tickets with codes belong, and what they sell for. `last_day` is the last one of the location's clocks."""

    tenant_id: int
    attraction_id: int
    category: str
    last_day: date | None
    price_minor: int
    currency: str


async def insert_issue(tx: Tx, location: Location, service_id: int, quantity: int, by: str, now: datetime) -> int:
    """Begin tickets that are made together; the id of the issue."""
    row = await tx.fetch_one(
        "insert_wifi_issue",
        tenant_id=location.tenant_id,
        location_id=location.id,
        service_id=service_id,
        quantity=quantity,
        created_by=by,
        now=now,
    )
    if row is None:
        raise LookupError("an insert returned no row")
    return int(row["id"])


async def insert_code_tickets(tx: Tx, home: CodeHome, quantity: int, now: datetime) -> list[int]:
    """Add tickets with new codes, sold at once; their ids. A code that a ticket of the tenant has is made anew."""
    made: list[int] = []
    while len(made) < quantity:
        wanted = quantity - len(made)
        rows = [{"uid": new_uid(), "code": new_code(), "download_code": new_download_code()} for _ in range(wanted)]
        found = await tx.fetch_all(
            "insert_code_tickets",
            tenant_id=home.tenant_id,
            attraction_id=home.attraction_id,
            rows=msgspec.json.encode(rows).decode(),
            category=home.category,
            valid_until=home.last_day,
            price_minor=home.price_minor,
            currency=home.currency,
            now=now,
        )
        made += [int(row["id"]) for row in found]
    return made


async def insert_wifi_tickets(tx: Tx, tenant_id: int, ids: Sequence[int], now: datetime, **columns: object) -> None:
    """Add what tickets allow beside them, the same for all of these; `columns` are those of the statement."""
    added = await tx.execute("insert_wifi_tickets", tenant_id=tenant_id, ids=list(ids), now=now, **columns)
    if added != len(ids):
        raise LookupError("a ticket that was just made is gone")


async def read_ticket(tx: Tx, location: Location, ticket_id: int) -> WifiTicket | None:
    """One ticket; None when the location has no such one."""
    row = await tx.fetch_one(
        "read_wifi_ticket", tenant_id=location.tenant_id, location_id=location.id, ticket_id=ticket_id
    )
    return as_struct(row, WifiTicket) if row else None


async def read_ticket_by_code(tx: Tx, location: Location, code: str) -> WifiTicket | None:
    """The ticket of a code as `core.wifi.codes.read_code` gives it; None when the location has no such one."""
    row = await tx.fetch_one(
        "read_wifi_ticket_by_code", tenant_id=location.tenant_id, location_id=location.id, code=code
    )
    return as_struct(row, WifiTicket) if row else None


async def read_issue(tx: Tx, location: Location, issue_id: int) -> WifiIssue | None:
    """Tickets that were made together; None when the location has no such ones."""
    row = await tx.fetch_one(
        "read_wifi_issue", tenant_id=location.tenant_id, location_id=location.id, issue_id=issue_id
    )
    return as_struct(row, WifiIssue) if row else None


async def list_issued(tx: Tx, tenant_id: int, issue_id: int) -> list[WifiTicket]:
    """The tickets of one issue, in the order in which they were made."""
    rows = await tx.fetch_all("list_issued_wifi_tickets", tenant_id=tenant_id, issue_id=issue_id)
    return as_structs(rows, WifiTicket)


async def lock_ticket(tx: Tx, location: Location, ticket_id: int) -> bool:
    """Hold a ticket until the transaction ends; False when the location has no such one."""
    row = await tx.fetch_one(
        "lock_wifi_ticket", tenant_id=location.tenant_id, location_id=location.id, ticket_id=ticket_id
    )
    return row is not None


async def revoke_ticket(tx: Tx, location: Location, ticket_id: int, now: datetime) -> bool:
    """End a ticket for good; False when it was revoked before."""
    mine = {"tenant_id": location.tenant_id, "ticket_id": ticket_id, "now": now}
    if not await tx.execute("revoke_wifi_ticket", location_id=location.id, **mine):
        return False
    await tx.execute("void_wifi_ticket", **mine)
    return True


async def top_up_ticket(
    tx: Tx, location: Location, ticket_id: int, now: datetime, *, last_day: date | None, **columns: object
) -> bool:
    """Write larger limits of a locked ticket; False when it is revoked."""
    mine = {"tenant_id": location.tenant_id, "ticket_id": ticket_id, "now": now}
    if not await tx.execute("top_up_wifi_ticket", location_id=location.id, **mine, **columns):
        return False
    await tx.execute("move_last_day", valid_until=last_day, **mine)
    return True


async def count_devices(tx: Tx, ids: Sequence[int]) -> dict[int, int]:
    """How many devices are on, by ticket; a ticket without any is left out."""
    rows = await tx.fetch_all("count_devices_online", ids=list(ids))
    return {int(row["ticket_id"]): int(row["devices"]) for row in rows}


async def list_open_sessions(tx: Tx, location: Location, limit: int, offset: int = 0) -> list[WifiSession]:
    """Some of the sessions that nobody has reported the end of, newest first."""
    whose = {"tenant_id": location.tenant_id, "location_id": location.id}
    rows = await tx.fetch_all("list_open_wifi_sessions", **whose, limit=limit, offset=offset)
    return as_structs(rows, WifiSession)


async def count_open_sessions(tx: Tx, location: Location) -> int:
    """How many sessions nobody has reported the end of."""
    whose = {"tenant_id": location.tenant_id, "location_id": location.id}
    row = await tx.fetch_one("count_open_wifi_sessions", **whose)
    return int(row["sessions"]) if row else 0


async def list_sessions(tx: Tx, tenant_id: int, ticket_id: int, limit: int, offset: int = 0) -> list[WifiSession]:
    """Some of the sessions of a ticket, newest first."""
    whose = {"tenant_id": tenant_id, "ticket_id": ticket_id}
    rows = await tx.fetch_all("list_sessions_of_wifi_ticket", **whose, limit=limit, offset=offset)
    return as_structs(rows, WifiSession)


async def count_sessions(tx: Tx, tenant_id: int, ticket_id: int) -> int:
    """How many sessions a ticket has had."""
    row = await tx.fetch_one("count_sessions_of_wifi_ticket", tenant_id=tenant_id, ticket_id=ticket_id)
    return int(row["sessions"]) if row else 0


async def list_days(tx: Tx, ids: Sequence[int], day: date) -> dict[int, DayUse]:
    """What was used of tickets on a day; those of which nothing was are left out."""
    rows = await tx.fetch_all("list_wifi_days", ids=list(ids), day=day)
    return {int(row["ticket_id"]): DayUse(int(row["seconds"]), int(row["bytes"])) for row in rows}


class WifiSum(Struct, frozen=True, kw_only=True):
    """How many tickets of a service were made, first used, revoked, and what they came to."""

    location_id: int
    service_id: int
    currency: str
    tickets: int
    used: int
    revoked: int
    sold_minor: int


async def sum_sales(
    tx: Tx, tenant_id: int, location_id: int | None, created_from: datetime | None, created_to: datetime | None
) -> list[WifiSum]:
    """Tickets made from `created_from` until before `created_to`, by service and currency."""
    rows = await tx.fetch_all(
        "report_wifi_sales",
        tenant_id=tenant_id,
        location_id=location_id,
        created_from=created_from,
        created_to=created_to,
    )
    return as_structs(rows, WifiSum)
