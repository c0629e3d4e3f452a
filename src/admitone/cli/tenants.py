"""`admitone tenant`: create, list."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from admitone.cli.migrate import prepare_database
from admitone.cli.terminal import out, settings, show_rows

if TYPE_CHECKING:
    from admitone.config import Config
    from admitone.store.people import Tenant


def create(
    name: str,
    /,
    *,
    time_zone: Annotated[
        str | None, Parameter(help="Its days and times, as Asia/Dubai; ADMITONE_TIMEZONE unless given.")
    ] = None,
) -> None:
    """Add an organisation. Its people come next: admitone user add NAME --role admin --tenant TENANT.

    Example: admitone tenant create "Desert Nights" --time-zone Asia/Dubai

    Parameters
    ----------
    name
        The organisation's name.
    """
    config = settings()
    prepare_database(config)
    tenant = asyncio.run(_create(config, name, time_zone or config.timezone))
    out.print(f"created {tenant.name} in {tenant.time_zone}", markup=False)


def list_() -> None:
    """List the organisations; tab-separated when standard output is no terminal.

    Example: admitone tenant list
    """
    config = settings()
    prepare_database(config)
    tenants = asyncio.run(_list(config))
    show_rows(("tenant", "time zone"), [(tenant.name, tenant.time_zone) for tenant in tenants])


async def _create(config: Config, name: str, time_zone: str) -> Tenant:
    from admitone.cli.operator import NAME
    from admitone.services.tenants import create_tenant
    from admitone.store.connecting import open_database

    database = await open_database(config)
    try:
        async with database.writing() as tx:
            return await create_tenant(tx, name, time_zone, by=NAME)
    finally:
        await database.close()


async def _list(config: Config) -> list[Tenant]:
    from admitone.store.connecting import open_database
    from admitone.store.operations import list_tenants

    database = await open_database(config)
    try:
        async with database.reading() as tx:
            return await list_tenants(tx)
    finally:
        await database.close()
