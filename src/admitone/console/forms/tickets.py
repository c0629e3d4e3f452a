"""The forms of a ticket: in the grid, and with everything that can be corrected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import UNSET, Struct, UnsetType

from admitone.console.forms.fields import Id, Line, Text, read_form, read_whole_form
from admitone.core.errors import AdmitError
from admitone.core.inventory import Ticket
from admitone.core.money import to_major
from admitone.services.corrections import TicketCorrection


class TicketForm(Struct, kw_only=True, rename="camel"):
    """Values of one ticket; `version` is the one that the form was made from."""

    version: Id
    ticket_serial: Line | None = None
    barcode: Line | None = None
    category: Line | None = None
    age_group: Line | None = None
    ticket_date: date | None = None
    time_slot: Line | None = None
    valid_until: date | None = None
    promo_code: Line | None = None
    limitations: Text | None = None
    selling_price: Decimal | None = None
    selling_currency: Line | None = None
    allow_duplicate: bool = False


class ExtensionForm(Struct, kw_only=True, rename="camel"):
    """A new last day."""

    new_valid_until: date


def ticket_correction(ticket_id: int, form: Mapping[str, Any]) -> TicketCorrection:
    """The command that the service takes: a field that the form does not have keeps its value, an empty one empties."""
    read = read_whole_form(form, TicketForm)

    def given(name: str, value: Any) -> Any:
        return value if name in form else UNSET

    price = given("sellingPrice", read.selling_price)
    return TicketCorrection(
        ticket_id=ticket_id,
        serial=given("ticketSerial", read.ticket_serial),
        barcode=given("barcode", read.barcode),
        category=given("category", read.category),
        age_group=given("ageGroup", read.age_group),
        ticket_date=given("ticketDate", read.ticket_date),
        time_slot=given("timeSlot", read.time_slot),
        valid_until=given("validUntil", read.valid_until),
        promo_code=given("promoCode", read.promo_code),
        limitations=given("limitations", read.limitations),
        selling_price=price,
        selling_currency=_currency(read, form, price),
        version=read.version,
        allow_duplicate=read.allow_duplicate,
    )


def ticket_values(ticket: Ticket) -> dict[str, str]:
    """The form of a ticket as it is now."""
    price = ""
    if ticket.selling_price_minor is not None and ticket.selling_currency is not None:
        price = str(to_major(ticket.selling_price_minor, ticket.selling_currency))
    return {
        "version": str(ticket.version),
        "ticketSerial": ticket.serial or "",
        "barcode": ticket.barcode or "",
        "category": ticket.category or "",
        "ageGroup": ticket.age_group or "",
        "ticketDate": ticket.ticket_date.isoformat() if ticket.ticket_date else "",
        "timeSlot": ticket.time_slot_printed or ticket.time_slot or "",
        "validUntil": ticket.valid_until.isoformat() if ticket.valid_until else "",
        "promoCode": ticket.promo_code or "",
        "limitations": ticket.limitations or "",
        "sellingPrice": price,
        "sellingCurrency": ticket.selling_currency or "",
    }


def extension_day(form: Mapping[str, Any]) -> date:
    """The new last day that a form asks for."""
    return read_form(form, ExtensionForm).new_valid_until


def of_one_ticket(error: AdmitError) -> AdmitError:
    """The refusal in the words of a form that has one ticket only: services name the row of a list."""
    error.fields = tuple(field.removeprefix("tickets[0].") for field in error.fields)
    error.message = error.message.replace("tickets[0].", "")
    for field in error.fields:
        # The form shows the message at the field.
        error.message = error.message.removeprefix(f"{field}: ")
    return error


def _currency(read: TicketForm, form: Mapping[str, Any], price: Any) -> Any:
    # Without a price the currency says nothing, and an emptied field must not undo the one of a price that stays.
    if "sellingCurrency" not in form:
        return UNSET
    if read.selling_currency is None and not isinstance(price, UnsetType) and price is not None:
        return UNSET
    return read.selling_currency
