"""The product as an operator starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.server import Served

PASSWORD = "a guide's own password"


@pytest.fixture
def served(sqlite_url: str, tmp_path: Path) -> Iterator[Served]:
    """`admitone serve` in a process of its own, on any free port."""
    command = [sys.executable, "-m", "admitone"]
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "ADMITONE_DATA": str(tmp_path / "data"),
        "ADMITONE_DATABASE_URL": sqlite_url,
    }
    subprocess.run(
        [*command, "user", "add", "admin", "--role", "admin"],
        input=PASSWORD + "\n",
        env=environment,
        text=True,
        check=True,
        capture_output=True,
    )
    server = subprocess.Popen(
        [*command, "serve", "--port", "0"],
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert server.stdout is not None
    try:
        for line in server.stdout:
            if "serves http" in line:
                yield Served(line.split()[-1], PASSWORD, environment)
                break
    finally:
        server.terminate()
        server.stdout.close()
        server.wait(timeout=30)
