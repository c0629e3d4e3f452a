"""One event at a glance: how far its tickets are, by config, timeslot and sector."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Final

from admitone.core.clock import local_day, today
from admitone.core.events import Event, Sector, TicketConfig, Timeslot
from admitone.core.principal import STAFF, Principal
from admitone.services.events import read_event
from admitone.store import event_planning
from admitone.store import events as store
from admitone.store.database import Tx
from admitone.store.event_planning import PlaceCount

_STAGES: Final = ("reserved", "confirmed", "issued", "redeemed", "voided")


@dataclass(frozen=True, slots=True)
class Progress:
    """So many tickets are reserved, paid but not yet issued, issued, used, void; `free` is a config's to know."""

    reserved: int = 0
    confirmed: int = 0
    issued: int = 0
    redeemed: int = 0
    voided: int = 0
    free: int = 0

    @property
    def taken(self) -> int:
        """Tickets that somebody has."""
        return self.reserved + self.confirmed + self.issued


@dataclass(frozen=True, slots=True)
class EventOverview:
    """An event with all that belongs to it. The maps are by the ids of configs, timeslots and sectors."""

    event: Event
    configs: Sequence[TicketConfig]
    timeslots: Sequence[Timeslot]
    sectors: Sequence[Sector]
    all: Progress
    of_config: Mapping[int, Progress]
    of_timeslot: Mapping[int, Progress]
    of_sector: Mapping[int, Progress]

    @property
    def being_made(self) -> int:
        """Tickets that a worker has yet to make."""
        return sum(config.capacity - config.made for config in self.configs)

    @property
    def nothing(self) -> Progress:
        """What a place has for which nobody has a ticket."""
        return Progress()

    def days(self, time_zone: str) -> list[tuple[date, list[Timeslot]]]:
        """The timeslots by their days of a time zone."""
        grouped = groupby(self.timeslots, key=lambda timeslot: local_day(timeslot.starts_at, time_zone))
        return [(day, list(timeslots)) for day, timeslots in grouped]


async def overlook_event(tx: Tx, principal: Principal, event_id: int) -> EventOverview:
    """An event with its configs, places and tickets; NotFound when the tenant has no such one."""
    principal.require(STAFF)
    event = await read_event(tx, principal, event_id)
    day = today(principal.time_zone)
    counts = await event_planning.count_event_tickets(tx, event.tenant_id, event.id)
    configs = await store.list_configs(tx, event.tenant_id, event.id)
    free = count_free(configs, counts, day)
    of_config = _by(counts, lambda count: count.ticket_config_id)
    return EventOverview(
        event=event,
        configs=configs,
        timeslots=await store.list_timeslots(tx, event.tenant_id, event.id),
        sectors=await store.list_sectors(tx, event.tenant_id, event.id),
        all=replace(_add(counts), free=sum(free.values())),
        of_config={one: replace(of_config.get(one, Progress()), free=count) for one, count in free.items()},
        of_timeslot=_by(counts, lambda count: count.timeslot_id),
        of_sector=_by(counts, lambda count: count.sector_id),
    )


def count_free(configs: Sequence[TicketConfig], counts: Sequence[PlaceCount], today: date) -> dict[int, int]:
    """The free tickets of each config: those that are made and that nobody has, until its last day is over."""
    had: defaultdict[int | None, int] = defaultdict(int)
    for count in counts:
        had[count.ticket_config_id] += count.reserved + count.confirmed + count.issued + count.voided
    return {config.id: config.made - had[config.id] if config.valid_until >= today else 0 for config in configs}


def _by(counts: Sequence[PlaceCount], key: Callable[[PlaceCount], int | None]) -> dict[int, Progress]:
    grouped: defaultdict[int, list[PlaceCount]] = defaultdict(list)
    for count in counts:
        place = key(count)
        if place is not None:
            grouped[place].append(count)
    return {place: _add(of_place) for place, of_place in grouped.items()}


def _add(counts: Sequence[PlaceCount]) -> Progress:
    return Progress(*(sum(getattr(count, stage) for count in counts) for stage in _STAGES))
