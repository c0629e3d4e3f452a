"""`kill -9` while tickets are being issued: ledger and tickets say the same afterwards, whatever was cut off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from admitone.store.database import Database
from tests.events.test_races import check_tickets, tenant_of
from tests.events.venue import add_config, add_event, add_owner
from tests.selling.mall import STRETCH, ask, open_mall, seed
from tests.store.conftest import opened

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300 * STRETCH)]
DEATHS = 5 * STRETCH


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """The processes' database, as only tests look at it."""
    database = await opened(database_url)
    yield database
    await database.close()


async def test_deaths_between_the_ledger_and_the_tickets(
    database: Database, database_url: str, tmp_path: Path, password_hash: str
) -> None:
    stock = await seed(database, password_hash, 0)
    event = await add_event(database, await tenant_of(database), "Jazz Night")
    config = await add_config(database, event, "Standing", capacity=40 * DEATHS)
    owner_id = await add_owner(database, event.tenant_id, "layla@example.com")
    with open_mall(tmp_path, database_url) as mall:
        server = mall.add_server("--no-worker")
        async with httpx.AsyncClient(timeout=30, trust_env=False) as http:

            async def call(path: str, **body: Any) -> httpx.Response:
                headers = {"Authorization": f"Bearer {stock.session}"}
                return await http.post(f"{mall.urls[0]}/ticket/{path}", json=body, headers=headers)

            for death in range(DEATHS):
                item = {"ticket_config_id": config.id, "quantity": 40}
                body = {"event_id": event.id, "owner_id": owner_id, "ticket_reservation_items": [item]}
                ids = [one["id"] for one in (await call("reserve", **body)).json()["data"]]
                # Forty calls of one ticket each; the server dies among them, every time a little later.
                calls = [asyncio.create_task(call("issue", ids=[ticket_id])) for ticket_id in ids]
                await asyncio.sleep(0.02 + 0.03 * death)
                server.kill()
                answers = await asyncio.gather(*calls, return_exceptions=True)
                server.start()
                await check_acknowledged(database, ids, answers)
                await check_tickets(database)
                # Whoever got no answer asks again, for all of them at once.
                again = await call("issue", ids=ids)
                assert again.status_code == 200, again.text
                assert {one["status"] for one in again.json()["data"]} == {"issued"}
                await check_tickets(database)
        assert mall.faults() == ""
    [row] = await ask(database, "SELECT COUNT(*) AS total FROM ledger_records")
    assert row["total"] == 40 * DEATHS


async def check_acknowledged(database: Database, ids: list[int], answers: list[Any]) -> None:
    """What was answered with 200 is issued."""
    rows = await ask(database, "SELECT id FROM tickets WHERE issued_at IS NOT NULL")
    issued = {int(row["id"]) for row in rows}
    for ticket_id, answer in zip(ids, answers, strict=True):
        if isinstance(answer, httpx.Response):
            assert answer.status_code == 200, answer.text
            assert ticket_id in issued
