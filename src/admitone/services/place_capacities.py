"""What timeslots and sectors of an event have in common: a capacity that is never below what is taken."""

from __future__ import annotations

from typing import Final

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict
from admitone.core.events import Event
from admitone.core.refusals import Refusals
from admitone.services.ticket_configs import describe_event
from admitone.store import events as store
from admitone.store import place_planning as planning
from admitone.store.database import Tx

CAPACITY_MAX: Final = 1_000_000


def check_capacity(capacity: int | None, wrong: Refusals) -> int | None:
    """A capacity, None for no limit; noted as wrong when it is none."""
    if capacity is not None and not 0 <= capacity <= CAPACITY_MAX:
        wrong.add("capacity", reason=f"write a number from 0 to {CAPACITY_MAX}")
    return capacity


def too_small(name: str, taken: int) -> Conflict:
    """Why a place cannot be made as small as that."""
    message = f"{taken} places of {name} are taken; its capacity cannot be smaller"
    return Conflict(message, fields=("capacity",), details={"capacity_min": taken})


async def place_tickets(tx: Tx, event: Event) -> None:
    """Have tickets held only with their place when the event has places, and without when it has none."""
    timeslots = await store.list_timeslots(tx, event.tenant_id, event.id)
    sectors = await store.list_sectors(tx, event.tenant_id, event.id)
    await planning.set_placed(tx, event.tenant_id, event.id, placed=bool(timeslots or sectors), now=utc_now())
    await describe_event(tx, event)
