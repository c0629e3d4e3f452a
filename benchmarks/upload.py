"""The whole upload: a multipart body over HTTP in, committed tickets and the full answer out.

CPU time is that of the server and its PDF workers, by the kernel's count, from the request to the answer; the workers
run already, as they do in a server that was used before. Beside it the contenders of `benchmarks.ingest` on the same
file, the start of their processes taken off: the floor is a bare pypdfium2 and zxing-cpp loop that was told where the
codes are, the usual stack is pdfplumber, pyzbar and pypdf on a sample of the pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks import ingest
from benchmarks.processes import measured, watch_memory
from benchmarks.product import served_product
from benchmarks.report import Figure, Target, main
from benchmarks.supplier_files import supplier_file

TITLE = "upload: a supplier's PDF over HTTP to committed tickets"
_SIZES, _QUICK_SIZES = (1_000, 10_000), (1_000,)
# A short one is more at the mercy of what else the machine does.
_ROUNDS = {1_000: 3, 10_000: 1}
_USUAL_PAGES, _QUICK_USUAL_PAGES = 50, 20
_WORKERS = 2
# Enough for both workers to get some.
_WARMING_PAGES = 100


@dataclass(frozen=True)
class _Upload:
    """One upload: CPU milliseconds per page of all processes and of the server alone, seconds, peaks in MiB."""

    cpu_ms: float
    server_ms: float
    wall_seconds: float
    server_peak: float
    worker_peak: float


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001
    """Upload each size; the floor before, between and after, as machines change their pace. The best of each counts."""
    figures = []
    start = ingest.measure("floor", supplier_file(1), 1, _WORKERS)["cpu_seconds"]
    for pages in _QUICK_SIZES if quick else _SIZES:
        floors = [_contender_ms("floor", pages, pages) - start / pages * 1000]
        uploads = []
        for _ in range(_ROUNDS[pages]):
            uploads.append(_upload(pages))
            floors.append(_contender_ms("floor", pages, pages) - start / pages * 1000)
        upload = min(uploads, key=lambda taken: taken.cpu_ms)
        usual = _contender_ms("usual", pages, _QUICK_USUAL_PAGES if quick else _USUAL_PAGES)
        figures += _figures(pages, upload, min(floors), usual)
    return figures


def _figures(pages: int, upload: _Upload, floor_ms: float, usual_ms: float) -> list[Figure]:
    of = f"{pages:,} pages"
    in_time = Target("at most", 60) if pages == max(_SIZES) else None
    peak = Target("at most", 400)
    return [
        Figure(f"{of}, CPU per page", upload.cpu_ms, "ms", floor_ms, "floor", Target("at most", 1.6, of_ratio=True)),
        Figure(f"{of}, usual stack", usual_ms, "ms", upload.cpu_ms, "ours", Target("at least", 20, of_ratio=True)),
        Figure(f"{of}, of it in the server", upload.server_ms, "ms"),
        Figure(f"{of}, request to answer", upload.wall_seconds, "s", target=in_time),
        Figure(f"{of}, peak memory, server", upload.server_peak, "MiB", target=peak),
        Figure(f"{of}, peak memory, largest worker", upload.worker_peak, "MiB", target=peak),
    ]


def _upload(pages: int) -> _Upload:
    path = supplier_file(pages)
    with served_product({"ADMITONE_PDF_WORKERS": str(_WORKERS)}) as product:
        product.upload(supplier_file(_WARMING_PAGES, supplier="WA"))
        with watch_memory(product.pid) as memory, measured(product.pid) as cost:
            answer = product.upload(path).json()["apiData"]
        if answer["ticketCount"] != pages:
            raise RuntimeError(f"{answer['ticketCount']} tickets of {pages} pages")
        return _Upload(
            cpu_ms=cost.cpu_seconds / pages * 1000,
            server_ms=cost.own_cpu_seconds / pages * 1000,
            wall_seconds=cost.wall_seconds,
            server_peak=memory.peak_of("admitone serve"),
            worker_peak=memory.peak_of("worker_process"),
        )


def _contender_ms(contender: str, pages: int, measured_pages: int) -> float:
    """CPU milliseconds per page of a contender, on the first pages of the same file."""
    result = ingest.measure(contender, supplier_file(pages), measured_pages, _WORKERS)
    return float(result["cpu_seconds"]) / measured_pages * 1000


if __name__ == "__main__":
    main(TITLE, measure)
