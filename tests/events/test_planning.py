"""Events are set up, changed, put on sale and called off."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from admitone.core.errors import AdmitError, Conflict, Forbidden, InvalidParameter, NotFound
from admitone.core.event_plans import EventChange
from admitone.core.events import EventState
from admitone.core.principal import Principal, Role
from admitone.core.refusals import reasons_of
from admitone.services import attractions, event_states, events, timeslots
from admitone.services.attractions import AttractionChange
from admitone.services.timeslots import TimeslotChange
from admitone.store.event_planning import EventSearch
from tests.events.organising import Organiser
from tests.events.venue import Venue


def clock(day: int, hour: int, month: int = 3) -> datetime:
    """A time as a clock on the wall shows it."""
    return datetime(2099, month, day, hour)  # noqa: DTZ001 - by the tenant's clocks


async def test_an_event_is_a_draft_by_the_clocks_of_its_tenant_with_a_face_that_cannot_be_sold(venue: Venue) -> None:
    organiser = Organiser(venue)
    event = await organiser.plan("  Jazz   Night ", venue="The Old Mill")
    assert (event.name, event.state) == ("Jazz Night", EventState.DRAFT)
    assert event.starts_at == datetime(2099, 3, 15, 15, tzinfo=UTC)
    face = await organiser.do(attractions.read_attraction, event.attraction_id)
    assert (face.name, face.odoo_product_code, face.active) == ("Jazz Night", "JAZZ", False)
    assert await organiser.audit("EVENT", event.id) == [("CREATE", "admin", None, "DRAFT")]


async def test_everything_that_is_wrong_is_told_at_once(venue: Venue) -> None:
    organiser = Organiser(venue)
    wrong = EventChange(
        name=" ", starts_at=clock(15, 19), ends_at=clock(15, 18), doors_at=clock(15, 20), latitude=91.0, venue="x" * 300
    )
    with pytest.raises(InvalidParameter) as refused:
        await organiser.do(events.create_event, wrong)
    assert set(refused.value.fields) == {
        "name", "odoo_product_code", "ends_at", "doors_at", "latitude", "longitude", "venue"
    }  # fmt: skip
    assert reasons_of(refused.value)["ends_at"] == "the end must be after the start"


async def test_a_time_that_the_clocks_leave_out_is_none(venue: Venue) -> None:
    organiser = Organiser(venue)
    organiser.principal = Principal(venue.tenant_id, Role.ADMIN, "admin", "Europe/Berlin")
    lost = datetime(2026, 3, 29, 2, 30)  # noqa: DTZ001 - by the tenant's clocks
    with pytest.raises(InvalidParameter) as refused:
        await organiser.plan(starts_at=lost)
    assert refused.value.fields == ("starts_at",)


@pytest.mark.parametrize("what", ["create", "change", "publish", "cancel"])
async def test_only_admins_of_its_tenant_look_after_an_event(venue: Venue, what: str) -> None:
    event = await Organiser(venue).plan()
    acts: dict[str, tuple[Any, ...]] = {
        "create": (events.create_event, EventChange(name="x")),
        "change": (events.change_event, event.id, EventChange(name="x")),
        "publish": (event_states.publish_event, event.id),
        "cancel": (event_states.cancel_event, event.id),
    }
    with pytest.raises(Forbidden):
        await Organiser(venue, Role.AGENT).do(*acts[what])
    if what == "create":
        return
    [row] = await venue.sql("SELECT tenant_id FROM users WHERE username = 'stranger'")
    stranger = Organiser(venue)
    stranger.principal = Principal(int(row["tenant_id"]), Role.ADMIN, "stranger", "Asia/Dubai")
    with pytest.raises(NotFound):
        await stranger.do(*acts[what])


async def test_new_times_move_timeslots_configs_and_tickets_by_the_clocks(venue: Venue) -> None:
    organiser = Organiser(venue)
    event = await organiser.plan()
    config = await organiser.config(event, capacity=2)
    timeslot = await organiser.do(
        timeslots.create_timeslot, event.id, TimeslotChange(starts_at=clock(15, 20), ends_at=clock(15, 21))
    )
    ids = [row["id"] for row in await venue.sql("SELECT id FROM tickets ORDER BY id")]
    await venue.sql(
        "UPDATE tickets SET timeslot_id = :slot, status = 'SOLD' WHERE id = :id", slot=timeslot.id, id=ids[0]
    )
    await venue.sql("UPDATE tickets SET status = 'EXPIRED' WHERE id = :id", id=ids[1])

    moved = EventChange(starts_at=clock(2, 18, 7), ends_at=clock(3, 1, 7))
    await organiser.do(events.change_event, event.id, moved)
    sold, free = await venue.tickets(ids)
    assert (str(sold["ticket_date"]), str(sold["valid_until"]), sold["time_slot"]) == (
        "2099-07-02",
        "2099-07-02",
        "19:00",
    )
    assert (str(free["ticket_date"]), str(free["valid_until"]), free["status"]) == (
        "2099-07-02", "2099-07-03", "AVAILABLE"
    )  # fmt: skip
    [kept] = await venue.sql("SELECT ticket_date, valid_until FROM ticket_configs WHERE id = :id", id=config.id)
    assert (str(kept["ticket_date"]), str(kept["valid_until"])) == ("2099-07-02", "2099-07-03")
    assert [entry[0] for entry in await organiser.audit("TICKET", ids[0])] == ["MAKE", "MOVE"]
    assert [entry[0] for entry in await organiser.audit("TICKET", ids[1])] == ["MAKE"]

    with pytest.raises(InvalidParameter) as refused:
        await organiser.do(events.change_event, event.id, EventChange(ends_at=clock(2, 19, 7)))
    assert refused.value.fields == ("ends_at",)
    assert "timeslot 20:00 would lie outside" in refused.value.message


async def test_an_event_is_published_when_it_has_something_to_sell(venue: Venue) -> None:
    organiser = Organiser(venue)
    event = await organiser.plan()
    with pytest.raises(Conflict, match="add a ticket config first"):
        await organiser.do(event_states.publish_event, event.id)
    await organiser.config(event)
    for _ in range(2):
        assert (await organiser.do(event_states.publish_event, event.id)).state is EventState.PUBLISHED
    face = await organiser.do(attractions.read_attraction, event.attraction_id)
    assert (face.active, face.categories) == (True, "Standing")
    assert [entry[0] for entry in await organiser.audit("EVENT", event.id)] == ["CREATE", "PUBLISH"]


async def test_the_face_of_a_draft_cannot_be_put_on_sale_behind_its_back(venue: Venue) -> None:
    organiser = Organiser(venue)
    event = await organiser.plan()
    change = AttractionChange(name="Jazz Night", odoo_product_code="JAZZ", active=True)
    with pytest.raises(Conflict, match="publish the event"):
        await organiser.do(attractions.update_attraction, event.attraction_id, change)


async def test_an_event_that_is_over_is_not_published(venue: Venue) -> None:
    organiser = Organiser(venue)
    event = await organiser.plan(starts_at=datetime(2020, 1, 1, tzinfo=UTC), ends_at=datetime(2020, 1, 2, tzinfo=UTC))
    await organiser.config(event)
    with pytest.raises(Conflict, match="is over"):
        await organiser.do(event_states.publish_event, event.id)


async def test_calling_off_asks_when_somebody_has_tickets_and_lets_go_of_what_is_kept(venue: Venue) -> None:
    organiser = Organiser(venue)
    event = await organiser.plan()
    await organiser.config(event)
    await organiser.do(event_states.publish_event, event.id)
    ids = [row["id"] for row in await venue.sql("SELECT id FROM tickets ORDER BY id")]
    owner = await venue.owner()
    [kept] = await venue.sql(
        "INSERT INTO reservations (tenant_id, event_id, owner_id, format, expires_at, created_by, created_at) "
        "SELECT tenant_id, id, :owner::bigint, 'PDF', starts_at, 'admin', starts_at FROM events RETURNING id",
        owner=owner,
    )
    await venue.sql(
        "UPDATE tickets SET status = 'RESERVED', reservation_id = :kept, owner_id = :owner WHERE id = :id",
        kept=kept["id"], owner=owner, id=ids[0],
    )  # fmt: skip
    await venue.sql("UPDATE tickets SET status = 'SOLD' WHERE id = :id", id=ids[1])
    with pytest.raises(Conflict) as refused:
        await organiser.do(event_states.cancel_event, event.id)
    assert refused.value.details == {"sold": 1, "in_carts": 0, "kept": 1}

    for _ in range(2):
        cancelled = await organiser.do(event_states.cancel_event, event.id, confirmed=True)
        assert cancelled.state is EventState.CANCELLED
    freed, sold = await venue.tickets(ids[:2])
    assert (freed["status"], freed["owner_id"], freed["reservation_id"]) == ("AVAILABLE", None, None)
    assert sold["status"] == "SOLD"
    assert not (await organiser.do(attractions.read_attraction, event.attraction_id)).active
    for act in (events.change_event, event_states.publish_event):
        arguments = (EventChange(name="x"),) if act is events.change_event else ()
        with pytest.raises(AdmitError, match="is cancelled"):
            await organiser.do(act, event.id, *arguments)


async def test_events_are_listed_by_pages_with_their_tickets(venue: Venue) -> None:
    organiser = Organiser(venue)
    first, second, third = [
        await organiser.plan(name, starts_at=clock(day, 19), ends_at=clock(day, 23))
        for name, day in (("Jazz", 1), ("Opera", 2), ("Jazz 100%", 3))
    ]
    await organiser.config(second)
    page = await organiser.do(events.list_events, EventSearch(), 2)
    assert [listed.event.id for listed in page] == [third.id, second.id]
    assert page[0].count is None
    assert page[1].count is not None
    assert page[1].count.total == 10
    rest = await organiser.do(events.list_events, EventSearch(after_id=second.id), 2)
    assert [listed.event.id for listed in rest] == [first.id]
    for search, names in (
        (EventSearch(text="jAZZ"), {"Jazz", "Jazz 100%"}),
        (EventSearch(text="%"), {"Jazz 100%"}),
        (EventSearch(state=EventState.PUBLISHED), set()),
        (EventSearch(ends_from=datetime(2099, 3, 2, 12, tzinfo=UTC)), {"Opera", "Jazz 100%"}),
    ):
        found = await organiser.do(events.list_events, search, 10)
        assert {listed.event.name for listed in found} == names
