"""The product as its users run it: `admitone serve` in a process of its own, with an admin and an attraction."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.ingest.pdf_factory import PATTERNS

COMMAND = str(Path(sys.executable).with_name("admitone"))
_USER, _PASSWORD = "bench", "benchmarks only"
_REQUEST_SECONDS_MAX = 600


@dataclass
class ServedProduct:
    """A running server and an admin who is signed in; `stop` and `start` may follow each other."""

    environment: dict[str, str]
    options: tuple[str, ...] = ()
    process: subprocess.Popen[str] = field(init=False)
    client: httpx.Client = field(init=False)
    _attraction_id: int | None = None

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def url(self) -> str:
        """Where it serves, without a path."""
        return str(self.client.base_url).rstrip("/")

    @property
    def token(self) -> str:
        """The admin's session."""
        return str(self.client.headers["Authorization"]).removeprefix("Bearer ")

    def run(self, *arguments: str, given: str = "") -> None:
        """Run another command on the same data to its end."""
        command = [COMMAND, *arguments]
        subprocess.run(command, env=self.environment, input=given, text=True, stdout=subprocess.DEVNULL, check=True)

    def start(self) -> None:
        """Serve on a free port and sign in."""
        self.process, address = _serve(self.environment, *self.options)
        self.client = httpx.Client(base_url=address, timeout=_REQUEST_SECONDS_MAX)
        answer = self.client.post("/user/authenticate", json={"username": _USER, "password": _PASSWORD})
        token = answer.raise_for_status().json()["apiData"]["session"]
        self.client.headers["Authorization"] = f"Bearer {token}"

    def stop(self) -> None:
        """End the server and wait until it is gone."""
        self.client.close()
        self.process.terminate()
        self.process.communicate(timeout=60)

    def restart(self) -> None:
        """A new server process on the same data."""
        self.stop()
        self.start()

    def data(self, path: str, **body: Any) -> Any:
        """What an endpoint of `/offline` answers."""
        response = self.client.post(f"/offline/{path}", json=body)
        return response.raise_for_status().json()["apiData"]

    def upload(self, path: Path) -> httpx.Response:
        """Upload a file of the reference design and wait until its tickets are in stock."""
        with path.open("rb") as file:
            response = self.client.post(
                "/offline/batch/upload",
                data={"attractionId": str(self.teach())},
                files={"pdfFile": ("supplier.pdf", file, "application/pdf")},
            )
        return response.raise_for_status()

    def teach(self) -> int:
        """The attraction of the generated tickets, which knows their patterns; made on first use."""
        if self._attraction_id is None:
            patterns = {_camel(name): pattern for name, pattern in PATTERNS.items()}
            written = self.data("attraction/write", name="Aquarium of the Bay", odooProductCode="AQ-1")
            self._attraction_id = int(written["attractionId"])
            self.data("attraction/patterns/save", attractionId=self._attraction_id, **patterns)
        return self._attraction_id


@contextmanager
def served_product(settings: dict[str, str] | None = None) -> Iterator[ServedProduct]:
    """A fresh installation, served until the end of the block. SQLite and a local folder unless `settings` say else."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ADMITONE_")}
    with tempfile.TemporaryDirectory(prefix="admitone-benchmark-") as folder:
        own = {"ADMITONE_DATA": folder, "ADMITONE_LOG_LEVEL": "warning"}
        product = ServedProduct(kept | own | (settings or {}))
        product.run("migrate")
        product.run("user", "add", _USER, "--role", "admin", "--tenant", "bench", given=f"{_PASSWORD}\n")
        product.start()
        try:
            yield product
        finally:
            product.stop()


@contextmanager
def added_servers(product: ServedProduct, count: int) -> Iterator[list[tuple[int, str]]]:
    """More servers on the same database until the end of the block: process id and address of each."""
    started = [_serve(product.environment, "--no-worker") for _ in range(count)]
    try:
        yield [(process.pid, address) for process, address in started]
    finally:
        for process, _ in started:
            process.terminate()
        for process, _ in started:
            process.communicate(timeout=60)


def _serve(environment: dict[str, str], *options: str) -> tuple[subprocess.Popen[str], str]:
    command = [COMMAND, "serve", "--port", "0", *options]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().split()[-1]


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
