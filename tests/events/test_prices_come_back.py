"""A ticket that comes back costs what its config costs by then, whichever way it came back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from admitone.core.events import Event, TicketConfig
from admitone.services import event_states, ticket_configs
from admitone.services.event_holding import Item
from admitone.services.owner_tickets import free_owner_tickets
from admitone.services.ticket_configs import ConfigChange
from tests.events.organising import Organiser
from tests.events.test_buying import reserve
from tests.events.test_holding import ids_of
from tests.events.test_holding import reserve as keep
from tests.events.venue import Venue

WAYS = ("cart cancelled", "cart refunded", "freed", "event cancelled")


async def taken(venue: Venue, way: str, event: Event, config: TicketConfig) -> Any:
    """Two tickets at the old price, and what names them."""
    if way in {"freed", "event cancelled"}:
        return ids_of(await keep(venue, event.id, await venue.owner(), Item(config.id, 2)))
    answer = await reserve(venue, {"ticketConfigId": config.id, "quantity": 2})
    reference = answer.json()["apiData"]["cartReference"]
    if way == "cart refunded":
        await venue.cast.admin.data("sale/confirm-payment", cartReference=reference)
    return reference


async def give_back(venue: Venue, way: str, organiser: Organiser, event: Event, held: Any) -> None:
    if way == "cart cancelled":
        await venue.cast.admin.data("sale/cancel", cartReference=held)
    elif way == "cart refunded":
        await venue.cast.admin.data("sale/refund", cartReference=held)
    elif way == "freed":
        await organiser.do(free_owner_tickets, held)
    else:
        await organiser.do(event_states.cancel_event, event.id, confirmed=True)


@pytest.mark.parametrize("way", WAYS)
async def test_what_comes_back_has_the_price_of_its_config(venue: Venue, way: str) -> None:
    organiser = Organiser(venue)
    event = await venue.event()
    config = await venue.config(event, capacity=3)
    held = await taken(venue, way, event, config)
    raised = ConfigChange(price=Decimal(400), currency="USD")
    await organiser.do(ticket_configs.change_config, event.id, config.id, raised)
    await give_back(venue, way, organiser, event, held)
    rows = await venue.sql("SELECT selling_price_minor AS minor, selling_currency AS currency, status FROM tickets")
    assert rows == [{"minor": 40000, "currency": "USD", "status": "AVAILABLE"}] * 3
