"""`kill -9` in the middle of a transfer: all of its tickets have moved, or none has."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from admitone.core.clock import utc_now
from admitone.store import rehoming
from admitone.store.database import Database
from tests.events.test_kills import database
from tests.events.test_races import tenant_of
from tests.events.venue import add_config, add_event, add_owner
from tests.selling.conftest import password_hash
from tests.selling.mall import STRETCH, ask, open_mall, seed

__all__ = ("database", "password_hash")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(200 * STRETCH)]
DEATHS = 3 * STRETCH
TICKETS = 60
PASSED = "UPDATE transfer_approvals SET opt_out_until = :past RETURNING id"
LIVE = "SELECT uid FROM tickets WHERE issued_at IS NOT NULL AND voided_at IS NULL ORDER BY id"
MOVED = "SELECT COUNT(*) AS n FROM tickets WHERE replaced_by IS NOT NULL"


async def test_deaths_while_tickets_go_to_new_holders(
    database: Database, database_url: str, tmp_path: Path, password_hash: str
) -> None:
    stock = await seed(database, password_hash, 0)
    event = await add_event(database, await tenant_of(database), "Jazz Night")
    config = await add_config(database, event, "Standing", capacity=TICKETS, price_minor=0)
    owner_id = await add_owner(database, event.tenant_id, "layla@example.com")
    async with database.writing() as tx:
        await rehoming.set_reissue(tx, event.tenant_id, event.attraction_id, utc_now(), reissue=True)
    with open_mall(tmp_path, database_url) as mall:
        server = mall.add_server("--no-worker")
        headers = {"Authorization": f"Bearer {stock.session}"}
        async with httpx.AsyncClient(base_url=mall.urls[0], headers=headers, timeout=30, trust_env=False) as http:
            item = {"ticket_config_id": config.id, "quantity": TICKETS}
            body = {"event_id": event.id, "owner_id": owner_id, "ticket_reservation_items": [item]}
            held = (await http.post("/ticket/reserve", json=body)).raise_for_status().json()["data"]
            ids = [one["id"] for one in held]
            (await http.post("/ticket/issue", json={"ids": ids})).raise_for_status()
            for death in range(DEATHS):
                uids = [
                    row["uid"]
                    for row in await ask(
                        database, "SELECT uid FROM tickets WHERE barcode IS NOT NULL AND voided_at IS NULL ORDER BY id"
                    )
                ]
                given = {"tickets": [f"{mall.urls[0]}/tickets/{uid}" for uid in uids]}
                approval = (await http.post("/ticket-transfer-approvals/", json=given)).raise_for_status().json()
                await ask(database, PASSED, past=utc_now() - timedelta(hours=1))
                holders = [{"ticket": href, "email": f"holder{death}@example.com"} for href in given["tickets"]]
                path = f"/ticket-transfer-approvals/{approval['uid']}/complete"
                call = asyncio.create_task(http.post(path, json={"holders": holders}))
                await asyncio.sleep(0.05 + 0.08 * death)
                server.kill()
                await asyncio.gather(call, return_exceptions=True)
                server.start()
                former = await ask(database, MOVED)
                assert former[0]["n"] % TICKETS == 0, "all of them have moved, or none"
                done = await http.post(path, json={"holders": holders})
                assert done.json()["status"] == "completed", done.text
                former = await ask(database, MOVED)
                assert former[0]["n"] == TICKETS * (death + 1)
