"""`admitone user add` and `admitone user list`."""

from __future__ import annotations

import asyncio
import sys
from getpass import getpass
from typing import Annotated, Literal

from cyclopts import Parameter

from admitone.cli.migrate import prepare_database
from admitone.cli.terminal import CommandFailed, out, settings, show_rows
from admitone.config import Config


def add(
    name: str,
    /,
    *,
    role: Annotated[Literal["admin", "agent"], Parameter(help="What the user may do.")],
    tenant: Annotated[str, Parameter(help="The user's organisation; made when it is new.")] = "default",
) -> None:
    """Add a user.

    The password is asked for twice. When standard input is no terminal, its first line is the password.

    Example: admitone user add maria --role admin

    Example: admitone user add maria --role agent --tenant dubai < password.txt

    Parameters
    ----------
    name
        The name to sign in with.
    """
    config = settings()
    password = read_password(name)
    prepare_database(config)
    asyncio.run(_add(config, name, password, role, tenant))
    out.print(f"added {name} as {role} of {tenant}", markup=False)


def list_() -> None:
    """List the users of all tenants; tab-separated when standard output is no terminal.

    Example: admitone user list
    """
    config = settings()
    prepare_database(config)
    rows = asyncio.run(_list(config))
    show_rows(("user", "role", "tenant", "active"), rows)


def read_password(name: str) -> str:
    """A password typed twice, or the first line of standard input when that is no terminal."""
    if not sys.stdin.isatty():
        line = sys.stdin.readline()
        if not line.strip():
            raise CommandFailed("standard input has no password; write it on the first line")
        return line.rstrip("\r\n")
    password = getpass(f"Password of {name}: ")
    if getpass("The same again: ") != password:
        raise CommandFailed("the two passwords differ; nothing was changed")
    return password


async def _add(config: Config, name: str, password: str, role: str, tenant: str) -> None:
    from admitone.bootstrap import open_database
    from admitone.core.principal import Role
    from admitone.services import users

    password_hash = await users.hash_password(password)
    database = await open_database(config)
    try:
        async with database.writing() as tx:
            await users.add_user(
                tx,
                tenant=tenant,
                time_zone=config.timezone,
                username=name,
                password_hash=password_hash,
                role=Role(role),
            )
    finally:
        await database.close()


async def _list(config: Config) -> list[tuple[str, str, str, str]]:
    from admitone.bootstrap import open_database
    from admitone.store import people

    database = await open_database(config)
    try:
        async with database.reading() as tx:
            found = await people.list_users(tx)
    finally:
        await database.close()
    return [(user.username, str(user.role), user.tenant or "", "yes" if user.active else "no") for user in found]
