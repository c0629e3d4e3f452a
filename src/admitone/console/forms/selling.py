"""The form of a sale: tickets by name or by wish, and the customer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final, Literal

from litestar.datastructures import FormMultiDict, MultiDict
from msgspec import Meta, Struct

from admitone.console.forms.fields import Id, Line, Text, read_form, read_whole_form
from admitone.core.errors import AdmitError, InvalidParameter, MissingParameter
from admitone.services.allocating import Wish
from admitone.services.selling import TICKETS_PER_CART_MAX, Reservation

# The inputs of one wish; every line of the page has all of them, so that the n-th of each belong together. `lineKey`
# names the line while others come and go.
WISH_FIELDS: Final = (
    "lineKey",
    "attractionId",
    "category",
    "ageGroup",
    "ticketDate",
    "timeSlot",
    "ofEvent",
    "ticketConfigId",
    "timeslotId",
    "sectorId",
    "quantity",
    "choicesOf",
)
WISHES_MAX: Final = 20
_ASPECTS: Final = (
    "category",
    "ageGroup",
    "ticketDate",
    "timeSlot",
    "ofEvent",
    "ticketConfigId",
    "timeslotId",
    "sectorId",
)
_OF_LINE: Final = re.compile(r"(allocate\[\d+\])\.(\w+)")
_CHOOSE: Final = {
    "timeslotId": "choose a timeslot",
    "sectorId": "choose a sector",
    "attractionId": "choose an attraction",
    "ticketConfigId": "choose the kind of ticket",
}
# What the fields of the contract are called in words that the pages know.
_NAMES: Final = {
    "timeslotId": "timeslot",
    "sectorId": "sector",
    "attractionId": "attractionId",
    "ticketConfigId": "ticketConfig",
    "quantity": "quantity",
}
Quantity = Annotated[int, Meta(ge=1, le=TICKETS_PER_CART_MAX)]


class CustomerForm(Struct, kw_only=True, rename="camel"):
    """Who buys, and how long the tickets are kept."""

    customer_name: Line
    customer_email: Line
    customer_phone: Line | None = None
    customer_id: Id | None = None
    language: Literal["en", "ar"] = "en"
    notes: Text | None = None
    hold_minutes: Annotated[int, Meta(ge=1, le=10_000_000)] | None = None
    skip_payment_link: bool = False
    reserve_key: Annotated[str, Meta(min_length=16, max_length=64, pattern="^[A-Za-z0-9_-]*$")]


class WishForm(Struct, kw_only=True, rename="camel"):
    """So many tickets of a kind; what is left empty is left to the stock."""

    attraction_id: Id
    quantity: Quantity
    category: Line | None = None
    age_group: Line | None = None
    ticket_date: date | None = None
    time_slot: Line | None = None
    of_event: bool = False
    ticket_config_id: Id | None = None
    timeslot_id: Id | None = None
    sector_id: Id | None = None


class GroupForm(Struct, kw_only=True, rename="camel"):
    """The group trip that takes the tickets."""

    trip_service_id: Id


def reservation(form: FormMultiDict) -> Reservation:
    """The command that the service takes. The form's own key makes a second click the same cart."""
    ids = read_ticket_ids(form)
    wishes = [] if ids else [_wish(row, line) for row, line in enumerate(read_lines(form)) if line["attractionId"]]
    if not ids and not wishes:
        raise InvalidParameter("choose an attraction, or pick tickets from the list", fields=("allocate[0]",))
    read = read_whole_form(form, CustomerForm)
    return Reservation(
        customer_name=read.customer_name,
        customer_email=read.customer_email,
        customer_phone=read.customer_phone,
        ticket_ids=ids,
        wishes=wishes,
        notes=read.notes,
        customer_id=read.customer_id,
        skip_payment_link=read.skip_payment_link,
        hold_minutes=read.hold_minutes,
        language=read.language,
        idempotency_key=f"console-{read.reserve_key}",
    )


def group_trip(form: FormMultiDict) -> int:
    """The number of the group trip."""
    return read_form(form, GroupForm).trip_service_id


def read_ticket_ids(form: MultiDict[Any] | FormMultiDict) -> list[int]:
    """The tickets that were picked; InvalidParameter for what cannot be a ticket's number."""
    texts = [str(text) for text in form.getall("ticketId", [])]
    if not all(re.fullmatch(r"[1-9][0-9]{0,17}", text) for text in texts):
        raise InvalidParameter("this is not a ticket of the list", fields=("ticketIds",))
    return list(dict.fromkeys(map(int, texts)))


def read_lines(form: FormMultiDict) -> list[dict[str, str]]:
    """The wishes as they were typed, one per line of the page.

    What was chosen from the kinds of another attraction is emptied.
    """
    columns = [[str(value).strip() for value in form.getall(name, [])] for name in WISH_FIELDS]
    if len({len(column) for column in columns}) > 1 or len(columns[0]) > WISHES_MAX:
        raise InvalidParameter("the form cannot be read; open the page again", fields=("allocate",))
    lines = [dict(zip(WISH_FIELDS, values, strict=True)) for values in zip(*columns, strict=True)]
    for line in lines:
        if not re.fullmatch("[0-9]{1,9}", line["lineKey"]):
            raise InvalidParameter("the form cannot be read; open the page again", fields=("allocate",))
        if line["choicesOf"] != line["attractionId"]:
            line.update(dict.fromkeys(_ASPECTS, ""))
    return lines


def change_lines(lines: Sequence[Mapping[str, str]], step: str) -> list[dict[str, str]]:
    """The lines after a button: `add` for one more of the last line's attraction, day and slot; `remove-1` for less."""
    kept = [dict(line) for line in lines]
    if step == "add" and len(kept) < WISHES_MAX:
        model = kept[-1] if kept else empty_line()
        key = max((int(line["lineKey"]) for line in kept), default=-1) + 1
        return [*kept, model | {"lineKey": str(key), "ageGroup": "", "quantity": "1"}]
    found = re.fullmatch(r"remove-(\d{1,3})", step)
    if found and len(kept) > 1:
        return [line for number, line in enumerate(kept) if number != int(found[1])]
    return kept


def empty_line(attraction_id: str = "") -> dict[str, str]:
    """A line in which nothing but perhaps the attraction is chosen."""
    return dict.fromkeys(WISH_FIELDS, "") | {
        "lineKey": "0",
        "attractionId": attraction_id,
        "choicesOf": attraction_id,
        "quantity": "1",
    }


def line_of(query: Mapping[str, str]) -> dict[str, str]:
    """A line with what an address has chosen already, as the calendar of an attraction does."""
    line = empty_line(query.get("attractionId", ""))
    return line | {name: query.get(name, "") for name in _ASPECTS if line["attractionId"]}


def places_of(line: Mapping[str, str]) -> dict[str, int | None]:
    """The kind of ticket, timeslot and sector that a line has chosen; what is no number counts as not chosen."""
    chosen = {name: line[name] for name in ("ticketConfigId", "timeslotId", "sectorId")}
    return {name: int(text) if re.fullmatch("[0-9]{1,18}", text) else None for name, text in chosen.items()}


def aspects_of(line: Mapping[str, str]) -> dict[str, str | date | None]:
    """What a line has chosen, as `services.offers` names it; a day that is none counts as not chosen."""
    try:
        day = date.fromisoformat(line["ticketDate"]) if line["ticketDate"] else None
    except ValueError:
        day = None
    return {
        "category": line["category"] or None,
        "age_group": line["ageGroup"] or None,
        "ticket_date": day,
        "time_slot": line["timeSlot"] or None,
    }


def _wish(row: int, line: Mapping[str, str]) -> Wish:
    try:
        read = read_form(line, WishForm)
    except AdmitError as error:
        error.fields = (f"allocate[{row}]",)
        raise
    if read.of_event and read.ticket_config_id is None:
        raise InvalidParameter("choose the kind of ticket", fields=(f"allocate[{row}]",))
    return Wish(
        attraction_id=read.attraction_id,
        quantity=read.quantity,
        category=read.category,
        age_group=read.age_group,
        ticket_date=read.ticket_date,
        time_slot=read.time_slot,
        ticket_config_id=read.ticket_config_id,
        timeslot_id=read.timeslot_id,
        sector_id=read.sector_id,
    )


def in_words_of_page(error: AdmitError) -> AdmitError:
    """A refusal that names the line of the page rather than a field of the contract within it."""
    found = [_OF_LINE.fullmatch(field) for field in error.fields]
    first = next((match for match in found if match), None)
    if first is None:
        return error
    fields = list(dict.fromkeys(match[1] if match else field for match, field in zip(found, error.fields, strict=True)))
    if isinstance(error, MissingParameter):
        return MissingParameter(_CHOOSE[first[2]], fields=fields)
    message = _OF_LINE.sub(lambda match: _NAMES[match[2]], error.message)
    return type(error)(message, fields=fields, details=error.details)
