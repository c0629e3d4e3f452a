"""What stands beside a ticket when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from msgspec import UNSET, Meta, Struct, UnsetType

from admitone.core.events import Event, Sector, TicketConfig, Timeslot
from admitone.core.money import to_major
from admitone.core.relations import Relations
from admitone.services.holder_tickets import KEYS, TICKET_RELATIONS, Things
from admitone.store.holder_tickets import Holder
from admitone.store.people import Tenant

Price = Annotated[Decimal, Meta(description="Major units as a JSON number", extra_json_schema={"type": "number"})]


class TenantBody(Struct, frozen=True, kw_only=True):
    """An organisation."""

    id: int
    name: str
    time_zone: str


class HolderBody(Struct, frozen=True, kw_only=True):
    """Who owns a ticket."""

    uid: str
    email: str | None
    name: str | None


class EventBody(Struct, frozen=True, kw_only=True):
    """An event."""

    id: int
    uid: str
    name: str
    description: str | None
    venue: str | None
    address: str | None
    latitude: float | None
    longitude: float | None
    starts_at: datetime
    ends_at: datetime
    doors_at: datetime | None
    ticket_activation_period: Annotated[int, Meta(description="Minutes before the start in which tickets activate")]
    status: str
    tenant: TenantBody | UnsetType | None = UNSET
    organization: TenantBody | UnsetType | None = UNSET


class ConfigBody(Struct, frozen=True, kw_only=True):
    """A kind of ticket of an event."""

    id: int
    event_id: int
    name: str
    description: str | None
    price: Price
    currency: str
    event: EventBody | UnsetType | None = UNSET
    tenant: TenantBody | UnsetType | None = UNSET
    organization: TenantBody | UnsetType | None = UNSET


class TimeslotBody(Struct, frozen=True, kw_only=True):
    """A part of an event's time."""

    id: int
    event_id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    event: EventBody | UnsetType | None = UNSET


class SectorBody(Struct, frozen=True, kw_only=True):
    """A part of an event's place."""

    id: int
    event_id: int
    name: str
    event: EventBody | UnsetType | None = UNSET


def related_bodies(kind: str, thing: Any, relations: Relations, things: Things) -> dict[str, Any]:
    """The bodies of the wanted relations of a thing by name; None where it has no such."""
    bodies: dict[str, Any] = {}
    for name, below in relations.wanted.items():
        related = TICKET_RELATIONS[kind][name]
        found = things.get(related, {}).get(getattr(thing, KEYS[name]))
        bodies[name] = None if found is None else _body(related, found, below, things)
    return bodies


def _body(kind: str, thing: Any, relations: Relations, things: Things) -> Any:
    return _BODIES[kind](thing, related_bodies(kind, thing, relations, things))


def _tenant(tenant: Tenant, related: Mapping[str, Any]) -> TenantBody:
    return TenantBody(id=tenant.id, name=tenant.name, time_zone=tenant.time_zone, **related)


def _holder(holder: Holder, related: Mapping[str, Any]) -> HolderBody:
    return HolderBody(uid=holder.uid, email=holder.email, name=holder.name, **related)


def _event(event: Event, related: Mapping[str, Any]) -> EventBody:
    return EventBody(
        id=event.id,
        uid=event.uid,
        name=event.name,
        description=event.description,
        venue=event.venue,
        address=event.address,
        latitude=event.latitude,
        longitude=event.longitude,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        doors_at=event.doors_at,
        ticket_activation_period=event.activation_minutes,
        status=event.state.lower(),
        **related,
    )


def _config(config: TicketConfig, related: Mapping[str, Any]) -> ConfigBody:
    return ConfigBody(
        id=config.id,
        event_id=config.event_id,
        name=config.name,
        description=config.description,
        price=to_major(config.price_minor, config.currency),
        currency=config.currency,
        **related,
    )


def _timeslot(timeslot: Timeslot, related: Mapping[str, Any]) -> TimeslotBody:
    return TimeslotBody(
        id=timeslot.id,
        event_id=timeslot.event_id,
        name=timeslot.name,
        starts_at=timeslot.starts_at,
        ends_at=timeslot.ends_at,
        **related,
    )


def _sector(sector: Sector, related: Mapping[str, Any]) -> SectorBody:
    return SectorBody(id=sector.id, event_id=sector.event_id, name=sector.name, **related)


_BODIES: Mapping[str, Any] = {
    "tenant": _tenant,
    "ticket_holder": _holder,
    "event": _event,
    "ticket_config": _config,
    "timeslot": _timeslot,
    "sector": _sector,
}
