"""The mail that brings a customer or a holder the links to their tickets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from admitone.core.addressee import Addressee
from admitone.core.admissions import Admission
from admitone.core.clock import utc_now
from admitone.core.inventory import Attraction, Ticket, TicketFormat
from admitone.letters.files import File, attach_files
from admitone.letters.texts import TEXTS
from admitone.presentation.facts import TicketFacts, describe, one_line
from admitone.presentation.language import Language, language
from admitone.presentation.links import cart_path, ticket_path
from admitone.presentation.templates import Templates
from admitone.presentation.wallets import Wallets

_NAME_LENGTH_MAX: Final = 100
_SUBJECT_LENGTH_MAX: Final = 120
_TEMPLATES: Final = Templates(Path(__file__).parent / "templates", TEXTS)
NO_WALLETS: Final = Wallets()
SoldTicket = tuple[Ticket, Attraction | None]


@dataclass(frozen=True, slots=True)
class Line:
    """One ticket as the mail shows it."""

    facts: TicketFacts
    url: str
    apple_url: str | None = None
    google_url: str | None = None


@dataclass(frozen=True, slots=True)
class TicketLetterWriter:
    """Fits `services.delivery.TicketLetter`. `sender` is whom mails come from, `wallets` what customers are offered.

    The Message-ID is the caller's to add: it knows what a repetition is.
    """

    sender: Address
    wallets: Wallets = NO_WALLETS

    def __call__(
        self,
        addressee: Addressee,
        tickets: Sequence[SoldTicket],
        base_url: str,
        *,
        time_zone: str,
        attachments: Sequence[File] = (),
        admissions: Mapping[int, Admission] = MappingProxyType({}),
    ) -> EmailMessage:
        """A message in the language of whom it goes to."""
        speech = language(addressee.language)
        lines = [self._line(sold, speech, base_url, admissions.get(sold[0].id)) for sold in tickets]
        values = _values(addressee, tickets, lines, speech, time_zone)
        values |= {
            "all_url": base_url + cart_path(addressee.cart) if addressee.cart else None,
            "attached": bool(attachments),
        }
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = Address(display_name=_name(addressee) or "", addr_spec=addressee.email)
        message["Subject"] = _subject(lines, speech)
        message["Date"] = format_datetime(utc_now())
        # RFC 3834: nobody's out-of-office should answer.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(_TEMPLATES.render("tickets.txt", speech, **values))
        message.add_alternative(_TEMPLATES.render("tickets.html", speech, **values), subtype="html")
        attach_files(message, attachments)
        # Only now: making a message of several parts moves headers on its content into the first of them.
        message["Content-Language"] = speech.tag
        return message

    def _line(self, sold: SoldTicket, speech: Language, base_url: str, admission: Admission | None) -> Line:
        page = base_url + ticket_path(sold[0])
        offered = self.wallets if sold[0].barcode and sold[0].format is TicketFormat.PDF else NO_WALLETS
        return Line(describe(*sold, speech, admission), page, offered.apple_url(page), offered.google_url(page))


def _values(
    addressee: Addressee, tickets: Sequence[SoldTicket], lines: Sequence[Line], speech: Language, time_zone: str
) -> dict[str, Any]:
    ends = [ticket.download_expires_at for ticket, _ in tickets if ticket.download_expires_at]
    return {
        "lines": lines,
        "name": _name(addressee),
        "ready": _ready(addressee, len(lines), speech),
        "until": speech.day_of(min(ends), time_zone) if ends else None,
    }


def _subject(lines: Sequence[Line], speech: Language) -> str:
    titles = {line.facts.title for line in lines}
    title = titles.pop() if len(titles) == 1 else None
    if title is None:
        return speech.count(_forms(speech, "subject_plain"), len(lines))
    return speech.count(_forms(speech, "subject"), len(lines), what=title)[:_SUBJECT_LENGTH_MAX]


def _ready(addressee: Addressee, count: int, speech: Language) -> str:
    if addressee.cart is None:
        return speech.count(_forms(speech, "issued"), count)
    return speech.count(_forms(speech, "ready"), count, reference=addressee.cart.reference)


def _name(addressee: Addressee) -> str | None:
    return (one_line(addressee.name) or "")[:_NAME_LENGTH_MAX] or None


def _forms(speech: Language, name: str) -> Mapping[str, str]:
    forms = TEXTS[speech.tag][name]
    assert not isinstance(forms, str), f"{name} has no plural forms"
    return forms
