"""A market of SECURE tickets: a concert whose organiser lets holders resell them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from httpx import Response

from admitone.core.events import Event, TicketConfig
from tests.events.test_door import items
from tests.events.test_own_tickets import token_of
from tests.events.venue import Venue

LAYLA, OMAR = "layla@example.com", "omar@example.com"
# Of a face value of AED 250.00.
RULE = {"markup_percent": 20, "fee_percent": 10}


@dataclass
class Market:
    """The venue, and Layla's tickets."""

    venue: Venue
    event: Event
    config: TicketConfig
    tickets: list[dict[str, Any]]

    async def call(self, method: str, path: str, by: str = LAYLA, **options: Any) -> Response:
        """Call as the holder with this address, or as `admin`, `agent`, `stranger`, or as `nobody`."""
        if "@" in by:
            token = await token_of(self.venue, by)
        else:
            token = "" if by == "nobody" else getattr(self.venue.cast, by).session
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return await self.venue.client.request(method, f"/v1{path}", headers=headers, **options)

    async def offer(self, index: int = 0, by: str = LAYLA, **more: Any) -> Response:
        """Put one of Layla's tickets on sale for AED 280.00."""
        body = {"ticket_id": self.tickets[index]["id"], "price": 280, **more}
        return await self.call("POST", "/listing", by, json=body)

    async def offered(self, index: int = 0, **more: Any) -> str:
        """The uid of such an offer."""
        answer = await self.offer(index, **more)
        assert answer.status_code == 201, answer.text
        uid: str = answer.json()["uid"]
        return uid

    async def buy(self, uid: str, email: str = OMAR, by: str = "admin", **more: Any) -> Response:
        """The shop has somebody's money."""
        body = {"email": email, "name": "Omar Nasser", "payment_reference": "shop order 1042", **more}
        return await self.call("POST", f"/listing/{uid}/buy", by, json=body)

    async def state(self, uid: str) -> str:
        """What the organiser is shown."""
        state: str = (await self.call("GET", f"/listing/{uid}", "agent")).json()["state"]
        return state

    async def rows(self) -> list[dict[str, Any]]:
        """Layla's tickets as they are kept now."""
        return await self.venue.tickets([one["id"] for one in self.tickets])


async def open_market(venue: Venue, *, tickets: int = 2, **event: Any) -> Market:
    """Layla has SECURE tickets of a concert that begins in an hour, unless said otherwise."""
    now = datetime.now(UTC)
    made = await venue.event(**{"starts_at": now + timedelta(hours=1), "ends_at": now + timedelta(hours=5)} | event)
    config = await venue.config(made, capacity=tickets)
    wish = {"event_id": made.id, "owner_id": await venue.owner(), **items(config.id, tickets), "format": "SECURE"}
    held = (await venue.call(venue.cast.agent, "/ticket/reserve", **wish)).json()["data"]
    ids = [one["id"] for one in held]
    assert (await venue.call(venue.cast.admin, "/ticket/issue", ids=ids)).status_code == 200
    market = Market(venue, made, config, await venue.tickets(ids))
    path = f"/event/{made.id}/ticket_config/{config.id}/resale"
    assert (await market.call("PUT", path, "admin", json=RULE)).status_code == 200
    return market
