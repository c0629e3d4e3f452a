"""Correcting what the extraction read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from admitone.core.clock import local_day, today, utc_now
from admitone.core.errors import AdmitError, Conflict, InvalidParameter
from admitone.core.inventory import Ticket, TicketStatus
from admitone.core.money import check_currency, to_minor
from admitone.core.principal import ADMINS, Principal
from admitone.ingest.slots import normalise_slot
from admitone.services.changes import given_or
from admitone.services.pass_changes import passes_changed
from admitone.services.tickets import missing_tickets
from admitone.store import audit
from admitone.store import tickets as store
from admitone.store.audit import Change
from admitone.store.database import ConstraintViolated, Tx

_IDENTITY_FIELDS = {"tickets_serial_once": "ticketSerial", "tickets_barcode_once": "barcode"}


@dataclass(frozen=True, slots=True)
class TicketCorrection:
    """New values of one ticket; UNSET keeps the present one.

    `version`, or `updated_at` as an instant or a day, is what the caller saw: a ticket changed since is a Conflict.
    """

    ticket_id: int
    serial: str | UnsetType | None = UNSET
    barcode: str | UnsetType | None = UNSET
    category: str | UnsetType | None = UNSET
    age_group: str | UnsetType | None = UNSET
    ticket_date: date | UnsetType | None = UNSET
    time_slot: str | UnsetType | None = UNSET
    valid_until: date | UnsetType | None = UNSET
    promo_code: str | UnsetType | None = UNSET
    limitations: str | UnsetType | None = UNSET
    selling_price: Decimal | UnsetType | None = UNSET
    selling_currency: str | UnsetType | None = UNSET
    version: int | None = None
    updated_at: datetime | date | None = None
    allow_duplicate: bool = False


async def save_tickets(tx: Tx, principal: Principal, corrections: Sequence[TicketCorrection]) -> list[Ticket]:
    """Correct tickets, all or none.

    NotFound and Conflict name the tickets; InvalidParameter names the field with its row, as `tickets[3].barcode`.
    """
    principal.require(ADMINS)
    ids = [correction.ticket_id for correction in corrections]
    if len(set(ids)) < len(ids):
        raise InvalidParameter("tickets names one ticket twice", fields=("tickets",))
    await store.lock_tickets(tx, principal.tenant_id, ids)
    present = {ticket.id: ticket for ticket in await store.read_tickets(tx, principal.tenant_id, ids)}
    if len(present) < len(ids):
        raise missing_tickets(sorted(set(ids) - set(present)))
    _refuse_made_here(present.values())
    _refuse_stale(corrections, present, principal)
    if len(corrections) > 1:
        # Tickets may swap serials: none of them may stand in the way of another one's new identity.
        await store.free_identities(tx, principal.tenant_id, _identity_changes(corrections, present))
    now = utc_now()
    for row, correction in enumerate(corrections):
        await _save(tx, principal, row, correction, present[correction.ticket_id], now)
    await passes_changed(tx, ids, now)
    return await store.read_tickets(tx, principal.tenant_id, ids)


def _refuse_made_here(tickets: Iterable[Ticket]) -> None:
    """Only what was read from a supplier's file can have been read wrongly."""
    for ticket in tickets:
        if ticket.is_access_code:
            message = f"ticket {ticket.id} is a Wi-Fi code; change it under Wi-Fi: top it up, or revoke it"
            raise Conflict(message, fields=("tickets",), details={"ticketIds": [ticket.id]})
        if ticket.event_id is not None:
            message = f"ticket {ticket.id} is of an event; change its event or ticket config instead"
            raise Conflict(message, fields=("tickets",), details={"ticketIds": [ticket.id]})


def _identity_changes(corrections: Sequence[TicketCorrection], present: dict[int, Ticket]) -> list[int]:
    return [
        correction.ticket_id
        for correction in corrections
        if given_or(correction.serial, present[correction.ticket_id].serial) != present[correction.ticket_id].serial
        or given_or(correction.barcode, present[correction.ticket_id].barcode) != present[correction.ticket_id].barcode
    ]


def _refuse_stale(corrections: Sequence[TicketCorrection], present: dict[int, Ticket], principal: Principal) -> None:
    stale = [c.ticket_id for c in corrections if _is_stale(c, present[c.ticket_id], principal.time_zone)]
    if stale:
        named = ", ".join(str(ticket_id) for ticket_id in stale[:20])
        message = f"changed by somebody else since you read it: ticket {named}; read again and repeat your correction"
        raise Conflict(message, fields=("tickets",), details={"ticketIds": stale[:1000]})


def _is_stale(correction: TicketCorrection, ticket: Ticket, time_zone: str) -> bool:
    if correction.version is not None and correction.version != ticket.version:
        return True
    seen = correction.updated_at
    if isinstance(seen, datetime):
        return ticket.updated_at != seen
    return isinstance(seen, date) and local_day(ticket.updated_at, time_zone) > seen


async def _save(  # noqa: PLR0917
    tx: Tx, principal: Principal, row: int, correction: TicketCorrection, ticket: Ticket, now: datetime
) -> None:
    changed = _corrected(correction, ticket, row, principal.time_zone)
    try:
        saved = await store.save_ticket(
            tx, principal.tenant_id, changed, duplicate_allowed=correction.allow_duplicate, now=now
        )
    except ConstraintViolated as error:
        field = _IDENTITY_FIELDS.get(error.constraint)
        if field is None:
            raise
        value = changed.serial if field == "ticketSerial" else changed.barcode
        message = f"tickets[{row}].{field}: another ticket already has {value}; correct it, or send allowDuplicate"
        raise Conflict(message, fields=(f"tickets[{row}].{field}",)) from error
    assert saved, "the ticket is locked since it was read"
    details = msgspec.json.encode(_differences(ticket, changed)).decode()
    change = Change("EDIT", principal.name, now, ticket.status, changed.status, details)
    await audit.record_tickets(tx, principal.tenant_id, [ticket.id], change)


def _corrected(correction: TicketCorrection, ticket: Ticket, row: int, time_zone: str) -> Ticket:
    try:
        currency = given_or(correction.selling_currency, ticket.selling_currency)
        if currency is not None:
            check_currency(currency, "sellingCurrency")
        price = _price(correction, ticket, currency)
    except AdmitError as error:
        fields = [f"tickets[{row}].{field}" for field in error.fields]
        raise InvalidParameter(f"tickets[{row}].{error.message}", fields=fields) from error
    slot, printed = ticket.time_slot, ticket.time_slot_printed
    if not isinstance(correction.time_slot, UnsetType):
        printed = correction.time_slot
        slot = (normalise_slot(printed) or printed) if printed else None
    changed = msgspec.structs.replace(
        ticket,
        serial=given_or(correction.serial, ticket.serial),
        barcode=given_or(correction.barcode, ticket.barcode),
        category=given_or(correction.category, ticket.category),
        age_group=given_or(correction.age_group, ticket.age_group),
        ticket_date=given_or(correction.ticket_date, ticket.ticket_date),
        time_slot=slot,
        time_slot_printed=printed,
        valid_until=given_or(correction.valid_until, ticket.valid_until),
        promo_code=given_or(correction.promo_code, ticket.promo_code),
        limitations=given_or(correction.limitations, ticket.limitations),
        selling_price_minor=price,
        selling_currency=currency,
        # Whoever saves a row has looked at it.
        review_flags="[]",
    )
    return _with_status(changed, time_zone)


def _with_status(ticket: Ticket, time_zone: str) -> Ticket:
    # Stock that a sweep has marked EXPIRED comes back when its corrected date lies ahead.
    last_day = ticket.valid_until or ticket.ticket_date
    if (
        ticket.status is TicketStatus.EXPIRED
        and not ticket.is_withdrawn
        and (last_day is None or last_day >= today(time_zone))
    ):
        return msgspec.structs.replace(ticket, status=TicketStatus.AVAILABLE)
    return ticket


def _price(correction: TicketCorrection, ticket: Ticket, currency: str | None) -> int | None:
    if isinstance(correction.selling_price, UnsetType):
        if ticket.selling_price_minor is not None and currency != ticket.selling_currency:
            message = "sellingCurrency: a new currency needs a new sellingPrice"
            raise InvalidParameter(message, fields=("sellingCurrency",))
        return ticket.selling_price_minor
    if correction.selling_price is None:
        return None
    if currency is None:
        raise InvalidParameter("sellingCurrency: a price needs a currency", fields=("sellingCurrency",))
    return to_minor(correction.selling_price, currency, "sellingPrice")


def _differences(before: Ticket, after: Ticket) -> dict[str, list[Any]]:
    return {
        name: [getattr(before, name), getattr(after, name)]
        for name in before.__struct_fields__
        if getattr(before, name) != getattr(after, name)
    }
