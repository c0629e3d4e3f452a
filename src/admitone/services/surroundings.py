"""The event and the timeslot that a ticket is for."""

from __future__ import annotations

from admitone.core.events import Event, Timeslot
from admitone.core.inventory import Ticket
from admitone.store import events
from admitone.store.database import Tx


async def surroundings(tx: Tx, ticket: Ticket) -> tuple[Event | None, Timeslot | None]:
    """Both are None for a ticket of stock."""
    if ticket.event_id is None:
        return None, None
    event = (await events.read_events(tx, [ticket.event_id])).get(ticket.event_id)
    if ticket.timeslot_id is None or event is None:
        return event, None
    timeslots = await events.list_timeslots(tx, event.tenant_id, event.id)
    return event, next((one for one in timeslots if one.id == ticket.timeslot_id), None)
