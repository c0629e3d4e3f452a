"""Tickets of a location: the contract says what makes one, the ticket's own shape is ours."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from admitone.bodies import Line, Remark
from admitone.core.errors import InvalidParameter
from admitone.core.money import to_major
from admitone.core.wifi.allowance import left_of
from admitone.core.wifi.codes import group_code
from admitone.core.wifi.granting import TicketWish
from admitone.core.wifi.kinds import TicketHandout
from admitone.core.wifi.model import WifiTicket
from admitone.core.wifi.terms import type_id
from admitone.core.wifi.topping_up import TopUp
from admitone.dialects.wifi.wire.envelope import Moment, read_moment, write_moment
from admitone.dialects.wifi.wire.services import Count
from admitone.presentation.wifi import portal_url
from admitone.services.wifi_tickets import TicketPage

StateWord = Literal["unused", "active", "expired", "used_up", "revoked"]
SERVICE_LENGTH_MAX: Final = 16


class TicketLinks(Struct, frozen=True):
    """Where to go on: `print` is a form to print, `portal` logs the guest in."""

    self_: str = msgspec.field(name="self")
    print: str
    portal: str


class TicketBody(Struct, frozen=True, rename="camel"):
    """A ticket. 0 devices is any number of them; what is left is null where nothing limits it."""

    id: int
    location_id: str = msgspec.field(name="LocationId")
    service: int
    service_name: str
    type_id: str
    code: Annotated[str, Meta(description="What the guest types", examples=["K7QF-3MZT-9XWA"])]
    state: StateWord
    start_time: str | None = msgspec.field(name="start_time")
    valid_until: str | None = msgspec.field(name="valid_until")
    ends_at: Annotated[str | None, Meta(description="The end as far as it is known; the first use may bring it nearer")]
    format: TicketHandout
    user_id: str | None
    numusers: int
    devices: int
    devices_online: int
    first_use: str | None
    last_use: str | None
    used_seconds: int
    used_download: int
    used_upload: int
    left_seconds: int | None
    left_traffic: int | None
    left_download: int | None
    left_upload: int | None
    price: Decimal | None
    currency: str | None
    issue: Annotated[int, Meta(description="Tickets that were made together have the same")]
    issued: str | None
    topped_up: str | None
    revoked: str | None
    links: TicketLinks
    wifiarea_id: str | UnsetType = msgspec.field(default=UNSET, name="wifiareaId")


class TicketCreate(Struct, kw_only=True):
    """The contract's fields, then ours: `email` (else userId is the address) and `language` (en, ar)."""

    service: Annotated[str | int, Meta(description="The id of a service of this location", examples=["59219"])]
    start_time: Moment | None = None
    valid_until: Moment | None = None
    format: Literal["print", "email", ""] | None = None
    user_id: Annotated[str, Meta(max_length=64)] | None = msgspec.field(default=None, name="userId")
    numusers: Annotated[int, Meta(le=10**6)] | None = None
    email: Line | None = None
    language: Literal["en", "ar", ""] | None = None

    @property
    def service_id(self) -> int:
        """The service's number; InvalidParameter for what is none."""
        text = str(self.service).strip()
        if len(text) > SERVICE_LENGTH_MAX or not (text.isascii() and text.isdigit()):
            message = "service: write the id of a service of this location, as the list of services has it"
            raise InvalidParameter(message, fields=("service",))
        return int(text)

    def wish(self, time_zone: str) -> TicketWish:
        """The command that the service takes; `time_zone` is the location's."""
        return TicketWish(
            start_time=read_moment(self.start_time, time_zone, "start_time"),
            valid_until=read_moment(self.valid_until, time_zone, "valid_until", whole_day=True),
            num_users=self.numusers,
            user_id=self.user_id or None,
            format=TicketHandout(self.format or "print"),
            email=self.email or None,
            language=self.language or "en",
        )


class TicketsCreate(TicketCreate, kw_only=True):
    """Several tickets alike."""

    quantity: Annotated[int, Meta(ge=1, le=1000)]


class TicketTopUp(Struct, kw_only=True, rename="camel"):
    """What to add: seconds, bytes. `valid_until` is a later end."""

    exp_time: Count | None = None
    online_time: Count | None = None
    traffic_limit: Count | None = None
    download: Count | None = None
    upload: Count | None = None
    valid_until: Moment | None = msgspec.field(default=None, name="valid_until")

    def top_up(self, time_zone: str) -> TopUp:
        """The command that the service takes; 0 adds nothing."""
        return TopUp(
            exp_seconds=self.exp_time or None,
            online_seconds=self.online_time or None,
            traffic_bytes=self.traffic_limit or None,
            download_bytes=self.download or None,
            upload_bytes=self.upload or None,
            valid_until=read_moment(self.valid_until, time_zone, "valid_until", whole_day=True),
        )


class TicketRevoke(Struct, kw_only=True):
    """Why; the audit tells it."""

    reason: Remark | None = None


class TicketMail(Struct, kw_only=True):
    """Where to."""

    email: Line


def ticket_body(ticket: WifiTicket, page: TicketPage, now: datetime, base_url: str, path: str) -> TicketBody:
    """A ticket of a page as this door shows it. `path` is that of the location, for links."""
    location, devices = page.location, page.devices.get(ticket.ticket_id, 0)
    zone, left = location.time_zone, left_of(ticket, location.time_zone, now, page.used_today(ticket))
    own = f"{base_url}{path}/tickets/{ticket.ticket_id}"
    price = None
    if ticket.price_minor is not None and ticket.currency is not None:
        price = to_major(ticket.price_minor, ticket.currency)
    return TicketBody(
        id=ticket.ticket_id,
        location_id=location.public_id,
        service=ticket.service_id,
        service_name=ticket.service_name,
        type_id=type_id(ticket),
        code=group_code(ticket.code),
        state=_state(ticket, now),
        start_time=write_moment(ticket.start_time, zone),
        valid_until=write_moment(ticket.valid_until, zone),
        ends_at=write_moment(ticket.ends_at, zone),
        format=ticket.format,
        user_id=ticket.user_id,
        numusers=ticket.num_users,
        devices=ticket.devices or 0,
        devices_online=devices,
        first_use=write_moment(ticket.first_used_at, zone),
        last_use=write_moment(ticket.last_used_at, zone),
        used_seconds=ticket.used_seconds,
        used_download=ticket.used_download_bytes,
        used_upload=ticket.used_upload_bytes,
        left_seconds=left.seconds,
        left_traffic=left.traffic_bytes,
        left_download=left.download_bytes,
        left_upload=left.upload_bytes,
        price=price,
        currency=ticket.currency,
        issue=ticket.issue_id,
        issued=write_moment(ticket.created_at, zone),
        topped_up=write_moment(ticket.topped_up_at, zone),
        revoked=write_moment(ticket.revoked_at, zone),
        links=TicketLinks(own, f"{own}/print", portal_url(location, base_url, group_code(ticket.code))),
        wifiarea_id=location.public_id if "/wifiarea/" in path else UNSET,
    )


def _state(ticket: WifiTicket, now: datetime) -> StateWord:
    words: dict[str, StateWord] = {
        "UNUSED": "unused",
        "ACTIVE": "active",
        "EXPIRED": "expired",
        "USED_UP": "used_up",
        "REVOKED": "revoked",
    }
    return words[ticket.state_at(now)]
