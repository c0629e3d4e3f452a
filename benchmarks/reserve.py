"""Reservations over HTTP by 16 clients: signed in, two tickets each, with hold, audit, counters and the whole answer.

On PostgreSQL the cost is the CPU time of the servers and of the database's processes. Beside it, in turns on the same
tables: pgbench with the bare transaction of `benchmarks.bare_reservation`, its own CPU time together with the
database's. Three times: with nothing outside; with payment links that a worker makes afterwards, whose cost is counted
by itself; with payment links that the request makes before it answers, asking the sandbox's gateway. On SQLite the
durable reservations per second count, beside the bare transaction on the same file.
"""

from __future__ import annotations

import itertools
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from admitone.store.sqlite import connect
from benchmarks.bare_reservation import CLIENTS, Pgbench, find_postmaster, reserve_on_sqlite
from benchmarks.inventory import DURABLE, fill_sqlite, filled_inventory
from benchmarks.load import Load, post_all
from benchmarks.processes import Cost, cpu_seconds, measured
from benchmarks.product import COMMAND, ServedProduct, added_servers, served_product
from benchmarks.report import Figure, Target, main
from tests.selling.shop import gateway_settings
from tests.servers.sandbox import Sandbox

TITLE = "reserve: two tickets for a customer, over HTTP"
CUSTOMER = {"customerName": "Layla Haddad", "customerEmail": "layla@example.com", "customerPhone": "+971501234567"}
_AGAINST = "pgbench, bare transaction"
_TARGET = Target("at most", 2.5, of_ratio=True)
# Every connection of every server prepares and plans each statement a few times before it keeps a plan.
_WARMING = 400
_SQLITE_TICKETS = 80_000


@dataclass(frozen=True)
class _Size:
    """Reservations of a round, rounds, and tickets in stock: ten for each reservation."""

    reservations: int
    rounds: int
    tickets: int


_FULL, _QUICK = _Size(1000, 5, 360_000), _Size(400, 3, 120_000)


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001
    """PostgreSQL with one, two and four servers, then with a payment gateway; then SQLite."""
    size = _QUICK if quick else _FULL
    with (
        filled_inventory(size.tickets, DURABLE) as inventory,
        served_product({"ADMITONE_DATABASE_URL": inventory.url}) as product,
    ):
        counter, bare = _Counter(product, inventory.url), Pgbench(inventory.url)
        figures = _measure_servers(counter, bare, size)
        with _payment_gateway(product, {"ADMITONE_EFFECTS": "worker"}, "--no-worker"):
            counter = _Counter(product, inventory.url, counter.places)
            figures += _measure_left_to_worker(counter, bare, size)
        with _payment_gateway(product):
            counter = _Counter(product, inventory.url, counter.places)
            linked, floor = _in_turns(counter, bare, size)
        figures += _figures("link made in the request", linked, floor)
    return figures + _measure_sqlite(size)


def _measure_left_to_worker(counter: _Counter, bare: Pgbench, size: _Size) -> list[Figure]:
    decided, floor = _in_turns(counter, bare, size)
    with counter.worker() as spent:
        left = counter.wait_for_effects()
    return [
        *_figures("link left to a worker", decided, floor),
        Figure("the worker afterwards, CPU per link", spent.cpu_seconds / left * 1000, "ms"),
    ]


def _figures(what: str, cost: _Cost, floor: float) -> list[Figure]:
    return [
        Figure(f"{what}, CPU per reservation", cost.cpu_ms, "ms", floor, _AGAINST, _TARGET),
        Figure(f"{what}, of it in the server", cost.server_ms, "ms"),
    ]


def _measure_servers(counter: _Counter, bare: Pgbench, size: _Size) -> list[Figure]:
    one, floor = _in_turns(counter, bare, size)
    figures = [
        Figure("PostgreSQL, CPU per reservation", one.cpu_ms, "ms", floor, _AGAINST, _TARGET),
        Figure("of it in the server", one.server_ms, "ms"),
        Figure("of it in the database", one.database_ms, "ms"),
        Figure("1 server", one.per_second, "reservations/s"),
    ]
    for servers in (2, 4):
        with counter.more_servers(servers - 1):
            counter.cost(_WARMING)
            several = _median([counter.cost(size.reservations) for _ in range(size.rounds)])
        figures += [
            Figure(f"{servers} servers", several.per_second, "reservations/s", one.per_second, "1 server"),
            Figure(f"{servers} servers, CPU per reservation", several.cpu_ms, "ms", one.cpu_ms, "1 server"),
        ]
    return figures


@contextmanager
def _payment_gateway(product: ServedProduct, settings: dict[str, str] | None = None, *options: str) -> Iterator[None]:
    """Let the product make payment links until the end of the block; the gateway's own CPU time does not count."""
    before = dict(product.environment)
    with tempfile.TemporaryDirectory() as folder:
        gateway = Sandbox(Path(folder) / "log")
        gateway.start()
        product.stop()
        product.environment |= gateway_settings(gateway) | (settings or {})
        product.options = options
        product.start()
        try:
            yield
        finally:
            product.environment, product.options = before, ()
            gateway.stop()


@dataclass(frozen=True)
class _Cost:
    """CPU milliseconds per reservation, and reservations per second."""

    server_ms: float
    database_ms: float
    per_second: float

    @property
    def cpu_ms(self) -> float:
        return self.server_ms + self.database_ms


class _Counter:
    """Makes reservations at some servers and counts what they cost."""

    def __init__(self, product: ServedProduct, database_url: str, places: Iterator[int] | None = None) -> None:
        self.places = places or itertools.count()
        self._product = product
        self._database_url = database_url
        self._servers = [(product.pid, product.url)]
        self._postmaster = find_postmaster(database_url)

    @contextmanager
    def more_servers(self, count: int) -> Iterator[None]:
        """Spread the clients over more servers until the end of the block."""
        with added_servers(self._product, count) as added:
            self._servers += added
            yield
        del self._servers[1:]

    def cost(self, reservations: int) -> _Cost:
        """Of so many reservations."""
        bodies = map(reservation, free_pairs(self.places, reservations))
        database, servers = cpu_seconds(self._postmaster), self._server_seconds()
        load = reserve(bodies, [url for _, url in self._servers], self._product.token)
        per = 1000 / reservations
        return _Cost(
            server_ms=(self._server_seconds() - servers) * per,
            database_ms=(cpu_seconds(self._postmaster) - database) * per,
            per_second=load.per_second,
        )

    def settle_statistics(self) -> None:
        """See `settle_statistics`."""
        settle_statistics(self._database_url)

    @contextmanager
    def worker(self) -> Iterator[Cost]:
        """A worker of its own until the end of the block; what it and the database cost, its start left out."""
        cost = Cost()
        command = [COMMAND, "worker"]
        process = subprocess.Popen(command, env=self._product.environment, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            process.stdout.readline()
            before = cpu_seconds(process.pid) + cpu_seconds(self._postmaster)
            yield cost
            cost.cpu_seconds = cpu_seconds(process.pid) + cpu_seconds(self._postmaster) - before
        finally:
            process.terminate()
            process.communicate(timeout=60)

    def wait_for_effects(self) -> int:
        """Wait until nothing is left to do outside; how many effects that were."""
        left = count_effects(self._database_url)
        while count_effects(self._database_url):
            time.sleep(0.5)
        return left

    def _server_seconds(self) -> float:
        return sum(cpu_seconds(pid) for pid, _ in self._servers)


def count_effects(database_url: str) -> int:
    """How many effects are not done."""
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT COUNT(*) FROM effects WHERE state IN ('WAITING', 'RUNNING')").fetchone()
        return int(row[0]) if row else 0


def settle_statistics(database_url: str) -> None:
    """What a server that has been running for a day has done by itself: without it plans are those of empty tables."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def reserve(bodies: Iterator[dict[str, Any]], urls: list[str], token: str) -> Load:
    """Post reservations, all of which must succeed."""
    load = post_all(urls, "/offline/sale/reserve", token, bodies, clients=CLIENTS)
    load.expect(200)
    return load


def reservation(ticket_ids: list[int]) -> dict[str, Any]:
    """The body of a reservation of these tickets."""
    return {"ticketIds": ticket_ids, **CUSTOMER}


def free_pairs(places: Iterator[int], count: int) -> Iterator[list[int]]:
    """Pairs of tickets that are free and that the bare transaction leaves alone."""
    return ([10 * place + 7, 10 * place + 9] for place in itertools.islice(places, count))


def _in_turns(counter: _Counter, bare: Pgbench, size: _Size) -> tuple[_Cost, float]:
    """The medians of ours and of the floor; in turns, so that the machine's moods hit both alike."""
    counter.cost(_WARMING)
    bare.cpu_ms(_WARMING)
    counter.settle_statistics()
    counter.cost(_WARMING)
    costs, floors = [], []
    for _ in range(size.rounds):
        costs.append(counter.cost(size.reservations))
        floors.append(bare.cpu_ms(size.reservations))
    return _median(costs), statistics.median(floors)


def _median(costs: list[_Cost]) -> _Cost:
    return sorted(costs, key=lambda cost: cost.cpu_ms)[len(costs) // 2]


def _measure_sqlite(size: _Size) -> list[Figure]:
    with served_product() as product:
        path = Path(product.environment["ADMITONE_DATA"]) / "admitone.db"
        fill_sqlite(path, _SQLITE_TICKETS)
        places = itertools.count()
        ours, bare = [], []
        with measured(product.pid) as cost:
            for _ in range(size.rounds):
                bodies = map(reservation, free_pairs(places, size.reservations))
                ours.append(reserve(bodies, [product.url], product.token).per_second)
                with closing(connect(path)) as connection:
                    begin = time.perf_counter()
                    done = reserve_on_sqlite(connection, free_pairs(places, size.reservations // 2))
                    bare.append(done / (time.perf_counter() - begin))
    per_second, floor = statistics.median(ours), statistics.median(bare)
    cpu_ms = cost.cpu_seconds / (size.reservations * size.rounds) * 1000
    return [
        Figure("SQLite, durable", per_second, "reservations/s", floor, "bare, one by one", Target("at least", 150)),
        Figure("SQLite, CPU of the server per reservation", cpu_ms, "ms"),
    ]


if __name__ == "__main__":
    main(TITLE, measure)
