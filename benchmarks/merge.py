"""The tickets of a cart in one PDF: 20 pages spread over a batch of 10,000, over HTTP.

Beside it what a handler of a web application would do with a library: open the file and write the pages, by pypdf and
by bare pikepdf, their import not counted. CPU time is that of the server and its PDF workers, or of the script.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import measured
from benchmarks.product import ServedProduct, served_product
from benchmarks.report import Figure, main
from benchmarks.reserve import CUSTOMER
from benchmarks.supplier_files import supplier_file

TITLE = "merge: 20 tickets of a large batch in one PDF"
_PAGES, _QUICK_PAGES = 10_000, 1_000
_MERGED = 20
_ROUNDS, _QUICK_ROUNDS = 20, 5
_BASELINE_ROUNDS = 5


@dataclass(frozen=True)
class _Merged:
    """Medians of a contender: milliseconds of the clock and of CPU; size of the result in KiB."""

    wall_ms: float
    cpu_ms: float
    kibibytes: float


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001
    """Upload, sell carts of 20 tickets each, and merge every cart once."""
    pages, rounds = (_QUICK_PAGES, _QUICK_ROUNDS) if quick else (_PAGES, _ROUNDS)
    path = supplier_file(pages)
    with served_product() as product:
        tickets = product.upload(path).json()["apiData"]["tickets"]
        step = pages // _MERGED
        places = [list(range(start, pages, step))[:_MERGED] for start in range(rounds + 1)]
        carts = [_sell(product, [tickets[place]["ticketId"] for place in chosen]) for chosen in places]
        first = _merge(product, carts[0])
        ours = _median([_merge(product, cart) for cart in carts[1:]])
    pypdf = _median([_timed(_by_pypdf, path, chosen) for chosen in places[: _BASELINE_ROUNDS + 1]][1:])
    pikepdf = _median([_timed(_by_pikepdf, path, chosen) for chosen in places[: _BASELINE_ROUNDS + 1]][1:])
    of = f"{_MERGED} pages out of {pages:,}"
    return [
        Figure(f"{of}, p50", ours.wall_ms, "ms", pypdf.wall_ms, "pypdf"),
        Figure(f"{of}, p50", ours.wall_ms, "ms", pikepdf.wall_ms, "pikepdf"),
        Figure(f"{of}, CPU", ours.cpu_ms, "ms", pikepdf.cpu_ms, "pikepdf"),
        Figure(f"{of}, size", ours.kibibytes, "KiB", pikepdf.kibibytes, "pikepdf"),
        Figure(f"{of}, the first after the upload", first.wall_ms, "ms"),
    ]


def _sell(product: ServedProduct, ids: Sequence[int]) -> str:
    cart = product.data("sale/reserve", ticketIds=list(ids), skipPaymentLink=True, **CUSTOMER)["cartReference"]
    product.data("sale/confirm-payment", cartReference=cart)
    return str(cart)


def _merge(product: ServedProduct, cart: str) -> _Merged:
    with measured(product.pid) as cost:
        answer = product.client.post("/offline/sale/merge-download", json={"cartReference": cart})
    content = answer.raise_for_status().content
    _check(content)
    return _Merged(cost.wall_seconds * 1000, cost.cpu_seconds * 1000, len(content) / 1024)


def _by_pypdf(path: Path, chosen: Sequence[int]) -> bytes:
    import pypdf

    reader, writer, content = pypdf.PdfReader(path), pypdf.PdfWriter(), io.BytesIO()
    for place in chosen:
        writer.add_page(reader.pages[place])
    writer.write(content)
    return content.getvalue()


def _by_pikepdf(path: Path, chosen: Sequence[int]) -> bytes:
    import pikepdf

    content = io.BytesIO()
    with pikepdf.open(path) as source, pikepdf.new() as target:
        for place in chosen:
            target.pages.append(source.pages[place])
        target.save(content, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return content.getvalue()


def _timed(merge: Callable[[Path, Sequence[int]], bytes], path: Path, chosen: Sequence[int]) -> _Merged:
    wall, cpu = time.perf_counter(), time.process_time()
    content = merge(path, chosen)
    spent, wall = time.process_time() - cpu, time.perf_counter() - wall
    _check(content)
    return _Merged(wall * 1000, spent * 1000, len(content) / 1024)


def _check(content: bytes) -> None:
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as document:
        if len(document.pages) != _MERGED:
            raise RuntimeError(f"{len(document.pages)} pages instead of {_MERGED}")


def _median(merged: Sequence[_Merged]) -> _Merged:
    # CPU time is counted in ticks of 10 ms, so its mean tells more than its median.
    return _Merged(
        wall_ms=statistics.median(one.wall_ms for one in merged),
        cpu_ms=statistics.mean(one.cpu_ms for one in merged),
        kibibytes=statistics.median(one.kibibytes for one in merged),
    )


if __name__ == "__main__":
    main(TITLE, measure)
