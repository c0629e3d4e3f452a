"""The gateway, Odoo, the mail server and the database go away and come back while customers buy."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx
import pytest

from admitone.store.location import parse_database_url
from tests.adapters.mail.servers import Mailbox, mail_server
from tests.selling.cable import cable_to
from tests.selling.customers import Customer, check_everybody, wait_until_quiet
from tests.selling.mall import STRETCH, Client, open_mall, seed
from tests.selling.shop import gateway_settings
from tests.servers.odoo import KEY, StandIn, running_odoo
from tests.servers.sandbox import Sandbox
from tests.store.conftest import opened

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300 * STRETCH)]
OUTAGE_SECONDS = 1.5


class Plug(Protocol):
    """What can go away and come back."""

    def pull_out(self) -> None:
        """Away."""

    def plug_in(self) -> None:
        """Back."""


@dataclass
class LockedFile:
    """An embedded database that a backup tool or a shell keeps locked, so that nobody can write."""

    path: Path
    holder: sqlite3.Connection | None = None

    def pull_out(self) -> None:
        """Take the lock, as soon as the product's writer lets go of it."""
        self.holder = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
        self.holder.execute("BEGIN IMMEDIATE")

    def plug_in(self) -> None:
        """Let go of it."""
        if self.holder is not None:
            self.holder.rollback()
            self.holder.close()
            self.holder = None


@contextmanager
def plug_of_database(url: str) -> Iterator[tuple[Plug, str]]:
    """The database as something that goes away, and the address by which it does."""
    path = parse_database_url(url).path
    if path is not None:
        locked = LockedFile(path)
        yield locked, url
        locked.plug_in()
        return
    address = httpx.URL(url)
    with cable_to("127.0.0.1", address.port or 0) as cable:
        yield cable, str(address.copy_with(port=cable.port))


def port_of(url: str) -> int:
    return httpx.URL(url).port or 0


def through(url: str, port: int) -> str:
    """The same address by another port."""
    return str(httpx.URL(url).copy_with(port=port)).rstrip("/")


def check_odoo(odoo: StandIn, references: list[str]) -> None:
    """Every cart is one confirmed order with one invoice that is posted."""
    orders = {order["client_order_ref"]: order for order in odoo.records("sale.order")}
    assert sorted(orders) == sorted(references)
    assert len(odoo.records("sale.order")) == len(references), "no order twice"
    assert {order["state"] for order in orders.values()} == {"sale"}
    moves = odoo.records("account.move")
    assert sorted(move["ref"] for move in moves) == sorted(references), "no invoice twice"
    assert {move["state"] for move in moves} == {"posted"}


async def test_everything_around_goes_away_and_comes_back(
    database_url: str, tmp_path: Path, password_hash: str, gateway: Sandbox
) -> None:
    database = await opened(database_url)
    stock = await seed(database, password_hash, 60 * STRETCH)
    async with mail_server(Mailbox()) as mailbox:
        with (
            running_odoo(19) as odoo,
            plug_of_database(database_url) as (database_plug, address),
            cable_to("127.0.0.1", mailbox.port) as to_mail,
            cable_to("127.0.0.1", port_of(gateway.url)) as to_gateway,
            cable_to("127.0.0.1", port_of(odoo.url)) as to_odoo,
            open_mall(
                tmp_path,
                address,
                **gateway_settings(gateway)
                | {
                    "ADMITONE_TELR_URL": through(gateway.url, to_gateway.port),
                    "ADMITONE_ODOO_URL": through(odoo.url, to_odoo.port),
                    "ADMITONE_ODOO_KEY": KEY,
                    "ADMITONE_MAIL_FROM": "Admit One <tickets@example.com>",
                    "ADMITONE_SMTP_URL": f"smtp://127.0.0.1:{to_mail.port}?starttls=never",
                },
            ) as mall,
        ):
            odoo.server.add_product({"name": "Aquarium", "default_code": "AQ"})
            mall.add_server()
            references: list[str] = []
            plugs: list[Plug] = [to_gateway, to_mail, database_plug, to_odoo]
            async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
                client = Client(http, stock.session)
                for turn, plug in enumerate(plugs * 2 * STRETCH):
                    buying = [
                        asyncio.create_task(Customer(client, mall, gateway, 3 * turn + one).buy(stock))
                        for one in range(3)
                    ]
                    # At first while they reserve, later while they pay and wait for their mail.
                    await asyncio.sleep(0.05 + turn / 10)
                    await asyncio.to_thread(plug.pull_out)
                    await asyncio.sleep(OUTAGE_SECONDS)
                    plug.plug_in()
                    references += await asyncio.wait_for(asyncio.gather(*buying), 120)
                await wait_until_quiet(database)
        await check_everybody(database, gateway, references)
        check_odoo(odoo, references)
        assert len(mailbox.accepted) >= len(references)
    await database.close()
