"""Transfers and purchases on the secondary market: tickets that go to new holders per second, through HTTP on SQLite.

Each approval is of several tickets with one owner; completing it gives each ticket a new uid, code and link, writes the
ledger and the mails that are due. Beside it stands the same number of tickets issued in calls of the same size, which
is what a transfer does besides ending what there was.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.product import ServedProduct, served_product
from benchmarks.report import Figure, main

TITLE = "transfers: tickets to new holders, and tickets bought on the secondary market"
_SIZE = 10
_TICKETS, _QUICK_TICKETS = 600, 100
_PASSED = "UPDATE transfer_approvals SET opt_out_until = '2020-01-01T00:00:00.000000Z'"
_ISSUED = "SELECT uid FROM tickets WHERE issued_at IS NOT NULL AND voided_at IS NULL ORDER BY id"


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001
    """Issue, transfer and resell the same tickets."""
    count = _QUICK_TICKETS if quick else _TICKETS
    with served_product() as product:
        event, config, held = _reserve(product, count)
        began = time.perf_counter()
        for ids in _parts(held):
            _post(product, "/ticket/issue", {"ids": ids})
        issued = count / (time.perf_counter() - began)
        moved = count / _transfer(product, event)
        sold = count / _resell(product, event, config, held)
    against = f"issuing {_SIZE} at a time"
    return [
        Figure(f"transferred, {_SIZE} tickets each", moved, "per s", issued, against),
        Figure("bought on the secondary market, one each", sold, "per s", issued, against),
    ]


def _reserve(product: ServedProduct, count: int) -> tuple[int, int, list[int]]:
    """Event, ticket config, and the SECURE tickets that are kept for one owner."""
    now = datetime.now(UTC)
    hours = {"starts_at": now + timedelta(days=30), "ends_at": now + timedelta(days=30, hours=4)}
    plan = {"name": "Jazz Night", "odoo_product_code": "JAZZ"} | {name: at.isoformat() for name, at in hours.items()}
    event = _post(product, "/v1/event", plan)["id"]
    config = {"name": "Standing", "price": 100, "currency": "AED", "capacity": count}
    config_id = _post(product, f"/v1/event/{event}/ticket_config", config)["id"]
    _post(product, f"/v1/event/{event}/publish", {})
    owner = _post(product, "/v1/enrollment", {"email": "owner@example.com"})["id"]
    held: list[int] = []
    while len(held) < count:
        item = {"ticket_config_id": config_id, "quantity": min(100, count - len(held))}
        wish = {"event_id": event, "owner_id": owner, "format": "SECURE", "ticket_reservation_items": [item]}
        held += [one["id"] for one in _post(product, "/ticket/reserve", wish)["data"]]
    return event, config_id, held


def _transfer(product: ServedProduct, event: int) -> float:
    """Seconds in which approvals are completed; asking for them beforehand is not counted."""
    with _database(product) as database:
        [(face,)] = database.execute("SELECT attraction_id FROM events WHERE id = ?", (event,)).fetchall()
        uids = [uid for (uid,) in database.execute(_ISSUED)]
    address = f"/ticket-transfer-approvals/products/{face}"
    product.client.put(address, json={"reissue": True}).raise_for_status()
    approvals = []
    for part in _parts(uids):
        # As partners find them: with the address under which people reach the product.
        found = product.client.get(f"/tickets/{part[0]}").raise_for_status().json()
        base = found["_links"]["self"]["href"].rsplit("/", 1)[0]
        given = [f"{base}/{uid}" for uid in part]
        approvals.append((_post(product, "/ticket-transfer-approvals/", {"tickets": given})["uid"], given))
    with _database(product) as database:
        database.execute(_PASSED)
        database.commit()
    began = time.perf_counter()
    for uid, given in approvals:
        holders = [{"ticket": one, "email": "new@example.com"} for one in given]
        _post(product, f"/ticket-transfer-approvals/{uid}/complete", {"holders": holders})
    return time.perf_counter() - began


def _resell(product: ServedProduct, event: int, config: int, ids: list[int]) -> float:
    """Seconds in which offers are bought; making them beforehand is not counted."""
    rule = {"markup_percent": 0, "fee_percent": 10}
    product.client.put(f"/v1/event/{event}/ticket_config/{config}/resale", json=rule).raise_for_status()
    offers = [_post(product, "/v1/listing", {"ticket_id": number, "price": 90})["uid"] for number in ids]
    began = time.perf_counter()
    for number, uid in enumerate(offers):
        purchase = {"email": f"buyer{number % 50}@example.com", "payment_reference": f"order {number}"}
        _post(product, f"/v1/listing/{uid}/buy", purchase)
    return time.perf_counter() - began


def _database(product: ServedProduct) -> Any:
    return closing(sqlite3.connect(Path(product.environment["ADMITONE_DATA"]) / "admitone.db", timeout=30))


def _parts(things: list[Any]) -> list[list[Any]]:
    return [things[start : start + _SIZE] for start in range(0, len(things), _SIZE)]


def _post(product: ServedProduct, path: str, body: dict[str, Any]) -> Any:
    answer = product.client.post(path, json=body)
    if answer.is_error:
        raise RuntimeError(f"{path}: {answer.text}")
    return answer.json()


if __name__ == "__main__":
    main(TITLE, measure)
