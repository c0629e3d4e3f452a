"""The forms of an event and of finding events, people and their tickets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from msgspec import Meta, Struct

from admitone.console.forms.fields import Id, Line, Text, read_moment, read_whole_form, wall_time
from admitone.core.clock import utc_now
from admitone.core.event_plans import EventChange
from admitone.core.events import Event, EventState
from admitone.store.event_planning import EventSearch


class EventForm(Struct, kw_only=True):
    """An empty field empties the attribute: the form shows all of them."""

    name: Line
    odoo_product_code: Line
    starts_at: Line
    ends_at: Line
    doors_at: Line | None = None
    activation_minutes: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    venue: Line | None = None
    address: Line | None = None
    latitude: float | None = None
    longitude: float | None = None
    description: Text | None = None


class EventListForm(Struct, kw_only=True):
    """How events are looked for."""

    text: Line | None = None
    state: EventState | None = None
    upcoming: bool = False
    after: Id | None = None

    def search(self) -> EventSearch:
        """The search that the service takes."""
        return EventSearch(self.text, self.state, utc_now() if self.upcoming else None, self.after)


class PeopleForm(Struct, kw_only=True):
    """How people are looked for."""

    text: Line | None = None
    after: Id | None = None


class PersonForm(Struct, kw_only=True):
    """Somebody who is to own tickets."""

    email: Line
    name: Line | None = None


def event_change(form: Mapping[str, Any]) -> EventChange:
    """The command that the service takes; InvalidParameter naming every field that cannot be read."""
    read = read_whole_form(form, EventForm, moments=_MOMENTS)
    return EventChange(
        name=read.name,
        odoo_product_code=read.odoo_product_code,
        starts_at=read_moment(read.starts_at),
        ends_at=read_moment(read.ends_at),
        doors_at=read_moment(read.doors_at) if read.doors_at else None,
        activation_minutes=read.activation_minutes,
        venue=read.venue,
        address=read.address,
        latitude=read.latitude,
        longitude=read.longitude,
        description=read.description,
    )


def event_values(event: Event, code: str, time_zone: str) -> dict[str, str]:
    """The form of an event as it is now."""
    values: dict[str, Any] = {name: getattr(event, name) for name in EventForm.__struct_fields__ if name in _KEPT}
    times = {name: wall_time(getattr(event, name), time_zone) for name in _MOMENTS}
    texts = {name: "" if value is None else str(value) for name, value in values.items()}
    return {**texts, **times, "odoo_product_code": code}


_MOMENTS = ("starts_at", "ends_at", "doors_at")
_KEPT = {"name", "venue", "address", "latitude", "longitude", "description", "activation_minutes"}
