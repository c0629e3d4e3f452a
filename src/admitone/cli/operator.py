"""The operator at the command line, who acts as an admin of one tenant."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from admitone.bootstrap import Product, open_product
from admitone.cli.migrate import prepare_database
from admitone.cli.terminal import CommandFailed, settings
from admitone.config import Config
from admitone.core.principal import Principal, Role
from admitone.store.database import Database, Tx
from admitone.store.operations import list_tenants

NAME = "operator"
DEFAULT_TENANT = "default"
Done = TypeVar("Done")


@asynccontextmanager
async def opened(config: Config) -> AsyncIterator[Product]:
    """The product for as long as the block lasts. The database must have been migrated."""
    product = await open_product(config)
    try:
        yield product
    finally:
        await product.close()


async def operator_of(database: Database, tenant: str) -> Principal:
    """An admin of the named tenant; the default one is whichever there is, if it is the only one.

    CommandFailed, naming the tenants there are, when there is none of that name.
    """
    async with database.reading() as tx:
        tenants = await list_tenants(tx)
    # Whoever names none means the only one there is.
    if tenant == DEFAULT_TENANT and len(tenants) == 1:
        tenant = tenants[0].name
    for known in tenants:
        if known.name == tenant:
            return Principal(tenant_id=known.id, role=Role.ADMIN, name=NAME, time_zone=known.time_zone)
    names = ", ".join(known.name for known in tenants) or "none yet; admitone user add makes one"
    raise CommandFailed(f"there is no tenant {tenant}; there is: {names}")


async def act_as_operator(tenant: str, act: Callable[[Product, Tx, Principal], Awaitable[Done]]) -> Done:
    """Do one thing for a tenant, in one transaction; what came of it, to be told once that is kept."""
    config = settings()
    prepare_database(config)
    async with opened(config) as product:
        operator = await operator_of(product.database, tenant)
        async with product.database.writing() as tx:
            return await act(product, tx, operator)
