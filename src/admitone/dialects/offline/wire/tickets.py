"""Tickets of the offline contract."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from admitone.bodies import Day, Id, Line, Text
from admitone.core.clock import today
from admitone.core.errors import InvalidParameter
from admitone.core.inventory import Ticket, TicketStatus
from admitone.core.money import to_major
from admitone.dialects.offline.wire.days import (
    day_text,
    instant_day,
    local_day_text,
    read_changed_day,
    read_day,
    read_optional_day,
)
from admitone.dialects.offline.wire.envelope import SessionBody
from admitone.services.corrections import TicketCorrection
from admitone.services.tickets import TICKETS_PER_CALL_MAX
from admitone.store.ticket_filter import SortColumn, TicketFilter

Ids = Annotated[list[Id], Meta(min_length=1, max_length=TICKETS_PER_CALL_MAX)]
Price = Annotated[Decimal, Meta(description="Major units as a JSON number", extra_json_schema={"type": "number"})]
# Made once: a decoder costs thirty times what it does for one of these short lists, of which every ticket has two.
_PAGES: Final = msgspec.json.Decoder(list[int] | None)
_FLAGS: Final = msgspec.json.Decoder(list[str] | None)
T = TypeVar("T")
_SORTS: dict[str, SortColumn] = {
    "ticketId": "id",
    "ticketDate": "ticket_date",
    "validUntil": "last_day",
    "ticketSerial": "serial",
}


class TicketRef(SessionBody, kw_only=True, rename="camel"):
    """Body of ticket/read."""

    ticket_id: Id


class TicketFilterBody(SessionBody, kw_only=True, rename="camel"):
    """The filters of ticket/search and report/inventory-csv. `text` and `flagged` are extensions."""

    batch_id: Id | None = None
    attraction_id: Id | None = None
    status: Annotated[str, Meta(examples=["AVAILABLE"])] | None = None
    category: Line | None = None
    age_group: Line | None = None
    date_from: Day | None = None
    date_to: Day | None = None
    campaign_id: Id | None = None
    text: Annotated[Line, Meta(description="Extension: serial or barcode, whole or its beginning")] | None = None
    flagged: Annotated[bool, Meta(description="Extension: only tickets that need a look")] | None = None

    def wanted(self, time_zone: str) -> TicketFilter:
        """The filter that the store takes."""
        return TicketFilter(
            today=today(time_zone),
            batch_id=self.batch_id,
            attraction_id=self.attraction_id,
            campaign_id=self.campaign_id,
            status=read_status(self.status),
            category=self.category or None,
            age_group=self.age_group or None,
            date_from=read_optional_day(self.date_from or None, "dateFrom"),
            date_to=read_optional_day(self.date_to or None, "dateTo"),
            text=(self.text or "").strip() or None,
            flagged=bool(self.flagged),
        )


class TicketSearch(TicketFilterBody, kw_only=True, rename="camel"):
    """Body of ticket/search. Without `limit` every ticket is streamed; with it, page on with `cursor`."""

    limit: Annotated[int, Meta(ge=1, le=10_000, description="Extension: at most so many")] | None = None
    cursor: Annotated[str, Meta(max_length=1000, description="Extension: nextCursor of the page before")] | None = None
    sort: (
        Annotated[
            str,
            Meta(max_length=40, description="Extension: ticketId, ticketDate, validUntil or ticketSerial; - descends"),
        ]
        | None
    ) = None

    def order(self) -> tuple[SortColumn, bool]:
        """The column to sort by, and whether it descends."""
        name = self.sort or "ticketId"
        column = _SORTS.get(name.removeprefix("-"))
        if column is None:
            message = f"sort: write one of {', '.join(_SORTS)}, with - in front to descend"
            raise InvalidParameter(message, fields=("sort",))
        return column, name.startswith("-")


class InventoryCsv(TicketFilterBody, kw_only=True, rename="camel"):
    """Body of report/inventory-csv."""

    bom: Annotated[bool, Meta(description="Extension: begin with a byte order mark, for spreadsheets")] | None = None


class TicketDownload(SessionBody, kw_only=True, rename="camel"):
    """Body of ticket/download. The session is an extension for staff."""

    ticket_id: Id
    code: Annotated[str, Meta(min_length=1, max_length=200)]


class ExtendValidity(SessionBody, kw_only=True, rename="camel"):
    """Body of ticket/extend-validity."""

    ticket_ids: Ids
    new_valid_until: Day


class RenewDownload(SessionBody, kw_only=True, rename="camel"):
    """Body of ticket/renew-download (extension)."""

    ticket_ids: Ids
    days: Annotated[int, Meta(ge=1, le=3650)] | None = None


class TicketEdit(Struct, kw_only=True, rename="camel"):
    """One ticket of batch/tickets/save: ticketId and the fields to change; null empties a field."""

    ticket_id: Id
    ticket_serial: Line | UnsetType | None = UNSET
    barcode: Line | UnsetType | None = UNSET
    category: Line | UnsetType | None = UNSET
    age_group: Line | UnsetType | None = UNSET
    ticket_date: Day | UnsetType | None = UNSET
    time_slot: Line | UnsetType | None = UNSET
    valid_until: Day | UnsetType | None = UNSET
    promo_code: Line | UnsetType | None = UNSET
    limitations: Text | UnsetType | None = UNSET
    selling_price: Price | UnsetType | None = UNSET
    selling_currency: Line | UnsetType | None = UNSET
    version: Annotated[int, Meta(ge=1, le=2**31 - 1, description="Extension: the version that you saw")] | None = None
    updated_at: Annotated[str, Meta(max_length=40, description="The updatedAt that you saw")] | None = None
    allow_duplicate: Annotated[bool, Meta(description="Extension: allow a serial or barcode twice")] | None = None

    def correction(self, row: int) -> TicketCorrection:
        """The command that the service takes; errors name the row."""
        place = f"tickets[{row}]"
        return TicketCorrection(
            ticket_id=self.ticket_id,
            serial=_emptied(self.ticket_serial),
            barcode=_emptied(self.barcode),
            category=_emptied(self.category),
            age_group=_emptied(self.age_group),
            ticket_date=read_changed_day(self.ticket_date, f"{place}.ticketDate"),
            time_slot=_emptied(self.time_slot),
            valid_until=read_changed_day(self.valid_until, f"{place}.validUntil"),
            promo_code=_emptied(self.promo_code),
            limitations=_emptied(self.limitations),
            selling_price=self.selling_price,
            selling_currency=_emptied(self.selling_currency),
            version=self.version,
            updated_at=_read_seen(self.updated_at, f"{place}.updatedAt"),
            allow_duplicate=bool(self.allow_duplicate),
        )


class TicketsSave(SessionBody, kw_only=True, rename="camel"):
    """Body of batch/tickets/save."""

    tickets: Annotated[list[TicketEdit], Meta(min_length=1, max_length=TICKETS_PER_CALL_MAX)]


class COfflineTicket(Struct, frozen=True, rename="camel"):
    """COfflineTicket of the contract; what stands below `updatedAt` is extension."""

    ticket_id: int
    batch_id: int | None
    internal_serial: int | None
    ticket_serial: str | None
    barcode: str | None
    category: str | None
    age_group: str | None
    ticket_date: str | None
    time_slot: str | None
    valid_until: str | None
    promo_code: str | None
    limitations: str | None
    status: str
    selling_price: Price | None
    selling_currency: str | None
    pdf_page_number: int | None
    pdf_file_path: str | None
    download_code: str
    cart_reference: str | None
    odoo_quote_id: int | None
    download_count: int
    download_expires_at: str | None
    trip_service_id: int | None
    reserved_at: str | None
    sold_at: str | None
    created_at: str
    updated_at: str
    uid: str
    attraction_id: int | None
    time_slot_printed: str | None
    attached_pages: list[int]
    review_flags: list[str]
    version: int


def ticket_body(ticket: Ticket, time_zone: str) -> COfflineTicket:
    """A ticket as the contract shows it; its status is that of the tenant's today."""
    return _ticket_body(ticket, time_zone, today(time_zone))


def ticket_bodies(tickets: Iterable[Ticket], time_zone: str) -> list[COfflineTicket]:
    """Tickets as the contract shows them, all as of the same day."""
    day = today(time_zone)
    return [_ticket_body(ticket, time_zone, day) for ticket in tickets]


def _ticket_body(ticket: Ticket, time_zone: str, day: date) -> COfflineTicket:
    price = None
    if ticket.selling_price_minor is not None and ticket.selling_currency is not None:
        price = to_major(ticket.selling_price_minor, ticket.selling_currency)
    return COfflineTicket(
        ticket_id=ticket.id,
        batch_id=ticket.batch_id,
        internal_serial=ticket.internal_serial,
        ticket_serial=ticket.serial,
        barcode=ticket.barcode,
        category=ticket.category,
        age_group=ticket.age_group,
        ticket_date=day_text(ticket.ticket_date),
        time_slot=ticket.time_slot,
        valid_until=day_text(ticket.valid_until),
        promo_code=ticket.promo_code,
        limitations=ticket.limitations,
        status=ticket.status_on(day),
        selling_price=price,
        selling_currency=ticket.selling_currency,
        pdf_page_number=ticket.page_number,
        pdf_file_path=f"batches/{ticket.batch_id}/tickets/{ticket.uid}.pdf" if ticket.page_number else None,
        download_code=ticket.download_code,
        cart_reference=ticket.cart_reference,
        odoo_quote_id=ticket.odoo_quote_id,
        download_count=ticket.download_count,
        download_expires_at=instant_day(ticket.download_expires_at, time_zone),
        trip_service_id=ticket.trip_service_id,
        reserved_at=instant_day(ticket.reserved_at, time_zone),
        sold_at=instant_day(ticket.sold_at, time_zone),
        created_at=local_day_text(ticket.created_at, time_zone),
        updated_at=local_day_text(ticket.updated_at, time_zone),
        uid=ticket.uid,
        attraction_id=ticket.attraction_id,
        time_slot_printed=ticket.time_slot_printed,
        attached_pages=_list(ticket.attached_pages, _PAGES),
        review_flags=_list(ticket.review_flags, _FLAGS),
        version=ticket.version,
    )


def read_status(text: str | None) -> TicketStatus | None:
    """A ticket status, or none; InvalidParameter for a word that is none."""
    if not text:
        return None
    try:
        return TicketStatus(text)
    except ValueError:
        message = f"status: write one of {', '.join(TicketStatus)}"
        raise InvalidParameter(message, fields=("status",)) from None


def _list(text: str | None, decoder: msgspec.json.Decoder[list[T] | None]) -> list[T]:
    return decoder.decode(text) or [] if text else []


def _emptied(text: str | UnsetType | None) -> str | UnsetType | None:
    return text if isinstance(text, UnsetType) else ((text or "").strip() or None)


def _read_seen(text: str | None, field: str) -> datetime | date | None:
    if not text:
        return None
    if len(text) == len("yyyy-MM-dd"):
        return read_day(text, field)
    try:
        seen = datetime.fromisoformat(text)
    except ValueError:
        seen = None
    if seen is None or seen.tzinfo is None:
        message = f"{field}: send back the updatedAt that you read, or an ISO 8601 instant with its zone"
        raise InvalidParameter(message, fields=(field,))
    return seen
