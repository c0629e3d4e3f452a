"""What a Wi-Fi ticket says to its guest, and the forms on which it is printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from admitone.core.wifi.codes import group_code
from admitone.core.wifi.kinds import PrintFormat
from admitone.core.wifi.model import Limits, Location, WifiTicket
from admitone.presentation.amounts import duration, rate, size
from admitone.presentation.facts import one_line
from admitone.presentation.language import Language, language
from admitone.presentation.links import portal_path
from admitone.presentation.style import FORM_STYLE_PATH, style_url
from admitone.presentation.templates import Templates
from admitone.presentation.wifi_texts import WIFI_TEXTS

_TEMPLATES: Final = Templates(Path(__file__).parent / "templates", WIFI_TEXTS)


@dataclass(frozen=True, slots=True)
class WifiFacts:
    """A ticket in its language: the code in groups, what the service is called, and what it allows, line by line."""

    ticket_id: int
    code: str
    service: str
    lines: tuple[str, ...]
    price: str | None
    url: str


def describe_wifi(ticket: WifiTicket, location: Location, speech: Language, base_url: str) -> WifiFacts:
    """The facts of a ticket in a language. `base_url` is where our own portal is."""
    price = None
    if ticket.price_minor and ticket.currency:
        price = speech.money(ticket.price_minor, ticket.currency)
    return WifiFacts(
        ticket_id=ticket.ticket_id,
        code=group_code(ticket.code),
        service=one_line(ticket.service_name) or "",
        lines=tuple(_lines(ticket, location, speech)),
        price=price,
        url=portal_url(location, base_url, group_code(ticket.code)),
    )


def portal_url(location: Location, base_url: str, code: str | None = None) -> str:
    """Where a guest types a code: the location's own portal, else ours; with the code filled in."""
    if location.portal_url is None:
        return base_url.rstrip("/") + portal_path(location, code)
    if code is None:
        return location.portal_url
    return f"{location.portal_url}{'&' if '?' in location.portal_url else '?'}code={code}"


def print_form(  # noqa: PLR0917
    location: Location,
    facts: Sequence[WifiFacts],
    codes: Mapping[str, str | None],
    paper: PrintFormat,
    tag: str,
    script_url: str | None = None,
) -> str:
    """A page that prints tickets: slips one below the other, or sheets of them. `codes` are QR pictures by address.

    `script_url` is of a script that makes the button print; without one there is no button.
    """
    speech = language(tag)
    return _TEMPLATES.render(
        "wifi_print.html",
        speech,
        location=location,
        tickets=facts,
        codes=codes,
        paper=paper,
        form_style_url=style_url(FORM_STYLE_PATH),
        script_url=script_url,
    )


def wifi_say(speech: Language) -> Mapping[str, Any]:
    """The words about Wi-Fi tickets in a language."""
    return WIFI_TEXTS[speech.tag]


def limit_lines(limits: Limits, speech: Language) -> list[str]:
    """What limits a ticket, or the tickets of a service, each in a few words."""
    say = WIFI_TEXTS[speech.tag]
    times = (
        ("from_first_use", limits.exp_seconds),
        ("connected", limits.online_seconds),
        ("each_day", limits.daily_seconds),
    )
    sizes = (
        ("traffic", limits.traffic_bytes),
        ("download", limits.download_bytes),
        ("upload", limits.upload_bytes),
        ("each_day", limits.daily_bytes),
    )
    told = [str(say[name]).format(amount=duration(amount, speech)) for name, amount in times if amount is not None]
    told += [str(say[name]).format(amount=size(amount, speech)) for name, amount in sizes if amount is not None]
    if limits.downrate_bits is not None:
        told.append(str(say["speed"]).format(rate=rate(limits.downrate_bits, speech)))
    return told


def _lines(ticket: WifiTicket, location: Location, speech: Language) -> list[str]:
    say = WIFI_TEXTS[speech.tag]
    lines = limit_lines(ticket, speech)
    if ticket.start_time > ticket.created_at:
        lines.append(str(say["from"]).format(moment=speech.moment(ticket.start_time, location.time_zone)))
    if ticket.valid_until is not None:
        lines.append(str(say["until"]).format(moment=speech.moment(ticket.valid_until, location.time_zone)))
    forms = say["devices"]
    if ticket.devices is not None and isinstance(forms, Mapping):
        lines.append(speech.count(forms, ticket.devices))
    return lines
