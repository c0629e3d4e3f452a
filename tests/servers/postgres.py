"""A private PostgreSQL server, one per test session, whatever number of processes the session has.

The first test that needs it starts it; all processes of the session share it; `postgres_keeper` stops it when the last
of them is gone. Nothing is started when no test asks.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.servers.postgres_keeper import START_SECONDS_MAX, SUPERUSER

VERSION_MIN = 15
TEMPLATE = "admitone_template"
# Some ten databases of 12 MiB at a time, and the log.
MEMORY_BYTES_MIN = 4 * 2**30


class ServerUnavailableError(Exception):
    """No usable PostgreSQL; the message says what to install or why the server did not start."""


@dataclass(frozen=True)
class PostgresServer:
    """A running server. `session_folder` is common to all processes of the test session."""

    port: int
    session_folder: Path

    def url(self, database: str) -> str:
        """The address of a database, for any client."""
        return f"postgresql://{SUPERUSER}@127.0.0.1:{self.port}/{database}"

    def create_database(self, template: str | None = None) -> str:
        """Make an empty database, or a copy of `template` (to which nobody may be connected); its URL."""
        name = f"test_{uuid.uuid4().hex}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Drop the database of a URL given by `create_database`, whoever may still be connected."""
        self._execute(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")

    def template(self, prepare: Callable[[str], object]) -> str:
        """The name of the session's template database, made with `prepare(url)` by the first process that asks."""
        with _exclusive(self.session_folder / "postgresql.template"), self._connect() as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone():
                draft = self.create_database()
                prepare(draft)
                connection.execute(f"ALTER DATABASE {draft.rpartition('/')[2]} RENAME TO {TEMPLATE}")
        return TEMPLATE

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.url("postgres"), autocommit=True)

    def _execute(self, statement: str) -> None:
        with self._connect() as connection:
            connection.execute(statement.encode())


@contextmanager
def joined_server(
    session_folder: Path, settings: Mapping[str, str] | None = None, *, data_in: Path | None = None
) -> Iterator[PostgresServer]:
    """The session's server, started when it does not run yet, at least until the end of the block.

    `session_folder` is common to all processes of the session; `settings` and `data_in`, the folder below which the
    data lie, are for the one that starts the server. Raises ServerUnavailableError.
    """
    lifeline_path, state_path = session_folder / "postgresql.lifeline", session_folder / "postgresql.json"
    lifeline_path.touch()
    with lifeline_path.open("rb") as lifeline:
        # Waits while a keeper, which nobody needed any more, is shutting its server down.
        fcntl.flock(lifeline, fcntl.LOCK_SH)
        with _exclusive(session_folder / "postgresql.starting"):
            if not state_path.exists():
                _start_keeper(lifeline_path, state_path, settings or {}, data_in)
        state = json.loads(state_path.read_text())
        if "error" in state:
            raise ServerUnavailableError(state["error"])
        yield PostgresServer(port=state["port"], session_folder=session_folder)


def find_binaries() -> Path:
    """The folder of the newest installed server's programs, 15 or later. Raises ServerUnavailableError."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if on_path := shutil.which("postgres"):
        folders.append(Path(on_path).resolve().parent)
    versions = {folder: _major_version(folder / "postgres") for folder in folders if (folder / "initdb").exists()}
    newest = max(versions, key=lambda folder: versions[folder], default=None)
    if newest is None or versions[newest] < VERSION_MIN:
        message = f"PostgreSQL {VERSION_MIN} or newer is needed: apt-get install postgresql"
        raise ServerUnavailableError(message)
    return newest


def _major_version(program: Path) -> int:
    # The third word of the answer: 15.9 of "postgres (PostgreSQL) 15.9 (Debian 15.9-0+deb12u1)".
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    digits = answer.split()[2].partition(".")[0]
    return int("".join(letter for letter in digits if letter.isdigit()))


def memory_folder() -> Path | None:
    """The machine's file system in memory, None when it has none with room to spare.

    A database of a test has 600 files, which take half a second to make on some disks and a hundredth in memory.
    """
    folder = Path("/dev/shm")
    roomy = folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free >= MEMORY_BYTES_MIN
    return folder if roomy else None


def _start_keeper(lifeline_path: Path, state_path: Path, settings: Mapping[str, str], data_in: Path | None) -> None:
    """Start the keeper, which goes on by itself, and wait until it has published a state."""
    keeper = [sys.executable, str(Path(__file__).with_name("postgres_keeper.py"))]
    given = [f"{name}={value}" for name, value in settings.items()]
    where = {"TMPDIR": str(data_in)} if data_in else {}
    subprocess.run(
        [*keeper, find_binaries(), lifeline_path, state_path, *given], env={**os.environ, **where}, check=True
    )
    deadline = time.monotonic() + 2 * START_SECONDS_MAX
    while not state_path.exists():
        if time.monotonic() > deadline:
            message = "the PostgreSQL keeper does not answer"
            raise ServerUnavailableError(message)
        time.sleep(0.05)


@contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    with path.open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
