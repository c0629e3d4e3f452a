"""Locations, services and Wi-Fi tickets, as rows of the store read them. A limit of None is no limit."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from admitone.core.wifi.kinds import PrintFormat, TicketHandout, WifiState


class Location(Struct, frozen=True, kw_only=True):
    """A place with Wi-Fi. `public_id` is the contract's LocationId; `portal_texts` is JSON text by language."""

    id: int
    tenant_id: int
    public_id: str
    attraction_id: int
    name: str
    address: str | None
    currency: str
    time_zone: str
    print_format: PrintFormat
    slip_mm: int
    network_name: str | None
    portal_url: str | None
    venue_url: str | None
    portal_texts: str | None
    radius_token_hash: str | None
    interim_seconds: int
    active: bool
    created_at: datetime
    updated_at: datetime


class Limits(Struct, frozen=True, kw_only=True):
    """What a service allows and a ticket was made with. Seconds, bytes, bits per second.

    `exp_seconds` run from the first use, `online_seconds` while connected; `traffic_bytes` go both ways together.
    """

    time_to_finish: bool = False
    online_time: bool = False
    time_to_limit: bool = False
    limit_traffic: bool = False
    exp_seconds: int | None = None
    online_seconds: int | None = None
    traffic_bytes: int | None = None
    download_bytes: int | None = None
    upload_bytes: int | None = None
    daily_seconds: int | None = None
    daily_bytes: int | None = None
    downrate_bits: int | None = None
    uprate_bits: int | None = None


class WifiService(Limits, frozen=True, kw_only=True):
    """What a location offers. `valid_seconds` run from the issue; `fixed_end` ends every ticket at one moment."""

    id: int
    tenant_id: int
    location_id: int
    name: str
    price_minor: int
    fixed_end: datetime | None
    valid_seconds: int | None
    sim_devices: int | None
    max_users: int | None
    active: bool
    show_login: bool
    issue_order: int
    deleted_at: datetime | None
    created_at: datetime
    updated_at: datetime


class WifiTicket(Limits, frozen=True, kw_only=True):
    """A Wi-Fi ticket with the code and price of its ticket and the name of its service.

    `devices` may be on at once. `valid_until` ends it whatever happens; `ends_at` is the end as far as it is known: the
    first use of a ticket with `exp_seconds` makes it earlier. `used_up_at` is when an allowance came to its end.
    """

    ticket_id: int
    tenant_id: int
    location_id: int
    service_id: int
    issue_id: int
    service_name: str
    uid: str
    code: str
    price_minor: int | None
    currency: str | None
    devices: int | None
    start_time: datetime
    valid_until: datetime | None
    ends_at: datetime | None
    num_users: int
    user_id: str | None
    format: TicketHandout
    email: str | None
    language: str
    first_used_at: datetime | None
    last_used_at: datetime | None
    used_seconds: int
    used_download_bytes: int
    used_upload_bytes: int
    used_up_at: datetime | None
    topped_up_at: datetime | None
    revoked_at: datetime | None
    created_at: datetime
    updated_at: datetime

    def state_at(self, now: datetime) -> WifiState:
        """The state at a moment: its dates decide then and there, no sweep is waited for."""
        if self.revoked_at is not None:
            return WifiState.REVOKED
        if self.used_up_at is not None:
            return WifiState.USED_UP
        if self.ends_at is not None and self.ends_at <= now:
            return WifiState.EXPIRED
        return WifiState.UNUSED if self.first_used_at is None else WifiState.ACTIVE


class WifiSession(Struct, frozen=True, kw_only=True):
    """One session of a device, as an access server reported it.

    `device` is its Calling-Station-Id in our spelling, or a name of ours where there is none; `reported_device` is the
    Calling-Station-Id itself, `reported_user` the User-Name by which the access server knows it.
    """

    id: int
    location_id: int
    ticket_id: int
    nas: str
    acct_session_id: str
    device: str
    reported_device: str | None
    reported_user: str | None
    address: str | None
    started_at: datetime
    last_seen_at: datetime
    ended_at: datetime | None
    ended_by: str | None
    stop_asked_at: datetime | None
    seconds: int
    download_bytes: int
    upload_bytes: int


class AccessServer(Struct, frozen=True, kw_only=True):
    """What lets devices in at a location, by its NAS-Identifier. `secret` is shared with it, in clear (RFC 5176)."""

    id: int
    location_id: int
    nas: str
    address: str
    disconnect_port: int
    secret: str
    created_at: datetime
    updated_at: datetime


class WifiIssue(Struct, frozen=True, kw_only=True):
    """Tickets that were made together."""

    id: int
    location_id: int
    service_id: int
    quantity: int
    created_by: str
    created_at: datetime


class PortalServer(AccessServer, frozen=True, kw_only=True):
    """An access server with the way in which our portal hands guests back to it; None where it does not."""

    login_kind: str | None
    login_url: str | None
    uam_secret: str | None
