"""Ticket configs: prices, and capacities that tickets are made and taken away for."""

from __future__ import annotations

from decimal import Decimal

import pytest

from admitone.core.errors import Conflict, Forbidden, InvalidParameter, NotFound
from admitone.core.principal import Role
from admitone.services import attractions, ticket_configs
from admitone.services.ticket_configs import ConfigChange
from tests.events.organising import Organiser
from tests.events.venue import Venue


async def count_by(venue: Venue, column: str) -> dict[str, int]:
    rows = await venue.sql(f"SELECT {column} AS value, COUNT(*) AS total FROM tickets GROUP BY {column}")
    return {str(row["value"]): int(row["total"]) for row in rows}


async def test_a_new_price_is_that_of_tickets_that_nobody_has(venue: Venue) -> None:
    organiser = Organiser(venue)
    event = await organiser.plan()
    config = await organiser.config(event, capacity=3)
    await venue.sql("UPDATE tickets SET status = 'SOLD' WHERE id = (SELECT MIN(id) FROM tickets)")
    change = ConfigChange(price=Decimal("19.5"), currency="eur", name="Balcony", description="From above")
    changed = await organiser.do(ticket_configs.change_config, event.id, config.id, change)
    assert (changed.price_minor, changed.currency, changed.name) == (1950, "EUR", "Balcony")
    assert await count_by(venue, "selling_price_minor") == {"25000": 1, "1950": 2}
    assert await count_by(venue, "category") == {"Balcony": 3}
    assert (await organiser.do(attractions.read_attraction, event.attraction_id)).categories == "Balcony"
    told = await organiser.audit("TICKET_CONFIG", config.id)
    assert told == [("CREATE", "admin", None, "ACTIVE"), ("EDIT", "admin", "ACTIVE", "ACTIVE")]


async def test_a_higher_capacity_makes_tickets_a_lower_one_takes_free_ones_away(venue: Venue) -> None:
    organiser = Organiser(venue)
    event = await organiser.plan()
    config = await organiser.config(event, capacity=5)

    async def resize(capacity: int) -> int:
        change = ConfigChange(capacity=capacity)
        made: int = (await organiser.do(ticket_configs.change_config, event.id, config.id, change)).made
        return made

    assert await resize(8) == 8
    await venue.sql("UPDATE tickets SET status = 'SOLD' WHERE id IN (SELECT id FROM tickets ORDER BY id LIMIT 3)")
    assert await resize(4) == 4
    with pytest.raises(Conflict) as refused:
        await resize(2)
    assert (refused.value.fields, refused.value.details) == (("capacity",), {"capacity_min": 3})
    assert await count_by(venue, "status") == {"SOLD": 3, "AVAILABLE": 1}
    assert await resize(3) == 3
    # Made in the background beyond the first thousand.
    assert await resize(1500) == 1003
    await venue.work()
    assert sum((await count_by(venue, "status")).values()) == 1500


async def test_a_config_is_deleted_only_while_nobody_has_its_tickets(venue: Venue) -> None:
    organiser = Organiser(venue)
    event = await organiser.plan()
    config = await organiser.config(event)
    other = await organiser.config(event, name="VIP", capacity=2)
    await venue.sql("UPDATE tickets SET status = 'RESERVED' WHERE ticket_config_id = :id", id=other.id)
    await organiser.do(ticket_configs.delete_config, event.id, config.id)
    with pytest.raises(Conflict):
        await organiser.do(ticket_configs.delete_config, event.id, other.id)
    left = await organiser.do(ticket_configs.list_configs, event.id)
    assert [(one.name, one.made) for one in left] == [("VIP", 2)]
    await organiser.do(ticket_configs.change_config, event.id, other.id, ConfigChange(active=False))
    assert (await organiser.do(attractions.read_attraction, event.attraction_id)).categories is None


async def test_refusals_name_every_field(venue: Venue) -> None:
    organiser = Organiser(venue)
    event = await organiser.plan()
    with pytest.raises(InvalidParameter) as refused:
        await organiser.config(event, name="", price=Decimal(-1), capacity=0, position=-1)
    assert set(refused.value.fields) == {"name", "price", "capacity", "position"}
    with pytest.raises(InvalidParameter) as refused:
        await organiser.config(event, currency="QQQ")
    assert "currency" in refused.value.fields
    config = await organiser.config(event)
    with pytest.raises(Conflict) as taken:
        await organiser.config(event)
    assert taken.value.fields == ("name",)
    with pytest.raises(InvalidParameter) as refused:
        await organiser.do(ticket_configs.change_config, event.id, config.id, ConfigChange(currency="EUR"))
    assert refused.value.fields == ("price",)
    with pytest.raises(NotFound):
        await organiser.do(ticket_configs.change_config, event.id, config.id + 99, ConfigChange(name="x"))
    with pytest.raises(Forbidden):
        await Organiser(venue, Role.AGENT).config(event, name="VIP")
