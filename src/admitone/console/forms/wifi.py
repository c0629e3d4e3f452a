"""What the pages of Wi-Fi are asked for with. Hosts think in minutes, days and megabytes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta, Struct

from admitone.console.forms.fields import Id, Line, Text, read_whole_form
from admitone.core.clock import day_begins, day_ends
from admitone.core.errors import InvalidParameter, MissingParameter
from admitone.core.money import to_major, to_minor
from admitone.core.wifi.codes import TYPED_LENGTH_MAX, read_code
from admitone.core.wifi.granting import TicketWish
from admitone.core.wifi.kinds import PrintFormat, TicketHandout, WifiState
from admitone.core.wifi.model import Location, WifiService
from admitone.core.wifi.terms import ServiceTerms
from admitone.core.wifi.topping_up import TopUp
from admitone.services.locations import LocationChange
from admitone.services.wifi_issuing import Issue
from admitone.store.wifi_ticket_filter import WifiTicketFilter

Moment = Annotated[str, Meta(max_length=40)]
AMOUNT_MAX: Final = 10**9
# Field of the form, column, how many of the column's units one of the form's is.
SCALES: Final = (
    ("expTime", "exp_seconds", 60),
    ("onlineTime", "online_seconds", 60),
    ("dailyLimit", "daily_seconds", 60),
    ("validUntil", "valid_seconds", 86_400),
    ("trafficLimit", "traffic_bytes", 10**6),
    ("download", "download_bytes", 10**6),
    ("upload", "upload_bytes", 10**6),
    ("dailyTraffic", "daily_bytes", 10**6),
    ("downrate", "downrate_bits", 10**6),
    ("uprate", "uprate_bits", 10**6),
    ("simDevices", "sim_devices", 1),
    ("maxUsers", "max_users", 1),
)


class LocationForm(Struct, kw_only=True, rename="camel"):
    """An empty field empties the attribute: the form shows all of them."""

    name: Line
    currency: Line
    timezone: Line
    print_format: PrintFormat
    slip_width: int
    interim_seconds: int
    location_id: Line | None = None
    address: Line | None = None
    network_name: Line | None = None
    portal_url: Line | None = None
    venue_url: Line | None = None
    text_en: Text | None = None
    text_ar: Text | None = None
    active: bool = False

    def change(self) -> LocationChange:
        """The command that the service takes."""
        return LocationChange(
            name=self.name,
            address=self.address,
            currency=self.currency,
            time_zone=self.timezone,
            print_format=self.print_format,
            slip_mm=self.slip_width,
            network_name=self.network_name,
            portal_url=self.portal_url,
            venue_url=self.venue_url,
            portal_texts={"en": self.text_en or "", "ar": self.text_ar or ""},
            interim_seconds=self.interim_seconds,
            active=self.active,
        )


class ServiceForm(Struct, kw_only=True, rename="camel"):
    """A service in the units of `SCALES`; what is filled in decides its kinds."""

    name: Line
    price: Decimal = Decimal(0)
    exp_time: Decimal | None = None
    online_time: Decimal | None = None
    daily_limit: Decimal | None = None
    valid_until: Decimal | None = None
    traffic_limit: Decimal | None = None
    download: Decimal | None = None
    upload: Decimal | None = None
    daily_traffic: Decimal | None = None
    downrate: Decimal | None = None
    uprate: Decimal | None = None
    sim_devices: Decimal | None = None
    max_users: Decimal | None = None
    fixed_end: Moment | None = None
    own_end: bool = False
    status: bool = False
    show_login: bool = False
    issue_order: Annotated[int, Meta(ge=0)] = 0


class MakeForm(Struct, kw_only=True, rename="camel"):
    """The tickets that are wanted."""

    service: Id
    quantity: int = 1
    start_time: Moment | None = msgspec.field(default=None, name="start_time")
    valid_until: Moment | None = msgspec.field(default=None, name="valid_until")
    numusers: int | None = None
    user_id: Line | None = None
    email: Line | None = None
    language: Line = "en"


class TopUpForm(Struct, kw_only=True, rename="camel"):
    """What to add, in minutes and megabytes."""

    exp_time: Decimal | None = None
    online_time: Decimal | None = None
    traffic_limit: Decimal | None = None
    download: Decimal | None = None
    upload: Decimal | None = None
    valid_until: Moment | None = msgspec.field(default=None, name="valid_until")


class WifiSearch(Struct, kw_only=True, rename="camel"):
    """Which tickets of a location; `page` counts from 1."""

    state: WifiState | None = None
    service: Id | None = None
    code: Annotated[str, Meta(max_length=TYPED_LENGTH_MAX)] | None = None
    date_from: date | None = None
    date_to: date | None = None
    page: Annotated[int, Meta(ge=1, le=10**7)] = 1

    def wanted(self, location: Location, now: datetime) -> WifiTicketFilter:
        """The filter that the service takes. A misspelt code is no ticket's."""
        code = None if self.code is None else (read_code(self.code) or "")
        zone = location.time_zone
        return WifiTicketFilter(
            now=now,
            state=self.state,
            service_id=self.service,
            created_from=day_begins(self.date_from, zone) if self.date_from else None,
            created_to=day_ends(self.date_to, zone) if self.date_to else None,
            code=code,
        )


def read_terms(form: Mapping[str, Any], location: Location) -> ServiceTerms:
    """The service that a form asks for."""
    read = read_whole_form(form, ServiceForm)
    columns: dict[str, Any] = {
        column: _scaled(getattr(read, _python(field)), scale, field) for field, column, scale in SCALES
    }
    end = read_local(read.fixed_end, location.time_zone, "fixedEnd")
    kinds = {
        "time_to_finish": columns["exp_seconds"] is not None,
        "online_time": columns["online_seconds"] is not None,
        "time_to_limit": end is not None or read.own_end,
        "limit_traffic": any(columns[name] is not None for name in ("traffic_bytes", "download_bytes", "upload_bytes")),
    }
    if not any(kinds.values()):
        raise MissingParameter("say what ends a ticket: fill in at least one of the limits", fields=("expTime",))
    return ServiceTerms(
        name=read.name,
        price_minor=to_minor(read.price, location.currency, "price"),
        fixed_end=end,
        active=read.status,
        show_login=read.show_login,
        issue_order=read.issue_order,
        **kinds,
        **columns,
    )


def service_values(service: WifiService, location: Location) -> dict[str, str]:
    """The form of a service as it is now."""
    values = {field: _unscaled(getattr(service, column), scale) for field, column, scale in SCALES}
    end = service.fixed_end.astimezone(ZoneInfo(location.time_zone)) if service.fixed_end else None
    return {
        **values,
        "name": service.name,
        "price": str(to_major(service.price_minor, location.currency)),
        "fixedEnd": end.strftime("%Y-%m-%dT%H:%M") if end else "",
        "ownEnd": "true" if service.time_to_limit and end is None else "",
        "status": "true" if service.active else "",
        "showLogin": "true" if service.show_login else "",
        "issueOrder": str(service.issue_order),
    }


def read_wish(form: Mapping[str, Any], location: Location, key: str) -> Issue:
    """The tickets that a form asks for. With an address they go by mail."""
    read = read_whole_form(form, MakeForm)
    wish = TicketWish(
        start_time=read_local(read.start_time, location.time_zone, "start_time"),
        valid_until=read_local(read.valid_until, location.time_zone, "valid_until"),
        num_users=read.numusers,
        user_id=read.user_id,
        format=TicketHandout.EMAIL if read.email else TicketHandout.PRINT,
        email=read.email,
        language=read.language if read.language in {"en", "ar"} else "en",
    )
    return Issue(read.service, wish, read.quantity, key or None)


def read_top_up(form: Mapping[str, Any], location: Location) -> TopUp:
    """What a form asks to add."""
    read = read_whole_form(form, TopUpForm)
    return TopUp(
        exp_seconds=_scaled(read.exp_time, 60, "expTime"),
        online_seconds=_scaled(read.online_time, 60, "onlineTime"),
        traffic_bytes=_scaled(read.traffic_limit, 10**6, "trafficLimit"),
        download_bytes=_scaled(read.download, 10**6, "download"),
        upload_bytes=_scaled(read.upload, 10**6, "upload"),
        valid_until=read_local(read.valid_until, location.time_zone, "valid_until"),
    )


def read_local(text: str | None, time_zone: str, field: str) -> datetime | None:
    """A moment of a form on the clock of a location; InvalidParameter naming the field else."""
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidParameter("choose a day and a time", fields=(field,)) from error


def _scaled(value: Decimal | None, scale: int, field: str) -> int | None:
    """In the units of the column; 0 is no limit."""
    if value is None:
        return None
    if not value.is_finite() or not 0 <= value <= AMOUNT_MAX:
        raise InvalidParameter(f"write a number from 0 to {AMOUNT_MAX}", fields=(field,))
    return int((value * scale).to_integral_value()) or None


def _unscaled(value: int | None, scale: int) -> str:
    return "" if value is None else f"{(Decimal(value) / scale).normalize():f}"


def _python(field: str) -> str:
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in field)
