"""The states that the database finds are those that the ticket says of itself, at every moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from admitone.core.clock import utc_now
from admitone.core.wifi.kinds import WifiState
from admitone.store import locations, wifi_ticket_filter
from admitone.store.wifi_ticket_filter import WifiTicketFilter
from tests.offline.api import Api, sql
from tests.wifi.host import PLACE, Program, principal_of


@pytest.mark.parametrize("minutes", [-90, -30, 0, 30, 90])
async def test_every_ticket_is_found_under_its_own_state_only(api: Api, host: Program, minutes: int) -> None:
    service = await host.service()
    made = await host.data("POST", f"/{PLACE}/tickets/bulk", json={"service": service, "quantity": 16})
    now = utc_now()
    for number, ticket in enumerate(made):
        # Every combination of: used or not, ended or not, used up or not, revoked or not.
        moments: dict[str, datetime | None] = {
            "first_used_at": now if number & 1 else None,
            "ends_at": now + timedelta(minutes=60 if number & 2 else -60),
            "used_up_at": now if number & 4 else None,
            "revoked_at": now if number & 8 else None,
        }
        await written(api, ticket["id"], moments)
    at = now + timedelta(minutes=minutes)
    maria = await principal_of(api.product)
    async with api.product.database.reading() as tx:
        location = await locations.read_location(tx, maria.tenant_id, PLACE)
        assert location is not None
        found: dict[int, WifiState] = {}
        for state in WifiState:
            wanted = WifiTicketFilter(now=at, state=state)
            page = await wifi_ticket_filter.page_tickets(tx, location, wanted, 0, 100)
            assert await wifi_ticket_filter.count_tickets(tx, location, wanted) == len(page)
            for ticket in page:
                assert ticket.ticket_id not in found
                assert ticket.state_at(at) is state, msgspec.to_builtins(ticket)
                found[ticket.ticket_id] = state
    assert len(found) == 16


async def written(api: Api, ticket_id: int, moments: dict[str, Any]) -> None:
    columns = ", ".join(f"{name} = :{name}" for name in moments)
    text = f"UPDATE wifi_tickets SET {columns} WHERE ticket_id = :ticket_id"
    await sql(api.product, text, ticket_id=ticket_id, **moments)
