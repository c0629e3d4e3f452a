"""The mail that brings a customer the links to the tickets of a cart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Final

from admitone.core.clock import utc_now
from admitone.core.inventory import Attraction, Ticket
from admitone.core.selling import Cart
from admitone.letters.texts import TEXTS
from admitone.presentation.facts import TicketFacts, describe, one_line
from admitone.presentation.language import Language, language
from admitone.presentation.links import cart_path, ticket_path
from admitone.presentation.templates import Templates

_NAME_LENGTH_MAX: Final = 100
_SUBJECT_LENGTH_MAX: Final = 120
_TEMPLATES: Final = Templates(Path(__file__).parent / "templates", TEXTS)
SoldTicket = tuple[Ticket, Attraction | None]


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket as the mail shows it."""

    facts: TicketFacts
    url: str


@dataclass(frozen=True, slots=True)
class TicketLetterWriter:
    """Fits `services.delivery.TicketLetter`. `sender` is whom mails come from.

    The Message-ID is the caller's to add: it knows what a repetition is.
    """

    sender: Address

    def __call__(self, cart: Cart, tickets: Sequence[SoldTicket], base_url: str, *, time_zone: str) -> EmailMessage:
        """A message to the cart's customer in the cart's language; the cart must have an e-mail address."""
        speech = language(cart.language)
        lines = [Line(describe(*sold, speech), base_url + ticket_path(sold[0])) for sold in tickets]
        values = _values(cart, tickets, lines, speech, time_zone) | {"all_url": base_url + cart_path(cart)}
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = Address(display_name=_name(cart) or "", addr_spec=cart.customer_email or "")
        message["Subject"] = _subject(lines, speech)
        message["Date"] = format_datetime(utc_now())
        # RFC 3834: nobody's out-of-office should answer.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(_TEMPLATES.render("tickets.txt", speech, **values))
        message.add_alternative(_TEMPLATES.render("tickets.html", speech, **values), subtype="html")
        # Only now: making a message of several parts moves headers on its content into the first of them.
        message["Content-Language"] = speech.tag
        return message


def _values(
    cart: Cart, tickets: Sequence[SoldTicket], lines: Sequence[Line], speech: Language, time_zone: str
) -> dict[str, Any]:
    ends = [ticket.download_expires_at for ticket, _ in tickets if ticket.download_expires_at]
    return {
        "lines": lines,
        "name": _name(cart),
        "ready": speech.count(_forms(speech, "ready"), len(lines), reference=cart.reference),
        "until": speech.day_of(min(ends), time_zone) if ends else None,
    }


def _subject(lines: Sequence[Line], speech: Language) -> str:
    titles = {line.facts.title for line in lines}
    title = titles.pop() if len(titles) == 1 else None
    if title is None:
        return speech.count(_forms(speech, "subject_plain"), len(lines))
    return speech.count(_forms(speech, "subject"), len(lines), what=title)[:_SUBJECT_LENGTH_MAX]


def _name(cart: Cart) -> str | None:
    return (one_line(cart.customer_name) or "")[:_NAME_LENGTH_MAX] or None


def _forms(speech: Language, name: str) -> Mapping[str, str]:
    forms = TEXTS[speech.tag][name]
    assert not isinstance(forms, str), f"{name} has no plural forms"
    return forms
