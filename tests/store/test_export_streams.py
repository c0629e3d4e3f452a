"""The CSV export: both databases write the same; on PostgreSQL it is one COPY, which its reader may leave any time."""

from __future__ import annotations

from datetime import date

import asyncpg
import pytest

from admitone.store.database import Database
from admitone.store.exports import stream_inventory_csv
from admitone.store.postgresql import PostgresDatabase
from admitone.store.statements import Statement
from admitone.store.ticket_filter import TicketFilter

# More than the sockets and the queue between server and reader hold, so that the copy is under way when it is left.
_TICKETS = 30_000
_FILL = f"""
INSERT INTO tenants (id, name, time_zone, created_at) VALUES (1, 'oasis', 'Asia/Dubai', now());
INSERT INTO tickets (uid, tenant_id, serial, status, limitations, download_code, created_at, updated_at)
SELECT md5(n::text), 1, n::text, 'AVAILABLE', repeat('x', 300), 'code', now(), now()
FROM generate_series(1, {_TICKETS}) AS n
"""
_EVERYTHING = TicketFilter(today=date(2027, 1, 1))


# Currencies with two, no and three decimal places; cells that spreadsheets would run; what CSV has to quote; nothing.
_PECULIAR = """
INSERT INTO tickets (id, uid, tenant_id, serial, category, ticket_date, status, selling_price_minor, selling_currency,
                     download_code, created_at, updated_at)
VALUES (1, 'a', 1, 'S-1', 'Adult', '2027-02-01', 'AVAILABLE', 35000, 'AED', 'c', '2026-01-01', '2026-01-01'),
       (2, 'b', 1, '=1+1', 'a "VIP", early', '2026-02-01', 'AVAILABLE', 7, 'JPY', 'c', '2026-01-01', '2026-01-01'),
       (3, 'c', 1, '-', NULL, NULL, 'SOLD', 12345, 'KWD', 'c', '2026-01-01', '2026-01-01'),
       (4, 'd', 1, NULL, '+', NULL, 'AVAILABLE', NULL, NULL, 'c', '2026-01-01', '2026-01-01')
"""
_WRITTEN = """\
ticketId,batchId,attractionId,internalSerial,ticketSerial,barcode,category,ageGroup,ticketDate,timeSlot,validUntil,\
promoCode,limitations,status,sellingPrice,sellingCurrency,pdfPageNumber,cartReference,downloadCount
1,,,,S-1,,Adult,,2027-02-01,,,,,AVAILABLE,350.00,AED,,,0
2,,,,'=1+1,,"a ""VIP"", early",,2026-02-01,,,,,EXPIRED,7.00,JPY,,,0
3,,,,'-,,,,,,,,,SOLD,12.345,KWD,,,0
4,,,,,,'+,,,,,,,AVAILABLE,,,,,0
"""


async def test_both_databases_write_the_same(database: Database, tenant_id: int) -> None:
    async with database.writing() as tx:
        await tx.fetch_composed(Statement(_PECULIAR, ()), {})
    async with database.reading() as tx:
        content = b"".join([chunk async for chunk in stream_inventory_csv(tx, tenant_id, _EVERYTHING)])
    assert content.decode() == _WRITTEN


async def test_a_reader_that_goes_away_leaves_a_connection_for_the_next(postgres_url: str) -> None:
    filling = await asyncpg.connect(postgres_url)
    await filling.execute(_FILL)
    await filling.close()
    database = PostgresDatabase(postgres_url, connections_max=1)
    await database.open()
    try:
        for _ in range(2):
            async with database.reading() as tx:
                chunks = stream_inventory_csv(tx, 1, _EVERYTHING)
                assert (await anext(chunks)).startswith(b"ticketId,")
                assert await anext(chunks)
                await chunks.aclose()
        async with database.reading() as tx:
            content = b"".join([chunk async for chunk in stream_inventory_csv(tx, 1, _EVERYTHING)])
    finally:
        await database.close()
    assert content.count(b"\n") == _TICKETS + 1


async def test_what_the_server_refuses_is_raised_to_the_reader(postgres_url: str) -> None:
    database = PostgresDatabase(postgres_url, connections_max=1)
    await database.open()
    try:
        async with database.reading() as tx:
            with pytest.raises(asyncpg.DataError):
                async for _ in stream_inventory_csv(tx, 1, TicketFilter(today=date(2027, 1, 1), text="\0")):
                    pass
        await database.ping()
    finally:
        await database.close()
