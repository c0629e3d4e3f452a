"""The operator at the command line, who acts as an admin of one tenant."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from admitone.bootstrap import Product, open_product
from admitone.cli.terminal import CommandFailed
from admitone.config import Config
from admitone.core.principal import Principal, Role
from admitone.store.database import Database
from admitone.store.operations import list_tenants

NAME = "operator"


@asynccontextmanager
async def opened(config: Config) -> AsyncIterator[Product]:
    """The product for as long as the block lasts. The database must have been migrated."""
    product = await open_product(config)
    try:
        yield product
    finally:
        await product.close()


async def operator_of(database: Database, tenant: str) -> Principal:
    """An admin of the named tenant; CommandFailed, naming the tenants there are, when there is none of that name."""
    async with database.reading() as tx:
        tenants = await list_tenants(tx)
    for known in tenants:
        if known.name == tenant:
            return Principal(tenant_id=known.id, role=Role.ADMIN, name=NAME, time_zone=known.time_zone)
    names = ", ".join(known.name for known in tenants) or "none yet; admitone user add makes one"
    raise CommandFailed(f"there is no tenant {tenant}; there is: {names}")
