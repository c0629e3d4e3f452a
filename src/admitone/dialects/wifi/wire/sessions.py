"""Devices that are, or were, on."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from admitone.core.wifi.model import Location, WifiSession
from admitone.dialects.wifi.wire.envelope import write_moment


class SessionBody(Struct, frozen=True, rename="camel"):
    """One session of a device, as its access server reports it. Instants are by the location's clock."""

    id: int
    location_id: Annotated[str, Meta(examples=["28XXX004"])] = msgspec.field(name="LocationId")
    ticket_id: int
    device: Annotated[str, Meta(description="Its Calling-Station-Id", examples=["02-00-5E-10-00-01"])]
    access_server: Annotated[str, Meta(description="Its NAS-Identifier")]
    address: str | None
    from_: str | None = msgspec.field(name="from")
    last_heard_of: str | None
    until: Annotated[str | None, Meta(description="null while the device is on")]
    ended_by: str | None
    being_stopped: bool
    seconds: int
    download_bytes: int
    upload_bytes: int


def session_body(session: WifiSession, location: Location) -> SessionBody:
    """A session as it is shown."""
    zone = location.time_zone
    return SessionBody(
        id=session.id,
        location_id=location.public_id,
        ticket_id=session.ticket_id,
        device=session.reported_device or session.device,
        access_server=session.nas,
        address=session.address,
        from_=write_moment(session.started_at, zone),
        last_heard_of=write_moment(session.last_seen_at, zone),
        until=write_moment(session.ended_at, zone),
        ended_by=session.ended_by,
        being_stopped=session.ended_at is None and session.stop_asked_at is not None,
        seconds=session.seconds,
        download_bytes=session.download_bytes,
        upload_bytes=session.upload_bytes,
    )
