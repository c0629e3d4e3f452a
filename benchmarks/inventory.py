"""A large inventory in a private PostgreSQL, filled by the server itself."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from admitone.store.migrations import migrate
from tests.servers.postgres import joined_server

ATTRACTIONS = 10
BATCH_TICKETS = 10_000
TENANT_ID = 1

# Half a year of dates, three categories, one slot in four; every tenth ticket sold, every fiftieth reserved.
_FILL = """
INSERT INTO tenants (id, name, time_zone, created_at) VALUES (1, 'bench', 'Asia/Dubai', now())
    ON CONFLICT DO NOTHING;
INSERT INTO attractions (tenant_id, name, odoo_product_code, created_at, updated_at)
    SELECT 1, 'Attraction ' || n, 'A' || n, now(), now() FROM generate_series(1, {attractions}) AS n;
INSERT INTO batches (tenant_id, attraction_id, state, file_name, total_tickets, pages_total, created_at, updated_at)
    SELECT 1, 1 + n % {attractions}, 'READY', n || '.pdf', {batch_tickets}, {batch_tickets}, now(), now()
    FROM generate_series(0, {tickets} / {batch_tickets} - 1) AS n;
INSERT INTO tickets (uid, tenant_id, batch_id, attraction_id, internal_serial, serial, barcode, category, age_group,
                     ticket_date, time_slot, time_slot_printed, status, selling_price_minor, selling_currency,
                     page_number, attached_pages, review_flags, download_code, created_at, updated_at)
    SELECT md5(n::text), 1, 1 + n / {batch_tickets}, 1 + n / {batch_tickets} % {attractions},
           1 + n % {batch_tickets}, 'AQ-' || lpad(n::text, 7, '0'),
           'AQ' || lpad((n * 7919777::bigint % 10000000000)::text, 10, '0'),
           (ARRAY['Adult', 'Child', 'Senior'])[1 + n % 3], (ARRAY['Adult', 'Child', 'Senior'])[1 + n % 3],
           current_date + 1 + n % 180, slot, slot,
           CASE WHEN n % 10 = 0 THEN 'SOLD' WHEN n % 50 = 1 THEN 'RESERVED' ELSE 'AVAILABLE' END,
           35000, 'AED', 1 + n % {batch_tickets}, '[]', '[]', md5('code' || n), now(), now()
    FROM generate_series(0, {tickets} - 1) AS n,
         LATERAL (SELECT lpad((9 + n % 9)::text, 2, '0') || ':' || lpad((n % 4 * 15)::text, 2, '0')) AS at(slot);
"""


@dataclass(frozen=True)
class Inventory:
    """A filled database."""

    url: str
    tickets: int


@contextmanager
def filled_inventory(tickets: int) -> Iterator[Inventory]:
    """A database with so many tickets (a multiple of 10,000) in stock, until the end of the block."""
    with tempfile.TemporaryDirectory(prefix="admitone-benchmark-") as folder, joined_server(Path(folder)) as server:
        url = server.create_database()
        migrate(url)
        statements = _FILL.format(attractions=ATTRACTIONS, batch_tickets=BATCH_TICKETS, tickets=tickets)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statements.encode())
            # What a server that has been running for a day has done by itself.
            connection.execute("VACUUM ANALYZE")
        yield Inventory(url, tickets)
