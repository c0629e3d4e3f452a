"""`admitone user`: add, list, invite, reset, disable, enable."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from getpass import getpass
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

from cyclopts import Parameter

from admitone.cli.migrate import prepare_database
from admitone.cli.terminal import CommandFailed, out, settings, show_rows
from admitone.config import Config

if TYPE_CHECKING:
    from admitone.bootstrap import Product
    from admitone.core.principal import Principal
    from admitone.services.password_links import IssuedLink
    from admitone.store.database import Tx
    from admitone.store.people import User

Done = TypeVar("Done")


def add(
    name: str,
    /,
    *,
    role: Annotated[Literal["admin", "agent"], Parameter(help="What the user may do.")],
    tenant: Annotated[str, Parameter(help="The user's organisation; made when it is new.")] = "default",
    email: Annotated[str | None, Parameter(help="Where links to choose a password and the daily mail go.")] = None,
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
    asyncio.run(_add(config, name, password, role, tenant, email))
    out.print(f"added {name} as {role} of {tenant}", markup=False)


def list_() -> None:
    """List the users of all tenants; tab-separated when standard output is no terminal.

    Example: admitone user list
    """
    config = settings()
    prepare_database(config)
    rows = asyncio.run(_list(config))
    show_rows(("user", "role", "tenant", "active"), rows)


def invite(
    name: str,
    /,
    *,
    role: Annotated[Literal["admin", "agent"], Parameter(help="What the user may do.")],
    tenant: Annotated[str, Parameter(help="The user's organisation, which must exist.")] = "default",
    email: Annotated[str | None, Parameter(help="Where the link is mailed to, when a server or worker runs.")] = None,
) -> None:
    """Add a user who chooses the password, and print the link for it. The link works once, for a week.

    Example: admitone user invite layla --role agent --email layla@example.com

    Parameters
    ----------
    name
        The name to sign in with.
    """
    from admitone.cli.operator import act_as_operator
    from admitone.core.principal import Role
    from admitone.services import members
    from admitone.services.members import Invitation

    async def act(product: Product, tx: Tx, operator: Principal) -> IssuedLink:
        wanted = Invitation(name, Role(role), email)
        return await members.invite_user(tx, operator, product.link_terms, wanted)

    _tell(asyncio.run(act_as_operator(tenant, act)))


def reset(name: str, /) -> None:
    """Print a link by which a user chooses a new password. It works once, for a day; for invited users, for a week.

    The present password works until the link is used.

    Example: admitone user reset maria

    Parameters
    ----------
    name
        The user's name.
    """
    from admitone.services import members

    async def act(product: Product, tx: Tx, operator: Principal, user: User) -> IssuedLink:
        return await members.renew_link(tx, operator, product.link_terms, user.id)

    _tell(asyncio.run(_on_user(name, act)))


def disable(name: str, /) -> None:
    """Let a user in no longer. Open sessions end at once; the last admin of a tenant cannot be disabled.

    Example: admitone user disable maria

    Parameters
    ----------
    name
        The user's name.
    """
    from admitone.services import members

    async def act(_product: Product, tx: Tx, operator: Principal, user: User) -> None:
        await members.disable_user(tx, operator, user.id)

    asyncio.run(_on_user(name, act))
    out.print(f"disabled {name}", markup=False)


def enable(name: str, /) -> None:
    """Let a disabled user in again, with the password as it was.

    Example: admitone user enable maria

    Parameters
    ----------
    name
        The user's name.
    """
    from admitone.services import members

    async def act(_product: Product, tx: Tx, operator: Principal, user: User) -> None:
        await members.enable_user(tx, operator, user.id)

    asyncio.run(_on_user(name, act))
    out.print(f"enabled {name}", markup=False)


def _tell(link: IssuedLink) -> None:
    out.print(link.url, markup=False)
    if link.mailed_to:
        out.print(f"It is mailed to {link.mailed_to} as well.", markup=False)


async def _on_user(name: str, act: Callable[[Product, Tx, Principal, User], Awaitable[Done]]) -> Done:
    """Do something with a user of whatever tenant; CommandFailed when there is none of that name."""
    from admitone.cli.operator import opened, operator_of
    from admitone.services.users import fold_username
    from admitone.store import people

    config = settings()
    prepare_database(config)
    async with opened(config) as product:
        async with product.database.reading() as tx:
            users = {user.username: user for user in await people.list_users(tx)}
        user = users.get(fold_username(name))
        if user is None:
            raise CommandFailed(f"there is no user {name}; admitone user list names all")
        operator = await operator_of(product.database, user.tenant or "")
        async with product.database.writing() as tx:
            return await act(product, tx, operator, user)


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


async def _add(  # noqa: PLR0917  the parameters of the command
    config: Config, name: str, password: str, role: str, tenant: str, email: str | None
) -> None:
    from admitone.core.principal import Role
    from admitone.services import users
    from admitone.store.connecting import open_database

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
                email=email,
            )
    finally:
        await database.close()


async def _list(config: Config) -> list[tuple[str, str, str, str]]:
    from admitone.store import people
    from admitone.store.connecting import open_database

    database = await open_database(config)
    try:
        async with database.reading() as tx:
            found = await people.list_users(tx)
    finally:
        await database.close()
    return [(user.username, str(user.role), user.tenant or "", _active(user)) for user in found]


def _active(user: User) -> str:
    from admitone.core.people import NO_PASSWORD

    if not user.active:
        return "no"
    return "invited" if user.password_hash == NO_PASSWORD else "yes"
