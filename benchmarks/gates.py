"""Gates: SECURE codes read per second of CPU, and scans of them through HTTP by gates that ask all the time.

Beside reading a code stand its two bare signature checks, the least that a reader can do. Beside a scan through HTTP
stands an answer of the same server that asks no database.
"""

from __future__ import annotations

import asyncio
import base64
import json
import sqlite3
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from admitone.core.secure.codes import SecureTicket, holder_key_of, issue_ticket, key_id_of, read_code, show_code
from benchmarks.product import ServedProduct, served_product
from benchmarks.report import Figure, main

TITLE = "gates: SECURE codes read, and scans through HTTP"
GATES = 8
_LEAST = "/health/live, one client"
_SOLD = "SELECT id, download_code FROM tickets WHERE format = 'SECURE' AND status = 'SOLD'"
_CODES, _QUICK_CODES = 4000, 500
_TICKETS, _QUICK_TICKETS = 1000, 200


@dataclass
class Phone:
    """A key, and the ticket that is bound to it."""

    key: EllipticCurvePrivateKey
    ticket: bytes = b""

    @property
    def coordinates(self) -> tuple[bytes, bytes]:
        numbers = self.key.public_key().public_numbers()
        return numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")

    def sign(self, data: bytes) -> bytes:
        r, s = decode_dss_signature(self.key.sign(data, ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def code(self) -> str:
        return show_code(self.ticket, self.sign, int(time.time()))


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001
    """Read codes in this process, then scan them at a server on SQLite."""
    codes, tickets = (_QUICK_CODES, _QUICK_TICKETS) if quick else (_CODES, _TICKETS)
    return [*_read(codes), *_scan(tickets)]


def _read(count: int) -> list[Figure]:
    issuer, phone = Ed25519PrivateKey.generate(), Phone(generate_private_key(SECP256R1()))
    key_id = key_id_of(issuer.public_key().public_bytes_raw())
    ticket = SecureTicket("ab" * 16, 1, 1, 1, 0, 0, 2**32, holder_key_of(*phone.coordinates))
    phone.ticket = issue_ticket(ticket, issuer, key_id)
    keys, code = {key_id: issuer.public_key()}, phone.code()
    data, issuer_key, holder_key = b"x" * 150, issuer.public_key(), phone.key.public_key()
    signed, proof = issuer.sign(data), phone.key.sign(data, ECDSA(SHA256()))

    def bare() -> None:
        issuer_key.verify(signed, data)
        holder_key.verify(proof, data, ECDSA(SHA256()))

    read = _per_cpu_second(lambda: read_code(code, keys, time.time()), count)
    return [Figure("codes read", read, "per CPU s", _per_cpu_second(bare, count), "two signatures")]


def _per_cpu_second(act: Callable[[], object], count: int) -> float:
    begin = time.process_time()
    for _ in range(count):
        act()
    return count / (time.process_time() - begin)


def _scan(count: int) -> list[Figure]:
    with served_product() as product:
        phones = _bind(product, count)
        took, seconds = asyncio.run(_gates(product, phones))
        bare = _median_of(product.client, count)
    return [
        Figure(f"scan, {GATES} gates, p50", statistics.median(took), "ms", bare, _LEAST),
        Figure(f"scan, {GATES} gates, p95", statistics.quantiles(took, n=20)[-1], "ms", bare, _LEAST),
        Figure(f"scans, {GATES} gates", count / seconds, "per s"),
    ]


def _bind(product: ServedProduct, count: int) -> list[Phone]:
    """So many SECURE tickets of one event, each on a phone of its own."""
    now = datetime.now(UTC)
    hours = {"starts_at": now + timedelta(hours=1), "ends_at": now + timedelta(hours=5)}
    plan = {"name": "Jazz Night", "odoo_product_code": "JAZZ"} | {name: at.isoformat() for name, at in hours.items()}
    event = _post(product, "/v1/event", plan)["id"]
    config = {"name": "Standing", "price": 0, "currency": "AED", "capacity": count}
    config_id = _post(product, f"/v1/event/{event}/ticket_config", config)["id"]
    _post(product, f"/v1/event/{event}/publish", {})
    owner = _post(product, "/v1/enrollment", {"email": "owner@example.com"})["id"]
    phones = []
    for start in range(0, count, 100):
        item = {"ticket_config_id": config_id, "quantity": min(100, count - start)}
        wish = {"event_id": event, "owner_id": owner, "format": "SECURE", "ticket_reservation_items": [item]}
        ids = [one["id"] for one in _post(product, "/ticket/reserve", wish)["data"]]
        _post(product, "/ticket/issue", {"ids": ids})
    for number, code in _links(product):
        phone = Phone(generate_private_key(SECP256R1()))
        x, y = (base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in phone.coordinates)
        kept = _post(product, f"/w/{number}/{code}/phone", {"x": x, "y": y})["ticket"]
        phone.ticket = base64.urlsafe_b64decode(kept + "=" * (-len(kept) % 4))
        phones.append(phone)
    return phones


def _links(product: ServedProduct) -> list[tuple[int, str]]:
    path = Path(product.environment["ADMITONE_DATA"]) / "admitone.db"
    with closing(sqlite3.connect(path)) as database:
        return database.execute(_SOLD).fetchall()


def _post(product: ServedProduct, path: str, body: dict[str, Any]) -> Any:
    return product.client.post(path, json=body).raise_for_status().json()


async def _gates(product: ServedProduct, phones: list[Phone]) -> tuple[list[float], float]:
    """Milliseconds of every scan, and how long all of them took."""
    waiting, took = iter(phones), []
    headers = {"Authorization": f"Bearer {product.token}"}

    async def gate(client: httpx.AsyncClient, name: str) -> None:
        for phone in waiting:
            body = {"code": phone.code(), "gate": name}
            begin = time.perf_counter()
            answer = await client.post("/scan", json=body, headers=headers)
            took.append((time.perf_counter() - begin) * 1000)
            told = json.loads(answer.raise_for_status().content)["verdict"]
            if told != "ADMIT":
                raise RuntimeError(f"a gate was told {told}")

    async with httpx.AsyncClient(base_url=product.url, timeout=60) as client:
        begin = time.perf_counter()
        await asyncio.gather(*(gate(client, f"Gate {number}") for number in range(GATES)))
        return took, time.perf_counter() - begin


def _median_of(client: httpx.Client, count: int) -> float:
    took = []
    for _ in range(count):
        begin = time.perf_counter()
        client.get("/health/live").raise_for_status()
        took.append((time.perf_counter() - begin) * 1000)
    return statistics.median(took)


if __name__ == "__main__":
    main(TITLE, measure)
