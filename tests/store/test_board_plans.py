"""What the dashboard and the calendars ask is answered by counters and indexes, however much a tenant has."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from typing import Any

import asyncpg
import pytest

from admitone.core.clock import today
from admitone.core.inventory import TicketStatus
from admitone.core.principal import Principal, Role
from admitone.core.selling import PaymentStatus, RefundState, SaleStatus
from admitone.services import batches, carts, effect_admin, insights, refunding, stock_calendar, summaries, tickets
from admitone.services import trends as trend_services
from admitone.services.housekeeping import fold_counters
from admitone.services.trends import Span
from admitone.store.cart_search import CartFilter
from admitone.store.database import Row
from admitone.store.postgresql import PostgresDatabase, PostgresTx
from admitone.store.statements import Statement, load_statements
from admitone.store.ticket_filter import TicketFilter

TICKETS = 40_000
# Of the many tickets of a tenant four in ten are sold, four to a cart, over the last year.
FILL = """
INSERT INTO tenants (id, name, time_zone, created_at) VALUES (1, 'oasis', 'Asia/Dubai', now());
INSERT INTO attractions (id, tenant_id, name, odoo_product_code, created_at, updated_at)
SELECT n, 1, 'Attraction ' || n, 'A' || n, now(), now() FROM generate_series(1, 20) AS n;
INSERT INTO batches (id, tenant_id, attraction_id, state, file_name, purchase_price_per_ticket_minor,
                     purchase_currency, pages_total, created_at, updated_at)
SELECT n, 1, 1 + n % 20, 'READY', 'f', 5000, 'AED', 1, now(), now() FROM generate_series(1, 200) AS n;
INSERT INTO tickets (id, uid, tenant_id, batch_id, attraction_id, serial, barcode, category, ticket_date, time_slot,
                     status, selling_price_minor, selling_currency, download_code, created_at, updated_at)
SELECT n, md5(n::text), 1, 1 + n % 200, 1 + n % 20, 'S' || n, 'B' || n, (ARRAY['Adult', 'Child', 'Senior'])[1 + n % 3],
       current_date - 180 + (n / 20) % 360, (ARRAY['10:00', '12:00', '14:00', '16:00'])[1 + (n / 7) % 4],
       CASE WHEN n % 5 < 2 THEN 'SOLD' WHEN (n / 20) % 360 < 180 THEN 'EXPIRED' ELSE 'AVAILABLE' END,
       10000, (ARRAY['AED', 'AED', 'USD'])[1 + n % 3], 'code', now(), now()
FROM generate_series(1, {tickets}) AS n;
INSERT INTO carts (id, tenant_id, reference, public_code, status, payment_status, language, total_minor,
                   wants_payment_link, created_at, updated_at)
SELECT n, 1, 'OT-' || n, 'x' || n, CASE WHEN n % 50 = 0 THEN 'PENDING_PAYMENT' ELSE 'COMPLETED' END,
       CASE WHEN n % 500 = 0 THEN 'DECLINED' ELSE 'PAID' END, 'en', 40000, TRUE, now(), now()
FROM generate_series(1, {tickets} / 10) AS n;
INSERT INTO sales (tenant_id, cart_id, ticket_id, attraction_id, price_minor, currency, status, created_at, updated_at)
SELECT 1, 1 + id % ({tickets} / 10), id, attraction_id, selling_price_minor, selling_currency, 'COMPLETED',
       now() - (id % 365) * interval '1 day' - (id % 1440) * interval '1 minute', now()
FROM tickets WHERE status = 'SOLD';
INSERT INTO effects (tenant_id, kind, effect_key, payload, state, run_at, created_at, updated_at)
SELECT 1, 'mail_tickets', n::text, '{{}}', CASE WHEN n % 1000 = 0 THEN 'FAILED' ELSE 'DONE' END, now(), now(), now()
FROM generate_series(1, {tickets} / 10) AS n;
"""
MARIA = Principal(1, Role.ADMIN, "maria", "Asia/Dubai")
LARGE = ("tickets", "sales", "carts", "effects", "audit_entries")


class ExplainingTx(PostgresTx):
    """A session that keeps how the database answers each statement."""

    def __init__(self, connection: Any) -> None:
        super().__init__(connection, load_statements("postgresql"))
        self.plans: list[str] = []

    async def fetch_all(self, name: str, /, **parameters: Any) -> list[Row]:
        return await self.fetch_composed(self._statements[name], parameters)

    async def fetch_composed(self, statement: Statement, parameters: Any) -> list[Row]:
        rows = await self.connection.fetch("EXPLAIN " + statement.sql, *statement.arguments(parameters))
        self.plans.append(statement.sql + "\n" + "\n".join(row[0] for row in rows))
        return await super().fetch_composed(statement, parameters)


@asynccontextmanager
async def filled(url: str, count: int) -> AsyncIterator[PostgresDatabase]:
    """A database with so many tickets, about which the planner knows."""
    filling = await asyncpg.connect(url)
    await filling.execute(FILL.format(tickets=count))
    database = PostgresDatabase(url)
    await database.open()
    await fold_counters(database)
    await filling.execute("VACUUM ANALYZE")
    await filling.close()
    yield database
    await database.close()


async def ask_everything(tx: PostgresTx) -> None:
    """What the dashboard, a calendar and the lists behind their figures ask."""
    day = today(MARIA.time_zone)
    await summaries.count_stock(tx, MARIA)
    await insights.list_low_stock(tx, MARIA)
    for span in Span:
        assert await trend_services.read_trends(tx, MARIA, span)
    assert await summaries.count_expiring(tx, MARIA, 30)
    assert await effect_admin.count_effects(tx, MARIA, "FAILED")
    await refunding.count_refunds(tx, MARIA, RefundState.OPEN)
    declined = CartFilter(status=SaleStatus.PENDING_PAYMENT, payment_status=PaymentStatus.DECLINED)
    assert await carts.count_carts(tx, MARIA, declined)
    assert await batches.page_batches(tx, MARIA, limit=5)
    assert await stock_calendar.read_month(tx, MARIA, 3, day)
    assert await stock_calendar.read_day(tx, MARIA, 3, day)
    await stock_calendar.read_day(tx, MARIA, 3, None)
    await stock_calendar.find_month(tx, MARIA, 3)
    await insights.list_duplicates(tx, MARIA)
    soon = TicketFilter(
        today=day, status=TicketStatus.AVAILABLE, last_day_from=day, last_day_to=day + timedelta(days=30)
    )
    assert await tickets.count_exactly(tx, MARIA, soon)
    assert await tickets.search_tickets(tx, MARIA, soon, limit=51, sort="last_day")
    slot = TicketFilter(today=day, attraction_id=3, date_from=day, date_to=day, time_slot="10:00", category="Adult")
    await tickets.search_tickets(tx, MARIA, slot, limit=51)


async def test_nothing_reads_a_whole_table(postgres_url: str) -> None:
    async with filled(postgres_url, TICKETS) as database, database.reading() as tx:
        assert isinstance(tx, PostgresTx)
        explaining = ExplainingTx(tx.connection)
        await ask_everything(explaining)
        assert len(explaining.plans) > 18
        for plan in explaining.plans:
            assert not re.search(rf"Seq Scan on ({'|'.join(LARGE)})\b", plan), plan


@pytest.mark.parametrize("status", [None, *TicketStatus])
async def test_counters_and_counting_agree(postgres_url: str, status: TicketStatus | None) -> None:
    day = date(2026, 1, 1) if status is None else today(MARIA.time_zone)
    async with filled(postgres_url, 2_000) as database, database.reading() as tx:
        for more in ({}, {"attraction_id": 3}, {"last_day_from": day, "last_day_to": day + timedelta(days=9)}):
            wanted = TicketFilter(today=day, status=status, **more)
            assert await tickets.count_exactly(tx, MARIA, wanted) == await tickets.count_tickets(tx, MARIA, wanted)
