"""From `admitone serve` to its first answer, and what a server at rest occupies.

Beside it the least that the same framework and server can do: one route that answers a word.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from benchmarks.processes import cpu_seconds, resident_mebibytes
from benchmarks.product import COMMAND
from benchmarks.report import Figure, main

TITLE = "start: from the command to the first answer"
_ROUNDS, _QUICK_ROUNDS = 5, 2
_START_SECONDS_MAX = 60

_BARE = """
import sys
import uvicorn
from litestar import Litestar, get

@get("/health/live")
async def live() -> dict[str, str]:
    return {"status": "ok"}

app = Litestar([live], openapi_config=None, logging_config=None)
config = uvicorn.Config(app, port=int(sys.argv[1]), loop="uvloop", http="httptools", log_level="error")
uvicorn.Server(config).run()
"""


@dataclass(frozen=True)
class _Start:
    """Seconds from the command to the first answer, and memory right after it."""

    wall_seconds: float
    cpu_seconds: float
    mebibytes: float


def measure(quick: bool) -> list[Figure]:  # noqa: FBT001
    """Start the product and the bare application in turn."""
    ours, bare = [], []
    with tempfile.TemporaryDirectory(prefix="admitone-benchmark-") as folder:
        subprocess.run([COMMAND, "migrate"], env=_environment(folder), stdout=subprocess.DEVNULL, check=True)
        for _ in range(_QUICK_ROUNDS if quick else _ROUNDS):
            port = str(_free_port())
            ours.append(_start([COMMAND, "serve", "--port", port], port, folder))
            bare.append(_start([sys.executable, "-c", _BARE, port], port, folder))
    against = "bare Litestar"
    return [
        Figure("first answer", _median(ours, "wall_seconds"), "s", _median(bare, "wall_seconds"), against),
        Figure("CPU until then", _median(ours, "cpu_seconds"), "s", _median(bare, "cpu_seconds"), against),
        Figure("resident memory", _median(ours, "mebibytes"), "MiB", _median(bare, "mebibytes"), against),
    ]


def _start(command: Sequence[str], port: str, folder: str) -> _Start:
    begin = time.perf_counter()
    process = subprocess.Popen(command, env=_environment(folder), stdout=subprocess.DEVNULL)
    try:
        while not _answers(f"http://127.0.0.1:{port}/health/live"):
            if time.perf_counter() - begin > _START_SECONDS_MAX or process.poll() is not None:
                raise RuntimeError(f"no answer from {command}")
            time.sleep(0.005)
        took = time.perf_counter() - begin
        return _Start(took, cpu_seconds(process.pid), resident_mebibytes(process.pid))
    finally:
        process.terminate()
        process.wait(60)


def _answers(url: str) -> bool:
    try:
        # The socket listens before the server answers.
        with closing(urllib.request.urlopen(url, timeout=_START_SECONDS_MAX)) as answer:  # noqa: S310 http
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


def _environment(folder: str) -> dict[str, str]:
    return os.environ | {"ADMITONE_DATA": folder, "ADMITONE_LOG_LEVEL": "warning"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _median(starts: Sequence[_Start], name: str) -> float:
    values: list[float] = [getattr(start, name) for start in starts]
    return statistics.median(values)


if __name__ == "__main__":
    main(TITLE, measure)
