"""Events, and the people who own their tickets, as organisers set them up."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from admitone.bodies import Line, Text
from admitone.core.event_plans import ACTIVATION_MINUTES_MAX, EventChange
from admitone.core.events import Event
from admitone.services.events import ListedEvent
from admitone.store.enrollments import EnrolledPerson

Moment = Annotated[
    datetime,
    Meta(description="ISO 8601; without an offset by the tenant's clocks", examples=["2027-03-15T19:00:00"]),
]
Minutes = Annotated[int, Meta(ge=0, le=ACTIVATION_MINUTES_MAX)]


class EventWrite(Struct, kw_only=True):
    """Body of an event. On PATCH a field that is left out keeps its value, and null empties it.

    On POST `name`, `odoo_product_code`, `starts_at` and `ends_at` are needed; the refusal names all that are missing.
    """

    name: Line | UnsetType = UNSET
    odoo_product_code: Line | UnsetType = UNSET
    starts_at: Moment | UnsetType = UNSET
    ends_at: Moment | UnsetType = UNSET
    doors_at: Moment | UnsetType | None = UNSET
    description: Text | UnsetType | None = UNSET
    venue: Line | UnsetType | None = UNSET
    address: Line | UnsetType | None = UNSET
    latitude: float | UnsetType | None = UNSET
    longitude: float | UnsetType | None = UNSET
    ticket_activation_period: Minutes | UnsetType = UNSET

    def change(self) -> EventChange:
        """The command that the service takes."""
        return EventChange(
            name=self.name,
            odoo_product_code=self.odoo_product_code,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            doors_at=self.doors_at,
            description=self.description,
            venue=self.venue,
            address=self.address,
            latitude=self.latitude,
            longitude=self.longitude,
            activation_minutes=self.ticket_activation_period,
        )


class EventCancel(Struct, kw_only=True):
    """Body of cancel."""

    confirmed: Annotated[bool, Meta(description="Even if somebody has tickets")] = False


class TicketCounts(Struct, frozen=True):
    """Tickets of an event: all, and those that are reserved and sold."""

    total: int
    reserved: int
    sold: int


class PlannedEvent(Struct, frozen=True, kw_only=True):
    """An event as its organiser sees it. `attraction_id` is what it is called at the offline door."""

    id: int
    uid: str
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
    ticket_activation_period: Annotated[int, Meta(description="Minutes before the start in which tickets activate")]
    status: Annotated[str, Meta(description="draft, published or cancelled")]
    created_at: datetime
    updated_at: datetime
    tickets: TicketCounts | UnsetType = UNSET


class EventPage(Struct, frozen=True, kw_only=True):
    """One page of events; with `next_after` as `after` the next one is read, null after the last one."""

    data: list[PlannedEvent]
    next_after: int | None


class EnrollmentWrite(Struct, kw_only=True):
    """Body of an enrollment."""

    email: Annotated[str, Meta(max_length=320, examples=["layla@example.com"])]
    name: Line | None = None


class EnrollmentBody(Struct, frozen=True, kw_only=True):
    """A person at the organisation: the owner of tickets. `user_uid` is the same at all organisations."""

    id: int
    user_uid: str
    email: str | None
    name: str | None
    tickets: int
    issued: int
    created_at: datetime


class EnrollmentPage(Struct, frozen=True, kw_only=True):
    """One page of enrollments; with `next_after` as `after` the next one is read, null after the last one."""

    data: list[EnrollmentBody]
    next_after: int | None


def event_body(event: Event) -> PlannedEvent:
    """An event."""
    return _event(event, UNSET)


def listed_body(listed: ListedEvent) -> PlannedEvent:
    """An event of a list."""
    count = listed.count
    figures = (count.total, count.reserved, count.sold) if count else (0, 0, 0)
    return _event(listed.event, TicketCounts(*figures))


def enrollment_body(person: EnrolledPerson) -> EnrollmentBody:
    """A person."""
    return EnrollmentBody(
        id=person.id,
        user_uid=person.account_uid,
        email=person.email,
        name=person.name,
        tickets=person.tickets,
        issued=person.issued,
        created_at=person.created_at,
    )


def _event(event: Event, tickets: TicketCounts | UnsetType) -> PlannedEvent:
    return PlannedEvent(
        id=event.id,
        uid=event.uid,
        attraction_id=event.attraction_id,
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
        created_at=event.created_at,
        updated_at=event.updated_at,
        tickets=tickets,
    )
