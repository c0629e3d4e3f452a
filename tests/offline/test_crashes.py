"""Real processes that are killed at any moment: everything acknowledged stays, nothing half done does."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from admitone.core.clock import utc_now
from admitone.store.database import Database, Row
from admitone.store.statements import fit_statement
from tests.offline import documents
from tests.offline.processes import Site, killed_after
from tests.offline.signing_in import admin_session
from tests.store.conftest import opened

PAGES = 60
KEY = {"Idempotency-Key": "the one upload"}
# Every process takes seconds to start on a busy machine.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


def asked(site: Site, question: Callable[[Database], Awaitable[Any]]) -> Any:
    """Ask the site's database directly, with a connection that lives no longer than the question."""

    async def ask() -> Any:
        database = await opened(site.database_url)
        try:
            return await question(database)
        finally:
            await database.close()

    return asyncio.run(ask())


def rows(site: Site, text: str, **parameters: Any) -> list[Row]:
    async def fetch(database: Database) -> list[Row]:
        async with database.writing() as tx:
            return await tx.fetch_composed(fit_statement(text, tx.dialect), parameters)

    found: list[Row] = asked(site, fetch)
    return found


def count(site: Site, table: str) -> int:
    return int(rows(site, f"SELECT COUNT(*) AS total FROM {table}")[0]["total"])


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Site:
    return Site(tmp_path, database_url)


@pytest.fixture
def session(site: Site, password_hash: str) -> str:
    """The session of an admin, which outlives every process."""
    return asyncio.run(admin_session(site.database_url, "admin", password_hash))


def half_done(site: Site) -> list[str]:
    """What must never be seen: a batch without all its tickets, tickets or files without a batch."""
    checks = {
        "batches that are not ready": "batches WHERE state <> 'READY'",
        "batches without all their tickets": f"batches WHERE total_tickets <> {PAGES} OR total_tickets <> "
        "(SELECT COUNT(*) FROM tickets WHERE batch_id = batches.id)",
        "files without a batch": "originals WHERE id NOT IN (SELECT original_id FROM batches)",
        "keys without a batch": "idempotency_keys WHERE result_id NOT IN (SELECT id FROM batches)",
        "audit of tickets that are not there": "audit_entries WHERE entity_type = 'TICKET' "
        "AND entity_id NOT IN (SELECT id FROM tickets)",
    }
    return [name for name, table in checks.items() if count(site, table)]


def test_an_upload_killed_at_any_moment_is_whole_or_absent_and_can_be_repeated(site: Site, session: str) -> None:
    pdf = documents.tickets(site.folder, PAGES)
    with site.serving("--no-worker") as server:
        written = server.data("attraction/write", session, name="Aquarium", odooProductCode="A")
        assert isinstance(written, dict)
        fields = {"attractionId": written["attractionId"]}
        before = time.monotonic()
        assert server.upload(session, documents.tickets(site.folder, PAGES, first=1001), {}, **fields).is_success
        seconds = time.monotonic() - before
    for part in (0.4, 0.8, 0.95, 1.0):
        with site.serving("--no-worker") as server:
            killer = threading.Thread(target=killed_after, args=(server.process, seconds * part))
            killer.start()
            acknowledged = []
            try:
                acknowledged.append(server.upload(session, pdf, KEY, **fields))
            except httpx.TransportError:
                assert server.process.wait(10) is not None
            killer.join()
        assert half_done(site) == [], f"killed after {part} of an upload"
        assert count(site, "batches") >= 1 + len(acknowledged)
    with site.serving("--no-worker") as server:
        answers = [server.upload(session, pdf, KEY, **fields).json()["apiData"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["ticketCount"] == PAGES
    assert (count(site, "batches"), count(site, "tickets")) == (2, 2 * PAGES)
    assert half_done(site) == []


def test_the_batch_of_a_killed_worker_is_taken_over(site: Site, session: str) -> None:
    pdf = documents.tickets(site.folder, PAGES)
    with site.serving("--no-worker") as server:
        written = server.data("attraction/write", session, name="Aquarium", odooProductCode="A")
        assert isinstance(written, dict)
        later = server.upload(session, pdf, {"Prefer": "respond-async"}, attractionId=written["attractionId"])
        assert later.status_code == 202
        batch_id = later.json()["apiData"]["batch"]["batchId"]
        with site.working() as worker:
            wait_for(lambda: count(site, "effects WHERE state = 'RUNNING'") > 0)
            worker.kill()
            worker.wait(10)
        if count(site, "batches WHERE state = 'INGESTING'"):
            assert count(site, "tickets") == 0
            # Half a minute passes, after which the dead worker's lease lapses.
            rows(site, "UPDATE effects SET lease_until = :at", at=utc_now() - timedelta(seconds=1))
        with site.working():
            wait_for(lambda: count(site, "batches WHERE state = 'READY'") > 0)
        progress = server.data("batch/progress", session, batchId=batch_id)
        assert isinstance(progress, dict)
    assert (progress["state"], progress["totalTickets"]) == ("READY", PAGES)
    assert half_done(site) == []
    assert count(site, "effects WHERE state <> 'DONE'") == 0


def wait_for(condition: Callable[[], bool], seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def test_several_processes_bring_in_overlapping_files_once(site: Site, session: str) -> None:
    files = [documents.tickets(site.folder, 30, first=first) for first in (1, 11, 21)]
    with site.serving("--no-worker") as one, site.serving("--no-worker") as two:
        written = one.data("attraction/write", session, name="Aquarium", odooProductCode="A")
        assert isinstance(written, dict)
        statuses: list[int] = []

        def upload(server: Any, pdf: Path) -> None:
            statuses.append(server.upload(session, pdf, {}, attractionId=written["attractionId"]).status_code)

        uploads = [threading.Thread(target=upload, args=(server, pdf)) for server in (one, two) for pdf in files]
        for thread in uploads:
            thread.start()
        for thread in uploads:
            thread.join()
        found = one.data("ticket/search", session)
    assert isinstance(found, list)
    serials = sorted(ticket["ticketSerial"] or ticket["barcode"] for ticket in found)
    assert len(serials) == len(set(serials)) == 50
    assert set(statuses) <= {200, 409}, statuses
