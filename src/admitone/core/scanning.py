"""Whether a ticket admits somebody at a gate now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct

from admitone.core.events import Event, EventState, Timeslot
from admitone.core.inventory import Ticket, TicketFormat, TicketStatus

# Gates open this long before an event or timeslot that says nothing of it.
_OPENS_BEFORE: Final = timedelta(hours=2)
GATE_LENGTH_MAX: Final = 100
CODE_LENGTH_MAX: Final = 2000


class Verdict(StrEnum):
    """What a gate is told. Everything but ADMIT refuses."""

    ADMIT = "ADMIT"
    UNKNOWN = "UNKNOWN"
    NOT_YET = "NOT_YET"
    EXPIRED = "EXPIRED"
    USED = "USED"
    REVOKED = "REVOKED"
    WRONG_EVENT = "WRONG_EVENT"
    NOT_SOLD = "NOT_SOLD"
    STALE = "STALE"


@dataclass(frozen=True, slots=True)
class Moment:
    """When a gate asks: the instant, and the day by the tenant's clocks."""

    now: datetime
    today: date


class FirstUse(Struct, frozen=True, kw_only=True):
    """When and where a ticket was used."""

    at: datetime
    gate: str


def judge(
    ticket: Ticket,
    event: Event | None,
    timeslot: Timeslot | None,
    moment: Moment,
    wanted_event: int | None,
    *,
    moving: bool = False,
) -> Verdict:
    """What a gate is told of a ticket; `wanted_event` is the event that the gate is for, if it is for one.

    `moving` says that the code was one that changes: one that stays the same is none of a SECURE ticket's, and not
    known. A ticket of stock admits from its day to its last one, one of an event from the opening of its doors, or two
    hours before it starts, to its end; the code of a Wi-Fi ticket is for something else at every gate.
    """
    if ticket.format is TicketFormat.SECURE and not moving:
        return Verdict.UNKNOWN
    if ticket.is_access_code or (wanted_event is not None and ticket.event_id != wanted_event):
        return Verdict.WRONG_EVENT
    if ticket.voided_at is not None or (event is not None and event.state is EventState.CANCELLED):
        return Verdict.REVOKED
    if ticket.status is not TicketStatus.SOLD or (event is not None and ticket.issued_at is None):
        return Verdict.NOT_SOLD
    if ticket.redeemed_at is not None:
        return Verdict.USED
    return _by_the_clock(ticket, event, timeslot, moment)


def opens_at(event: Event, timeslot: Timeslot | None) -> datetime:
    """When a ticket of an event, or of a timeslot of it, admits for the first time."""
    starts_at = timeslot.starts_at if timeslot else event.starts_at
    doors_at = event.doors_at if event.doors_at is not None and timeslot is None else starts_at - _OPENS_BEFORE
    return min(doors_at, starts_at)


def _by_the_clock(ticket: Ticket, event: Event | None, timeslot: Timeslot | None, moment: Moment) -> Verdict:
    if event is not None:
        ends_at = timeslot.ends_at if timeslot else event.ends_at
        if moment.now < opens_at(event, timeslot):
            return Verdict.NOT_YET
        return Verdict.EXPIRED if moment.now > max(ends_at, event.ends_at) else Verdict.ADMIT
    if ticket.ticket_date is not None and moment.today < ticket.ticket_date:
        return Verdict.NOT_YET
    return Verdict.EXPIRED if ticket.last_day is not None and moment.today > ticket.last_day else Verdict.ADMIT
