"""Many clients, few tickets, several processes: sold twice 0, lost 0."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from admitone.core.clock import utc_now
from admitone.store.database import Database
from tests.selling.books import find_faults
from tests.selling.mall import CUSTOMER, STRETCH, Client, Mall, Stock, ask, open_mall, seed
from tests.selling.shop import gateway_settings
from tests.servers.sandbox import Sandbox
from tests.store.conftest import opened

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300 + 300 * STRETCH)]
CLIENTS = 64
TICKETS = 300


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The mall's database, as only tests look at it."""
    database = await opened(database_url)
    yield database
    await database.close()


@asynccontextmanager
async def crowd(mall: Mall, stock: Stock) -> AsyncIterator[list[Client]]:
    """Clients with connections of their own, spread over the servers."""
    # A server closes a connection that is idle for five seconds, perhaps just when it is used again.
    limits = httpx.Limits(max_connections=None, keepalive_expiry=2)
    async with httpx.AsyncClient(timeout=90, limits=limits, trust_env=False) as http:
        yield [Client(http, stock.session) for _ in range(CLIENTS)]


def open_shops(mall: Mall, database: Database, *options: str) -> None:
    """Two serving processes; one on SQLite, where a second one would be no other machine's."""
    for _ in range(2 if database.dialect == "postgresql" else 1):
        mall.add_server(*options)


async def test_sixty_four_clients_over_three_hundred_tickets(
    database: Database, database_url: str, tmp_path: Path, password_hash: str
) -> None:
    stock = await seed(database, password_hash, TICKETS)
    sold: list[int] = []
    statuses: Counter[int] = Counter()

    async def shop_around(client: Client, mall: Mall, number: int) -> None:
        chance = random.Random(number)
        for _ in range(8 * STRETCH):
            ids = chance.sample(stock.ids, chance.randint(1, 3))
            url = chance.choice(mall.urls)
            answer = await client.post("sale/reserve", url=url, ticketIds=ids, **CUSTOMER)
            statuses[answer.status_code] += 1
            if answer.status_code != 200:
                continue
            reference = answer.json()["apiData"]["cartReference"]
            end = chance.choice(["confirm-payment", "confirm-payment", "cancel"])
            ended = await client.post(f"sale/{end}", url=chance.choice(mall.urls), cartReference=reference)
            assert ended.status_code == 200, ended.text
            sold.extend(ids if end == "confirm-payment" else [])

    with open_mall(tmp_path, database_url) as mall:
        open_shops(mall, database, "--no-worker")
        async with crowd(mall, stock) as clients:
            await asyncio.gather(*(shop_around(client, mall, number) for number, client in enumerate(clients)))
        assert mall.faults() == ""
    assert set(statuses) <= {200, 409}, statuses
    assert len(sold) == len(set(sold)), "sold twice"
    rows = await ask(database, "SELECT id FROM tickets WHERE status = 'SOLD'")
    assert {int(row["id"]) for row in rows} == set(sold), "lost, or sold without anybody's knowing"
    assert len(sold) > TICKETS / 2, "they really fought"
    assert await find_faults(database) == {}


@pytest.mark.parametrize("quantity", [1, 3])
async def test_a_thousand_wishes_for_one_scarce_slot(
    database: Database, database_url: str, tmp_path: Path, password_hash: str, quantity: int
) -> None:
    wishes, free = (1000 if quantity == 1 else 300) * STRETCH, 100
    stock = await seed(database, password_hash, free)
    wish = {"attractionId": stock.attraction_id, "quantity": quantity, "category": "Adult", "ticketDate": "2099-03-15"}
    statuses: Counter[int] = Counter()

    async def buy(client: Client, mall: Mall, number: int) -> None:
        for _ in range(number, wishes, CLIENTS):
            url = random.choice(mall.urls)
            answer = await client.post("sale/reserve", url=url, ticketIds=[], allocate=[wish], **CUSTOMER)
            statuses[answer.status_code] += 1

    with open_mall(tmp_path, database_url) as mall:
        open_shops(mall, database, "--no-worker")
        async with crowd(mall, stock) as clients:
            await asyncio.gather(*(buy(client, mall, number) for number, client in enumerate(clients)))
        assert mall.faults() == ""
    assert statuses == {200: free // quantity, 409: wishes - free // quantity}
    left = await ask(database, "SELECT COUNT(*) AS left FROM tickets WHERE status = 'AVAILABLE'")
    assert left[0]["left"] == free % quantity
    assert await find_faults(database) == {}


async def test_payments_against_cancelling_lapsing_and_buyers_who_wait(
    database: Database, database_url: str, tmp_path: Path, password_hash: str, gateway: Sandbox
) -> None:
    """Every cart is paid, and at the same moment cancelled, confirmed by hand or lapsed, on whichever server."""
    stock = await seed(database, password_hash, 60)
    with open_mall(tmp_path, database_url, **gateway_settings(gateway)) as mall:
        open_shops(mall, database)
        async with crowd(mall, stock) as clients:
            # One after the other: the gateway is one process, and a page has to be there to be paid on.
            carts = []
            for place in range(0, 60, 2):
                answer = await clients[0].post(
                    "sale/reserve", url=mall.urls[0], ticketIds=stock.ids[place : place + 2], **CUSTOMER
                )
                assert answer.status_code == 200, answer.text
                carts.append(await with_link(clients[0], mall, answer.json()["apiData"]))
            await asyncio.gather(*(race(clients[0], mall, gateway, database, cart) for cart in carts))
            await settled(database)
        assert mall.faults() == ""
    assert await find_faults(database) == {}
    open_ones = await ask(
        database,
        "SELECT reference, carts.status FROM carts WHERE wants_payment_link AND carts.status <> 'COMPLETED' "
        "AND NOT EXISTS (SELECT 1 FROM refunds WHERE refunds.cart_id = carts.id)",
    )
    assert open_ones == [], "every payment is a sale or a refund"
    references = {cart["cartReference"] for cart in carts}
    paid = [order for order in gateway.orders() if order["cart_id"].partition("_")[0] in references]
    assert {order["status"] for order in paid} == {3}


async def with_link(client: Client, mall: Mall, cart: dict[str, Any]) -> dict[str, Any]:
    """A cart once its payment link is there; a busy machine may take longer than the answer waits."""
    for _ in range(100):
        if cart["paymentLink"]:
            return cart
        await asyncio.sleep(0.2)
        answer = await client.post("sale/read", url=mall.urls[0], cartReference=cart["cartReference"])
        cart = answer.json()["apiData"]
    pytest.fail(f"no payment link: {cart}")


async def race(client: Client, mall: Mall, gateway: Sandbox, database: Database, cart: dict[str, Any]) -> None:
    """Pay a cart while something else ends it, and while others want its tickets."""
    chance = random.Random(cart["cartReference"])
    reference, ref = cart["cartReference"], cart["paymentLink"].rpartition("=")[2]
    lapse = (
        "UPDATE holds SET expires_at = :past::timestamptz "
        "WHERE cart_id = (SELECT id FROM carts WHERE reference = :reference)"
    )

    async def pay() -> None:
        await asyncio.sleep(chance.random() / 10)
        await asyncio.to_thread(gateway.pay, ref)

    async def end() -> None:
        await asyncio.sleep(chance.random() / 10)
        how = chance.choice(["cancel", "confirm-payment", "lapse"])
        if how == "lapse":
            await ask(database, lapse, past=utc_now() - timedelta(seconds=1), reference=reference)
            return
        answer = await client.post(f"sale/{how}", url=chance.choice(mall.urls), cartReference=reference)
        assert answer.status_code in {200, 409}, answer.text
        if answer.status_code == 409:
            assert "by " in answer.json()["apiStatus"]["errorMessage"], "the loser learns who won"

    async def snatch() -> None:
        await asyncio.sleep(chance.random() / 5)
        ids = [ticket["ticketId"] for ticket in cart["tickets"]]
        answer = await client.post(
            "sale/reserve", url=chance.choice(mall.urls), ticketIds=ids[:1], skipPaymentLink=True, **CUSTOMER
        )
        assert answer.status_code in {200, 409}, answer.text

    await asyncio.gather(pay(), end(), snatch())


async def settled(database: Database, seconds: float = 60) -> None:
    """Wait until no lapsed hold, due check or effect is left."""
    busy = """
        SELECT 'effect' AS what, kind FROM effects WHERE state IN ('WAITING', 'RUNNING')
        UNION ALL SELECT 'hold', '' FROM holds WHERE resolution IS NULL AND expires_at <= :now::timestamptz
        UNION ALL SELECT 'check', '' FROM payment_sessions WHERE next_check_at <= :now::timestamptz"""
    soon = """
        UPDATE payment_sessions SET next_check_at = :now::timestamptz
        WHERE state <> 'PAID' AND next_check_at > :now::timestamptz AND check_count < 3"""
    left = []
    for _ in range(int(seconds / 0.5)):
        # Nobody is told to wait in this story.
        await ask(database, soon)
        left = await ask(database, busy)
        if not left:
            return
        await asyncio.sleep(0.5)
    pytest.fail(f"still under way: {[dict(row) for row in left[:5]]}")
