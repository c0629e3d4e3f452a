"""Event tickets on PostgreSQL: reserving and issuing by many clients, and the pages of an owner with 10,000 tickets.

Reservations of two tickets stand beside carts of two tickets of the same config; issuing, with the ledger, beside
reserving. A page of own tickets through HTTP stands beside its two bare statements, prepared on a connection of their
own. `--tickets` says how many rows the owner's 10,000 lie among.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import asyncpg
import psycopg

from admitone.core.clock import utc_now
from admitone.store.holder_tickets import OwnedFilter, SortBy, compose_page
from benchmarks.inventory import TENANT_ID, Inventory, large_inventory
from benchmarks.load import post_all
from benchmarks.product import COMMAND, ServedProduct, served_product
from benchmarks.report import Figure, Target, main
from benchmarks.reserve import CUSTOMER

TITLE = "events: reserve, issue, own tickets"
CLIENTS = 16
OWN_TICKETS = 10_000
_TICKETS, _QUICK_TICKETS = 10_000_000, 200_000
_CALLS, _QUICK_CALLS = 1500, 300
_ROUNDS, _QUICK_ROUNDS = 200, 50
_PAGE = 100
_RELATIONS = "[ticket_holder,ticket_config.event.tenant,timeslot,sector]"
_EMAIL = "owner@example.com"
# What is measured, what it is sorted by, what is passed over, what stands beside.
_PAGES: tuple[tuple[str, SortBy, int, str], ...] = (
    ("first page of own tickets", "id", 0, ""),
    ("last page", "id", OWN_TICKETS - _PAGE, ""),
    ("first page by day", "ticket_date", 0, ""),
    ("first page with relations", "id", 0, _RELATIONS),
)

# Ten events, of which the owner's tickets are; an eleventh, whose tickets are reserved.
_EVENTS = """
INSERT INTO accounts (id, uid, email, created_at, updated_at)
    VALUES (1, 'owner', '{email}', now(), now()), (2, 'other', 'other@example.com', now(), now());
INSERT INTO enrollments (id, tenant_id, account_id, created_at) VALUES (1, {tenant}, 1, now()), (2, {tenant}, 2, now());
INSERT INTO attractions (id, tenant_id, name, odoo_product_code, created_at, updated_at)
    SELECT 1000 + n, {tenant}, 'Event ' || n, 'E' || n, now(), now() FROM generate_series(1, 11) AS n;
INSERT INTO events (id, uid, tenant_id, attraction_id, name, starts_at, ends_at, state, created_at, updated_at)
    SELECT n, 'event' || n, {tenant}, 1000 + n, 'Event ' || n, now() + interval '30 days', now() + interval '31 days',
           'PUBLISHED', now(), now() FROM generate_series(1, 11) AS n;
INSERT INTO ticket_configs (id, tenant_id, event_id, name, price_minor, currency, capacity, made, ticket_date,
                            valid_until, created_at, updated_at)
    SELECT n, {tenant}, n, 'Standing', 25000, 'AED', {hot}, {hot}, current_date + 30, current_date + 31, now(), now()
    FROM generate_series(1, 11) AS n;
INSERT INTO tickets (uid, tenant_id, attraction_id, event_id, ticket_config_id, category, ticket_date, valid_until,
                     status, selling_price_minor, selling_currency, download_code, created_at, updated_at)
    SELECT md5('hot' || n), {tenant}, 1011, 11, 11, 'Standing', current_date + 30, current_date + 31, 'AVAILABLE',
           25000, 'AED', md5('code' || n), now(), now() FROM generate_series(1, {hot}) AS n;
UPDATE tickets SET owner_id = 1, status = 'SOLD', sold_at = now(), issued_at = now(),
       event_id = 1 + id / {every} % 10, ticket_config_id = 1 + id / {every} % 10
    WHERE id <= {tickets} AND id % {every} = 0;
CREATE INDEX IF NOT EXISTS tickets_by_owner ON tickets (owner_id, id) WHERE owner_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS tickets_of_config ON tickets (ticket_config_id, id)
    WHERE ticket_config_id IS NOT NULL AND status = 'AVAILABLE';
CREATE INDEX IF NOT EXISTS tickets_by_reservation ON tickets (reservation_id) WHERE reservation_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS tickets_held_until ON tickets (held_until) WHERE held_until IS NOT NULL;
CREATE INDEX IF NOT EXISTS tickets_by_cart ON tickets (tenant_id, cart_reference) WHERE cart_reference IS NOT NULL;
"""


def measure(quick: bool, tickets: int | None = None) -> list[Figure]:  # noqa: FBT001
    """Fill the database, then measure."""
    tickets = tickets or (_QUICK_TICKETS if quick else _TICKETS)
    calls, rounds = (_QUICK_CALLS, _QUICK_ROUNDS) if quick else (_CALLS, _ROUNDS)
    with large_inventory(tickets) as inventory:
        _prepare(inventory, calls)
        with served_product({"ADMITONE_DATABASE_URL": inventory.url}) as product:
            changes = _measure_changes(inventory, product, calls)
            return changes + asyncio.run(_measure_pages(inventory, product, _token(product), rounds))


def _prepare(inventory: Inventory, calls: int) -> None:
    values = {
        "email": _EMAIL,
        "tenant": TENANT_ID,
        "hot": 8 * calls,
        "tickets": inventory.tickets,
        "every": inventory.tickets // OWN_TICKETS,
    }
    with psycopg.connect(inventory.url, autocommit=True) as connection:
        for statement in _EVENTS.format(**values).split(";\n"):
            if statement.strip():
                connection.execute(statement.encode())
        connection.execute("VACUUM ANALYZE tickets")


def _measure_changes(inventory: Inventory, product: ServedProduct, calls: int) -> list[Figure]:
    item = {"ticket_config_id": 11, "quantity": 2}
    wish = {"event_id": 11, "owner_id": 2, "ticket_reservation_items": [item]}
    cart = {"ticketIds": [], "allocate": [{"ticketConfigId": 11, "quantity": 2}], **CUSTOMER}

    def per_second(path: str, bodies: list[dict[str, Any]]) -> float:
        load = post_all([product.url], path, product.token, iter(bodies), clients=CLIENTS)
        load.expect(200)
        return load.per_second

    per_second("/ticket/reserve", [wish] * CLIENTS)
    carts = per_second("/offline/sale/reserve", [cart] * calls)
    reserved = per_second("/ticket/reserve", [wish] * calls)
    with psycopg.connect(inventory.url) as connection:
        rows = connection.execute(
            "SELECT array_agg(id) FROM tickets WHERE status = 'RESERVED' AND reservation_id IS NOT NULL "
            "GROUP BY reservation_id LIMIT %s",
            (calls,),
        ).fetchall()
    issued = per_second("/ticket/issue", [{"ids": ids} for (ids,) in rows])
    return [
        Figure("reserve two tickets of one config", reserved, "answers/s", carts, "a cart of two"),
        Figure("issue two tickets, with the ledger", issued, "answers/s", reserved, "reserve"),
    ]


def _token(product: ServedProduct) -> str:
    command = [COMMAND, "account", "token", _EMAIL]
    made = subprocess.run(command, env=product.environment, capture_output=True, text=True, check=True)
    return made.stdout.strip()


async def _measure_pages(inventory: Inventory, product: ServedProduct, token: str, rounds: int) -> list[Figure]:
    headers = {"Authorization": f"Bearer {token}"}
    bare = await asyncpg.connect(inventory.url)
    try:
        return [
            await _measure_page(bare, product, headers, rounds, name, sort, offset, relations)
            for name, sort, offset, relations in _PAGES
        ]
    finally:
        await bare.close()


async def _measure_page(  # noqa: PLR0917 - one kind of page
    bare: asyncpg.Connection,
    product: ServedProduct,
    headers: dict[str, str],
    rounds: int,
    name: str,
    sort: SortBy,
    offset: int,
    relations: str,
) -> Figure:
    wanted = OwnedFilter(owners=[1], now=utc_now())
    statements = compose_page(wanted, "postgresql", sort=sort, descending=False, limit=_PAGE, offset=offset)
    prepared = [(await bare.prepare(one.sql), one.arguments(parameters)) for one, parameters in statements]
    query = {"sort_by": sort, "limit": _PAGE, "offset": offset} | ({"with": relations} if relations else {})

    async def through_http() -> None:
        answer = product.client.get("/v1/ticket", params=query, headers=headers)
        found = answer.raise_for_status().json()
        assert (len(found["data"]), found["pagination"]["total"]) == (_PAGE, OWN_TICKETS)

    async def through_statements() -> None:
        for statement, arguments in prepared:
            await statement.fetch(*arguments)

    took = await _milliseconds(through_http, rounds)
    return Figure(
        name, took, "ms", await _milliseconds(through_statements, rounds), "two statements", Target("at most", 100)
    )


async def _milliseconds(act: Callable[[], Awaitable[None]], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        begin = time.perf_counter()
        await act()
        taken.append((time.perf_counter() - begin) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--tickets", type=int, help="a multiple of 10,000")
    chosen, rest = parser.parse_known_args()
    main(TITLE, partial(measure, tickets=chosen.tickets), rest)
