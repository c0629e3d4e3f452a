"""The product in processes of its own, which can be killed at any moment."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.servers.nursery import Started, start_command


@dataclass(frozen=True)
class Site:
    """A data folder and a database, for as many processes as a story needs."""

    folder: Path
    database_url: str

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ADMITONE_")}
        return kept | {
            "ADMITONE_DATA": str(self.folder / "data"),
            "ADMITONE_DATABASE_URL": self.database_url,
            "ADMITONE_PDF_WORKERS": "1",
            "ADMITONE_TIMEZONE": "Asia/Dubai",
        }

    @contextmanager
    def serving(self, *options: str, port: int = 0) -> Iterator[Serving]:
        """A serving process, on a free port without `port`; killed at the end of the block when it still runs."""
        with (self.folder / "serve.log").open("a") as log:
            process = start_command(
                ["serve", "--port", str(port), *options], env=self.environment, stdout=subprocess.PIPE, stderr=log
            )
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert "http://" in line, (self.folder / "serve.log").read_text()
            yield Serving(process, line.split()[-1])
        finally:
            process.kill()
            process.wait(10)
            process.stdout.close()

    @contextmanager
    def working(self) -> Iterator[Started]:
        """A worker process; killed at the end of the block when it still runs."""
        with (self.folder / "worker.log").open("a") as log:
            process = start_command(["worker"], env=self.environment, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.kill()
            process.wait(10)


@dataclass(frozen=True)
class Serving:
    """A serving process and its address."""

    process: Started
    url: str

    def upload(self, session: str, pdf: Path, headers: dict[str, str], **fields: object) -> httpx.Response:
        """Upload a PDF; raises what httpx raises when the process dies meanwhile."""
        form = {"session": session} | {name: str(value) for name, value in fields.items()}
        with pdf.open("rb") as file:
            files = {"pdfFile": ("tickets.pdf", file, "application/pdf")}
            address = f"{self.url}/offline/batch/upload"
            return httpx.post(address, data=form, files=files, headers=headers, timeout=60)

    def data(self, path: str, session: str, **body: object) -> object:
        """What a successful call answers."""
        response = httpx.post(f"{self.url}/offline/{path}", json={"session": session, **body}, timeout=20)
        assert response.status_code == 200, response.text
        return response.json()["apiData"]


def killed_after(process: Started, seconds: float) -> None:
    """Let a process run for so long, then kill it as `kill -9` does."""
    time.sleep(seconds)
    process.kill()
    process.wait(10)
