"""The links to the tickets of 1,000 carts: asked for over HTTP by 16 clients, until the mail server has them.

A real mail server on loopback, in a process of its own that counts for nobody. Beside it bare aiosmtplib, which sends
the very messages that the product sent, ready made, 16 at a time and with one connection per message, as the product.
"""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import psycopg

from benchmarks.inventory import DURABLE, filled_inventory
from benchmarks.load import post_all
from benchmarks.processes import measured
from benchmarks.product import ServedProduct, served_product
from benchmarks.report import Figure, main
from benchmarks.reserve import free_pairs, reservation, reserve

TITLE = "email: the links of 1,000 carts"
_CARTS, _QUICK_CARTS = 1000, 200
_CLIENTS = 16
_TICKETS = 20_000
_SECONDS_MAX = 60.0
_BASE_URL = "https://tickets.example.com"
# Sold, without the mails that a payment sends by itself.
_SELL = """
UPDATE carts SET status = 'COMPLETED', payment_status = 'PAID', completed_at = now();
UPDATE sales SET status = 'COMPLETED';
UPDATE holds SET resolution = 'SOLD', resolved_by = 'bench', resolved_at = now();
UPDATE tickets SET status = 'SOLD', sold_at = now(), download_expires_at = now() + '30 days'::interval
    WHERE cart_reference IN (SELECT reference FROM carts);
"""


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001
    """Sell the carts, mail them all, then send the same messages bare."""
    carts = _QUICK_CARTS if quick else _CARTS
    with (
        tempfile.TemporaryDirectory(prefix="admitone-benchmark-") as folder,
        _mail_sink(Path(folder)) as port,
        filled_inventory(_TICKETS, DURABLE) as inventory,
    ):
        settings = {
            "ADMITONE_DATABASE_URL": inventory.url,
            "ADMITONE_SMTP_URL": f"smtp://127.0.0.1:{port}?starttls=never",
            "ADMITONE_MAIL_FROM": "Admit One <tickets@example.com>",
            "ADMITONE_LINK_ORIGINS": _BASE_URL,
        }
        with served_product(settings) as product:
            references = _sell(product, inventory.url, carts)
            _mail(product, references[:_CLIENTS])
            _wait_for(Path(folder), _CLIENTS)
            _forget(Path(folder))
            with measured(product.pid) as cost:
                _mail(product, references)
                _wait_for(Path(folder), carts)
            messages = _messages(Path(folder))
            _forget(Path(folder))
            bare = asyncio.run(_send_bare(port, messages))
    if len(messages) != carts or len({message["Message-ID"] for message in messages}) != carts:
        raise RuntimeError(f"{len(messages)} mails for {carts} carts")
    against, ours, theirs = "bare aiosmtplib", _per(cost.cpu_seconds, carts), _per(bare.cpu_seconds, carts)
    return [
        Figure(f"{carts:,} carts", carts / cost.wall_seconds, "mails/s", carts / bare.wall_seconds, against),
        Figure("CPU of the server per mail", ours, "ms", theirs, against),
    ]


def _sell(product: ServedProduct, database_url: str, carts: int) -> list[str]:
    reserve(map(reservation, free_pairs(itertools.count(), carts)), [product.url], product.token)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(_SELL)
        connection.execute("VACUUM ANALYZE")
        return [str(row[0]) for row in connection.execute("SELECT reference FROM carts ORDER BY id").fetchall()]


def _mail(product: ServedProduct, references: Sequence[str]) -> None:
    bodies = ({"cartReference": cart, "baseUrl": _BASE_URL} for cart in references)
    load = post_all([product.url], "/offline/sale/email-tickets", product.token, bodies, clients=_CLIENTS)
    # 202: the worker inside the server was quicker to take the effect up, so the request did not wait for it.
    load.expect(200, 202)


@contextmanager
def _mail_sink(folder: Path) -> Iterator[int]:
    """The port of a mail server that keeps what it takes in a folder."""
    command = [sys.executable, "-m", "benchmarks.mail_sink", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as sink:
        assert sink.stdout is not None
        try:
            yield int(sink.stdout.readline())
        finally:
            sink.terminate()


def _wait_for(folder: Path, count: int) -> None:
    deadline = time.monotonic() + _SECONDS_MAX
    while len(list(folder.glob("*.eml"))) < count:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{len(list(folder.glob('*.eml')))} of {count} mails came")
        time.sleep(0.02)


def _messages(folder: Path) -> list[EmailMessage]:
    return [message_from_bytes(path.read_bytes(), policy=policy.SMTP) for path in folder.glob("*.eml")]


def _forget(folder: Path) -> None:
    for path in folder.glob("*.eml"):
        path.unlink()


@dataclass(frozen=True)
class _Bare:
    wall_seconds: float
    cpu_seconds: float


async def _send_bare(port: int, messages: Sequence[EmailMessage]) -> _Bare:
    waiting = iter(messages)

    async def send() -> None:
        for message in waiting:
            async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as connection:
                await connection.send_message(message)

    wall, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(send() for _ in range(_CLIENTS)))
    return _Bare(time.perf_counter() - wall, time.process_time() - cpu)


def _per(seconds: float, count: int) -> float:
    return seconds / count * 1000


if __name__ == "__main__":
    main(TITLE, measure)
