"""A log of millions of records, loaded by the server itself; only the tree above them is made here."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from admitone.core.ledger.merkle import Frontier, leaf_hash

_CHUNK = 500_000
_READ_AT_ONCE = 50_000
_INDEX = "CREATE UNIQUE INDEX ledger_records_turn_once ON ledger_records (ticket_id, turn)"
_FILL = """
INSERT INTO ledger_records (position, tenant_id, ticket_id, ticket_uid, turn, kind, holder, recorded_at, salt, digest)
SELECT n, 1, -n, md5(n::text), 1, 'ISSUE', '', now(), sha256(int8send(n)), sha256(int8send(n + 1))
FROM generate_series({first}::bigint, {last}::bigint) AS n
"""


def load_ledger(url: str, records: int) -> None:
    """Put so many records into an empty ledger, with the nodes and the head that appending would have made.

    Their tickets do not exist, and their salts are not those of their digests: only `admitone ledger verify` minds.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP INDEX ledger_records_turn_once")
        for first in range(0, records, _CHUNK):
            last = min(first + _CHUNK, records) - 1
            connection.execute(_FILL.format(first=first, last=last).encode())
        connection.execute(_INDEX.encode())
    with psycopg.connect(url) as connection:
        _grow(connection, records)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE ledger_records, ledger_nodes, ledger_head")


def _grow(connection: psycopg.Connection[tuple[object, ...]], records: int) -> None:
    edge = Frontier()
    with connection.cursor() as writing, writing.copy("COPY ledger_nodes (level, position, hash) FROM STDIN") as copy:
        for leaves in _leaves(connection.info.dsn, connection.info.password):
            edge, nodes = edge.grow(leaves)
            for node in nodes:
                copy.write_row((node.level, node.position, node.hash))
    connection.execute("UPDATE ledger_head SET size = %s, frontier = %s, begun_at = now()", (records, edge.to_bytes()))


def _leaves(dsn: str, password: str) -> Iterator[list[bytes]]:
    with psycopg.connect(dsn, password=password) as connection, connection.cursor("digests") as reading:
        reading.itersize = _READ_AT_ONCE
        reading.execute("SELECT digest FROM ledger_records ORDER BY position")
        while rows := reading.fetchmany(_READ_AT_ONCE):
            yield [leaf_hash(bytes(digest)) for (digest,) in rows]
