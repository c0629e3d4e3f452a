"""`admitone demo`."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from admitone.cli.migrate import prepare_database
from admitone.cli.terminal import out, settings

if TYPE_CHECKING:
    from admitone.bootstrap import Product
    from admitone.config import Config

ROLES: Final = ("admin", "agent")
# Before the first sale of the demo.
STOCKED_BEFORE: Final = timedelta(days=30)


def demo(
    *, tenant: Annotated[str, Parameter(help="The organisation that gets the demo data; made when it is new.")] = "demo"
) -> None:
    """Load demo data once: users, attractions with patterns learned from suppliers' PDFs, tickets, an event, Wi-Fi.

    There are two users, four attractions, an event, and a hotel with Wi-Fi. Tickets were sold over the last weeks,
    where mails are kept in the outbox; the customers do not exist. What is there already stays as it is, so that
    repeating this does no harm. The passwords are random; they are kept in the file demo-passwords of the data folder
    and shown each time.

    Example: admitone demo
    """
    config = settings()
    prepare_database(config)
    asyncio.run(_load(config, tenant))


async def _load(config: Config, tenant: str) -> None:
    from admitone.cli.operator import opened, operator_of
    from admitone.core.clock import earlier, today
    from admitone.demo.events import load_event
    from admitone.demo.sales import load_sales
    from admitone.demo.stock import load_stock, write_files
    from admitone.demo.wifi import load_wifi

    async with opened(config) as product:
        shown = [await _user(product, tenant, role) for role in ROLES]
        principal = await operator_of(product.database, tenant)
        day = today(principal.time_zone)
        with tempfile.TemporaryDirectory(prefix="admitone-demo-") as folder:
            await write_files(Path(folder), day)
            with earlier(STOCKED_BEFORE):
                await load_stock(product, principal, Path(folder), day, lambda line: out.print(line, markup=False))
        out.print(await load_event(product, principal, day), markup=False)
        await load_sales(product, principal)
        await load_wifi(product, principal)
    for line in shown:
        out.print(line, markup=False)


async def _user(product: Product, tenant: str, role: str) -> str:
    """Make sure that the tenant has a user for this role; the line that tells how to sign in."""
    from admitone.core.principal import Role
    from admitone.services import users
    from admitone.store.people import list_users

    async with product.database.reading() as tx:
        known = {user.username: user.tenant for user in await list_users(tx)}
    # Usernames are unique over all tenants; another one may have an admin already.
    name = role if known.get(role, tenant) == tenant else f"{tenant}-{role}"
    passwords = PasswordFile(product.config.data_folder / "demo-passwords")
    if name in known:
        return f"Sign in as {name} with the password: {passwords.read(name) or 'set earlier, and not known here'}"
    password = secrets.token_urlsafe(12)
    password_hash = await users.hash_password(password)
    # Kept first: a password that nobody knows would be worse than one that nobody has.
    passwords.keep(name, password)
    async with product.database.writing() as tx:
        await users.add_user(
            tx,
            tenant=tenant,
            time_zone=product.config.timezone,
            username=name,
            password_hash=password_hash,
            role=Role(role),
        )
    return f"Sign in as {name} with the password: {password}"


class PasswordFile:
    """The demo's passwords, one user per line, readable by the owner only."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, name: str) -> str | None:
        """The password kept for a user."""
        if not self._path.exists():
            return None
        # The last line counts: an earlier one may be of an attempt that added no user.
        lines = (line.split() for line in reversed(self._path.read_text().splitlines()))
        return next((line[1] for line in lines if len(line) == 2 and line[0] == name), None)

    def keep(self, name: str, password: str) -> None:
        """Add a user's password."""
        self._path.touch(mode=0o600)
        with self._path.open("a") as file:
            file.write(f"{name} {password}\n")
