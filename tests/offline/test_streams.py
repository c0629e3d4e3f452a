"""Long answers: many at once, read slowly, left half way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import pytest

from admitone.core.clock import today
from admitone.core.principal import Principal, Role
from admitone.dialects.offline.streams import stream_search
from admitone.ingest.assembly import FoundTicket
from admitone.services.reports import stream_inventory_csv
from admitone.store.ticket_filter import TicketFilter
from tests.offline.api import Api, Cast, sql
from tests.offline.stock import stocked

STREAMS = 12


@pytest.fixture
async def reader(api: Api, cast: Cast) -> Principal:
    """An agent of a tenant with three thousand tickets."""
    written = await cast.admin.data("attraction/write", name="A", odooProductCode="A")
    found = [FoundTicket(page=n, serial=f"S{n:06d}", category="x" * 200) for n in range(1, 3001)]
    await stocked(api.product, written["attractionId"], found)
    [row] = await sql(api.product, "SELECT tenant_id FROM attractions")
    return Principal(tenant_id=int(row["tenant_id"]), role=Role.AGENT, name="agent", time_zone="Asia/Dubai")


def streams(api: Api, reader: Principal) -> list[AsyncGenerator[bytes, None]]:
    """Many long answers that are about to begin, of both kinds."""
    wanted = TicketFilter(today=today("Asia/Dubai"))
    database = api.product.database
    made: list[Any] = []
    for number in range(STREAMS):
        if number % 2:
            made.append(stream_search(database, reader, wanted, sort="id", descending=False))
        else:
            made.append(stream_inventory_csv(database, reader, wanted))
    return made


async def test_slow_readers_do_not_keep_others_waiting(api: Api, cast: Cast, reader: Principal) -> None:
    begun = streams(api, reader)
    readers = [asyncio.create_task(read_and_stop(stream)) for stream in begun]
    try:
        await asyncio.wait(readers, timeout=1)
        async with asyncio.timeout(10):
            assert len(await cast.agent.data("attraction/list")) == 1
            assert await cast.admin.data("attraction/write", name="B", odooProductCode="B")
            assert len(await cast.agent.data("ticket/search", limit=5)) == 5
    finally:
        for task in readers:
            task.cancel()
        await asyncio.gather(*readers, return_exceptions=True)


async def read_and_stop(stream: AsyncGenerator[bytes, None]) -> None:
    """Somebody who reads two pieces of an answer, then nothing more."""
    async with aclosing(stream):
        assert await anext(stream)
        assert await anext(stream)
        await asyncio.Event().wait()


async def test_an_answer_left_half_way_gives_back_what_it_held(api: Api, cast: Cast, reader: Principal) -> None:
    for _ in range(3):
        for stream in streams(api, reader):
            async with aclosing(stream):
                assert await anext(stream)
                assert await anext(stream)
    async with asyncio.timeout(10):
        assert len(await cast.agent.data("ticket/search", limit=10)) == 10
    assert api.product.database.count_connections()["busy"] == 0
