"""The product in processes of its own, on fixed addresses, which are killed and started again at any moment."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx

from admitone.core.clock import utc_now
from admitone.core.ids import new_session_token, token_hash
from admitone.core.principal import Role
from admitone.services import users
from admitone.store import people
from admitone.store.database import Database, Row
from admitone.store.statements import fit_statement
from tests.servers.nursery import Started, start_command

CUSTOMER = {"customerName": "Layla Haddad", "customerEmail": "layla@example.com"}
STRETCH = int(os.environ.get("SELLING_STRETCH", "1"))


@dataclass
class Process:
    """`admitone serve` or `admitone worker`."""

    command: list[str]
    environment: dict[str, str]
    log: Path
    running: Started | None = None

    def start(self) -> None:
        """Start it, and wait until it says that it works."""
        with self.log.open("a") as log:
            self.running = start_command(self.command, env=self.environment, stdout=subprocess.PIPE, stderr=log)
        assert self.running.stdout is not None
        assert self.running.stdout.readline().startswith("Admit One"), self.log.read_text()

    def kill(self) -> None:
        """As `kill -9` does."""
        if self.running is not None:
            self.running.kill()
            self.running.wait(20)
            assert self.running.stdout is not None
            self.running.stdout.close()
            self.running = None


@dataclass
class Mall:
    """Processes on one database; `urls` are where the serving ones are reached."""

    folder: Path
    database_url: str
    settings: dict[str, str] = field(default_factory=dict)
    urls: list[str] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)

    def add_server(self, *options: str) -> Process:
        """A serving process on a port that it keeps for all its lives; the first one's is the product's address."""
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        self.urls.append(f"http://127.0.0.1:{port}")
        return self._add(["serve", "--port", str(port), *options])

    def add_worker(self) -> Process:
        """A worker process."""
        return self._add(["worker"])

    def _add(self, command: list[str]) -> Process:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ADMITONE_")}
        own = {
            "ADMITONE_DATA": str(self.folder / "data"),
            "ADMITONE_DATABASE_URL": self.database_url,
            "ADMITONE_BASE_URL": self.urls[0],
            "ADMITONE_LOG_LEVEL": "warning",
        }
        process = Process(command, kept | own | self.settings, self.folder / f"{len(self.processes)}.log")
        self.processes.append(process)
        process.start()
        return process

    def letters(self) -> list[Path]:
        """The mails that went out, where no mail server is configured."""
        return list((self.folder / "data" / "outbox").glob("*.eml"))

    def faults(self) -> str:
        """What the processes logged as errors; a mall in order says nothing of failed requests."""
        texts = [process.log.read_text() for process in self.processes]
        return "\n".join(line for text in texts for line in text.splitlines() if "request_failed" in line)[:4000]


@contextmanager
def open_mall(folder: Path, database_url: str, **settings: str) -> Iterator[Mall]:
    """A mall without processes; those that were added are killed at the end."""
    mall = Mall(folder, database_url, settings)
    try:
        yield mall
    finally:
        for process in mall.processes:
            process.kill()


@dataclass(frozen=True)
class Stock:
    """What a seeded database holds: an admin's session, an attraction, and tickets of 10.00 AED."""

    session: str
    attraction_id: int
    ids: list[int]


async def seed(database: Database, password_hash: str, tickets: int, day: str = "2099-03-15") -> Stock:
    """Write people and stock into a database that may be served meanwhile."""
    token, now = new_session_token(), utc_now()
    insert = """
        INSERT INTO tickets (uid, tenant_id, attraction_id, category, ticket_date, status, selling_price_minor,
                             selling_currency, download_code, created_at, updated_at)
        VALUES (:uid, :tenant_id, :attraction_id, 'Adult', :day::date, 'AVAILABLE', 1000, 'AED', :uid,
                :now::timestamptz, :now::timestamptz) RETURNING id"""
    async with database.writing() as tx:
        user = await users.add_user(
            tx, tenant="oasis", time_zone="Asia/Dubai", username="admin", password_hash=password_hash, role=Role.ADMIN
        )
        await people.insert_session(tx, user, token_hash(token), now, now + timedelta(hours=1))
        [made] = await tx.fetch_composed(
            fit_statement(
                "INSERT INTO attractions (tenant_id, name, odoo_product_code, created_at, updated_at) "
                "VALUES (:tenant_id, 'Aquarium', 'AQ', :now::timestamptz, :now::timestamptz) RETURNING id",
                tx.dialect,
            ),
            {"tenant_id": user.tenant_id, "now": now},
        )
        ids = []
        for place in range(tickets):
            parameters = {
                "uid": f"{place:032x}",
                "tenant_id": user.tenant_id,
                "attraction_id": made["id"],
                "day": date.fromisoformat(day),
                "now": now,
            }
            [row] = await tx.fetch_composed(fit_statement(insert, tx.dialect), parameters)
            ids.append(int(row["id"]))
    return Stock(token, int(made["id"]), ids)


async def ask(database: Database, text: str, **parameters: Any) -> list[Row]:
    """A statement behind the product's back; `:now` is the present."""
    async with database.writing() as tx:
        return await tx.fetch_composed(fit_statement(text, tx.dialect), {"now": utc_now()} | parameters)


@dataclass(frozen=True)
class Client:
    """Somebody with a session, at one of the servers."""

    http: httpx.AsyncClient
    session: str

    async def post(self, path: str, *, url: str = "", key: str = "", **body: Any) -> httpx.Response:
        """Call an endpoint of `/offline`."""
        headers = {"Idempotency-Key": key} if key else {}
        return await self.http.post(f"{url}/offline/{path}", json={"session": self.session, **body}, headers=headers)
