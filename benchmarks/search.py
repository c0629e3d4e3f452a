"""A million tickets on PostgreSQL: pages of a search, and streams of everything, in CSV and JSON.

A page through the use case, and through HTTP as JSON, stands beside the same statement prepared on a connection of its
own; the CSV beside a bare `COPY` of the same columns, unsorted and without a server in between. The database is the
tests' private one: without fsync, which reading does not feel.
"""

from __future__ import annotations

import asyncio
import http.client
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta

import asyncpg

from admitone.core.inventory import TicketStatus
from admitone.core.principal import Principal, Role
from admitone.services import tickets
from admitone.store.postgresql import PostgresDatabase
from admitone.store.statements import fit_statement
from admitone.store.ticket_filter import TICKET_COLUMNS, TicketFilter, compose_conditions
from benchmarks.inventory import TENANT_ID, Inventory, filled_inventory
from benchmarks.processes import measured, watch_memory
from benchmarks.product import ServedProduct, served_product
from benchmarks.report import Figure, Target, main

TITLE = "search: a large inventory on PostgreSQL"
_TICKETS, _QUICK_TICKETS = 1_000_000, 50_000
_PAGE = 100
_READ_BYTES = 256 * 1024
_ROUNDS, _QUICK_ROUNDS = 300, 100
_GROWTH_MEBIBYTES_MAX = 32
_TWICE = Target("at most", 2, of_ratio=True)

# The columns of the export, without what the export makes of them.
_COPIED = (
    "id, batch_id, attraction_id, internal_serial, serial, barcode, category, age_group, ticket_date, time_slot, "
    "valid_until, promo_code, limitations, status, selling_price_minor, selling_currency, page_number, "
    "cart_reference, download_count"
)


@dataclass(frozen=True)
class _Search:
    """A filter as the use case takes it and as JSON."""

    name: str
    wanted: TicketFilter
    body: dict[str, object]


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001
    """Fill the database, then measure pages and streams."""
    with (
        filled_inventory(_QUICK_TICKETS if quick else _TICKETS) as inventory,
        served_product({"ADMITONE_DATABASE_URL": inventory.url}) as product,
    ):
        figures = asyncio.run(_measure_pages(inventory, product, _QUICK_ROUNDS if quick else _ROUNDS))
        return figures + _measure_streams(inventory, product)


def _searches() -> list[_Search]:
    today = date.today()  # noqa: DTZ011 any day will do
    first, last = today + timedelta(30), today + timedelta(60)
    available = {"status": "AVAILABLE"}
    days = {"dateFrom": first.isoformat(), "dateTo": last.isoformat()}
    return [
        _Search("one batch", TicketFilter(today, batch_id=2), {"batchId": 2}),
        _Search(
            "attraction, available, a month, category",
            TicketFilter(
                today,
                attraction_id=3,
                status=TicketStatus.AVAILABLE,
                category="Adult",
                date_from=first,
                date_to=last,
            ),
            {"attractionId": 3, "category": "Adult", **available, **days},
        ),
        _Search("beginning of a serial", TicketFilter(today, text="AQ-00123"), {"text": "AQ-00123"}),
    ]


async def _measure_pages(inventory: Inventory, product: ServedProduct, rounds: int) -> list[Figure]:
    database = PostgresDatabase(inventory.url)
    await database.open()
    bare = await asyncpg.connect(inventory.url)
    figures = []
    try:
        for search in _searches():
            figures += await _measure_page(database, bare, product, search, rounds)
    finally:
        await bare.close()
        await database.close()
    return figures


async def _measure_page(
    database: PostgresDatabase, bare: asyncpg.Connection, product: ServedProduct, search: _Search, rounds: int
) -> list[Figure]:
    principal = Principal(tenant_id=TENANT_ID, role=Role.ADMIN, name="bench", time_zone="Asia/Dubai")
    conditions = compose_conditions(search.wanted, TENANT_ID, "postgresql")
    text = f"SELECT {TICKET_COLUMNS} FROM tickets WHERE {conditions.where} ORDER BY id LIMIT :limit"  # noqa: S608
    fitted = fit_statement(text, "postgresql")
    statement = await bare.prepare(fitted.sql)
    arguments = fitted.arguments(conditions.parameters | {"limit": _PAGE})

    async def through_service() -> int:
        async with database.reading() as tx:
            return len(await tickets.search_tickets(tx, principal, search.wanted, limit=_PAGE))

    async def through_http() -> int:
        return len(product.data("ticket/search", limit=_PAGE, **search.body))

    async def directly() -> int:
        return len(await statement.fetch(*arguments))

    direct, service, web = await _interleaved([directly, through_service, through_http], rounds)
    against = "the prepared statement"
    return [
        Figure(f"{search.name}, use case, p50", service, "ms", direct, against, _TWICE),
        Figure(f"{search.name}, HTTP and JSON, p50", web, "ms", direct, against),
    ]


async def _interleaved(contenders: list[Callable[[], Awaitable[int]]], rounds: int) -> list[float]:
    """Median milliseconds of each contender; in turns, so that the machine's moods hit all alike."""
    times: list[list[float]] = [[] for _ in contenders]
    for _ in range(rounds):
        for contender, taken in zip(contenders, times, strict=True):
            start = time.perf_counter()
            found = await contender()
            taken.append((time.perf_counter() - start) * 1000)
            if found != _PAGE:
                raise RuntimeError(f"{found} tickets instead of {_PAGE}")
    return [statistics.median(taken) for taken in times]


def _measure_streams(inventory: Inventory, product: ServedProduct) -> list[Figure]:
    # The first request of each kind loads what it needs; that is no growth.
    product.data("ticket/search", limit=1)
    product.client.post("/offline/report/inventory-csv", json={"batchId": 1}).raise_for_status()
    copied = asyncio.run(_copy(inventory))
    csv = _stream(inventory, product, "report/inventory-csv")
    json = _stream(inventory, product, "ticket/search")
    half = Target("at least", 0.5, of_ratio=True)
    flat = Target("at most", _GROWTH_MEBIBYTES_MAX)
    return [
        Figure("CSV of everything", csv.rows_per_second, "rows/s", copied.rows_per_second, "COPY", half),
        Figure("CSV of everything", csv.megabytes_per_second, "MB/s", copied.megabytes_per_second, "COPY"),
        Figure("CSV, memory above the state before", csv.growth, "MiB", target=flat),
        Figure("JSON of everything", json.rows_per_second, "rows/s", copied.rows_per_second, "COPY"),
        Figure("JSON of everything", json.megabytes_per_second, "MB/s", copied.megabytes_per_second, "COPY"),
        Figure("JSON, memory above the state before", json.growth, "MiB", target=flat),
    ]


@dataclass(frozen=True)
class _Stream:
    rows_per_second: float
    megabytes_per_second: float
    growth: float = 0.0


def _stream(inventory: Inventory, product: ServedProduct, path: str) -> _Stream:
    """Read an answer to its end and forget it; `growth` is the server's largest memory above that before, in MiB."""
    count = 0
    address = product.client.base_url
    # Not the client of the other requests: it spends as much on a large answer as the server does.
    connection = http.client.HTTPConnection(address.host, address.port, timeout=600)
    headers = {"Content-Type": "application/json", "Authorization": product.client.headers["Authorization"]}
    with closing(connection), watch_memory(product.pid) as memory, measured(product.pid) as cost:
        memory.note(product.pid)
        connection.request("POST", f"/offline/{path}", b"{}", headers)
        answer = connection.getresponse()
        if answer.status != 200:
            raise RuntimeError(answer.read().decode())
        while chunk := answer.read(_READ_BYTES):
            count += len(chunk)
    growth = max(memory.samples) - memory.samples[0]
    seconds = cost.wall_seconds
    return _Stream(inventory.tickets / seconds, count / seconds / 1e6, growth)


async def _copy(inventory: Inventory) -> _Stream:
    count = 0

    async def forget(chunk: bytes) -> None:
        nonlocal count
        count += len(chunk)

    connection = await asyncpg.connect(inventory.url)
    try:
        start = time.perf_counter()
        await connection.copy_from_query(f"SELECT {_COPIED} FROM tickets", output=forget, format="csv")  # noqa: S608
        seconds = time.perf_counter() - start
    finally:
        await connection.close()
    return _Stream(inventory.tickets / seconds, count / seconds / 1e6)


if __name__ == "__main__":
    main(TITLE, measure)
