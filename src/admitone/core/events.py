"""The nouns of events and of the people who own tickets, as rows of the store read them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from admitone.core.inventory import Ticket, TicketFormat, TicketStatus


class EventState(StrEnum):
    """DRAFT -> PUBLISHED -> CANCELLED. Only a published event's tickets can be held."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    CANCELLED = "CANCELLED"


class ShownState(StrEnum):
    """The states of a ticket as the event door names them."""

    DRAFT = "draft"
    AVAILABLE = "available"
    RESERVED = "reserved"
    CONFIRMED = "confirmed"
    ISSUED = "issued"
    ACTIVATED = "activated"
    REDEEMED = "redeemed"
    INVALIDATED = "invalidated"
    EXPIRED = "expired"


class Event(Struct, frozen=True, kw_only=True):
    """Something that happens once. `attraction_id` is its face in the offline door; `design` is JSON text.

    `activation_minutes` before `starts_at` its issued tickets count as activated.
    """

    id: int
    uid: str
    tenant_id: int
    attraction_id: int
    name: str
    description: str | None
    venue: str | None
    address: str | None
    latitude: float | None
    longitude: float | None
    starts_at: datetime
    ends_at: datetime
    doors_at: datetime | None
    activation_minutes: int
    state: EventState
    design: str | None
    created_at: datetime
    updated_at: datetime


class TicketConfig(Struct, frozen=True, kw_only=True):
    """A kind of ticket of an event: `made` of its `capacity` tickets are rows so far.

    Tickets of a `placed` config are held only together with their timeslot or sector.
    """

    id: int
    tenant_id: int
    event_id: int
    name: str
    description: str | None
    price_minor: int
    currency: str
    capacity: int
    made: int
    placed: bool
    ticket_date: date
    valid_until: date
    active: bool
    position: int
    created_at: datetime
    updated_at: datetime


class Timeslot(Struct, frozen=True, kw_only=True):
    """A part of an event's time; a capacity of None is no limit. `taken` is kept by the database."""

    id: int
    tenant_id: int
    event_id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    taken: int
    created_at: datetime
    updated_at: datetime


class Sector(Struct, frozen=True, kw_only=True):
    """A part of an event's place; a capacity of None is no limit. `taken` is kept by the database."""

    id: int
    tenant_id: int
    event_id: int
    name: str
    capacity: int | None
    taken: int
    created_at: datetime
    updated_at: datetime


class Account(Struct, frozen=True, kw_only=True):
    """A person, of no tenant: known by an e-mail address in lower case, or by what an issuer of tokens calls them.

    `name` is the issuer's, for the person alone: what a tenant calls them is at their enrollment.
    """

    id: int
    uid: str
    email: str | None
    name: str | None
    issuer: str | None
    subject: str | None
    created_at: datetime
    updated_at: datetime


class Enrollment(Struct, frozen=True, kw_only=True):
    """A person at a tenant, by the tenant's name for them: what the contract calls the owner of a ticket."""

    id: int
    tenant_id: int
    account_id: int
    name: str | None
    created_at: datetime


class Reservation(Struct, frozen=True, kw_only=True):
    """Tickets kept for an owner without a cart; `event_id` is None for tickets of stock."""

    id: int
    tenant_id: int
    event_id: int | None
    owner_id: int
    format: TicketFormat
    expires_at: datetime
    created_by: str
    created_at: datetime


def shown_state(ticket: Ticket, event: Event | None, now: datetime) -> ShownState:
    """The state of a ticket in the words of the event door; `event` is None for a ticket of stock."""
    if ticket.voided_at is not None:
        return ShownState.INVALIDATED
    if ticket.redeemed_at is not None:
        return ShownState.REDEEMED
    if event is not None and event.state is EventState.CANCELLED:
        return ShownState.INVALIDATED
    if ticket.status is TicketStatus.SOLD:
        return _sold_state(ticket, event, now)
    if ticket.status is TicketStatus.AVAILABLE:
        return ShownState.DRAFT if event is not None and event.state is EventState.DRAFT else ShownState.AVAILABLE
    return ShownState(ticket.status.lower())


def activates_at(event: Event) -> datetime:
    """When the issued tickets of an event begin to count as activated."""
    return event.starts_at - timedelta(minutes=event.activation_minutes)


def _sold_state(ticket: Ticket, event: Event | None, now: datetime) -> ShownState:
    if ticket.issued_at is None:
        return ShownState.CONFIRMED
    return ShownState.ACTIVATED if event is not None and now >= activates_at(event) else ShownState.ISSUED
