"""Keeps migrations of one database to one process at a time, with locks that end with their process."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from admitone.core.errors import Unavailable
from admitone.store.location import DatabaseLocation

WAIT_SECONDS_MAX: Final = 60.0
_PAUSE_SECONDS: Final = 0.05
# "admitone" in ASCII: advisory locks are numbers that all users of a database share.
_ADVISORY_KEY: Final = int.from_bytes(b"admitone", "big")


@contextmanager
def migrating_alone(location: DatabaseLocation) -> Iterator[None]:
    """Wait until no other process migrates this database; Unavailable after a minute."""
    if location.path is not None:
        location.path.parent.mkdir(parents=True, exist_ok=True)
        with _file_lock(location.path.with_name(f"{location.path.name}.migrating")):
            yield
    else:
        with _advisory_lock(location.url):
            yield


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                _wait(deadline, error)
            else:
                break
        yield


@contextmanager
def _advisory_lock(url: str) -> Iterator[None]:
    import psycopg  # noqa: PLC0415  the web process needs psycopg only while it migrates

    with psycopg.connect(url, autocommit=True) as connection:
        deadline = time.monotonic() + WAIT_SECONDS_MAX
        while connection.execute("SELECT pg_try_advisory_lock(%s)", (_ADVISORY_KEY,)).fetchone() != (True,):
            _wait(deadline, None)
        yield


def _wait(deadline: float, cause: Exception | None) -> None:
    if time.monotonic() > deadline:
        message = "another process has been migrating this database for a minute; wait until it is done, then try again"
        raise Unavailable(message) from cause
    time.sleep(_PAUSE_SECONDS)
