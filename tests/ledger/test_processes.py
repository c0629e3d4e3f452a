"""Several processes append at once, and die at any moment: no gap, no fork, both or neither."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from admitone.core.clock import utc_now
from admitone.core.ledger.checkpoints import open_checkpoint
from admitone.services.ledger_checking import check_ledger
from admitone.services.ledger_checkpoints import make_checkpoint
from admitone.store import ledger as store
from tests.core.ledger import naive
from tests.ledger.office import Office
from tests.offline.api import sql

ROOT = Path(__file__).parent.parent.parent
PROCESSES = 3
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@contextmanager
def issuing(office: Office, *options: str) -> Iterator[subprocess.Popen[str]]:
    """A process that issues; killed at the end of the block when it still runs."""
    command = [sys.executable, "-m", "tests.ledger.issuer", office.product.config.database_url, str(office.folder)]
    process = subprocess.Popen(
        [*command, *options],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        heard(process, "ready")
        yield process
    finally:
        process.kill()
        process.wait(10)
        for stream in (process.stdin, process.stderr):
            assert stream is not None
            stream.close()


def tell(process: subprocess.Popen[str], ids: Sequence[int]) -> None:
    assert process.stdin is not None
    process.stdin.write(" ".join(map(str, ids)) + "\n")
    process.stdin.flush()


def heard(process: subprocess.Popen[str], word: str) -> bool:
    """Whether a process says a word before it ends."""
    assert process.stderr is not None
    return any(line.strip() == word for line in process.stderr)


async def state_of(office: Office) -> tuple[int, int]:
    """How many records there are, and how many issued tickets."""
    (records,) = await sql(office.product, "SELECT COUNT(*) AS n FROM ledger_records")
    (issued,) = await sql(office.product, "SELECT COUNT(*) AS n FROM tickets WHERE issued_at IS NOT NULL")
    return records["n"], issued["n"]


async def test_appends_at_once_leave_no_gap_and_no_fork(office: Office) -> None:
    batches = [await office.sold(random.randint(1, 9)) for _ in range(60)]
    total = sum(map(len, batches))
    with issuing(office) as one, issuing(office) as two, issuing(office) as three:
        processes = (one, two, three)
        for number, batch in enumerate(batches):
            tell(processes[number % PROCESSES], batch)
        # This process takes part as well, with connections of its own.
        mine = [await office.sold(2) for _ in range(20)]
        await asyncio.gather(*(office.issue(batch) for batch in mine))
        for number in range(len(batches)):
            assert await asyncio.to_thread(heard, processes[number % PROCESSES], "issued")
    total += 40
    assert await state_of(office) == (total, total)
    report = await check_ledger(office.world)
    assert (report.faults, report.size) == ([], total)
    async with office.product.database.reading() as tx:
        entries = await store.list_digests(tx, 0, total)
    checkpoint, _ = open_checkpoint((await make_checkpoint(office.world, utc_now()))[1], office.key)
    assert checkpoint.root == naive.root(entries)


async def test_who_dies_between_record_and_issue_has_done_neither(office: Office) -> None:
    await office.issued(3)
    ids = await office.sold(5)
    with issuing(office, "pause") as process:
        tell(process, ids)
        assert await asyncio.to_thread(heard, process, "recorded")
        process.kill()
        process.wait(10)
    assert await state_of(office) == (3, 3)
    assert (await check_ledger(office.world)).faults == []
    # Nothing of it is in the way of who comes after.
    await office.issue(ids)
    assert await state_of(office) == (8, 8)
    assert (await check_ledger(office.world)).faults == []


async def test_deaths_at_any_moment_lose_nothing_that_was_acknowledged(office: Office) -> None:
    acknowledged = 0
    for death in range(6):
        batches = [await office.sold(3) for _ in range(40)]
        with issuing(office) as process:
            for batch in batches:
                tell(process, batch)
            for _ in range(death * 3):
                acknowledged += 3 * await asyncio.to_thread(heard, process, "issued")
            process.kill()
            process.wait(10)
        records, issued = await state_of(office)
        assert records == issued >= acknowledged
        assert records % 3 == 0, "a batch is issued whole or not at all"
        assert (await check_ledger(office.world)).faults == []
