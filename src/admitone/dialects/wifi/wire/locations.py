"""Locations as this door shows and takes them."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from admitone.bodies import Line, Text
from admitone.core.wifi.kinds import PrintFormat
from admitone.core.wifi.model import Location
from admitone.services.locations import LocationChange

Texts = Annotated[
    dict[str, Text], Meta(description="What the portal says in the host's own words, by language (en, ar)")
]


class LocationBody(Struct, frozen=True, rename="camel"):
    """A place with Wi-Fi."""

    location_id: Annotated[str, Meta(examples=["28XXX004"])] = msgspec.field(name="LocationId")
    name: str
    address: str | None
    currency: str
    timezone: str
    print_format: PrintFormat
    slip_width: Annotated[int, Meta(description="Paper of thermal slips, in mm")]
    network_name: str | None
    portal_url: str | None
    venue_url: str | None
    portal_texts: dict[str, str]
    interim_seconds: int
    coding: Annotated[str, Meta(description="How codes are written: base 31 with a check character")]
    active: bool
    wifiarea_id: str | UnsetType = msgspec.field(default=UNSET, name="wifiareaId")


class LocationWrite(Struct, kw_only=True, rename="camel", forbid_unknown_fields=False):
    """What to write. A field that is left out keeps its value; null or an empty text takes one away."""

    name: Line | UnsetType = UNSET
    address: Line | UnsetType | None = UNSET
    currency: Line | UnsetType = UNSET
    timezone: Line | UnsetType = UNSET
    print_format: PrintFormat | UnsetType = UNSET
    slip_width: int | UnsetType = UNSET
    network_name: Line | UnsetType | None = UNSET
    portal_url: Line | UnsetType | None = UNSET
    venue_url: Line | UnsetType | None = UNSET
    portal_texts: Texts | UnsetType | None = UNSET
    interim_seconds: int | UnsetType = UNSET
    active: bool | UnsetType = UNSET

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
            portal_texts=self.portal_texts,
            interim_seconds=self.interim_seconds,
            active=self.active,
        )


class LocationCreate(LocationWrite, kw_only=True):
    """A new location. Without a LocationId it gets one of its own; the older field wifiareaId is understood too."""

    location_id: Line | None = msgspec.field(default=None, name="LocationId")
    wifiarea_id: Line | None = msgspec.field(default=None, name="wifiareaId")

    @property
    def public_id(self) -> str | None:
        """The LocationId that is wanted."""
        return self.location_id or self.wifiarea_id or None


def location_body(location: Location, *, older: bool) -> LocationBody:
    """A location as this door shows it."""
    texts: dict[str, Any] = msgspec.json.decode(location.portal_texts) if location.portal_texts else {}
    return LocationBody(
        location_id=location.public_id,
        name=location.name,
        address=location.address,
        currency=location.currency,
        timezone=location.time_zone,
        print_format=location.print_format,
        slip_width=location.slip_mm,
        network_name=location.network_name,
        portal_url=location.portal_url,
        venue_url=location.venue_url,
        portal_texts=texts,
        interim_seconds=location.interim_seconds,
        coding="base31check",
        active=location.active,
        wifiarea_id=location.public_id if older else UNSET,
    )
