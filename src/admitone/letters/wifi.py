"""The mail that brings a guest the codes of Wi-Fi tickets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Final

from admitone.core.clock import utc_now
from admitone.core.wifi.model import Location, WifiTicket
from admitone.presentation.facts import one_line
from admitone.presentation.language import Language, language
from admitone.presentation.templates import Templates
from admitone.presentation.wifi import describe_wifi
from admitone.presentation.wifi_texts import WIFI_TEXTS

_TEMPLATES: Final = Templates(Path(__file__).parent / "templates", WIFI_TEXTS)


@dataclass(frozen=True, slots=True)
class WifiLetterWriter:
    """Fits `services.wifi_mail.WifiLetter`. `base_url` is where our own portal is."""

    sender: Address
    base_url: str

    def __call__(self, location: Location, tickets: Sequence[WifiTicket], to: str) -> EmailMessage:
        """A message in the language of the first ticket; there must be one."""
        speech = language(tickets[0].language)
        place = one_line(location.name) or ""
        values = {
            "location": location,
            "lines": [describe_wifi(one, location, speech, self.base_url) for one in tickets],
            "here": speech.count(_forms(speech, "here"), len(tickets), place=place),
        }
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = Address(addr_spec=to)
        message["Subject"] = speech.count(_forms(speech, "subject"), len(tickets), place=place)
        message["Date"] = format_datetime(utc_now())
        # RFC 3834: nobody's out-of-office should answer.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(_TEMPLATES.render("wifi.txt", speech, **values))
        message.add_alternative(_TEMPLATES.render("wifi.html", speech, **values), subtype="html")
        # Only now: making a message of several parts moves headers on its content into the first of them.
        message["Content-Language"] = speech.tag
        return message


def _forms(speech: Language, name: str) -> Mapping[str, str]:
    forms = WIFI_TEXTS[speech.tag][name]
    assert not isinstance(forms, str), f"{name} has no plural forms"
    return forms
