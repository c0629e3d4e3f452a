"""One ticket's page out of a large batch, over HTTP, as staff hand it out: ticket and code in, PDF out.

Cold is the first page after the upload, when no worker has the file open for cutting and nothing is cached; it is
measured once more after a restart of the server. Uncut pages come from a file that a worker has open, warm ones from
the cache of pages that were handed out before.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterable
from typing import Any

from benchmarks.processes import measured
from benchmarks.product import ServedProduct, served_product
from benchmarks.report import Figure, Target, main
from benchmarks.supplier_files import supplier_file

TITLE = "page: one page of a large batch over HTTP"
_PAGES, _QUICK_PAGES = 10_000, 1_000
_SAMPLES = 200
_Ticket = dict[str, Any]


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001
    """Upload one batch, then ask for its pages."""
    pages = _QUICK_PAGES if quick else _PAGES
    with served_product() as product:
        tickets = product.upload(supplier_file(pages)).json()["apiData"]["tickets"]
        chosen = random.Random(1).sample(tickets, _SAMPLES + 2)  # nosec
        health = [_milliseconds(product, "GET", "/health/live") for _ in range(_SAMPLES)]
        with measured(product.pid) as cost:
            cold = _download(product, chosen[0])
        uncut = [_download(product, ticket) for ticket in chosen[1:-1]]
        warm = [_download(product, ticket) for ticket in chosen[1:-1]]
        product.restart()
        after_restart = _download(product, chosen[-1])
    of = f"page of {pages:,}"
    return [
        Figure(f"{of}, cold", cold, "ms", target=Target("at most", 400)),
        Figure(f"{of}, cold, CPU of all processes", cost.cpu_seconds * 1000, "ms"),
        Figure(f"{of}, cold after a restart", after_restart, "ms", target=Target("at most", 400)),
        Figure(f"{of}, not cut before, p50", statistics.median(uncut), "ms"),
        _warm(f"{of}, warm, p50", statistics.median(warm), statistics.median(health), Target("at most", 10)),
        _warm(f"{of}, warm, p95", _percentile(warm, 95), _percentile(health, 95)),
    ]


def _warm(name: str, value: float, baseline: float, target: Target | None = None) -> Figure:
    return Figure(name, value, "ms", baseline, "/health/live", target)


def _download(product: ServedProduct, ticket: _Ticket) -> float:
    body = {"ticketId": ticket["ticketId"], "code": ticket["downloadCode"]}
    return _milliseconds(product, "POST", "/offline/ticket/download", json=body)


def _milliseconds(product: ServedProduct, method: str, path: str, **arguments: Any) -> float:
    start = time.perf_counter()
    answer = product.client.request(method, path, **arguments)
    took = (time.perf_counter() - start) * 1000
    answer.raise_for_status()
    return took


def _percentile(values: Iterable[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1]


if __name__ == "__main__":
    main(TITLE, measure)
