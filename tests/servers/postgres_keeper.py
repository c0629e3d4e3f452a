"""Runs one PostgreSQL server for as long as anybody holds the session's lock file, then removes all trace of it.

Started by `tests.servers.postgres` as a process of its own, so that the server is stopped however the tests end: the
kernel releases the locks of a killed process, and the lock is all that this process waits for.

    python postgres_keeper.py BIN_FOLDER LOCK_FILE STATE_FILE [NAME=VALUE ...]

The settings at the end win over those of tests.
"""

from __future__ import annotations

import fcntl
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


class ServerFailedError(Exception):
    """What initdb or the server said."""


SUPERUSER = "admitone"
START_SECONDS_MAX = 60

# Durability is what the product promises, not what a test server needs.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "256MB",
    "listen_addresses": "127.0.0.1",
    "log_min_messages": "fatal",
}


def main() -> int:
    """Go on as nobody's child: start the server, publish its address, wait for the lock, stop and clean up."""
    binaries, lock_path, state_path = (Path(argument) for argument in sys.argv[1:4])
    if os.fork():
        return 0
    os.setsid()
    # Whoever reads the output of the tests would otherwise wait for this process as well.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    # Not below pytest's own folder: that one is closed to the user that the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="admitone-postgresql-"))
    try:
        _keep(binaries, folder, lock_path, state_path, SETTINGS | dict(given.split("=", 1) for given in sys.argv[4:]))
    except (OSError, KeyError, ServerFailedError) as error:
        _publish(state_path, {"error": f"PostgreSQL did not start: {error}"})
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def _keep(binaries: Path, folder: Path, lock_path: Path, state_path: Path, wanted: dict[str, str]) -> None:
    identity = _unprivileged_identity(folder)
    initdb = [str(binaries / "initdb"), "-D", "data", "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    made = subprocess.run([*initdb, "--no-sync"], cwd=folder, capture_output=True, text=True, check=False, **identity)
    if made.returncode:
        raise ServerFailedError(made.stderr)
    port = _free_port()
    settings = [word for name, value in wanted.items() for word in ("-c", f"{name}={value}")]
    postgres = [str(binaries / "postgres"), "-D", "data", "-p", str(port), "-k", str(folder), *settings]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(postgres, cwd=folder, stdout=log, stderr=log, **identity)
    try:
        if not _accepts(server, binaries, port):
            raise ServerFailedError((folder / "log").read_text())
        _publish(state_path, {"port": port})
        with lock_path.open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            state_path.unlink(missing_ok=True)
    finally:
        # "Immediate" shutdown: nobody wants the data any more.
        server.send_signal(signal.SIGQUIT)
        server.wait()


def _unprivileged_identity(folder: Path) -> dict[str, Any]:
    """Arguments for subprocess: PostgreSQL refuses to run as root, so root hands the folder to the user postgres."""
    if os.geteuid() != 0:
        return {}
    postgres = pwd.getpwnam("postgres")
    os.chown(folder, postgres.pw_uid, postgres.pw_gid)
    return {"user": postgres.pw_uid, "group": postgres.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _accepts(server: subprocess.Popen[bytes], binaries: Path, port: int) -> bool:
    deadline = time.monotonic() + START_SECONDS_MAX
    ready = [str(binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    while server.poll() is None and time.monotonic() < deadline:
        if subprocess.run(ready, check=False).returncode == 0:
            return True
        time.sleep(0.05)
    return False


def _publish(state_path: Path, state: dict[str, Any]) -> None:
    """Write the state whole or not at all: the tests poll for the file's existence."""
    draft = state_path.with_suffix(".draft")
    draft.write_text(json.dumps(state))
    draft.rename(state_path)


if __name__ == "__main__":
    sys.exit(main())
