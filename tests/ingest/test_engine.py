"""The engine with real worker processes, some of which get killed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from admitone.core.errors import InvalidParameter, TooLarge
from admitone.ingest.engine import PdfEngine
from admitone.ingest.limits import MEBIBYTE, EngineLimits
from admitone.ingest.model import ExtractionPatterns, PageFailure, PageReading
from tests.ingest.pdf_factory import PATTERNS, TicketPage, ticket_data, ticket_pages, write_pdf

PATTERNS_OF_DESIGN = ExtractionPatterns(**PATTERNS)  # type: ignore[arg-type]
ENDLESS = b"\n" + b"0 0 500 700 re 10 10 480 680 re f* " * 200_000


@pytest.fixture
async def engine() -> AsyncIterator[PdfEngine]:
    engine = PdfEngine(EngineLimits(workers=2))
    yield engine
    await engine.close()


@pytest.fixture(scope="module")
def tickets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pdf(tmp_path_factory.mktemp("pdf") / "tickets.pdf", ticket_pages(120))


def children(parent: int) -> list[int]:
    """The running worker processes of a process."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, ppid = (folder / "stat").read_text().rsplit(")", 1)[1].split()[:2]
            if int(ppid) == parent and state != "Z" and b"worker_process" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
    return found


def worker_pids() -> list[int]:
    return children(os.getpid())


def started_worker() -> int:
    """The one worker that was just started: a new process has no command line for a moment."""
    deadline = time.monotonic() + 10
    while not (found := worker_pids()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    [pid] = found
    return pid


def cpu_seconds(pids: list[int]) -> float:
    ticks = 0
    for pid in pids:
        user, system = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]
        ticks += int(user) + int(system)
    return ticks / os.sysconf("SC_CLK_TCK")


async def read_all(engine: PdfEngine, path: Path, **options: object) -> dict[int, PageReading]:
    readings = [reading async for reading in engine.read_pages(path, PATTERNS_OF_DESIGN, **options)]  # type: ignore[arg-type]
    by_page = {reading.page: reading for reading in readings}
    assert len(by_page) == len(readings)
    return by_page


async def test_every_page_is_read_once_with_all_that_it_says(engine: PdfEngine, tickets: Path) -> None:
    readings = await read_all(engine, tickets)
    assert sorted(readings) == list(range(1, 121))
    for number, reading in readings.items():
        ticket = ticket_data(number)
        assert reading.failure is None
        assert {code.text for code in reading.codes} == {ticket.barcode}
        assert [code.symbology for code in reading.codes] == ["QRCode", "Code128"]
        fields = reading.fields
        assert fields.serial.value == ticket.serial
        assert fields.barcode.value == ticket.barcode
        assert fields.date.value == ticket.valid_on.isoformat()
        assert fields.time_slot.value == reading.time_slot_as_printed == ticket.slot
        assert fields.category.value == ticket.category


async def test_only_the_asked_pages_are_read(engine: PdfEngine, tickets: Path) -> None:
    assert sorted(await read_all(engine, tickets, pages=[7, 3, 90])) == [3, 7, 90]
    assert await read_all(engine, tickets, pages=[]) == {}


async def test_inspect_counts_pages_and_holds_the_limit(engine: PdfEngine, tickets: Path) -> None:
    assert (await engine.inspect(tickets)).pages == 120
    small = PdfEngine(EngineLimits(workers=1, pages_max=119))
    try:
        with pytest.raises(TooLarge, match="120 pages"):
            await small.inspect(tickets)
    finally:
        await small.close()


async def test_a_killed_worker_costs_nothing_but_time(engine: PdfEngine, tickets: Path) -> None:
    readings: dict[int, PageReading] = {}
    async for reading in engine.read_pages(tickets, PATTERNS_OF_DESIGN):
        if len(readings) in {10, 40}:
            for pid in worker_pids():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        readings[reading.page] = reading
    assert sorted(readings) == list(range(1, 121))
    assert not [reading.page for reading in readings.values() if reading.failure]


async def test_a_page_over_the_deadline_is_one_failure_and_the_rest_goes_on(tmp_path: Path) -> None:
    pages = list(ticket_pages(12))
    pages[4] = TicketPage(raw=ENDLESS * 10)
    path = write_pdf(tmp_path / "t.pdf", pages)
    engine = PdfEngine(EngineLimits(workers=2, page_seconds_max=1.0, memory_bytes_max=1024 * MEBIBYTE))
    try:
        started = time.monotonic()
        readings = await read_all(engine, path)
        assert time.monotonic() - started < 15
    finally:
        await engine.close()
    assert sorted(readings) == list(range(1, 13))
    assert {page: reading.failure for page, reading in readings.items() if reading.failure} == {5: PageFailure.DEADLINE}
    assert worker_pids() == []


async def test_a_consumer_that_goes_away_frees_the_workers(engine: PdfEngine, tickets: Path) -> None:
    readings = engine.read_pages(tickets, PATTERNS_OF_DESIGN)
    async for reading in readings:
        assert reading.failure is None
        break
    await readings.aclose()
    assert (await asyncio.wait_for(engine.inspect(tickets), 10)).pages == 120


async def test_a_cancelled_consumer_frees_the_workers(engine: PdfEngine, tickets: Path) -> None:
    started = asyncio.Event()

    async def consume() -> None:
        async for _ in engine.read_pages(tickets, PATTERNS_OF_DESIGN):
            started.set()
            await asyncio.sleep(60)

    consumer = asyncio.create_task(consume())
    await started.wait()
    consumer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await consumer
    assert len(await read_all(engine, tickets)) == 120


async def test_a_slow_consumer_holds_the_workers_back(engine: PdfEngine, tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "t.pdf", ticket_pages(1500))
    seen = 0
    async for _ in engine.read_pages(path, PATTERNS_OF_DESIGN):
        seen += 1
        if seen == 1:
            await asyncio.sleep(1.0)
            before = cpu_seconds(worker_pids())
            await asyncio.sleep(1.0)
            assert cpu_seconds(worker_pids()) - before < 0.2
    assert seen == 1500


async def test_single_pages_do_not_wait_for_a_long_reading(engine: PdfEngine, tickets: Path, tmp_path: Path) -> None:
    long = write_pdf(tmp_path / "long.pdf", ticket_pages(2000))
    reading = asyncio.create_task(read_all(engine, long))
    await asyncio.sleep(0.5)
    started = time.monotonic()
    await engine.cut_pages(tickets, [3])
    assert time.monotonic() - started < 2
    assert not reading.done()
    assert len(await reading) == 2000


async def test_two_documents_are_read_side_by_side(engine: PdfEngine, tickets: Path, tmp_path: Path) -> None:
    other = write_pdf(tmp_path / "other.pdf", ticket_pages(60, supplier="ZZ"))
    first, second = await asyncio.gather(read_all(engine, tickets), read_all(engine, other))
    assert (len(first), len(second)) == (120, 60)
    assert all(str(reading.fields.serial.value).startswith("ZZ-") for reading in second.values())


async def test_workers_that_have_grown_are_replaced(tickets: Path) -> None:
    engine = PdfEngine(EngineLimits(workers=2, memory_recycle_bytes=1))
    try:
        assert len(await read_all(engine, tickets, pages=range(1, 30))) == 29
        assert worker_pids() == []
    finally:
        await engine.close()


@pytest.mark.parametrize("pages_read", [1, 3], ids=lambda pages: f"after-{pages}")
async def test_closing_the_engine_ends_a_reading_under_way(tickets: Path, pages_read: int) -> None:
    engine = PdfEngine(EngineLimits(workers=2))
    readings = engine.read_pages(tickets, PATTERNS_OF_DESIGN)
    for _ in range(pages_read):
        await anext(readings)
    await engine.close()
    async with asyncio.timeout(20):
        with pytest.raises(RuntimeError, match="closed"):
            async for _ in readings:
                pass
    assert worker_pids() == []


async def test_a_pattern_that_cannot_run_is_refused_by_name(engine: PdfEngine, tickets: Path) -> None:
    broken = ExtractionPatterns(serial_pattern="(")
    with pytest.raises(InvalidParameter) as refused:
        async for _ in engine.read_pages(tickets, broken):
            pass
    assert refused.value.fields == ("serialPattern",)


async def test_no_worker_outlives_the_engine(tickets: Path) -> None:
    engine = PdfEngine(EngineLimits(workers=2))
    await read_all(engine, tickets)
    pids = worker_pids()
    assert pids
    await engine.close()
    assert worker_pids() == []
    with pytest.raises(RuntimeError, match="closed"):
        await engine.inspect(tickets)


async def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    """Also one that is within a page that would take minutes."""
    path = write_pdf(tmp_path / "t.pdf", [TicketPage(raw=ENDLESS * 10)])
    program = (
        "import asyncio, sys; from pathlib import Path\n"
        "from admitone.ingest.engine import PdfEngine; from admitone.ingest.limits import EngineLimits\n"
        "engine = PdfEngine(EngineLimits(workers=1, page_seconds_max=2.0, memory_bytes_max=2**30))\n"
        "asyncio.run(engine.render_page(Path(sys.argv[1]), 1))\n"
    )
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", program, str(path))
    async with asyncio.timeout(15):
        while not (workers := children(parent.pid)):
            await asyncio.sleep(0.05)
        parent.kill()
        await parent.wait()
        while any(_is_alive(pid) for pid in workers):
            await asyncio.sleep(0.05)


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


async def test_layouts_have_words_and_codes(engine: PdfEngine, tickets: Path) -> None:
    first, second = await engine.read_layouts(tickets, pages=[2, 1])
    assert (first.page, second.page) == (2, 1)
    assert ticket_data(2).serial in first.text
    assert {code.text for code in first.codes} == {ticket_data(2).barcode}
    assert all(first.text[word.start : word.end] == word.text for word in first.words)


async def test_a_page_as_picture(engine: PdfEngine, tickets: Path) -> None:
    png = await engine.render_page(tickets, 2, width_px=600)
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") == pytest.approx(600, abs=1)
    with pytest.raises(InvalidParameter, match="width"):
        await engine.render_page(tickets, 2, width_px=0)


async def test_cut_pages_come_in_the_asked_order(engine: PdfEngine, tickets: Path) -> None:
    with pdfium.PdfDocument(await engine.cut_pages(tickets, [5, 2])) as document:
        found = [page.get_textpage().get_text_range() for page in document]
    assert [ticket_data(n).serial in text for n, text in zip((5, 2), found, strict=True)] == [True, True]


@pytest.mark.parametrize("page", [0, -1, 121])
async def test_a_page_that_is_not_there(engine: PdfEngine, tickets: Path, page: int) -> None:
    for asked in (engine.cut_pages(tickets, [page]), engine.render_page(tickets, page)):
        with pytest.raises(InvalidParameter, match=f"no page {page}"):
            await asked


async def test_a_file_that_is_replaced_is_opened_again(engine: PdfEngine, tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "t.pdf", ticket_pages(2))
    assert (await engine.inspect(path)).pages == 2
    write_pdf(path, ticket_pages(3))
    assert (await engine.inspect(path)).pages == 3


def test_the_engine_loads_no_pdf_library() -> None:
    program = (
        "import sys, admitone.ingest.engine, admitone.ingest.assemble\n"
        "print([name for name in ('pypdfium2', 'pikepdf', 'zxingcpp', 'PIL') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


async def test_a_worker_started_ahead_cuts_the_first_page_also_after_reading(engine: PdfEngine, tickets: Path) -> None:
    engine.prepare()
    ahead = started_worker()
    assert (await engine.cut_pages(tickets, [1])).startswith(b"%PDF-")
    assert worker_pids() == [ahead]
    await read_all(engine, tickets)
    others = [pid for pid in worker_pids() if pid != ahead]
    before = cpu_seconds(others)
    assert (await engine.cut_pages(tickets, [2])).startswith(b"%PDF-")
    assert others
    assert cpu_seconds(others) == before


async def test_a_worker_started_ahead_that_died_meanwhile_is_replaced(engine: PdfEngine, tickets: Path) -> None:
    engine.prepare()
    ahead = started_worker()
    os.kill(ahead, signal.SIGKILL)
    assert (await engine.cut_pages(tickets, [1])).startswith(b"%PDF-")
    assert ahead not in worker_pids()
