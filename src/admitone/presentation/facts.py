"""What a ticket says to its holder."""

from __future__ import annotations

from dataclasses import dataclass

from admitone.core.admissions import Admission
from admitone.core.clock import local_day, local_time
from admitone.core.inventory import Attraction, Ticket
from admitone.presentation.language import Language


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """What, when and where, each on one line; None for what the ticket does not say."""

    title: str | None
    kind: str | None
    day: str | None
    time: str | None
    valid_until: str | None
    serial: str | None
    conditions: str | None
    venue: str | None = None
    doors: str | None = None
    sector: str | None = None


def describe(
    ticket: Ticket, attraction: Attraction | None, speech: Language, admission: Admission | None = None
) -> TicketFacts:
    """The facts of a ticket in the customer's language. The last day is named when it is not the ticket's day.

    `admission` says more of a ticket of an event.
    """
    if admission is not None:
        return _describe_visit(ticket, admission, speech)
    until = ticket.valid_until if ticket.valid_until != ticket.ticket_date else None
    kinds = [kind for kind in (one_line(ticket.category), one_line(ticket.age_group)) if kind]
    return TicketFacts(
        title=one_line(attraction.name) if attraction else None,
        kind=" · ".join(dict.fromkeys(kinds)) or None,
        day=speech.day(ticket.ticket_date) if ticket.ticket_date else None,
        time=one_line(ticket.time_slot or ticket.time_slot_printed),
        valid_until=speech.day(until) if until else None,
        serial=one_line(ticket.serial),
        conditions=one_line(ticket.limitations),
    )


def _describe_visit(ticket: Ticket, admission: Admission, speech: Language) -> TicketFacts:
    zone = admission.time_zone
    begins = local_time(admission.starts_at, zone) if admission.starts_at else None
    # A timeslot that is not called by its beginning is told with it.
    named = one_line(admission.time_slot)
    slot = f"{begins} ({named})" if begins and named and named != begins else begins or named
    day = local_day(admission.starts_at, zone) if admission.starts_at else ticket.ticket_date
    return TicketFacts(
        title=one_line(admission.title),
        kind=one_line(admission.kind),
        day=speech.day(day) if day else None,
        time=slot,
        valid_until=None,
        serial=one_line(ticket.serial),
        conditions=one_line(ticket.limitations),
        venue=" · ".join(part for part in map(one_line, (admission.venue, admission.address)) if part) or None,
        doors=local_time(admission.doors_at, zone) if admission.doors_at else None,
        sector=one_line(admission.sector),
    )


def one_line(text: str | None) -> str | None:
    """A text without line breaks and other control characters, which could begin a new header or turn a line around."""
    if text is None:
        return None
    cleaned = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(cleaned.split()) or None
