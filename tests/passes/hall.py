"""A shop that also sells tickets of an event."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from admitone.core.clock import utc_now
from admitone.core.event_design import EventDesign, write_design
from admitone.core.events import Event, TicketConfig
from admitone.core.inventory import Ticket
from admitone.services import effects
from admitone.services.issuing import Issuing, issue_tickets
from admitone.store import tickets
from tests.events.venue import add_config, add_event
from tests.offline.api import sql
from tests.servers.shop import Shop, running_shop

STARTS = datetime(2099, 3, 15, 15, 0, tzinfo=UTC)
DESIGN = EventDesign(background="#5b1236", note="Bring an ID.", terms="Doors close at 21:00.\nNo refunds.")


@dataclass
class Hall:
    """The shop, and an event with seats for sale."""

    shop: Shop
    tenant_id: int
    event: Event
    config: TicketConfig

    async def sell(self, count: int = 1, *more: int, **wishes: Any) -> Any:
        """A paid cart with so many seats, issued, and other tickets behind them; as the API shows it."""
        cart = await self.shop.sell(*await self.seats(count), *more, **wishes)
        await self.issue(*[ticket["ticketId"] for ticket in cart["tickets"]])
        return await self.shop.read(cart)

    async def seats(self, count: int) -> list[int]:
        """Tickets of the event that are for sale."""
        text = "SELECT id FROM tickets WHERE event_id = :event AND status = 'AVAILABLE' ORDER BY id LIMIT :count"
        return [int(row["id"]) for row in await sql(self.shop.product, text, event=self.event.id, count=count)]

    async def issue(self, *ids: int) -> None:
        """Issue what selling has not issued by itself."""
        product = self.shop.product
        async with product.database.writing() as tx:
            sold = await tickets.read_tickets(tx, self.tenant_id, ids)
            waiting = [ticket for ticket in sold if ticket.event_id is not None and ticket.issued_at is None]
            await issue_tickets(tx, Issuing(product.ledger, self.tenant_id, "admin", utc_now()), waiting)

    async def ticket(self, ticket_id: int) -> Ticket:
        """A ticket as it is kept."""
        async with self.shop.product.database.reading() as tx:
            (found,) = await tickets.read_tickets(tx, self.tenant_id, [ticket_id])
        return found

    async def work_until(self, done: Callable[[], bool], seconds: float = 30) -> None:
        """Carry out what is due until something has come of it, with what has to wait for its next attempt."""
        async with asyncio.timeout(seconds):
            while not done():
                await self.work()
                await asyncio.sleep(0.1)
        await self.work()

    async def work(self, rounds: int = 20) -> None:
        """Carry out everything that is due, and what follows from it."""
        product = self.shop.product
        for _ in range(rounds):
            claims = await effects.claim_due(product.database, "the test", 10)
            if not claims:
                return
            for claim in claims:
                await effects.carry_out(claim, product.handlers[claim.effect.kind])


@asynccontextmanager
async def open_hall(folder: Path, database_url: str, password_hash: str, **settings: Any) -> AsyncIterator[Hall]:
    """A hall whose event is far away, with a design of its own."""
    async with running_shop(folder, database_url, password_hash, **settings) as shop:
        [row] = await sql(shop.product, "SELECT tenant_id FROM users WHERE username = 'admin'")
        tenant_id = int(row["tenant_id"])
        database = shop.product.database
        event = await add_event(
            database,
            tenant_id,
            "Desert Nights",
            venue="Al Marmoom",
            address="Al Qudra Road, Dubai",
            latitude=24.83,
            longitude=55.37,
            starts_at=STARTS,
            ends_at=STARTS + timedelta(hours=4),
            doors_at=STARTS - timedelta(hours=1),
            design=write_design(DESIGN),
        )
        config = await add_config(database, event, "VIP", capacity=60)
        yield Hall(shop, tenant_id, event, config)
