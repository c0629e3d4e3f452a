"""A reservation of two tickets as the bare transaction of its three tables: tickets, carts, sales.

The tables are the product's own, with all their indexes and counting triggers; what is missing is everything around
them: HTTP and JSON, who asks, the hold, the audit, and the answer read back.
"""

from __future__ import annotations

import resource
import secrets
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import psycopg

from benchmarks.processes import cpu_seconds, parent_of

_SCRIPT = """
\\set k :k + 1
\\set n 10 * (:first + :k * 16 + :client_id)
\\set one :n + 3
\\set other :n + 5
BEGIN;
UPDATE tickets
SET status = 'RESERVED', cart_reference = 'OT-' || :n::text, reserved_at = now(), version = version + 1,
    updated_at = now()
WHERE id = ANY(ARRAY[:one, :other]::bigint[]) AND status = 'AVAILABLE';
INSERT INTO carts (tenant_id, reference, public_code, status, customer_name, customer_email, customer_phone, language,
                   agent_user_id, currency, total_minor, wants_payment_link, created_at, updated_at)
VALUES (1, 'OT-' || :n::text, 'code', 'PENDING_PAYMENT', 'Layla Haddad', 'layla@example.com', '+971501234567', 'en',
        'bench', 'AED', 70000, FALSE, now(), now())
RETURNING id \\gset cart_
INSERT INTO sales (tenant_id, cart_id, ticket_id, attraction_id, price_minor, currency, status, created_at, updated_at)
SELECT tenant_id, :cart_id::bigint, id, attraction_id, selling_price_minor, selling_currency, 'PENDING_PAYMENT', now(),
       now()
FROM tickets WHERE id = ANY(ARRAY[:one, :other]::bigint[]);
COMMIT;
"""
CLIENTS = 16


class Pgbench:
    """Runs the bare transaction; every run takes tickets that no run before has taken."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._first = 0

    def cpu_ms(self, transactions: int) -> float:
        """CPU milliseconds of pgbench and the database per transaction, with 16 clients and prepared statements."""
        each = transactions // CLIENTS
        postmaster = find_postmaster(self._url)
        with tempfile.NamedTemporaryFile("w", suffix=".pgbench") as script:
            script.write(_SCRIPT)
            script.flush()
            before = cpu_seconds(postmaster) + _children_seconds()
            options = ["-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-t", str(each), "-f", script.name]
            variables = ["-D", f"first={self._first}", "-D", "k=-1"]
            subprocess.run(["pgbench", *options, *variables, self._url], check=True, capture_output=True)
            spent = cpu_seconds(postmaster) + _children_seconds() - before
        self._first += each * CLIENTS
        return spent / (each * CLIENTS) * 1000


def find_postmaster(url: str) -> int:
    """The process that all processes of a database server on this machine descend from."""
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT pg_backend_pid()").fetchone()
        assert row is not None
        return parent_of(row[0])


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def reserve_on_sqlite(connection: sqlite3.Connection, pairs: Iterable[Sequence[int]]) -> int:
    """Write a reservation for each pair of tickets, each in a transaction of its own; how many there were."""
    count = 0
    # The server's timers write now and then.
    connection.execute("PRAGMA busy_timeout = 5000")
    for count, (one, other) in enumerate(pairs, start=1):  # noqa: B007 counted
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        reference = f"OT-{secrets.token_hex(6)}"
        connection.execute("BEGIN IMMEDIATE")
        changed = connection.execute(
            "UPDATE tickets SET status = 'RESERVED', cart_reference = ?, reserved_at = ?, version = version + 1, "
            "updated_at = ? WHERE id IN (?, ?) AND status = 'AVAILABLE'",
            (reference, now, now, one, other),
        )
        if changed.rowcount != 2:
            raise RuntimeError(f"tickets {one} and {other} are not free")
        cart = connection.execute(
            "INSERT INTO carts (tenant_id, reference, public_code, status, customer_name, customer_email, "
            "customer_phone, language, agent_user_id, currency, total_minor, wants_payment_link, created_at, "
            "updated_at) VALUES (1, ?, 'code', 'PENDING_PAYMENT', 'Layla Haddad', 'layla@example.com', "
            "'+971501234567', 'en', 'bench', 'AED', 70000, FALSE, ?, ?)",
            (reference, now, now),
        )
        connection.execute(
            "INSERT INTO sales (tenant_id, cart_id, ticket_id, attraction_id, price_minor, currency, status, "
            "created_at, updated_at) SELECT tenant_id, ?, id, attraction_id, selling_price_minor, selling_currency, "
            "'PENDING_PAYMENT', ?, ? FROM tickets WHERE id IN (?, ?)",
            (cart.lastrowid, now, now, one, other),
        )
        connection.execute("COMMIT")
    return count
