"""What can be asked for of an event: its kinds of tickets with what is free of each, and its places with room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from admitone.core.clock import today
from admitone.core.events import Event, Sector, TicketConfig, Timeslot
from admitone.core.principal import STAFF, Principal
from admitone.services.event_overview import count_free
from admitone.store import event_planning
from admitone.store import events as store
from admitone.store.database import Tx


@dataclass(frozen=True, slots=True)
class EventOffer:
    """What is left to choose. `free_of` has the free tickets by config; places say themselves what is taken."""

    event: Event
    configs: Sequence[TicketConfig]
    free_of: Mapping[int, int]
    timeslots: Sequence[Timeslot]
    sectors: Sequence[Sector]

    def free(self, config_id: int | None, timeslot_id: int | None, sector_id: int | None) -> int:
        """How many tickets there are of what is chosen so far."""
        free = self.free_of.get(config_id, 0) if config_id else sum(self.free_of.values())
        rooms = [_room(one.capacity, one.taken) for one in self.timeslots if one.id == timeslot_id]
        rooms += [_room(one.capacity, one.taken) for one in self.sectors if one.id == sector_id]
        return min([free, *(room for room in rooms if room is not None)])

    def price_of(self, config_id: int | None) -> TicketConfig | None:
        """The config that was chosen, for its price."""
        return next((config for config in self.configs if config.id == config_id), None)


async def read_event_offer(tx: Tx, principal: Principal, attraction_id: int) -> EventOffer | None:
    """What the event of an attraction has to offer; None for an attraction that is no event's."""
    principal.require(STAFF)
    event = await event_planning.read_event_of_attraction(tx, principal.tenant_id, attraction_id)
    if event is None:
        return None
    day = today(principal.time_zone)
    counts = await event_planning.count_event_tickets(tx, event.tenant_id, event.id)
    configs = [one for one in await store.list_configs(tx, event.tenant_id, event.id) if one.active]
    return EventOffer(
        event=event,
        configs=configs,
        free_of=count_free(configs, counts, day),
        timeslots=await store.list_timeslots(tx, event.tenant_id, event.id),
        sectors=await store.list_sectors(tx, event.tenant_id, event.id),
    )


def _room(capacity: int | None, taken: int) -> int | None:
    return None if capacity is None else capacity - taken
