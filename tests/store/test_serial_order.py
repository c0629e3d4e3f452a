"""Serials in one order on both databases, whatever the collation, and from an index."""

from __future__ import annotations

import random
from datetime import date

from admitone.core.clock import utc_now
from admitone.store.database import Database
from admitone.store.statements import fit_statement
from admitone.store.ticket_filter import TicketFilter, sort_expression
from admitone.store.tickets import Position, page_tickets

SERIALS = ["a", "A", "b", "B", "a-1", "A1", "ä", "Z", "z", "_", "10", "9", "تذكرة", "é", "e", "E", "-", "😀", "\uffee"]
WANTED = TicketFilter(today=date(2026, 3, 1))


async def fill(database: Database, tenant_id: int) -> None:
    """Tickets with these serials in no order; a German or English database would sort letters by the alphabet."""
    insert = """
        INSERT INTO tickets (uid, tenant_id, serial, status, download_code, created_at, updated_at)
        VALUES (:uid, :tenant_id, :serial, 'AVAILABLE', :uid, :now::timestamptz, :now::timestamptz)"""
    async with database.writing() as tx:
        if tx.dialect == "postgresql":
            await tx.fetch_composed(
                fit_statement('ALTER TABLE tickets ALTER COLUMN serial TYPE TEXT COLLATE "en-x-icu"', tx.dialect), {}
            )
        for number, serial in enumerate(random.Random(7).sample(SERIALS, len(SERIALS))):
            values = {"uid": f"{number:032x}", "tenant_id": tenant_id, "serial": serial, "now": utc_now()}
            await tx.fetch_composed(fit_statement(insert + " RETURNING id", tx.dialect), values)


async def test_pages_follow_the_bytes_on_both_databases(database: Database, tenant_id: int) -> None:
    await fill(database, tenant_id)
    expected = sorted(SERIALS, key=str.encode)
    async with database.reading() as tx:
        for descending in (False, True):
            found: list[str | None] = []
            after: Position | None = None
            while page := await page_tickets(
                tx, tenant_id, WANTED, sort="serial", descending=descending, after=after, limit=4
            ):
                found += [ticket.serial for ticket in page]
                after = Position(page[-1].serial, page[-1].id)
            assert found == (expected[::-1] if descending else expected)


async def test_a_prefix_is_found_whatever_the_collation(database: Database, tenant_id: int) -> None:
    await fill(database, tenant_id)
    wanted = TicketFilter(today=WANTED.today, text="a")
    async with database.reading() as tx:
        page = await page_tickets(tx, tenant_id, wanted, sort="serial", descending=False, after=None, limit=10)
    assert [ticket.serial for ticket in page] == ["a", "a-1"]


async def test_the_index_gives_the_order(database: Database, tenant_id: int) -> None:
    await fill(database, tenant_id)
    async with database.reading() as tx:
        by = sort_expression("serial", tx.dialect)
        explain = "EXPLAIN QUERY PLAN" if tx.dialect == "sqlite" else "EXPLAIN"
        if tx.dialect == "postgresql":
            # A handful of rows is read and sorted faster; what counts is that an index can do it.
            for way in ("seqscan", "bitmapscan", "sort"):
                await tx.fetch_composed(fit_statement(f"SET LOCAL enable_{way} = off", tx.dialect), {})
        text = (
            f"{explain} SELECT id FROM tickets WHERE tenant_id = :tenant_id AND serial IS NOT NULL "
            f"AND ({by}, id) > (:value, :id) ORDER BY {by}, id LIMIT 5"
        )
        values = {"tenant_id": tenant_id, "value": "B", "id": 1}
        plan = "\n".join(str(dict(row)) for row in await tx.fetch_composed(fit_statement(text, tx.dialect), values))
    assert "tickets_by_serial" in plan, plan
    assert "Sort" not in plan, plan
    assert "TEMP B-TREE" not in plan, plan
