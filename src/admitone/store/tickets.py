"""Rows of tickets."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct

from admitone.core.inventory import Ticket
from admitone.store.database import Tx, as_struct, as_structs
from admitone.store.statements import fit_statement
from admitone.store.ticket_filter import TICKET_COLUMNS, SortColumn, TicketFilter, compose_conditions, sort_expression


class NewTicket(Struct, frozen=True, kw_only=True):
    """A ticket as an upload found it; `internal_serial` counts from 1 within the batch."""

    uid: str
    internal_serial: int
    serial: str | None
    barcode: str | None
    category: str | None
    age_group: str | None
    ticket_date: date | None
    time_slot: str | None
    time_slot_printed: str | None
    valid_until: date | None
    page_number: int
    attached_pages: list[int]
    review_flags: list[str]
    download_code: str


class KnownIdentity(Struct, frozen=True, kw_only=True):
    """A ticket that already has a serial or barcode."""

    id: int
    batch_id: int | None
    serial: str | None
    barcode: str | None


@dataclass(frozen=True, slots=True)
class TicketHome:
    """Where new tickets belong and what they sell for."""

    tenant_id: int
    batch_id: int
    attraction_id: int
    campaign_id: int | None
    selling_price_minor: int | None
    selling_currency: str | None


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page of a sorted search ended: the last row's sort value (None when it has none) and id."""

    value: Any
    ticket_id: int


async def insert_tickets(
    tx: Tx, home: TicketHome, tickets: Sequence[NewTicket], *, duplicate_allowed: bool, now: datetime
) -> set[int]:
    """Add tickets; the `internal_serial` of those added. A serial or barcode known already keeps a ticket out.

    The unique indexes decide, so that two uploads at the same moment cannot both add the same ticket.
    """
    rows = await tx.fetch_all(
        "insert_tickets",
        tenant_id=home.tenant_id,
        batch_id=home.batch_id,
        attraction_id=home.attraction_id,
        campaign_id=home.campaign_id,
        selling_price_minor=home.selling_price_minor,
        selling_currency=home.selling_currency,
        duplicate_allowed=duplicate_allowed,
        rows=msgspec.json.encode(tickets).decode(),
        now=now,
    )
    return {int(row["internal_serial"]) for row in rows}


async def find_tickets_by_identity(
    tx: Tx, tenant_id: int, serials: Sequence[str], barcodes: Sequence[str]
) -> list[KnownIdentity]:
    """Tickets that have one of these serials or barcodes."""
    rows = await tx.fetch_all(
        "find_tickets_by_identity", tenant_id=tenant_id, serials=list(serials), barcodes=list(barcodes)
    )
    return as_structs(rows, KnownIdentity)


async def read_tickets(tx: Tx, tenant_id: int, ids: Sequence[int]) -> list[Ticket]:
    """Tickets by id, in the order of the ids; unknown ids are left out."""
    text = f"SELECT {TICKET_COLUMNS} FROM tickets WHERE tenant_id = :tenant_id AND id = ANY(:ids::bigint[])"  # noqa: S608
    statement = fit_statement(text, tx.dialect)
    rows = await tx.fetch_composed(statement, {"tenant_id": tenant_id, "ids": list(ids)})
    found = {ticket.id: ticket for ticket in as_structs(rows, Ticket)}
    return [found[ticket_id] for ticket_id in ids if ticket_id in found]


async def list_batch_tickets(tx: Tx, tenant_id: int, batch_id: int) -> list[Ticket]:
    """All tickets of a batch in the order of its pages, which is not that of their ids when some came in later."""
    text = (
        f"SELECT {TICKET_COLUMNS} FROM tickets WHERE tenant_id = :tenant_id AND batch_id = :batch_id "  # noqa: S608
        "ORDER BY page_number, id"
    )
    parameters = {"tenant_id": tenant_id, "batch_id": batch_id}
    return as_structs(await tx.fetch_composed(fit_statement(text, tx.dialect), parameters), Ticket)


async def read_tickets_of_pages(tx: Tx, tenant_id: int, batch_id: int, pages: Sequence[int]) -> list[Ticket]:
    """The tickets that begin on these pages of a batch, in page order."""
    text = (
        f"SELECT {TICKET_COLUMNS} FROM tickets WHERE tenant_id = :tenant_id AND batch_id = :batch_id "  # noqa: S608
        "AND page_number = ANY(:pages::integer[]) ORDER BY page_number"
    )
    parameters = {"tenant_id": tenant_id, "batch_id": batch_id, "pages": list(pages)}
    return as_structs(await tx.fetch_composed(fit_statement(text, tx.dialect), parameters), Ticket)


async def read_any_ticket(tx: Tx, ticket_id: int) -> tuple[int, Ticket] | None:
    """A ticket of whichever tenant, with its tenant: for public links, whose code is the leave to see it."""
    text = f"SELECT tenant_id, {TICKET_COLUMNS} FROM tickets WHERE id = :ticket_id"  # noqa: S608
    rows = await tx.fetch_composed(fit_statement(text, tx.dialect), {"ticket_id": ticket_id})
    return (int(rows[0]["tenant_id"]), as_struct(rows[0], Ticket)) if rows else None


async def stream_tickets(
    tx: Tx, tenant_id: int, wanted: TicketFilter, *, sort: SortColumn, descending: bool
) -> AsyncGenerator[list[Ticket], None]:
    """All tickets of a filter, in chunks and in bounded memory. Those without a sort value come last."""
    conditions = compose_conditions(wanted, tenant_id, tx.dialect)
    direction = "DESC" if descending else "ASC"
    by = sort_expression(sort, tx.dialect)
    order = f"id {direction}" if sort == "id" else f"{by} {direction} NULLS LAST, id {direction}"
    text = f"SELECT {TICKET_COLUMNS} FROM tickets WHERE {conditions.where} ORDER BY {order}"  # noqa: S608
    async with aclosing(tx.stream_composed(fit_statement(text, tx.dialect), conditions.parameters)) as chunks:
        async for rows in chunks:
            yield as_structs(rows, Ticket)


async def page_tickets(
    tx: Tx,
    tenant_id: int,
    wanted: TicketFilter,
    *,
    sort: SortColumn,
    descending: bool,
    after: Position | None,
    limit: int,
) -> list[Ticket]:
    """One page of a search, from behind `after`. Rows without a sort value come last, whichever direction."""
    if sort == "id":
        return await _page(tx, tenant_id, wanted, "TRUE", "id", after=after, descending=descending, limit=limit)
    found: list[Ticket] = []
    if after is None or after.value is not None:
        has_value = f"{sort} IS NOT NULL"
        found = await _page(tx, tenant_id, wanted, has_value, sort, after=after, descending=descending, limit=limit)
        after = None
    if len(found) < limit:
        rest = limit - len(found)
        found += await _page(
            tx, tenant_id, wanted, f"{sort} IS NULL", "id", after=after, descending=descending, limit=rest
        )
    return found


async def _page(
    tx: Tx,
    tenant_id: int,
    wanted: TicketFilter,
    condition: str,
    sort: SortColumn,
    *,
    after: Position | None,
    descending: bool,
    limit: int,
) -> list[Ticket]:
    conditions = compose_conditions(wanted, tenant_id, tx.dialect)
    parameters = conditions.parameters | {"limit": limit}
    direction, beyond = ("DESC", "<") if descending else ("ASC", ">")
    by = sort_expression(sort, tx.dialect)
    if after is not None:
        parameters["after_id"] = after.ticket_id
        if sort == "id":
            condition += f" AND id {beyond} :after_id"
        else:
            parameters["after_value"] = after.value
            condition += f" AND ({by}, id) {beyond} (:after_value, :after_id)"
    order = f"id {direction}" if sort == "id" else f"{by} {direction}, id {direction}"
    text = (
        f"SELECT {TICKET_COLUMNS} FROM tickets WHERE {conditions.where} AND {condition} "  # noqa: S608
        f"ORDER BY {order} LIMIT :limit"
    )
    rows = await tx.fetch_composed(fit_statement(text, tx.dialect), parameters)
    return as_structs(rows, Ticket)


async def count_tickets(tx: Tx, tenant_id: int, wanted: TicketFilter, *, at_most: int) -> int:
    """How many tickets a filter has, counting no further than `at_most`."""
    conditions = compose_conditions(wanted, tenant_id, tx.dialect)
    text = f"SELECT COUNT(*) AS total FROM (SELECT 1 FROM tickets WHERE {conditions.where} LIMIT :at_most) AS counted"  # noqa: S608
    rows = await tx.fetch_composed(fit_statement(text, tx.dialect), conditions.parameters | {"at_most": at_most})
    return int(rows[0]["total"])


async def count_review_flags(tx: Tx, tenant_id: int, batch_id: int) -> list[tuple[str, int]]:
    """How many tickets of a batch have each list of reasons for a look: the list as JSON, and the number."""
    rows = await tx.fetch_all("count_review_flags", tenant_id=tenant_id, batch_id=batch_id)
    return [(row["flags"], row["tickets"]) for row in rows]


async def has_ticket_of_nothing(tx: Tx, tenant_id: int) -> bool:
    """Whether there is any ticket that belongs to no attraction."""
    return await tx.fetch_one("find_ticket_of_nothing", tenant_id=tenant_id) is not None


async def lock_tickets(tx: Tx, tenant_id: int, ids: Sequence[int]) -> None:
    """Keep others from changing these tickets until the transaction ends; sorted, so that nobody waits in a circle."""
    await tx.fetch_all("lock_tickets", tenant_id=tenant_id, ids=list(ids))


async def free_identities(tx: Tx, tenant_id: int, ids: Sequence[int]) -> None:
    """Take serial and barcode off tickets that get others in this transaction."""
    if ids:
        await tx.execute("free_identities", tenant_id=tenant_id, ids=list(ids))


async def save_ticket(tx: Tx, tenant_id: int, ticket: Ticket, *, duplicate_allowed: bool, now: datetime) -> bool:
    """Write the editable columns of a ticket; False when it has changed since its version was read.

    ConstraintViolated `tickets_serial_once` or `tickets_barcode_once` when another ticket has that identity.
    """
    return bool(
        await tx.execute(
            "save_ticket",
            tenant_id=tenant_id,
            ticket_id=ticket.id,
            version=ticket.version,
            serial=ticket.serial,
            barcode=ticket.barcode,
            duplicate_allowed=duplicate_allowed,
            category=ticket.category,
            age_group=ticket.age_group,
            ticket_date=ticket.ticket_date,
            time_slot=ticket.time_slot,
            time_slot_printed=ticket.time_slot_printed,
            valid_until=ticket.valid_until,
            promo_code=ticket.promo_code,
            limitations=ticket.limitations,
            selling_price_minor=ticket.selling_price_minor,
            selling_currency=ticket.selling_currency,
            review_flags=ticket.review_flags,
            status=str(ticket.status),
            now=now,
        )
    )


async def extend_validity(tx: Tx, tenant_id: int, ids: Sequence[int], valid_until: date, now: datetime) -> list[int]:
    """Move the last day of tickets; EXPIRED ones are AVAILABLE again. The ids that exist."""
    rows = await tx.fetch_all("extend_validity", tenant_id=tenant_id, ids=list(ids), valid_until=valid_until, now=now)
    return [int(row["id"]) for row in rows]


async def list_wifi_ticket_ids(tx: Tx, tenant_id: int, ids: Sequence[int]) -> list[int]:
    """Which of these are Wi-Fi tickets."""
    rows = await tx.fetch_all("list_wifi_ticket_ids", tenant_id=tenant_id, ids=list(ids))
    return [int(row["ticket_id"]) for row in rows]


async def take_out_of_sale(tx: Tx, tenant_id: int, ids: Sequence[int], now: datetime) -> list[int]:
    """Take free stock out of sale; the ids of what was free."""
    rows = await tx.fetch_all("take_out_of_sale", tenant_id=tenant_id, ids=list(ids), now=now)
    return [int(row["id"]) for row in rows]


async def put_back_on_sale(tx: Tx, tenant_id: int, ids: Sequence[int], today: date, now: datetime) -> list[int]:
    """Undo that, for as long as their last day has not passed on `today`; the ids of what had been taken out."""
    rows = await tx.fetch_all("put_back_on_sale", tenant_id=tenant_id, ids=list(ids), today=today, now=now)
    return [int(row["id"]) for row in rows]


async def count_download(tx: Tx, ticket_id: int, now: datetime) -> None:
    """Count one download."""
    await tx.execute("count_download", ticket_id=ticket_id)
    await tx.execute("note_downloads", ids=[ticket_id], now=now)


async def renew_download(tx: Tx, tenant_id: int, ids: Sequence[int], expires_at: datetime, now: datetime) -> list[int]:
    """Let the links of sold tickets work until `expires_at`; the ids that are sold."""
    rows = await tx.fetch_all(
        "renew_download", tenant_id=tenant_id, ids=list(ids), download_expires_at=expires_at, now=now
    )
    return [int(row["id"]) for row in rows]


async def set_attached_pages(tx: Tx, tenant_id: int, ticket_id: int, pages: list[int], now: datetime) -> None:
    """Say which further pages belong to a ticket."""
    await tx.execute(
        "set_attached_pages",
        tenant_id=tenant_id,
        ticket_id=ticket_id,
        attached_pages=msgspec.json.encode(pages).decode(),
        now=now,
    )


async def count_committed_tickets(tx: Tx, tenant_id: int, batch_id: int) -> int:
    """How many tickets of a batch are reserved or sold."""
    row = await tx.fetch_one("count_committed_tickets", tenant_id=tenant_id, batch_id=batch_id)
    return int(row["committed"]) if row else 0


async def count_batch_tickets(tx: Tx, tenant_id: int, batch_id: int) -> int:
    """How many tickets a batch has."""
    row = await tx.fetch_one("count_batch_tickets", tenant_id=tenant_id, batch_id=batch_id)
    return int(row["total"]) if row else 0


async def delete_batch_tickets(tx: Tx, tenant_id: int, batch_id: int) -> int:
    """Delete the tickets of a batch that nobody holds; how many went."""
    return await tx.execute("delete_batch_tickets", tenant_id=tenant_id, batch_id=batch_id)


async def expire_tickets(tx: Tx, tenant_id: int, today: date, limit: int, now: datetime) -> list[int]:
    """Write EXPIRED on unsold tickets whose last day is over, at most `limit` at a time; their ids."""
    rows = await tx.fetch_all("expire_tickets", tenant_id=tenant_id, today=today, limit=limit, now=now)
    return [int(row["id"]) for row in rows]
