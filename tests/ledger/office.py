"""An organiser with tickets, and what happens to them, on a product of the test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from httpx import ASGITransport, AsyncClient

from admitone.bootstrap import Product
from admitone.config import read_config
from admitone.core.clock import utc_now
from admitone.core.ids import new_download_code, new_uid
from admitone.core.inventory import Ticket
from admitone.core.ledger.notes import VerifierKey
from admitone.core.ledger.records import RecordKind
from admitone.core.principal import Principal, Role
from admitone.services.issuing import Issuing, issue_tickets, ledger_ticket
from admitone.services.ledger_checkpoints import LedgerWorld
from admitone.store import people, tickets
from admitone.store.statements import fit_statement
from tests.applications import take_app
from tests.offline.api import sql
from tests.offline.conftest import running


@dataclass
class Office:
    """A product, a tenant of it, and its operator."""

    product: Product
    tenant_id: int
    folder: Path
    client: AsyncClient

    @property
    def world(self) -> LedgerWorld:
        """The ledger of the product."""
        world = self.product.ledger_world
        assert world is not None
        return world

    @property
    def key(self) -> VerifierKey:
        """What whoever checks the ledger was given."""
        return self.world.signer.key

    @property
    def admin(self) -> Principal:
        """Somebody who may do everything here."""
        return Principal(self.tenant_id, Role.ADMIN, "amal")

    async def sold(self, count: int) -> list[int]:
        """Tickets that are sold and wait to be issued; their ids."""
        async with self.product.database.writing() as tx:
            return [await insert_ticket(tx, self.tenant_id, utc_now()) for _ in range(count)]

    async def issue(self, ids: Sequence[int]) -> bool:
        """Issue tickets as the product does."""
        async with self.product.database.writing() as tx:
            found = await self.locked(tx, ids)
            return await issue_tickets(tx, Issuing(self.product.ledger, self.tenant_id, "amal", utc_now()), found)

    async def issued(self, count: int) -> list[int]:
        """Tickets that are issued; their ids."""
        ids = await self.sold(count)
        await self.issue(ids)
        return ids

    async def void(self, ids: Sequence[int]) -> None:
        """Void tickets, the ledger first."""
        await self.record(RecordKind.VOID, ids)
        await sql(self.product, f"UPDATE tickets SET voided_at = :now WHERE id IN {_listed(ids)}", now=utc_now())

    async def record(self, kind: RecordKind, ids: Sequence[int]) -> bool:
        """Record what happens to tickets, and nothing else."""
        async with self.product.database.writing() as tx:
            found = [ledger_ticket(self.tenant_id, ticket) for ticket in await self.locked(tx, ids)]
            return await self.product.ledger.record(tx, kind, found, utc_now())

    async def locked(self, tx: Any, ids: Sequence[int]) -> list[Ticket]:
        """Tickets that nobody else changes until the transaction ends."""
        await tx.fetch_all("lock_tickets", tenant_id=self.tenant_id, ids=list(ids))
        return await tickets.read_tickets(tx, self.tenant_id, ids)


async def insert_ticket(tx: Any, tenant_id: int, now: datetime) -> int:
    """A ticket that is sold, as no door makes it."""
    statement = """
        INSERT INTO tickets (uid, tenant_id, status, download_code, sold_at, duplicate_allowed, created_at, updated_at)
        VALUES (:uid, :tenant_id, 'SOLD', :code, :now, FALSE, :now, :now) RETURNING id
    """
    parameters = {"uid": new_uid(), "tenant_id": tenant_id, "code": new_download_code(), "now": now}
    rows = await tx.fetch_composed(fit_statement(statement, tx.dialect), parameters)
    return int(rows[0]["id"])


@asynccontextmanager
async def opened_office(database_url: str, folder: Path, **settings: str) -> AsyncIterator[Office]:
    """See `Office`."""
    own = {
        "ADMITONE_DATA": str(folder),
        "ADMITONE_DATABASE_URL": database_url,
        "ADMITONE_LEDGER_ORIGIN": "tickets.example.com/ledger",
    }
    app = take_app(read_config(own | settings))
    asgi: Any = app
    async with (
        running(app),
        AsyncClient(transport=ASGITransport(app=asgi), base_url="http://127.0.0.1") as client,
    ):
        product: Product = app.state.product
        async with product.database.writing() as tx:
            tenant = await people.read_or_insert_tenant(tx, "oasis", "Asia/Dubai", utc_now())
        yield Office(product, tenant.id, folder, client)


def _listed(ids: Sequence[int]) -> str:
    return f"({', '.join(map(str, ids))})"
