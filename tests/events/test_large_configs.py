"""A config of very many tickets is changed in steps, none of which keeps others waiting for long."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from admitone.core.errors import Conflict
from admitone.services import ticket_configs
from admitone.services.config_bounds import CHANGED_AT_ONCE_MAX
from admitone.services.ticket_configs import ConfigChange
from tests.events.organising import Organiser
from tests.events.venue import Venue

COPIES = """
INSERT INTO tickets (tenant_id, event_id, ticket_config_id, attraction_id, category, ticket_date, valid_until, status,
                     selling_price_minor, selling_currency, uid, download_code, created_at, updated_at)
WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < {count})
SELECT tenant_id, event_id, ticket_config_id, attraction_id, category, ticket_date, valid_until, status,
       selling_price_minor, selling_currency, uid || number, download_code || number, created_at, updated_at
FROM tickets, numbers WHERE ticket_config_id = :config
"""


async def refused(organiser: Organiser, config: Any, **change: Any) -> Conflict:
    with pytest.raises(Conflict) as refusal:
        await organiser.do(ticket_configs.change_config, config.event_id, config.id, ConfigChange(**change))
    return refusal.value


async def test_more_tickets_than_one_change_may_touch(venue: Venue) -> None:
    organiser = Organiser(venue)
    config = await organiser.config(await organiser.plan(), capacity=1)
    most = CHANGED_AT_ONCE_MAX
    await venue.sql(COPIES.format(count=most), config=config.id)
    await venue.sql("UPDATE ticket_configs SET capacity = :size, made = :size", size=most + 1)
    for field, change in (
        ("price", {"price": Decimal(9)}),
        ("name", {"name": "Seated"}),
        ("capacity", {"capacity": 0}),
    ):
        refusal = await refused(organiser, config, **change)
        assert refusal.fields == (field,)
        assert str(most) in refusal.message
    assert refusal.details == {"capacity_min": 1}
    with pytest.raises(Conflict):
        await organiser.do(ticket_configs.delete_config, config.event_id, config.id)
    # As many as that are changed at once, and the rest in the next step.
    await venue.sql("UPDATE tickets SET status = 'SOLD' WHERE id = (SELECT MIN(id) FROM tickets)")
    cheaper = ConfigChange(price=Decimal(9))
    changed = await organiser.do(ticket_configs.change_config, config.event_id, config.id, cheaper)
    assert changed.price_minor == 900
    smaller = ConfigChange(capacity=1)
    assert (await organiser.do(ticket_configs.change_config, config.event_id, config.id, smaller)).made == 1
    renamed = ConfigChange(name="Seated")
    assert (await organiser.do(ticket_configs.change_config, config.event_id, config.id, renamed)).name == "Seated"
