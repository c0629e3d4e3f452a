"""`kill -9` of server and worker at every step of reserve, pay, deliver: what was acknowledged comes to its end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from admitone.store.database import Database
from tests.selling.customers import Customer, check_everybody, let_time_pass, wait_until_quiet
from tests.selling.mall import CUSTOMER, STRETCH, Client, ask, open_mall, seed
from tests.selling.shop import gateway_settings
from tests.servers.odoo import KEY, StandIn, running_odoo
from tests.servers.sandbox import Sandbox
from tests.store.conftest import opened

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400 * STRETCH)]
DEATHS = 8 * STRETCH
# From the first byte of a reservation to its mail takes about a second and a half; the deaths are spread over it.
SECONDS = 1.6


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The mall's database, as only tests look at it."""
    database = await opened(database_url)
    yield database
    await database.close()


def odoo_settings(odoo: StandIn) -> dict[str, str]:
    """The settings that make the stand-in the product's ERP, with a product for the stock."""
    odoo.server.add_product({"name": "Aquarium", "default_code": "AQ", "list_price": 10.0, "sale_ok": True})
    return {
        "ADMITONE_ODOO_URL": odoo.url,
        "ADMITONE_ODOO_DATABASE": "odoo",
        "ADMITONE_ODOO_LOGIN": "admin",
        "ADMITONE_ODOO_KEY": KEY,
    }


async def test_deaths_at_every_step(
    database: Database, database_url: str, tmp_path: Path, password_hash: str, gateway: Sandbox
) -> None:
    stock = await seed(database, password_hash, 4 * DEATHS)
    references: list[str] = []
    with (
        running_odoo(19) as odoo,
        open_mall(tmp_path, database_url, **gateway_settings(gateway), **odoo_settings(odoo)) as mall,
    ):
        alone = database.dialect == "sqlite"
        server = mall.add_server(*([] if alone else ["--no-worker"]))
        worker = server if alone else mall.add_worker()
        async with httpx.AsyncClient(timeout=30, trust_env=False) as http:
            client = Client(http, stock.session)
            for number in range(DEATHS):
                if number % 2:
                    # Something is always under way outside when the death comes.
                    gateway.fail("slow", operation=["create", "check"][number // 2 % 2], seconds=0.5)
                buying = [
                    asyncio.create_task(Customer(client, mall, gateway, 2 * number + one).buy(stock)) for one in (0, 1)
                ]
                await asyncio.sleep(SECONDS * number / DEATHS)
                victims = [[server, worker], [server], [worker]][number % 3]
                for victim in {id(one): one for one in victims}.values():
                    await asyncio.to_thread(victim.kill)
                await let_time_pass(database)
                for victim in {id(one): one for one in victims}.values():
                    await asyncio.to_thread(victim.start)
                references += await asyncio.wait_for(asyncio.gather(*buying), 120)
            await wait_until_quiet(database)
        assert mall.faults() == ""
        orders = odoo.records("sale.order")
        assert sorted(order["client_order_ref"] for order in orders) == sorted(references), "one order per cart"
        assert {order["state"] for order in orders} == {"sale"}
        assert {order["id"] for order in orders} == {
            int(cart["odoo_quote_id"]) for cart in await _quotations(database)
        }, "and each cart knows its own"
        assert len(mall.letters()) >= len(references)
    await check_everybody(database, gateway, references)


async def _quotations(database: Database) -> list[dict[str, int]]:
    return [dict(row) for row in await ask(database, "SELECT odoo_quote_id FROM carts")]


async def test_a_dead_workers_work_is_taken_over_within_thirty_seconds(
    postgres_url: str, tmp_path: Path, password_hash: str, gateway: Sandbox
) -> None:
    database = await opened(postgres_url)
    stock = await seed(database, password_hash, 1)
    with open_mall(tmp_path, postgres_url, **gateway_settings(gateway)) as mall:
        first, _ = mall.add_server(), mall.add_server()
        gateway.fail("slow", operation="create", seconds=10)
        async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
            client = Client(http, stock.session)
            made = await client.post("sale/reserve", url=mall.urls[0], ticketIds=stock.ids, **CUSTOMER)
            cart = made.json()["apiData"]
            assert cart["pending"] == ["create_payment"]
            first.kill()
            died = time.monotonic()
            while not cart["paymentLink"]:
                assert time.monotonic() - died < 30, "nobody took it over"
                await asyncio.sleep(0.2)
                answer = await client.post("sale/read", url=mall.urls[1], cartReference=cart["cartReference"])
                cart = answer.json()["apiData"]
    await database.close()
