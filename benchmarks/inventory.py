"""A large inventory in a private PostgreSQL, filled by the server itself."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from admitone.store.migrations import migrate
from admitone.store.sqlite import connect
from tests.servers.postgres import joined_server

ATTRACTIONS = 10
BATCH_TICKETS = 10_000
TENANT_ID = 1
_DAYS = 180
_CHUNK = 500_000

# What the product promises its users, which the tests' server leaves out.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}

# Half a year of dates, three categories, one slot in four; every tenth ticket sold, every fiftieth reserved.
_FILL = """
INSERT INTO tenants (id, name, time_zone, created_at) VALUES (1, 'bench', 'Asia/Dubai', now())
    ON CONFLICT DO NOTHING;
INSERT INTO attractions (tenant_id, name, odoo_product_code, created_at, updated_at)
    SELECT 1, 'Attraction ' || n, 'A' || n, now(), now() FROM generate_series(1, {attractions}) AS n;
INSERT INTO batches (tenant_id, attraction_id, state, file_name, total_tickets, pages_total, created_at, updated_at)
    SELECT 1, 1 + n % {attractions}, 'READY', n || '.pdf', {batch_tickets}, {batch_tickets}, now(), now()
    FROM generate_series(0, {tickets} / {batch_tickets} - 1) AS n;
"""
_FILL_TICKETS = """
INSERT INTO tickets (uid, tenant_id, batch_id, attraction_id, internal_serial, serial, barcode, category, age_group,
                     ticket_date, time_slot, time_slot_printed, status, selling_price_minor, selling_currency,
                     page_number, attached_pages, review_flags, download_code, created_at, updated_at)
    SELECT md5(n::text), 1, 1 + n / {batch_tickets}, 1 + n / {batch_tickets} % {attractions},
           1 + n % {batch_tickets}, 'AQ-' || lpad(n::text, 7, '0'),
           'AQ' || lpad((n * 7919777::bigint % 10000000000)::text, 10, '0'),
           (ARRAY['Adult', 'Child', 'Senior'])[1 + n % 3], (ARRAY['Adult', 'Child', 'Senior'])[1 + n % 3],
           current_date + 1 + n % {days}, slot, slot,
           CASE WHEN n % 10 = 0 THEN 'SOLD' WHEN n % 50 = 1 THEN 'RESERVED' ELSE 'AVAILABLE' END,
           35000, 'AED', 1 + n % {batch_tickets}, '[]', '[]', md5('code' || n), now(), now()
    FROM generate_series({first}, {last}) AS n,
         LATERAL (SELECT lpad((9 + n % 9)::text, 2, '0') || ':' || lpad((n % 4 * 15)::text, 2, '0')) AS at(slot);
"""


@dataclass(frozen=True)
class Inventory:
    """A filled database."""

    url: str
    tickets: int

    @property
    def same_batch_and_day(self) -> tuple[int, int]:
        """Two free tickets in the last batch that the programs leave alone otherwise."""
        place = self.tickets - 1000 + 2
        return 1 + place, 1 + place + _DAYS


@contextmanager
def filled_inventory(tickets: int, settings: Mapping[str, str] | None = None) -> Iterator[Inventory]:
    """A database with so many tickets (a multiple of 10,000) in stock, until the end of the block.

    Ids of tickets are 1 + n, where n is the place that the statements above count.
    """
    with (
        tempfile.TemporaryDirectory(prefix="admitone-benchmark-") as folder,
        joined_server(Path(folder), settings) as server,
    ):
        url = server.create_database()
        migrate(url)
        with psycopg.connect(url, autocommit=True) as connection:
            _fill(connection, tickets)
        yield Inventory(url, tickets)


@contextmanager
def large_inventory(tickets: int) -> Iterator[Inventory]:
    """As `filled_inventory`, quicker to fill: without the indexes of tickets but those by id.

    The counters are those of the product's triggers; foreign keys are not checked while filling.
    """
    settings = {"shared_buffers": "512MB", "max_wal_size": "8GB", "wal_level": "minimal", "max_wal_senders": "0"}
    with (
        tempfile.TemporaryDirectory(prefix="admitone-benchmark-") as folder,
        joined_server(Path(folder), settings) as server,
    ):
        url = server.create_database()
        migrate(url)
        with psycopg.connect(url, autocommit=True) as connection:
            for (name,) in connection.execute(_OTHER_INDEXES).fetchall():
                connection.execute(f"DROP INDEX {name}".encode())
            connection.execute("ALTER TABLE tickets DISABLE TRIGGER ALL")
            connection.execute("ALTER TABLE tickets ENABLE TRIGGER tickets_counted_on_insert")
            _fill(connection, tickets)
            connection.execute("ALTER TABLE tickets ENABLE TRIGGER ALL")
        yield Inventory(url, tickets)


_OTHER_INDEXES = """
SELECT indexname FROM pg_indexes
WHERE tablename = 'tickets' AND indexname NOT IN ('tickets_pkey', 'tickets_by_id')
"""


def _fill(connection: psycopg.Connection[Any], tickets: int) -> None:
    values = {"attractions": ATTRACTIONS, "batch_tickets": BATCH_TICKETS, "tickets": tickets, "days": _DAYS}
    connection.execute(_FILL.format(**values).encode())
    # In pieces, because the counting trigger holds all rows of a statement.
    for first in range(0, tickets, _CHUNK):
        last = min(first + _CHUNK, tickets) - 1
        connection.execute(_FILL_TICKETS.format(**values, first=first, last=last).encode())
    # What a server that has been running for a day has done by itself.
    connection.execute("VACUUM ANALYZE")


# Free tickets of one attraction, in the tenant that the product's first user has made.
_FILL_SQLITE = """
INSERT INTO attractions (tenant_id, name, odoo_product_code, created_at, updated_at)
    VALUES (1, 'Attraction 1', 'A1', :now, :now);
WITH RECURSIVE places (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM places WHERE n < {tickets})
INSERT INTO tickets (uid, tenant_id, attraction_id, internal_serial, serial, barcode, category, age_group, ticket_date,
                     time_slot, status, selling_price_minor, selling_currency, download_code, created_at, updated_at)
    SELECT printf('%032x', n), 1, 1, n, printf('AQ-%07d', n), printf('AQ%010d', n), 'Adult', 'Adult',
           date('now', '+' || (1 + n % 180) || ' days'), '10:00', 'AVAILABLE', 35000, 'AED', printf('code%d', n), :now,
           :now
    FROM places;
"""


def fill_sqlite(path: Path, tickets: int) -> None:
    """Put so many free tickets, with ids from 1, into a fresh installation's database; it may be served meanwhile."""
    now = "2026-01-01T00:00:00.000000+00:00"
    with closing(connect(path)) as connection:
        for statement in _FILL_SQLITE.format(tickets=tickets).split(";\n")[:-1]:
            connection.execute(statement, {"now": now})
