"""Locations: places whose Wi-Fi tickets are made here."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import msgspec
from msgspec import UNSET, UnsetType

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, InvalidParameter, MissingParameter, NotFound
from admitone.core.ids import new_session_token, token_hash
from admitone.core.inventory import Ticket
from admitone.core.money import check_currency
from admitone.core.principal import ADMINS, STAFF, Principal
from admitone.core.wifi.codes import ALPHABET
from admitone.core.wifi.kinds import PrintFormat
from admitone.core.wifi.model import Location
from admitone.services.changes import given_or
from admitone.services.tenants import check_time_zone
from admitone.store import locations as store
from admitone.store import wifi_services as services
from admitone.store.audit import Change, record_entity
from admitone.store.database import ConstraintViolated, Tx

ACTIVE: Final = "ACTIVE"
INACTIVE: Final = "INACTIVE"
PUBLIC_ID: Final = re.compile(r"[A-Z0-9][A-Z0-9_-]{1,31}")
SLIPS_MM: Final = (58, 80)
INTERIM_SECONDS: Final = 60
# As long as reports may have waited for us: `dialects.radius.reports.WAITED_MAX`.
FORMER_TOKEN_GOOD: Final = timedelta(days=7)
PORTAL_LANGUAGES: Final = ("en", "ar")
_NAME_LENGTH_MAX: Final = 100
_PRODUCT_CODE: Final = "WIFI"
_FACE_NOTES: Final = "Wi-Fi tickets of a location. They are made under Wi-Fi, not sold from stock."


@dataclass(frozen=True, slots=True)
class LocationChange:
    """What to write. UNSET keeps the present value; on creation it is the value that most places want."""

    name: str | UnsetType = UNSET
    address: str | UnsetType | None = UNSET
    currency: str | UnsetType = UNSET
    time_zone: str | UnsetType = UNSET
    print_format: PrintFormat | UnsetType = UNSET
    slip_mm: int | UnsetType = UNSET
    network_name: str | UnsetType | None = UNSET
    portal_url: str | UnsetType | None = UNSET
    venue_url: str | UnsetType | None = UNSET
    portal_texts: Mapping[str, str] | UnsetType | None = UNSET
    interim_seconds: int | UnsetType = UNSET
    active: bool | UnsetType = UNSET


async def list_locations(tx: Tx, principal: Principal) -> list[Location]:
    """All locations of the tenant, active ones first."""
    principal.require(STAFF)
    return await store.list_locations(tx, principal.tenant_id)


async def read_location(tx: Tx, principal: Principal, public_id: str) -> Location:
    """One location by the contract's LocationId, in whatever case; NotFound when the tenant has no such one."""
    principal.require(STAFF)
    found = None
    if PUBLIC_ID.fullmatch(public_id.upper()):
        found = await store.read_location(tx, principal.tenant_id, public_id.upper())
    if found is None:
        raise NotFound(f"there is no location {public_id[:40]!r}", fields=("LocationId",))
    return found


async def find_location(tx: Tx, principal: Principal, ticket: Ticket) -> Location | None:
    """The location whose Wi-Fi a ticket opens; None for tickets of stock and of events."""
    principal.require(STAFF)
    return await store.read_location_of_ticket(tx, principal.tenant_id, ticket.id) if ticket.is_access_code else None


async def create_location(
    tx: Tx, principal: Principal, change: LocationChange, *, currency: str, public_id: str | None = None
) -> Location:
    """Add a location, with a public id of its own unless one is given. Conflict when somebody has that id already.

    `currency` is the installation's, for a location that names none.
    """
    principal.require(ADMINS)
    if isinstance(change.name, UnsetType):
        raise MissingParameter("name is required", fields=("name",))
    now, wanted_id = utc_now(), check_public_id(public_id)
    columns = _columns(change, None, principal.time_zone, currency)
    name = str(columns["name"])
    face = await store.insert_face(
        tx, principal.tenant_id, now, name=name, product_code=_PRODUCT_CODE, notes=_FACE_NOTES
    )
    try:
        made = await store.insert_location(
            tx, principal.tenant_id, now, public_id=wanted_id, attraction_id=face, **columns
        )
    except ConstraintViolated as error:
        message = f"there is a location {wanted_id} already; choose another LocationId"
        raise Conflict(message, fields=("LocationId",)) from error
    change_made = Change("CREATE", principal.name, now, None, ACTIVE, f"{made.public_id}: {made.name}")
    await record_entity(tx, principal.tenant_id, "LOCATION", made.id, change_made)
    return made


async def update_location(tx: Tx, principal: Principal, public_id: str, change: LocationChange) -> Location:
    """Change a location. Conflict for another currency while services have prices in the present one."""
    principal.require(ADMINS)
    present = await read_location(tx, principal, public_id)
    now = utc_now()
    columns = _columns(change, present, present.time_zone, present.currency)
    active = given_or(change.active, present.active)
    if columns["currency"] != present.currency and await services.list_services(tx, present):
        message = f"the services have prices in {present.currency}; delete them first, or keep the currency"
        raise Conflict(message, fields=("currency",))
    changed = await store.update_location(tx, principal.tenant_id, present.public_id, now, active=active, **columns)
    if changed is None:
        raise NotFound(f"there is no location {public_id[:40]!r}", fields=("LocationId",))
    await store.rename_face(tx, changed.attraction_id, changed.name, now)
    told = _differences(present, changed)
    if told:
        change_made = Change("EDIT", principal.name, now, _state(present), _state(changed), told)
        await record_entity(tx, principal.tenant_id, "LOCATION", changed.id, change_made)
    return changed


async def renew_radius_token(tx: Tx, principal: Principal, public_id: str) -> str:
    """Give the access server of a location a new token, told only now.

    The one before lets nobody in any more; reports of what was used are taken with it for `FORMER_TOKEN_GOOD` yet.
    """
    principal.require(ADMINS)
    location = await read_location(tx, principal, public_id)
    token, now = new_session_token(), utc_now()
    await store.keep_former_token(tx, location, now + FORMER_TOKEN_GOOD, now)
    await store.set_radius_token(tx, location, token_hash(token), now)
    change = Change("RENEW_TOKEN", principal.name, now)
    await record_entity(tx, principal.tenant_id, "LOCATION", location.id, change)
    return token


def check_public_id(public_id: str | None) -> str:
    """A LocationId in capitals, a new one for None; InvalidParameter for what cannot be one."""
    if public_id is None:
        return "L" + "".join(secrets.choice(ALPHABET) for _ in range(7))
    wanted = public_id.strip().upper()
    if not PUBLIC_ID.fullmatch(wanted):
        message = "LocationId: write 2 to 32 letters A to Z, digits, - and _, for example 28XXX004"
        raise InvalidParameter(message, fields=("LocationId",))
    return wanted


def _state(location: Location) -> str:
    return ACTIVE if location.active else INACTIVE


def _columns(change: LocationChange, present: Location | None, time_zone: str, currency: str) -> dict[str, object]:
    slip = given_or(change.slip_mm, present.slip_mm if present else SLIPS_MM[1])
    if slip not in SLIPS_MM:
        raise InvalidParameter("slipWidth is 58 or 80 mm", fields=("slipWidth",))
    interim = given_or(change.interim_seconds, present.interim_seconds if present else INTERIM_SECONDS)
    if not 30 <= interim <= 3600:
        raise InvalidParameter("interimSeconds must be from 30 to 3600", fields=("interimSeconds",))
    return {
        "name": _check_line(given_or(change.name, present.name if present else ""), "name", required=True),
        "address": _check_line(given_or(change.address, present.address if present else None), "address"),
        "currency": check_currency(given_or(change.currency, currency).upper(), "currency"),
        "time_zone": _check_zone(given_or(change.time_zone, time_zone)),
        "print_format": given_or(change.print_format, present.print_format if present else PrintFormat.A4),
        "slip_mm": slip,
        "network_name": _check_line(
            given_or(change.network_name, present.network_name if present else None), "networkName", longest=32
        ),
        "portal_url": _check_url(given_or(change.portal_url, present.portal_url if present else None), "portalUrl"),
        "venue_url": _check_url(given_or(change.venue_url, present.venue_url if present else None), "venueUrl"),
        "portal_texts": _texts(change, present),
        "interim_seconds": interim,
    }


def _check_zone(name: str) -> str:
    try:
        return check_time_zone(name)
    except InvalidParameter as error:
        # The contract's locations write it in one word.
        raise InvalidParameter(error.message, fields=("timezone",)) from error


def _check_line(text: str | None, field: str, *, required: bool = False, longest: int = 255) -> str | None:
    line = " ".join((text or "").split())
    longest = _NAME_LENGTH_MAX if field == "name" else longest
    if required and not line:
        raise MissingParameter(f"{field} is required", fields=(field,))
    if len(line) > longest or not line.isprintable():
        raise InvalidParameter(f"{field} has at most {longest} letters, digits and signs", fields=(field,))
    return line or None


def _check_url(text: str | None, field: str) -> str | None:
    url = (text or "").strip()
    if not url:
        return None
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and url.isascii() and url.isprintable()
    except ValueError:
        good = False
    if not good or len(url) > 500 or any(one in url for one in " <>\"'"):
        message = f"{field}: write an address such as https://wifi.example.com/login"
        raise InvalidParameter(message, fields=(field,))
    return url


def _texts(change: LocationChange, present: Location | None) -> str | None:
    if isinstance(change.portal_texts, UnsetType):
        return present.portal_texts if present else None
    given = {tag: text.strip() for tag, text in (change.portal_texts or {}).items() if text.strip()}
    if unknown := sorted(set(given) - set(PORTAL_LANGUAGES)):
        message = f"portalTexts: {unknown[0][:20]!r} is none of the languages {', '.join(PORTAL_LANGUAGES)}"
        raise InvalidParameter(message, fields=("portalTexts",))
    if any(len(text) > 2000 or "\x00" in text for text in given.values()):
        raise InvalidParameter("portalTexts: a text has at most 2000 characters", fields=("portalTexts",))
    return msgspec.json.encode(given).decode() if given else None


def _differences(before: Location, after: Location) -> str:
    told = (
        f"{name}: {getattr(before, name)} -> {getattr(after, name)}"
        for name in Location.__struct_fields__
        if name != "updated_at" and getattr(before, name) != getattr(after, name)
    )
    return "; ".join(told)
