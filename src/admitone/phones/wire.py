"""What a phone sends and gets, and the page around it."""

from __future__ import annotations

import base64
import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta, Struct

from admitone.core.clock import local_day, local_time, utc_now
from admitone.core.errors import AdmitError, InvalidParameter
from admitone.core.secure.codes import HolderKey, holder_key_of
from admitone.phones.texts import TEXTS
from admitone.presentation.facts import describe
from admitone.presentation.language import Language
from admitone.presentation.links import wallet_path
from admitone.presentation.pages import Pages
from admitone.services.public import PublicTicket, TicketState
from admitone.services.resale_by_link import HolderMarket
from admitone.services.secure_tickets import BoundTicket

FOLDER: Final = Path(__file__).parent
_PAGES: Final = Pages(FOLDER / "templates", TEXTS)
_COORDINATE_BYTES: Final = 32
_PRICE: Final = re.compile(r"\d{1,12}(\.\d{1,3}|,\d{1,2})?")
Coordinate = Annotated[str, Meta(max_length=64)]


class PhoneKey(Struct, frozen=True):
    """The public key of a phone on P-256, its coordinates in base64url; `version` when the ticket is only renewed."""

    x: Coordinate
    y: Coordinate
    version: int | None = None

    def holder(self) -> HolderKey:
        """The key; InvalidParameter when it is none."""
        try:
            return holder_key_of(_coordinate_of(self.x), _coordinate_of(self.y))
        except ValueError as error:
            raise InvalidParameter("x, y: they are no public key on P-256", fields=("x", "y")) from error


class KeptTicket(Struct, frozen=True, kw_only=True):
    """What the phone keeps: the signed ticket in base64url, and the server's clock in milliseconds since 1970."""

    ticket: str
    version: int
    now: int


def read_phone_key(body: bytes) -> PhoneKey:
    """The body of a request; InvalidParameter when it is another one."""
    try:
        return msgspec.json.decode(body, type=PhoneKey)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidParameter(f"the body is no key: {error}", fields=("body",)) from error


def kept_ticket(bound: BoundTicket) -> KeptTicket:
    """A bound ticket as it is sent."""
    signed = base64.urlsafe_b64encode(bound.signed).rstrip(b"=").decode()
    return KeptTicket(ticket=signed, version=bound.version, now=int(utc_now().timestamp() * 1000))


def wallet_page(found: PublicTicket, speech: Language, query: dict[str, str], path: str, *, resellable: bool) -> str:
    """The page; it shows nothing of a ticket whose link has expired."""
    shown = describe(found.ticket, found.attraction, speech, found.admission)
    return _PAGES.render(
        "wallet.html",
        speech,
        query,
        state=found.state.value,
        facts=None if found.state is TicketState.LINK_EXPIRED else shown,
        holder=found.holder,
        path=path,
        resellable=resellable,
    )


def read_price(text: str) -> Decimal:
    """What somebody typed as a price; InvalidParameter for what is none.

    A comma is a decimal sign before one or two digits only: 1,250 is a thousand for one and little more than one for
    another, and an offer stands at once.
    """
    typed = text.strip().replace("٫", ".")
    if not _PRICE.fullmatch(typed):
        raise InvalidParameter("price: an amount, as 280 or 1250.50", fields=("price",))
    return Decimal(typed.replace(",", "."))


def market_page(
    market: HolderMarket, speech: Language, query: dict[str, str], *, typed: str = "", refused: AdmitError | None = None
) -> str:
    """The page of selling a ticket on; `refused` is why what was just sent did not go through."""
    ticket, listing = market.found.ticket, market.listing
    shown = describe(ticket, market.found.attraction, speech, market.found.admission)
    currency, until = ticket.selling_currency or "", None
    if listing is not None:
        zone = market.found.time_zone
        until = f"{speech.day(local_day(listing.locked_until, zone))} {local_time(listing.locked_until, zone)}"
    return _PAGES.render(
        "sell.html",
        speech,
        query,
        title=None if market.found.state is TicketState.LINK_EXPIRED else shown.title,
        path=wallet_path(ticket),
        asked=speech.money(listing.price_minor, listing.currency) if listing else None,
        due=speech.money(listing.price_minor - listing.fee_minor, listing.currency) if listing else None,
        until=until,
        most=speech.money(market.cap_minor, currency) if market.rule else None,
        currency=currency,
        fee=market.rule.fee_percent if market.rule else 0,
        typed=typed,
        refused=None if refused is None else "price" if isinstance(refused, InvalidParameter) else "now",
    )


def manifest(speech: Language, path: str) -> dict[str, Any]:
    """The web app manifest (W3C), by which the page can be put on the home screen."""
    texts = TEXTS[speech.tag]
    return {
        "name": texts["app"],
        "short_name": texts["app"],
        "lang": speech.tag,
        "dir": speech.direction,
        "start_url": path,
        "scope": "/w/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0b5cad",
        "icons": [{"src": "/static/mark.svg", "sizes": "any", "type": "image/svg+xml"}],
    }


def _coordinate_of(text: str) -> bytes:
    """ValueError for anything but 32 bytes in base64url."""
    data = base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if len(data) != _COORDINATE_BYTES:
        raise ValueError("a coordinate on P-256 has 32 bytes")
    return data
