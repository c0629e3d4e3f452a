"""One page out of a large PDF: cold (document not open yet) and warm, beside pypdf on the same file.

    python benchmarks/page_cut.py [--pages 10000] [--cuts 500]

Cold is measured with a running worker that has not seen the file, and once more with no worker running at all.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COLD_MS_MAX = 400
WARM_MS_MAX = 10


async def measure_engine(path: Path, other: Path, pages: int, cuts: int) -> tuple[float, float, list[float]]:
    """Milliseconds of a cut without any worker running, of one of a new file, and of those after it."""
    from admitone.ingest.engine import PdfEngine
    from admitone.ingest.limits import EngineLimits

    engine = PdfEngine(EngineLimits(workers=1))

    async def cut(file: Path, page: int) -> float:
        started = time.perf_counter()
        await engine.cut_pages(file, [page])
        return (time.perf_counter() - started) * 1000

    try:
        start = await cut(other, 1)
        cold = await cut(path, pages * 9 // 10)
        choice = random.Random(1)
        warm = [await cut(path, choice.randint(1, pages)) for _ in range(cuts)]
    finally:
        await engine.close()
    return start, cold, warm


def measure_pypdf(path: Path, pages: int, cuts: int) -> tuple[float, list[float]]:
    import pypdf

    started = time.perf_counter()
    reader = pypdf.PdfReader(path)
    choice = random.Random(1)
    times = []
    for page in (pages * 9 // 10, *(choice.randint(1, pages) for _ in range(cuts))):
        writer = pypdf.PdfWriter()
        writer.add_page(reader.pages[page - 1])
        writer.write(io.BytesIO())
        times.append((time.perf_counter() - started) * 1000)
        started = time.perf_counter()
    return times[0], times[1:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--cuts", type=int, default=500)
    arguments = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from tests.ingest.pdf_factory import ticket_pages, write_pdf

    with tempfile.TemporaryDirectory() as folder:
        path = write_pdf(Path(folder) / "tickets.pdf", ticket_pages(arguments.pages))
        other = write_pdf(Path(folder) / "other.pdf", ticket_pages(1))
        start, cold, warm = asyncio.run(measure_engine(path, other, arguments.pages, arguments.cuts))
        baseline_cold, baseline_warm = measure_pypdf(path, arguments.pages, 20)
    p50, p99 = statistics.median(warm), statistics.quantiles(warm, n=100)[98]
    print(f"{arguments.pages:,} pages; a worker's first cut ever, on a small file: {start:.0f} ms")
    print(f"  admitone  cold {cold:7.1f} ms   warm p50 {p50:7.2f} ms   p99 {p99:7.2f} ms")
    print(f"  pypdf     cold {baseline_cold:7.1f} ms   warm p50 {statistics.median(baseline_warm):7.2f} ms")
    good = cold <= COLD_MS_MAX and p50 <= WARM_MS_MAX
    print(f"  {'ok  ' if good else 'MISS'} targets: cold <= {COLD_MS_MAX} ms, warm p50 <= {WARM_MS_MAX} ms")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
