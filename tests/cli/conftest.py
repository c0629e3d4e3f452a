"""The real command, in processes of its own, with a data folder per test."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.servers.nursery import Started, run_command, start_command

PASSWORD = "a password of the tests"


@dataclass
class Operator:
    """Somebody at a terminal of this machine, in a folder that has nothing to do with the product."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ADMITONE_")}
        return kept | {"ADMITONE_DATA": str(self.folder / "data")} | self.settings

    def run(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        return run_command(arguments, env=self.environment, cwd=self.folder, given=given, timeout=60)

    def must(self, *arguments: str, given: str = "") -> str:
        """What a command that succeeds prints."""
        done = self.run(*arguments, given=given)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def serving(self, *options: str, port: int = 0) -> Iterator[Server]:
        """A serving process, on a free port unless one is named, ended by SIGTERM at the end of the block."""
        log = self.folder / "serve.log"
        with log.open("w") as stderr:
            process = start_command(
                ["serve", "--port", str(port), *options],
                env=self.environment,
                cwd=self.folder,
                stdout=subprocess.PIPE,
                stderr=stderr,
            )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("Admit One serves http://"), log.read_text()
            with httpx.Client(base_url=line.split()[-1], timeout=20) as client:
                yield Server(process, client, log)
        finally:
            process.terminate()
            process.wait(40)
            if process.stdout is not None:
                process.stdout.close()


@dataclass
class Server:
    process: Started
    client: httpx.Client
    log: Path

    def sign_in(self, username: str = "maria") -> str:
        answer = self.client.post("/user/authenticate", json={"username": username, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        session: str = answer.json()["apiData"]["session"]
        return session


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    """An operator with an embedded database."""
    return Operator(tmp_path)


@pytest.fixture
def operator_on(tmp_path: Path) -> Callable[[str], Operator]:
    """An operator with the given database."""
    return lambda url: Operator(tmp_path, {"ADMITONE_DATABASE_URL": url})
