"""A venue in the test's own process: events, their owners, and callers of the event door."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from httpx import ASGITransport, AsyncClient, Response

from admitone.bootstrap import Product
from admitone.config import read_config
from admitone.core.clock import utc_now
from admitone.core.events import Event, EventState, Sector, TicketConfig, Timeslot
from admitone.core.ids import new_uid
from admitone.services import effects
from admitone.services.accounts import find_or_make_account, find_or_make_enrollment
from admitone.services.event_making import start_making
from admitone.store import attractions
from admitone.store import events as store
from admitone.store.database import Database
from tests.applications import take_app
from tests.offline.api import Api, Caller, Cast, sql
from tests.offline.conftest import running
from tests.selling.shop import hire

STARTS = datetime(2099, 3, 15, 15, 0, tzinfo=UTC)
DAY = date(2099, 3, 15)


@dataclass
class Venue:
    """What a story needs. Nothing happens by itself: `work` is the worker."""

    product: Product
    client: AsyncClient
    cast: Cast
    tenant_id: int

    async def event(self, name: str = "Jazz Night", **more: Any) -> Event:
        """An event that can be sold."""
        return await add_event(self.product.database, self.tenant_id, name, **more)

    async def config(self, event: Event, name: str = "Standing", *, capacity: int = 10, **more: Any) -> TicketConfig:
        """A ticket config with its first tickets."""
        return await add_config(self.product.database, event, name, capacity=capacity, **more)

    async def timeslot(self, event: Event, name: str, *, capacity: int | None, hours: int = 0) -> Timeslot:
        """A timeslot of an hour, so many hours after the event's start."""
        return await add_timeslot(self.product.database, event, name, capacity=capacity, hours=hours)

    async def sector(self, event: Event, name: str, *, capacity: int | None) -> Sector:
        """A sector."""
        async with self.product.database.writing() as tx:
            return await store.insert_sector(
                tx, event.tenant_id, utc_now(), event_id=event.id, name=name, capacity=capacity
            )

    async def owner(self, email: str = "layla@example.com") -> int:
        """The enrollment of somebody at the venue's tenant."""
        return await add_owner(self.product.database, self.tenant_id, email)

    async def call(self, caller: Caller, path: str, *, key: str | None = None, **body: Any) -> Response:
        """Call the event door."""
        headers = {"Authorization": f"Bearer {caller.session}"} if caller.session else {}
        if key is not None:
            headers["Idempotency-Key"] = key
        return await self.client.post(path, json=body, headers=headers)

    async def tickets(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        """Rows of tickets as they are kept, in the order of their ids."""
        text = "SELECT * FROM tickets WHERE id = ANY(:ids::bigint[]) ORDER BY id"
        return [dict(row) for row in await sql(self.product, text, ids=list(ids))]

    async def sql(self, text: str, **parameters: Any) -> list[dict[str, Any]]:
        """A statement behind the product's back."""
        return [dict(row) for row in await sql(self.product, text, **parameters)]

    async def work(self, rounds: int = 20) -> None:
        """Carry out everything that is due, and what follows from it."""
        for _ in range(rounds):
            claims = await effects.claim_due(self.product.database, "the test", 10)
            if not claims:
                return
            for claim in claims:
                await effects.carry_out(claim, self.product.handlers[claim.effect.kind])


async def add_event(database: Database, tenant_id: int, name: str, **more: Any) -> Event:
    """An event with its attraction; published unless said otherwise."""
    columns: dict[str, Any] = {
        "uid": new_uid(),
        "name": name,
        "description": None,
        "venue": "The Old Mill",
        "address": None,
        "latitude": None,
        "longitude": None,
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(hours=4),
        "doors_at": None,
        "activation_minutes": 60,
        "state": EventState.PUBLISHED,
        "design": None,
    }
    columns |= more
    async with database.writing() as tx:
        now = utc_now()
        attraction = await attractions.insert_attraction(
            tx,
            tenant_id,
            now,
            name=name,
            odoo_product_code=name.upper(),
            supplier=None,
            categories=None,
            age_groups=None,
            has_time_slots=False,
            extraction_patterns=None,
            notes=None,
            active=columns["state"] == EventState.PUBLISHED,
        )
        return await store.insert_event(
            tx, tenant_id, now, attraction_id=attraction.id, **columns | {"state": str(columns["state"])}
        )


async def add_config(database: Database, event: Event, name: str, *, capacity: int, **more: Any) -> TicketConfig:
    """A ticket config with its first tickets made."""
    columns: dict[str, Any] = {
        "event_id": event.id,
        "name": name,
        "description": None,
        "price_minor": 25000,
        "currency": "AED",
        "capacity": capacity,
        "placed": False,
        "ticket_date": DAY,
        "valid_until": DAY,
        "active": True,
        "position": 0,
    }
    async with database.writing() as tx:
        now = utc_now()
        config = await store.insert_config(tx, event.tenant_id, now, **columns | more)
        await start_making(tx, config, by="admin", now=now)
    async with database.reading() as tx:
        return (await store.read_configs(tx, [config.id]))[config.id]


async def add_timeslot(
    database: Database, event: Event, name: str, *, capacity: int | None, hours: int = 0
) -> Timeslot:
    """A timeslot of an hour, so many hours after the event's start."""
    starts_at = event.starts_at + timedelta(hours=hours)
    async with database.writing() as tx:
        return await store.insert_timeslot(
            tx,
            event.tenant_id,
            utc_now(),
            event_id=event.id,
            name=name,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=1),
            capacity=capacity,
        )


async def add_owner(database: Database, tenant_id: int, email: str) -> int:
    """The enrollment of somebody at a tenant."""
    async with database.writing() as tx:
        now = utc_now()
        account = await find_or_make_account(tx, email, now)
        return (await find_or_make_enrollment(tx, tenant_id, account, by="admin", now=now)).id


@asynccontextmanager
async def open_venue(database_url: str, data: Path, password_hash: str, **more: str) -> AsyncIterator[Venue]:
    """The application without its worker, with an admin and an agent of one tenant and an admin of another."""
    settings = {
        "ADMITONE_DATA": str(data),
        "ADMITONE_DATABASE_URL": database_url,
        "ADMITONE_PDF_WORKERS": "1",
        "ADMITONE_TIMEZONE": "Asia/Dubai",
    }
    app = take_app(read_config(settings | more))
    # The two libraries describe the same protocol in different types.
    asgi: Any = app
    transport = ASGITransport(asgi, raise_app_exceptions=False)
    async with running(app), AsyncClient(transport=transport, base_url="http://testserver", timeout=60) as client:
        cast = await hire(Api(client, app.state.product), password_hash)
        [row] = await sql(app.state.product, "SELECT tenant_id FROM users WHERE username = 'admin'")
        yield Venue(app.state.product, client, cast, int(row["tenant_id"]))
