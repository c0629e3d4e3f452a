"""Prometheus metrics of one process.

Every label has a bounded set of values: routes are templates, methods and states are closed lists. Figures of the
database are read when somebody asks for them, so that an idle process costs the database nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120, 600)


class Metrics:
    """The metrics of one application; each has a registry of its own, so that a process can hold several."""

    def __init__(self) -> None:
        # A series per counter that tells when it began doubles the page, and nobody asks.
        disable_created_metrics()  # type: ignore[no-untyped-call]  # the library's omission
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._requests = Counter(
            "admitone_http_requests",
            "HTTP requests answered",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._request_seconds = Histogram(
            "admitone_http_request_seconds",
            "Time from a request's head to the end of its answer",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.requests_under_way = Gauge(
            "admitone_http_requests_under_way", "HTTP requests under way", registry=self._registry
        )
        self._database_up = Gauge(
            "admitone_database_up",
            "Whether the database answered when these metrics were read",
            registry=self._registry,
        )
        self._connections = Gauge(
            "admitone_database_connections", "Database connections of this process", ("state",), registry=self._registry
        )
        self._effects = Gauge(
            "admitone_effects",
            "Effects that are not done, in the whole installation",
            ("state",),
            registry=self._registry,
        )
        self._batches = Gauge(
            "admitone_batches", "Uploaded files, in the whole installation", ("state",), registry=self._registry
        )
        self._ingest_pages = Gauge(
            "admitone_ingest_pages", "Pages of files that are being read now", ("state",), registry=self._registry
        )

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        method = method if method in _METHODS else "other"
        self._requests.labels(method, route, str(status)).inc()
        self._request_seconds.labels(method, route).observe(seconds)

    def note_connections(self, counts: Mapping[str, int]) -> None:
        """Note how many database connections are busy and idle."""
        _note(self._connections, counts)

    def note_work(self, effects: Mapping[str, int], batches: Mapping[str, int], pages: Mapping[str, int]) -> None:
        """Note what the database says of effects and batches by state, and of pages done and waiting."""
        self._database_up.set(1)
        _note(self._effects, effects)
        _note(self._batches, batches)
        _note(self._ingest_pages, pages)

    def forget_work(self) -> None:
        """Note that the database did not answer: figures that nobody knows are left out, not repeated."""
        self._database_up.set(0)
        for gauge in (self._effects, self._batches, self._ingest_pages):
            gauge.clear()

    def render(self) -> bytes:
        """All metrics in the text format of Prometheus."""
        return generate_latest(self._registry)


def _note(gauge: Gauge, counts: Mapping[str, int]) -> None:
    # A state that is no longer there counts zero; leaving its last figure would tell of work that is long done.
    gauge.clear()
    for state, count in counts.items():
        gauge.labels(state).set(count)
