"""A million Wi-Fi tickets in one location: pages of the list through HTTP, filtered and not, on both databases.

Beside each stands the same page of a location with one ticket, which is what the request costs without the others.

    python -m benchmarks.wifi_tickets [--quick] [--tickets 1000000]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from admitone.core.wifi.kinds import WifiState
from admitone.store.migrations import migrate
from admitone.store.sqlite import connect
from benchmarks.product import ServedProduct, served_product
from benchmarks.report import Figure, Target, print_figures
from tests.servers.postgres import joined_server

TITLE = "wifi_tickets: pages of a location's tickets"
_TICKETS, _QUICK_TICKETS = 1_000_000, 50_000
_SAMPLES = 15
_PLACE, _QUIET_PLACE = "CROWDED", "QUIET"
_ROOT = "/rest/v1/Location"
_MS_MAX = 250
# Every ticket is a copy of the one that the API made: of 20, eight are over, two used up, one revoked, four in use.
_COPY_TICKETS = """
INSERT INTO tickets (uid, tenant_id, attraction_id, barcode, download_code, category, status, selling_price_minor,
                     selling_currency, sold_at, issued_at, created_at, updated_at)
SELECT {uid}, tenant_id, attraction_id, {barcode}, 'x', category, status, selling_price_minor, selling_currency,
       sold_at, issued_at, created_at, updated_at
FROM tickets, {numbers} WHERE tickets.id = {ticket}
"""
_COPY_WIFI = """
INSERT INTO wifi_tickets (ticket_id, tenant_id, location_id, service_id, issue_id, time_to_finish, online_time,
                          time_to_limit, limit_traffic, exp_seconds, devices, start_time, num_users, user_id, format,
                          language, ends_at, first_used_at, used_up_at, revoked_at, created_at, updated_at)
SELECT tickets.id, w.tenant_id, location_id, service_id, issue_id, time_to_finish, online_time, time_to_limit,
       limit_traffic, exp_seconds, devices, start_time, num_users, {user}, w.format, language,
       CASE WHEN tickets.id % 20 < 8 THEN {past} END, CASE WHEN tickets.id % 20 < 14 THEN {past} END,
       CASE WHEN tickets.id % 20 IN (8, 9) THEN {past} END, CASE WHEN tickets.id % 20 = 19 THEN {past} END,
       w.created_at, w.updated_at
FROM wifi_tickets AS w, tickets WHERE w.ticket_id = {ticket} AND tickets.id > {last}
"""
# Indexes that no page of a location asks, without which filling is quicker.
_SPARE_SQLITE = """
SELECT name FROM sqlite_schema
WHERE type = 'index' AND tbl_name = 'tickets' AND sql IS NOT NULL
      AND name NOT IN ('tickets_barcode_once', 'tickets_by_id')
"""
_SPARE_POSTGRESQL = """
SELECT indexname FROM pg_indexes
WHERE tablename = 'tickets' AND indexname NOT IN ('tickets_pkey', 'tickets_barcode_once', 'tickets_by_id')
"""
_POSTGRESQL = {
    "uid": "md5(n::text)",
    "barcode": "'W' || n",
    "user": "'room ' || tickets.id % 500",
    "numbers": "generate_series(1, {count}) AS n",
    "past": "'{past}'::timestamptz",
}
_SQLITE = {
    "uid": "printf('%032x', n)",
    "barcode": "'W' || n",
    "user": "'room ' || (tickets.id % 500)",
    "numbers": "(WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {count}) SELECT n FROM c)",
    "past": "'{past}'",
}


def measure(quick: bool, tickets: int | None = None) -> list[Figure]:  # noqa: FBT001
    """Fill a location on each database, then ask for its pages."""
    tickets = tickets or (_QUICK_TICKETS if quick else _TICKETS)
    return [figure for database in ("PostgreSQL", "SQLite") for figure in _measure_on(database, tickets)]


def _measure_on(database: str, tickets: int) -> list[Figure]:
    with _product(database) as (product, url):
        service = _location(product, _PLACE)
        quiet = _location(product, _QUIET_PLACE)
        first = _make(product, _PLACE, service)
        _make(product, _QUIET_PLACE, quiet)
        product.stop()
        _fill(url, first["id"], tickets)
        product.start()
        cases: dict[str, dict[str, Any]] = {
            "newest": {},
            "the last page": {"offset": tickets - 50},
            **{f"state {state.lower()}": {"state": state.lower()} for state in WifiState},
            "revoked, far down": {"state": "revoked", "offset": tickets // 25},
            "of one service": {"service": service},
            "by code": {"code": first["code"]},
            "by user": {"userId": "room 7"},
        }
        against = "a location with one ticket"
        alone = _page_ms(product, _QUIET_PLACE, {})
        figures = [
            Figure(
                f"{database}, {tickets:,} tickets: {name}",
                _page_ms(product, _PLACE, wanted),
                "ms",
                alone,
                against,
                Target("at most", _MS_MAX),
            )
            for name, wanted in cases.items()
        ]
        made = [_timed(lambda: _make(product, _PLACE, service)) for _ in range(_SAMPLES)]
        less = [_timed(lambda: _make(product, _QUIET_PLACE, quiet)) for _ in range(_SAMPLES)]
        name = f"{database}, {tickets:,} tickets: one more"
        making = statistics.median(made)
        return [*figures, Figure(name, making, "ms", statistics.median(less), against, Target("at most", _MS_MAX))]


@contextmanager
def _product(database: str) -> Iterator[tuple[ServedProduct, str]]:
    """A served product, and the URL of its database."""
    with tempfile.TemporaryDirectory(prefix="admitone-benchmark-") as folder:
        if database == "SQLite":
            url = f"sqlite:///{folder}/admitone.db"
            with served_product({"ADMITONE_DATABASE_URL": url}) as product:
                yield product, url
            return
        with joined_server(Path(folder)) as server:
            url = server.create_database()
            migrate(url)
            with served_product({"ADMITONE_DATABASE_URL": url}) as product:
                yield product, url


def _location(product: ServedProduct, place: str) -> int:
    """Add a location with a service; the service's id."""
    product.client.post(_ROOT, json={"LocationId": place, "name": place}).raise_for_status()
    terms = {"name": "1 hour", "typeId": "ttf", "expTime": 3600, "price": 3}
    answer = product.client.post(f"{_ROOT}/{place}/services", json=terms).raise_for_status()
    return int(answer.json()["data"]["id"])


def _make(product: ServedProduct, place: str, service: int) -> dict[str, Any]:
    answer = product.client.post(f"{_ROOT}/{place}/tickets", json={"service": service}).raise_for_status()
    made: dict[str, Any] = answer.json()["data"]
    return made


def _fill(url: str, ticket: int, count: int) -> None:
    """Copies of a ticket, so many."""
    past = (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="microseconds")
    words = _SQLITE if url.startswith("sqlite") else _POSTGRESQL
    filled = {name: text.format(count=count, past=past) for name, text in words.items()}
    # The ticket of the quiet location has the id behind.
    statements = [text.format(ticket=ticket, last=ticket + 1, **filled) for text in (_COPY_TICKETS, _COPY_WIFI)]
    if url.startswith("sqlite"):
        with closing(connect(Path(url.removeprefix("sqlite:///")))) as connection:
            for row in connection.execute(_SPARE_SQLITE).fetchall():
                connection.execute(f"DROP INDEX {row['name']}")
            for statement in (*statements, "ANALYZE"):
                connection.execute(statement)
        return
    with psycopg.connect(url, autocommit=True) as bare:
        for (name,) in bare.execute(_SPARE_POSTGRESQL).fetchall():
            bare.execute(f"DROP INDEX {name}".encode())
        # Neither counters nor foreign keys are looked at while filling.
        bare.execute("SET session_replication_role = replica")
        for statement in (*statements, "VACUUM ANALYZE"):
            bare.execute(statement.encode())


def _page_ms(product: ServedProduct, place: str, wanted: dict[str, Any]) -> float:
    """Median milliseconds of a page of 50."""

    def ask() -> None:
        params = {"limit": 50, **wanted}
        product.client.get(f"{_ROOT}/{place}/tickets", params=params).raise_for_status()

    ask()
    return statistics.median(_timed(ask) for _ in range(_SAMPLES))


def _timed(act: Any) -> float:
    begin = time.perf_counter()
    act()
    return (time.perf_counter() - begin) * 1000


def main() -> None:
    """Run it by itself; exit status 1 for a missed target."""
    parser = argparse.ArgumentParser(description=TITLE)
    parser.add_argument("--quick", action="store_true", help="a smaller run, for a first impression")
    parser.add_argument("--tickets", type=int, help="how many")
    arguments = parser.parse_args()
    figures = measure(arguments.quick, arguments.tickets)
    print_figures(TITLE, figures)
    sys.exit(1 if any(figure.met is False for figure in figures) else 0)


if __name__ == "__main__":
    main()
