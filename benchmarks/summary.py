"""report/inventory-summary over ten million tickets on PostgreSQL: exact, quick, and in nobody's way.

Beside it `COUNT(*)` by attraction and status, which the figures must equal: at rest, and in one snapshot while 8
clients reserve. That no sale waits for another's counter is shown by a reservation beside an open transaction that has
taken a ticket of the same batch and day.

    python -m benchmarks.summary [--quick] [--tickets 10000000]
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from admitone.store.statements import load_statements
from benchmarks.inventory import TENANT_ID, Inventory, large_inventory
from benchmarks.load import Load, post_all
from benchmarks.product import ServedProduct, served_product
from benchmarks.report import Figure, Target, print_figures
from benchmarks.reserve import free_pairs, reservation

TITLE = "summary: what there is of everything"
_TICKETS, _QUICK_TICKETS = 10_000_000, 500_000
_SAMPLES = 200
_WRITERS = 8
_WRITTEN = 800
_STATES = {"AVAILABLE": "available", "RESERVED": "reserved", "SOLD": "sold", "EXPIRED": "expired"}
_COUNT = f"SELECT attraction_id, status, COUNT(*) FROM tickets WHERE tenant_id = {TENANT_ID} GROUP BY 1, 2"  # noqa: S608
_Counts = dict[tuple[int, str], int]


def measure(quick: bool, tickets: int | None = None) -> list[Figure]:  # noqa: FBT001
    """Fill the database, then ask at rest and while others sell."""
    tickets = tickets or (_QUICK_TICKETS if quick else _TICKETS)
    with (
        large_inventory(tickets) as inventory,
        served_product({"ADMITONE_DATABASE_URL": inventory.url}) as product,
        psycopg.connect(inventory.url, autocommit=True) as bare,
    ):
        counted, count_ms = _count(bare)
        _compare(_summary(product), counted)
        rest = [_summary_ms(product) for _ in range(_SAMPLES)]
        with _sales(product) as load:
            busy = [_summary_ms(product) for _ in range(_SAMPLES)]
            _compare_in_one_snapshot(bare)
        load.expect(200)
        _compare(_summary(product), _count(bare)[0])
        beside = _reserve_beside_an_open_sale(product, inventory)
    of = f"{tickets:,} tickets"
    at_most = Target("at most", 50)
    against = "COUNT(*)"
    return [
        Figure(f"{of}, p50", statistics.median(rest), "ms", count_ms, against, at_most),
        Figure(f"{of}, p95", statistics.quantiles(rest, n=20)[18], "ms", count_ms, against),
        Figure(f"{of}, p50 while {_WRITERS} clients reserve", statistics.median(busy), "ms", count_ms, against),
        Figure("reservation beside an open one of its batch", beside, "ms", target=Target("at most", 1000)),
    ]


def _summary(product: ServedProduct) -> _Counts:
    found = product.data("report/inventory-summary")["attractions"]
    return _nonzero({(one["attractionId"], state): one[name] for one in found for state, name in _STATES.items()})


def _summary_ms(product: ServedProduct) -> float:
    begin = time.perf_counter()
    product.client.post("/offline/report/inventory-summary", json={}).raise_for_status()
    return (time.perf_counter() - begin) * 1000


def _count(bare: psycopg.Connection[Any]) -> tuple[_Counts, float]:
    begin = time.perf_counter()
    rows = bare.execute(_COUNT.encode()).fetchall()
    return {(row[0], row[1]): row[2] for row in rows}, (time.perf_counter() - begin) * 1000


def _compare(summary: _Counts, counted: _Counts) -> None:
    if summary != counted:
        raise RuntimeError(f"the summary says {summary}, the table {counted}")


def _compare_in_one_snapshot(bare: psycopg.Connection[Any]) -> None:
    """Whatever commits meanwhile, a snapshot has the counters of its tickets."""
    statement = load_statements("postgresql")["count_stock"].sql
    for place in (1, 2, 3):
        statement = statement.replace(f"${place}", f"%({place})s")
    names = load_statements("postgresql")["count_stock"].order
    values = {"tenant_id": TENANT_ID, "today": "2000-01-01", "attraction_id": None}
    arguments = {str(place): values[name] for place, name in enumerate(names, start=1)}
    with bare.transaction():
        bare.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        rows = bare.execute(statement.encode(), arguments).fetchall()
        counted, _ = _count(bare)
    # The columns of the statement: attraction, then the states in the order of `_STATES`.
    summary = {(row[0], state): row[place] for row in rows for place, state in enumerate(_STATES, start=1)}
    _compare(_nonzero(summary), counted)


def _nonzero(counts: _Counts) -> _Counts:
    return {key: count for key, count in counts.items() if count}


@contextmanager
def _sales(product: ServedProduct) -> Iterator[Load]:
    """Clients that reserve from the beginning of the block; its end waits for the last reservation."""
    bodies = map(reservation, free_pairs(itertools.count(), _WRITTEN))
    load = Load()

    def run() -> None:
        done = post_all([product.url], "/offline/sale/reserve", product.token, bodies, clients=_WRITERS)
        load.statuses, load.bodies, load.seconds = done.statuses, done.bodies, done.seconds

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield load
    finally:
        thread.join()


def _reserve_beside_an_open_sale(product: ServedProduct, inventory: Inventory) -> float:
    """Milliseconds of a reservation while a transaction that took a ticket of the same batch and day stays open."""
    first, second = inventory.same_batch_and_day
    with psycopg.connect(inventory.url) as other:
        taken = other.execute("UPDATE tickets SET status = 'RESERVED' WHERE id = %s AND status = 'AVAILABLE'", [first])
        if taken.rowcount != 1:
            raise RuntimeError(f"ticket {first} is not free")
        begin = time.perf_counter()
        product.data("sale/reserve", **reservation([second]))
        took = (time.perf_counter() - begin) * 1000
        other.rollback()
    return took


def main() -> None:
    """Run it by itself; exit status 1 for a missed target."""
    parser = argparse.ArgumentParser(description=TITLE)
    parser.add_argument("--quick", action="store_true", help="a smaller run, for a first impression")
    parser.add_argument("--tickets", type=int, help="how many; a multiple of 10,000")
    arguments = parser.parse_args()
    figures = measure(arguments.quick, arguments.tickets)
    print_figures(TITLE, figures)
    sys.exit(1 if any(figure.met is False for figure in figures) else 0)


if __name__ == "__main__":
    main()
