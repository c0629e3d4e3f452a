"""Events and enrollments, looked after by organisers."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import get, patch, post
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler

from admitone.bodies import INTEGER_MAX, LINE_PATTERN
from admitone.core.clock import utc_now
from admitone.core.errors import NotFound
from admitone.core.events import EventState
from admitone.dialects.events.auth import OpenDoor
from admitone.dialects.events.wire.administration import (
    EnrollmentBody,
    EnrollmentPage,
    EnrollmentWrite,
    EventCancel,
    EventPage,
    EventWrite,
    PlannedEvent,
    enrollment_body,
    event_body,
    listed_body,
)
from admitone.services import enrollments, event_states, events
from admitone.store.event_planning import EventSearch

TAGS = ["Events"]
PAGE_USUAL = 100
Text = Annotated[
    str | None, QueryParameter(max_length=255, pattern=LINE_PATTERN, description="Any part of what it is called")
]
Status = Annotated[
    Literal["draft", "published", "cancelled"] | None, QueryParameter(description="Only events in this state")
]
Upcoming = Annotated[bool | None, QueryParameter(description="Only events that are not over")]
After = Annotated[int | None, QueryParameter(ge=1, le=INTEGER_MAX, description="`next_after` of the page before")]
Limit = Annotated[int | None, QueryParameter(ge=1, le=events.PAGE_MAX, description="Per page; 100 if nothing is said")]


@get("/event", tags=TAGS)
async def list_events(  # noqa: PLR0917 - one for each parameter
    door: OpenDoor,
    text: Text = None,
    status: Status = None,
    upcoming: Upcoming = None,
    after: After = None,
    limit: Limit = None,
) -> EventPage:
    """Lists events with their tickets, the latest start first."""
    principal = await door.identify_staff()
    size = limit or PAGE_USUAL
    state = EventState(status.upper()) if status else None
    search = EventSearch(text or None, state, utc_now() if upcoming else None, after)
    async with door.product.database.reading() as tx:
        found = await events.list_events(tx, principal, search, size)
    next_after = found[-1].event.id if len(found) == size else None
    return EventPage(data=[listed_body(one) for one in found], next_after=next_after)


@post("/event", status_code=201, tags=TAGS)
async def create_event(data: JSONBody[EventWrite], door: OpenDoor) -> PlannedEvent:
    """Sets up an event as a draft."""
    async with door.writing() as (tx, principal):
        return event_body(await events.create_event(tx, principal, data.change()))


@get("/event/{event_id:int}", tags=TAGS)
async def read_event(door: OpenDoor, event_id: FromPath[int]) -> PlannedEvent:
    """Reads one event."""
    principal = await door.identify_staff()
    async with door.product.database.reading() as tx:
        return event_body(await events.read_event(tx, principal, known(event_id, "event_id")))


@patch("/event/{event_id:int}", tags=TAGS)
async def change_event(data: JSONBody[EventWrite], door: OpenDoor, event_id: FromPath[int]) -> PlannedEvent:
    """Changes an event. New times move its timeslots by as much, and the days of all its tickets."""
    async with door.writing() as (tx, principal):
        return event_body(await events.change_event(tx, principal, known(event_id, "event_id"), data.change()))


@post("/event/{event_id:int}/publish", status_code=200, tags=TAGS)
async def publish_event(door: OpenDoor, event_id: FromPath[int]) -> PlannedEvent:
    """Puts an event on sale. One that is on sale already is fine."""
    async with door.writing() as (tx, principal):
        return event_body(await event_states.publish_event(tx, principal, known(event_id, "event_id")))


@post("/event/{event_id:int}/cancel", status_code=200, tags=TAGS)
async def cancel_event(data: JSONBody[EventCancel], door: OpenDoor, event_id: FromPath[int]) -> PlannedEvent:
    """Calls an event off. When somebody has tickets, Conflict tells how many unless it is confirmed."""
    async with door.writing() as (tx, principal):
        known_id = known(event_id, "event_id")
        return event_body(await event_states.cancel_event(tx, principal, known_id, confirmed=data.confirmed))


@get("/enrollment", tags=TAGS)
async def list_enrollments(
    door: OpenDoor, text: Text = None, after: After = None, limit: Limit = None
) -> EnrollmentPage:
    """Lists the people who own tickets, with how many, the youngest first."""
    principal = await door.identify_staff()
    size = limit or PAGE_USUAL
    async with door.product.database.reading() as tx:
        found = await enrollments.list_enrollments(tx, principal, text=text or None, after_id=after, limit=size)
    next_after = found[-1].id if len(found) == size else None
    return EnrollmentPage(data=[enrollment_body(one) for one in found], next_after=next_after)


@post("/enrollment", status_code=200, tags=TAGS)
async def enroll_person(data: JSONBody[EnrollmentWrite], door: OpenDoor) -> EnrollmentBody:
    """Enrols whoever has this e-mail address; somebody who is enrolled already is found."""
    async with door.writing() as (tx, principal):
        return enrollment_body(await enrollments.enroll_person(tx, principal, data.email, data.name))


@get("/enrollment/{enrollment_id:int}", tags=TAGS)
async def read_enrollment(door: OpenDoor, enrollment_id: FromPath[int]) -> EnrollmentBody:
    """Reads one enrollment."""
    principal = await door.identify_staff()
    async with door.product.database.reading() as tx:
        known_id = known(enrollment_id, "enrollment_id")
        return enrollment_body(await enrollments.read_enrollment(tx, principal, known_id))


def known(number: int, field: str) -> int:
    """A number of an address as an id; NotFound for one that no database could have."""
    if not 1 <= number <= INTEGER_MAX:
        raise NotFound(f"there is no {field} {str(number)[:40]}", fields=(field,))
    return number


HANDLERS: list[ControllerRouterHandler] = [
    list_events,
    create_event,
    read_event,
    change_event,
    publish_event,
    cancel_event,
    list_enrollments,
    enroll_person,
    read_enrollment,
]
