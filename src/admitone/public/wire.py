"""Tickets and carts as their pages show them, and as calendar files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from admitone.core.clock import utc_now
from admitone.core.errors import NotFound
from admitone.core.inventory import TicketFormat
from admitone.core.selling import return_code
from admitone.presentation.calendar import CalendarEvent, write_calendar
from admitone.presentation.facts import TicketFacts, describe, one_line
from admitone.presentation.language import Language
from admitone.presentation.links import cart_path, ticket_path, wallet_path
from admitone.presentation.pages import Pages
from admitone.presentation.wallets import Wallets
from admitone.public.texts import TEXTS
from admitone.services.admissions import is_drawn, shows_code
from admitone.services.passes import BUNDLE_MAX
from admitone.services.public import CartState, PublicCart, PublicTicket, TicketState

# A page with more codes than that is no help at a gate, and is heavy on a telephone: they are a link away.
DRAWINGS_MAX: Final = 30
NO_WALLETS: Final = Wallets()
_PAGES: Final = Pages(Path(__file__).parent / "templates", TEXTS)
_DOWNLOADABLE: Final = {TicketState.VALID, TicketState.USED, TicketState.PAST}


@dataclass(frozen=True, slots=True)
class ShownTicket:
    """A ticket as a template sees it; `drawing` is the SVG of its code. An `is_awaited` one is being issued."""

    facts: TicketFacts
    state: str
    path: str
    holder: str | None
    barcode: str | None
    drawing: str | None
    can_download: bool
    is_awaited: bool
    apple_url: str | None
    google_url: str | None
    has_day: bool
    wallet_path: str | None


def codes_to_draw(tickets: Sequence[PublicTicket]) -> list[str]:
    """What the codes on a page of these tickets say."""
    if len(tickets) > DRAWINGS_MAX:
        return []
    valid = [shown.ticket for shown in tickets if shown.state is TicketState.VALID]
    return [ticket.barcode for ticket in valid if ticket.barcode and shows_code(ticket)]


def ticket_page(
    public: PublicTicket,
    drawings: Mapping[str, str | None],
    speech: Language,
    query: Mapping[str, str],
    wallets: Wallets = NO_WALLETS,
    *,
    recorded: bool = False,
) -> str:
    """The page of one ticket; `recorded` when the ledger has a receipt of it."""
    shown = _show(public, drawings, speech, wallets)
    values = {"shown": shown, "path": shown.path, "until": _until([public], speech), "recorded": recorded}
    return _PAGES.render("ticket.html", speech, query, **values)


def cart_page(
    public: PublicCart,
    drawings: Mapping[str, str | None],
    speech: Language,
    query: Mapping[str, str],
    wallets: Wallets = NO_WALLETS,
) -> str:
    """The page of a cart."""
    cart = public.cart
    visible = [] if public.state is CartState.LINK_EXPIRED else public.tickets
    tickets = [_show(ticket, drawings, speech, wallets) for ticket in visible]
    values: dict[str, Any] = {
        "state": str(public.state),
        "reference": cart.reference,
        "return_code": return_code(cart),
        "holder": one_line(cart.customer_name),
        "tickets": tickets,
        "count": speech.count(_forms(speech, "tickets"), len(public.tickets)),
        "given_back": speech.count(_forms(speech, "given_back"), public.refunded) if public.refunded else None,
        "path": cart_path(cart),
        "pass_parts": _pass_parts(tickets, speech),
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
        facts = describe(ticket, public.attraction, speech, public.admission)
        title = facts.title or _word(speech, "ticket")
        slot = ticket.time_slot or ""
        event = CalendarEvent(
            uid=f"{ticket.ticket_date:%Y%m%d}-{slot}-{ticket.attraction_id}-{ticket.cart_reference}@{host}",
            summary=title,
            location=facts.venue or title,
            description=url,
            day=ticket.ticket_date,
            slot=ticket.time_slot,
            time_zone=public.time_zone,
            starts_at=public.admission.starts_at if public.admission else None,
            ends_at=public.admission.ends_at if public.admission else None,
        )
        visits[event] += 1
    if not visits:
        raise NotFound("these tickets have no day", fields=("ticketId",))
    forms = _forms(speech, "tickets")
    events = [
        replace(event, summary=f"{event.summary} ({speech.count(forms, count)})") if count > 1 else event
        for event, count in visits.items()
    ]
    return write_calendar(events, utc_now())


def _show(public: PublicTicket, drawings: Mapping[str, str | None], speech: Language, wallets: Wallets) -> ShownTicket:
    ticket = public.ticket
    for_wallets = public.state is TicketState.VALID and shows_code(ticket)
    page = ticket_path(ticket)
    return ShownTicket(
        facts=describe(ticket, public.attraction, speech, public.admission),
        state=str(public.state),
        path=page,
        holder=one_line(public.holder),
        barcode=one_line(ticket.barcode),
        drawing=drawings.get(ticket.barcode or "") if public.state is TicketState.VALID else None,
        can_download=public.state in _DOWNLOADABLE and (shows_code(ticket) or not is_drawn(ticket)),
        is_awaited=is_drawn(ticket) and ticket.issued_at is None,
        apple_url=wallets.apple_url(page) if for_wallets else None,
        google_url=wallets.google_url(page) if for_wallets else None,
        has_day=ticket.ticket_date is not None,
        wallet_path=wallet_path(ticket) if ticket.format is TicketFormat.SECURE and ticket.issued_at else None,
    )


def _pass_parts(tickets: Sequence[ShownTicket], speech: Language) -> list[tuple[int, str]]:
    """The bundles of a cart's passes with the tickets that each has (`1-10`); nothing where all are not for wallets."""
    usable = [shown for shown in tickets if shown.can_download]
    if len(usable) < 2 or not all(shown.apple_url for shown in usable):
        return []
    starts = range(0, len(usable), BUNDLE_MAX)
    if len(starts) == 1:
        return [(1, "")]
    ends = [min(start + BUNDLE_MAX, len(usable)) for start in starts]
    return [
        (part, f"{speech.number(start + 1)}–{speech.number(end)}")
        for part, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    ]


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
