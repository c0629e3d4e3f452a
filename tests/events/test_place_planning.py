"""Timeslots and sectors: series, capacities that are never below what is taken, and what that means for tickets."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from admitone.core.errors import Conflict, InvalidParameter
from admitone.core.events import Event
from admitone.services import event_overview, sectors, ticket_configs, timeslots
from admitone.services.event_overview import Progress
from admitone.services.sectors import SectorChange
from admitone.services.timeslots import Series, TimeslotChange
from tests.events.organising import Organiser
from tests.events.venue import Venue

DAY = date(2099, 3, 15)


def clock(hour: int, minute: int = 0) -> datetime:
    return datetime(2099, 3, 15, hour, minute)  # noqa: DTZ001 - by the tenant's clocks


async def is_placed(organiser: Organiser, event: Event) -> bool:
    [config] = await organiser.do(ticket_configs.list_configs, event.id)
    placed: bool = config.placed
    return placed


async def test_a_series_is_added_at_once_and_tickets_need_a_place_from_then_on(venue: Venue) -> None:
    organiser = Organiser(venue)
    event = await organiser.plan()
    await organiser.config(event)
    assert not await is_placed(organiser, event)
    series = Series(first_day=DAY, last_day=DAY, begins=time(19), ends=time(21, 15), minutes=30, capacity=25)
    made = await organiser.do(timeslots.create_series, event.id, series)
    assert [one.name for one in made] == ["19:00", "19:30", "20:00", "20:30"]
    assert await is_placed(organiser, event)
    with pytest.raises(Conflict, match="has a timeslot 19:00 already"):
        await organiser.do(timeslots.create_series, event.id, series)
    for one in made:
        await organiser.do(timeslots.delete_timeslot, event.id, one.id)
    assert not await is_placed(organiser, event)


async def test_a_series_lies_within_the_event(venue: Venue) -> None:
    organiser = Organiser(venue)
    event = await organiser.plan()
    for more, field in (
        ({"begins": time(18)}, "starts_at"),
        ({"ends": time(18)}, "ends"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 300}, "minutes"),
        ({"last_day": date(2099, 3, 14)}, "last_day"),
    ):
        wanted = {"first_day": DAY, "last_day": DAY, "begins": time(19), "ends": time(21), "minutes": 30} | more
        with pytest.raises(InvalidParameter) as refused:
            await organiser.do(timeslots.create_series, event.id, Series(**wanted))  # type: ignore[arg-type]
        assert refused.value.fields == (field,)
    assert await organiser.do(timeslots.list_timeslots, event.id) == []


async def test_places_never_become_smaller_than_what_is_taken(venue: Venue) -> None:
    organiser = Organiser(venue)
    event = await organiser.plan()
    await organiser.config(event)
    early = TimeslotChange(name="Early", starts_at=clock(19), ends_at=clock(20), capacity=9)
    slot = await organiser.do(timeslots.create_timeslot, event.id, early)
    sector = await organiser.do(sectors.create_sector, event.id, SectorChange(name="Left", capacity=9))
    await venue.sql(
        "UPDATE tickets SET status = 'SOLD', timeslot_id = :slot, sector_id = :sector "
        "WHERE id IN (SELECT id FROM tickets ORDER BY id LIMIT 3)",
        slot=slot.id,
        sector=sector.id,
    )
    for change, wish, one in (
        (timeslots.change_timeslot, TimeslotChange(capacity=2), slot),
        (sectors.change_sector, SectorChange(capacity=2), sector),
    ):
        with pytest.raises(Conflict) as refused:
            await organiser.do(change, event.id, one.id, wish)
        assert refused.value.details == {"capacity_min": 3}
    for delete, one in ((timeslots.delete_timeslot, slot), (sectors.delete_sector, sector)):
        with pytest.raises(Conflict, match="cannot be deleted"):
            await organiser.do(delete, event.id, one.id)
    assert (await organiser.do(sectors.change_sector, event.id, sector.id, SectorChange(capacity=3))).taken == 3
    moved = TimeslotChange(starts_at=clock(21), ends_at=clock(22), capacity=None)
    assert (await organiser.do(timeslots.change_timeslot, event.id, slot.id, moved)).capacity is None
    rows = await venue.sql("SELECT DISTINCT time_slot FROM tickets WHERE status = 'SOLD'")
    assert [row["time_slot"] for row in rows] == ["21:00"]

    seen = await organiser.do(event_overview.overlook_event, event.id)
    assert seen.all == Progress(free=7, confirmed=3)
    assert seen.of_timeslot == {slot.id: Progress(confirmed=3)} == {slot.id: seen.of_sector[sector.id]}
    assert seen.all.taken == 3


async def test_places_come_before_selling(venue: Venue) -> None:
    organiser = Organiser(venue)
    event = await organiser.plan()
    await organiser.config(event)
    await venue.sql("UPDATE tickets SET status = 'SOLD' WHERE id = (SELECT MIN(id) FROM tickets)")
    with pytest.raises(Conflict, match="timeslots come before selling"):
        await organiser.do(timeslots.create_timeslot, event.id, TimeslotChange(starts_at=clock(19), ends_at=clock(20)))
    with pytest.raises(Conflict, match="sectors come before selling"):
        await organiser.do(sectors.create_sector, event.id, SectorChange(name="Left"))
