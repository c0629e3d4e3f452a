"""Reservations by wish ("two Adults, soonest-expiring first") when everybody wants the same slot.

On PostgreSQL, 16 clients, two servers. Uncontended: wishes spread over 64 slots. Hot: all for one slot, which has
enough. Scarce: all for one slot that runs out at a third of the wishes, so that refusals are among the answers. In
turns; the answers per second count.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterator
from typing import Any

import psycopg

from benchmarks.inventory import DURABLE, filled_inventory
from benchmarks.load import post_all
from benchmarks.product import added_servers, served_product
from benchmarks.report import Figure, Target, main
from benchmarks.reserve import CUSTOMER

TITLE = "allocate: many clients, one slot"
CLIENTS = 16
_COLD_SLOTS = 64
_QUANTITY = 2
_ROUNDS, _QUICK_ROUNDS = 5, 2
_WISHES, _QUICK_WISHES = 600, 300
# The batches' stock must not be all that the planner knows.
_TICKETS = 100_000
_ADD = """
INSERT INTO tickets (uid, tenant_id, attraction_id, category, ticket_date, status, selling_price_minor,
                     selling_currency, download_code, created_at, updated_at)
SELECT md5(%(category)s || '/' || n), 1, 1, %(category)s, current_date + 1 + n %% 3, 'AVAILABLE', 35000, 'AED',
       md5('code' || n), now(), now()
FROM generate_series(1, %(tickets)s) AS n
"""


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001
    """Run the three kinds of wishes in turns."""
    rounds, wishes = (_QUICK_ROUNDS, _QUICK_WISHES) if quick else (_ROUNDS, _WISHES)
    with filled_inventory(_TICKETS, DURABLE) as inventory:
        _stock(inventory.url, rounds, wishes)
        with (
            served_product({"ADMITONE_DATABASE_URL": inventory.url}) as product,
            added_servers(product, 1) as added,
        ):
            urls = [product.url, *(url for _, url in added)]

            def per_second(categories: Iterator[str], *statuses: int) -> float:
                bodies = (_body(category) for category in itertools.islice(categories, wishes))
                load = post_all(urls, "/offline/sale/reserve", product.token, bodies, clients=CLIENTS)
                load.expect(*statuses)
                return load.per_second

            cold = itertools.cycle([f"Cold {slot}" for slot in range(_COLD_SLOTS)])
            per_second(itertools.islice(cold, CLIENTS * 8), 200)
            spread, hot, scarce = [], [], []
            for place in range(rounds):
                spread.append(per_second(cold, 200))
                hot.append(per_second(itertools.repeat("Hot"), 200))
                scarce.append(per_second(itertools.repeat(f"Scarce {place}"), 200, 409))
    half = Target("at least", 0.5, of_ratio=True)
    floor, against = statistics.median(spread), "64 slots"
    return [
        Figure("one hot slot", statistics.median(hot), "answers/s", floor, against, half),
        Figure("one slot that runs out", statistics.median(scarce), "answers/s", floor, against, half),
    ]


def _stock(url: str, rounds: int, wishes: int) -> None:
    all_wishes = (rounds + 1) * wishes
    stock = {f"Cold {slot}": 2 * _QUANTITY * all_wishes // _COLD_SLOTS for slot in range(_COLD_SLOTS)}
    stock |= {"Hot": _QUANTITY * all_wishes}
    stock |= {f"Scarce {place}": _QUANTITY * wishes // 3 for place in range(rounds)}
    with psycopg.connect(url, autocommit=True) as connection:
        for category, tickets in stock.items():
            connection.execute(_ADD, {"category": category, "tickets": tickets})
        connection.execute("ANALYZE")


def _body(category: str) -> dict[str, Any]:
    wish = {"attractionId": 1, "category": category, "quantity": _QUANTITY}
    return {"ticketIds": [], "allocate": [wish], **CUSTOMER}


if __name__ == "__main__":
    main(TITLE, measure)
