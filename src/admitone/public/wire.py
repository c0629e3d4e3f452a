"""Tickets and carts as their pages show them, and as calendar files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from admitone.core.clock import utc_now
from admitone.core.errors import NotFound
from admitone.core.selling import return_code
from admitone.presentation.calendar import CalendarEvent, write_calendar
from admitone.presentation.facts import TicketFacts, describe, one_line
from admitone.presentation.language import Language
from admitone.presentation.links import cart_path, ticket_path
from admitone.presentation.pages import Pages
from admitone.public.texts import TEXTS
from admitone.services.public import CartState, PublicCart, PublicTicket, TicketState

# A page with more codes than that is no help at a gate, and is heavy on a telephone: they are a link away.
DRAWINGS_MAX: Final = 30
_PAGES: Final = Pages(Path(__file__).parent / "templates", TEXTS)
_DOWNLOADABLE: Final = {TicketState.VALID, TicketState.USED, TicketState.PAST}


@dataclass(frozen=True, slots=True)
class ShownTicket:
    """A ticket as a template sees it; `drawing` is the SVG of its code."""

    facts: TicketFacts
    state: str
    path: str
    holder: str | None
    barcode: str | None
    drawing: str | None
    can_download: bool
    has_day: bool


def codes_to_draw(tickets: Sequence[PublicTicket]) -> list[str]:
    """What the codes on a page of these tickets say."""
    if len(tickets) > DRAWINGS_MAX:
        return []
    valid = [shown.ticket.barcode for shown in tickets if shown.state is TicketState.VALID]
    return [barcode for barcode in valid if barcode]


def ticket_page(
    public: PublicTicket,
    drawings: Mapping[str, str | None],
    speech: Language,
    query: Mapping[str, str],
    *,
    recorded: bool = False,
) -> str:
    """The page of one ticket; `recorded` when the ledger has a receipt of it."""
    shown = _show(public, drawings, speech)
    values = {"shown": shown, "path": shown.path, "until": _until([public], speech), "recorded": recorded}
    return _PAGES.render("ticket.html", speech, query, **values)


def cart_page(
    public: PublicCart, drawings: Mapping[str, str | None], speech: Language, query: Mapping[str, str]
) -> str:
    """The page of a cart."""
    cart = public.cart
    visible = [] if public.state is CartState.LINK_EXPIRED else public.tickets
    tickets = [_show(ticket, drawings, speech) for ticket in visible]
    values: dict[str, Any] = {
        "state": str(public.state),
        "reference": cart.reference,
        "return_code": return_code(cart),
        "holder": one_line(cart.customer_name),
        "tickets": tickets,
        "count": speech.count(_forms(speech, "tickets"), len(public.tickets)),
        "given_back": speech.count(_forms(speech, "given_back"), public.refunded) if public.refunded else None,
        "path": cart_path(cart),
        "can_download": any(ticket.can_download for ticket in tickets),
        "has_days": any(ticket.can_download and ticket.has_day for ticket in tickets),
        "until": _until(public.tickets, speech),
        "payment_status": str(cart.payment_status) if cart.payment_status else None,
        "payment_url": public.payable.url,
        "number": speech.number(len(public.tickets)),
        "held_until": speech.moment(public.held_until, public.time_zone) if public.held_until else None,
        "total": speech.money(cart.total_minor, cart.currency) if cart.currency else None,
        "language_query": f"?lang={query['lang']}" if query.get("lang") == speech.tag else "",
    }
    return _PAGES.render("cart.html", speech, query, **values)


def calendar_file(tickets: Sequence[PublicTicket], speech: Language, *, host: str, url: str) -> bytes:
    """A calendar with one event per visit of these tickets. NotFound when none of them has a day."""
    visits: Counter[CalendarEvent] = Counter()
    for public in tickets:
        ticket = public.ticket
        if ticket.ticket_date is None or public.state not in _DOWNLOADABLE:
            continue
        place = (public.attraction and one_line(public.attraction.name)) or _word(speech, "ticket")
        slot = ticket.time_slot or ""
        event = CalendarEvent(
            uid=f"{ticket.ticket_date:%Y%m%d}-{slot}-{ticket.attraction_id}-{ticket.cart_reference}@{host}",
            summary=place,
            location=place,
            description=url,
            day=ticket.ticket_date,
            slot=ticket.time_slot,
            time_zone=public.time_zone,
        )
        visits[event] += 1
    if not visits:
        raise NotFound("these tickets have no day", fields=("ticketId",))
    forms = _forms(speech, "tickets")
    events = [
        CalendarEvent(
            uid=event.uid,
            summary=f"{event.summary} ({speech.count(forms, count)})" if count > 1 else event.summary,
            location=event.location,
            description=event.description,
            day=event.day,
            slot=event.slot,
            time_zone=event.time_zone,
        )
        for event, count in visits.items()
    ]
    return write_calendar(events, utc_now())


def _show(public: PublicTicket, drawings: Mapping[str, str | None], speech: Language) -> ShownTicket:
    ticket = public.ticket
    return ShownTicket(
        facts=describe(ticket, public.attraction, speech),
        state=str(public.state),
        path=ticket_path(ticket),
        holder=one_line(public.holder),
        barcode=one_line(ticket.barcode),
        drawing=drawings.get(ticket.barcode or "") if public.state is TicketState.VALID else None,
        can_download=public.state in _DOWNLOADABLE,
        has_day=ticket.ticket_date is not None,
    )


def _until(tickets: Sequence[PublicTicket], speech: Language) -> str | None:
    ends: list[tuple[datetime, str]] = [
        (public.ticket.download_expires_at, public.time_zone)
        for public in tickets
        if public.ticket.download_expires_at is not None
    ]
    return speech.day_of(*min(ends)) if ends else None


def _forms(speech: Language, name: str) -> Mapping[str, str]:
    forms = TEXTS[speech.tag][name]
    assert not isinstance(forms, str)
    return forms


def _word(speech: Language, name: str) -> str:
    return str(TEXTS[speech.tag][name])
