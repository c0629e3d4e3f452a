"""The forms of finding an event's tickets, and of keeping some for a person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from admitone.console.forms.fields import Id, Line, read_whole_form
from admitone.core.errors import AdmitError, InvalidParameter, MissingParameter
from admitone.core.inventory import TicketFormat, TicketStatus
from admitone.core.refusals import Refusals
from admitone.services.event_holding import Item, OwnerWish
from admitone.services.event_overview import EventOverview
from admitone.store.event_tickets import TakenSearch

_FIELD: Final = re.compile(r"ticket_reservation_items\[(\d+)\]\.(\w+)")
# What they are called in words that the pages know.
_NAMES: Final = {
    "quantity": "quantity",
    "ticket_config_id": "ticketConfig",
    "timeslot_id": "timeslot",
    "sector_id": "sector",
}
QUANTITY: Final = "quantity-"


class TakenForm(Struct, kw_only=True):
    """How the tickets of an event are looked for."""

    status: TicketStatus | None = None
    config: Id | None = None
    email: Line | None = None
    after: Id | None = None

    def search(self) -> TakenSearch:
        """The search that the service takes."""
        return TakenSearch(self.status, self.config, self.email, self.after)


class RevokeForm(Struct, kw_only=True):
    """Why a ticket is taken back."""

    reason: Line | None = None


class ReserveForm(Struct, kw_only=True):
    """For whom tickets are kept, where, and until when."""

    email: Line
    name: Line | None = None
    format: TicketFormat = TicketFormat.PDF
    timeslot_id: Id | None = None
    sector_id: Id | None = None
    hold_minutes: Annotated[int, Meta(ge=1, le=10_000_000)] | None = None
    issue: bool = False
    reserve_key: Annotated[str, Meta(min_length=16, max_length=64, pattern="^[A-Za-z0-9_-]*$")]


def read_reserve_form(form: Mapping[str, Any], seen: EventOverview) -> tuple[ReserveForm, list[Item]]:
    """The form and its items; InvalidParameter naming every field that is wrong or was left out."""
    wrong = Refusals()
    read: ReserveForm | None = None
    try:
        read = read_whole_form(form, ReserveForm)
    except AdmitError as error:
        wrong.take(error)
    for field, places in (("timeslot_id", seen.timeslots), ("sector_id", seen.sectors)):
        if places and str(form.get(field, "")) not in {str(place.id) for place in places}:
            wrong.add(field, reason="choose one of the list")
    items = _items(form, seen, read, wrong)
    wrong.settle()
    assert read is not None
    return read, items


def owner_wish(event_id: int, owner_id: int, read: ReserveForm, items: Sequence[Item]) -> OwnerWish:
    """The command that the service takes. The form's own key makes a second click the same reservation."""
    return OwnerWish(
        owner_id=owner_id,
        format=read.format,
        event_id=event_id,
        items=items,
        hold_minutes=read.hold_minutes,
        idempotency_key=f"console-{read.reserve_key}",
    )


def in_words_of_form(error: AdmitError, items: Sequence[Item]) -> AdmitError:
    """A refusal by the names that the fields have on the page."""
    fields = []
    for field in error.fields:
        found = _FIELD.fullmatch(field)
        of_config = found is not None and found[2] in {"quantity", "ticket_config_id"}
        config_id = items[int(found[1])].ticket_config_id if found else None
        fields.append(f"{QUANTITY}{config_id}" if of_config else found[2] if found else field)
    message = _FIELD.sub(lambda match: _NAMES[match[2]], error.message)
    return type(error)(message, fields=fields, details=error.details)


def read_picked(form: Any) -> list[int]:
    """The tickets that were ticked; MissingParameter when none was."""
    texts = [str(text) for text in form.getall("ticketId", [])]
    if not texts:
        raise MissingParameter("tick the tickets first", fields=("ticketId",))
    if not all(re.fullmatch(r"[1-9][0-9]{0,17}", text) for text in texts):
        raise InvalidParameter("this is not a ticket of the list", fields=("ticketId",))
    return list(dict.fromkeys(map(int, texts)))


def _items(form: Mapping[str, Any], seen: EventOverview, read: ReserveForm | None, wrong: Refusals) -> list[Item]:
    items = []
    for config in seen.configs:
        text = str(form.get(f"{QUANTITY}{config.id}", "")).strip() or "0"
        if not re.fullmatch(r"[0-9]{1,3}", text) or int(text) > 500:
            wrong.add(f"{QUANTITY}{config.id}", reason="write a whole number of at most 500")
        elif int(text):
            places = (read.timeslot_id, read.sector_id) if read else (None, None)
            items.append(Item(config.id, int(text), *places))
    if not items and seen.configs:
        wrong.add(f"{QUANTITY}{seen.configs[0].id}", reason="say how many tickets")
    return items
