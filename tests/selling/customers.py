"""Customers who do not give up, and what must be true of all of them in the end."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from admitone.store.database import Database
from tests.selling.books import find_faults
from tests.selling.mall import CUSTOMER, Client, Mall, Stock, ask
from tests.servers.sandbox import Sandbox

TRIES = 300


@dataclass(frozen=True)
class Customer:
    """Buys two tickets, whatever answers or does not."""

    client: Client
    mall: Mall
    gateway: Sandbox
    number: int

    async def buy(self, stock: Stock) -> str:
        """Reserve, wait for the payment page, pay; the cart's reference."""
        wish = {"attractionId": stock.attraction_id, "quantity": 2}
        wanted: dict[str, Any] = {"ticketIds": [], "allocate": [wish], **CUSTOMER}
        cart = await self._insist("sale/reserve", key=f"customer-{self.number}", **wanted)
        for _ in range(TRIES):
            if cart["paymentLink"]:
                break
            await asyncio.sleep(0.2)
            cart = await self._insist("sale/read", cartReference=cart["cartReference"])
        ref = cart["paymentLink"].rpartition("=")[2]
        for _ in range(TRIES):
            try:
                await asyncio.to_thread(self.gateway.pay, ref)
                break
            except httpx.TransportError:
                await asyncio.sleep(0.2)
        reference: str = cart["cartReference"]
        return reference

    async def _insist(self, path: str, **body: Any) -> Any:
        """Ask until there is an answer: connections may break, and servers may be away or say that others are."""
        answer = None
        for _ in range(TRIES):
            try:
                answer = await self.client.post(path, url=self.mall.urls[0], **body)
            except httpx.TransportError:
                await asyncio.sleep(0.2)
                continue
            if answer.status_code == 200:
                return answer.json()["apiData"]
            assert answer.status_code == 503, answer.text
            await asyncio.sleep(0.2)
        pytest.fail(f"{path} was never answered: {answer and answer.text}")


async def let_time_pass(database: Database) -> None:
    """Leases of the dead lapse, pauses end, payments are due for a check."""
    await ask(database, "UPDATE effects SET lease_until = :now::timestamptz WHERE state = 'RUNNING'")
    await ask(database, "UPDATE effects SET run_at = :now::timestamptz WHERE state = 'WAITING'")
    await ask(
        database,
        "UPDATE payment_sessions SET next_check_at = :now::timestamptz "
        "WHERE next_check_at > :now::timestamptz AND state <> 'PAID' AND check_count < 5",
    )


async def wait_until_quiet(database: Database, seconds: float = 90) -> None:
    """Wait until no effect, lapsed hold or due check is left."""
    busy = """
        SELECT 'effect' AS what, kind, state, last_error FROM effects WHERE state IN ('WAITING', 'RUNNING', 'FAILED')
        UNION ALL SELECT 'hold', '', '', '' FROM holds WHERE resolution IS NULL AND expires_at <= :now::timestamptz
        UNION ALL SELECT 'check', '', state, message FROM payment_sessions WHERE next_check_at <= :now::timestamptz"""
    left: list[Any] = []
    for turn in range(int(seconds)):
        if turn % 5 == 0:
            await ask(database, "UPDATE effects SET run_at = :now::timestamptz WHERE state = 'WAITING'")
            await ask(
                database,
                "UPDATE payment_sessions SET next_check_at = :now::timestamptz "
                "WHERE next_check_at > :now::timestamptz AND state <> 'PAID' AND check_count < 5",
            )
        left = await ask(database, busy)
        if not left and turn % 5:
            return
        await asyncio.sleep(1)
    pytest.fail(f"still under way: {[dict(row) for row in left[:5]]}")


async def check_everybody(database: Database, gateway: Sandbox, references: list[str]) -> None:
    """Each customer has one cart, paid once, sold, and told of by mail; the books say so too."""
    assert await find_faults(database) == {}
    carts = await ask(database, "SELECT reference, status, payment_status, download_code_sent_at FROM carts")
    assert sorted(str(cart["reference"]) for cart in carts) == sorted(references), "one cart per customer, none lost"
    assert {(cart["status"], cart["payment_status"]) for cart in carts} == {("COMPLETED", "PAID")}
    assert all(cart["download_code_sent_at"] for cart in carts)
    assert await ask(database, "SELECT * FROM refunds") == []
    paid = [order for order in gateway.orders() if order["cart_id"].partition("_")[0] in references]
    taken = [order["cart_id"].partition("_")[0] for order in paid if order["status"] == 3]
    assert sorted(taken) == sorted(references), "the gateway took each customer's money once"
