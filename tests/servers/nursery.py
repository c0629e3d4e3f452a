"""Processes of the command `admitone` that need not import it first.

Importing the product takes two seconds of CPU. One process per test process has done it, and forks itself for each
command that a test starts: a process of its own with arguments, environment, folder and files of its own, which can be
waited for, stopped and killed like any other.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import IO, Any

COMMAND = Path(sys.executable).with_name("admitone")
ROOT = Path(__file__).parents[2]


@dataclass
class Started:
    """A process as `subprocess.Popen` tells of it; `stdout` is text when it was asked for."""

    pid: int
    stdout: IO[str] | None
    ending: socket.socket = field(repr=False)
    returncode: int | None = None
    reading: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __del__(self) -> None:
        """Nobody waits for it any more."""
        self.ending.close()

    def poll(self) -> int | None:
        """How it ended, minus the signal's number when one ended it; None while it runs."""
        if self.returncode is None:
            self._read_ending(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """How it ended; `subprocess.TimeoutExpired` when it still runs after `timeout` seconds."""
        until = None if timeout is None else time.monotonic() + timeout
        while self.returncode is None:
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                raise subprocess.TimeoutExpired(str(COMMAND), timeout or 0)
            self._read_ending(left)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Nothing happens to one that has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """As `kill -9` does."""
        self.send_signal(signal.SIGKILL)

    def _read_ending(self, seconds: float | None) -> None:
        # A thread that kills it and the one that talks to it may both wait for its end.
        with self.reading:
            if self.returncode is not None:
                return
            self.ending.settimeout(seconds)
            try:
                told = self.ending.recv(16)
            except (BlockingIOError, TimeoutError):
                return
            self.returncode = int(told)
            self.ending.close()


def start_command(
    arguments: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    cwd: Path | None = None,
    stdin: IO[Any] | int | None = None,
    stdout: IO[Any] | int | None = None,
    stderr: IO[Any] | int | None = None,
) -> Started:
    """Start `admitone` with these arguments; streams as of `subprocess.Popen`, of which only `stdout` may be a pipe."""
    mine, theirs = os.pipe() if stdout == subprocess.PIPE else (None, None)
    with open(os.devnull, "r+b") as nothing:  # noqa: PTH123 - a Path would be opened by the same call
        files = [_number(stdin, 0), theirs if theirs is not None else _number(stdout, 1), _number(stderr, 2)]
        files = [nothing.fileno() if number == subprocess.DEVNULL else number for number in files]
        order = json.dumps([[str(one) for one in arguments], dict(env), str(cwd or Path.cwd())]).encode()
        ending = socket.socket(socket.AF_UNIX)
        ending.connect(_nursery())
        socket.send_fds(ending, [len(order).to_bytes(4, "big")], files)
        ending.sendall(order)
        pid = int.from_bytes(ending.recv(4), "big")
    if theirs is not None:
        os.close(theirs)
    return Started(pid, os.fdopen(mine) if mine is not None else None, ending)


def run_command(
    arguments: Sequence[str | Path], *, env: Mapping[str, str], cwd: Path | None = None, given: str = "", timeout: float
) -> subprocess.CompletedProcess[str]:
    """Run `admitone` to its end, with `given` on its standard input; TimeoutExpired, and killed, after `timeout` s."""
    with _paper(given) as stdin, _paper() as stdout, _paper() as stderr:
        process = start_command(arguments, env=env, cwd=cwd, stdin=stdin, stdout=stdout, stderr=stderr)
        try:
            status = process.wait(timeout)
        finally:
            process.kill()
        return subprocess.CompletedProcess([str(COMMAND), *map(str, arguments)], status, _read(stdout), _read(stderr))


def _paper(text: str = "") -> IO[str]:
    made = os.fdopen(os.memfd_create("admitone-test"), "w+", encoding="utf-8", newline="")
    made.write(text)
    made.seek(0)
    return made


def _read(paper: IO[str]) -> str:
    paper.seek(0)
    return paper.read().replace("\r\n", "\n")


def _number(stream: IO[Any] | int | None, default: int) -> int:
    if stream is None:
        return default
    return stream if isinstance(stream, int) else stream.fileno()


@cache
def _nursery() -> str:
    """The address of this process's nursery, which ends with it."""
    listener = socket.socket(socket.AF_UNIX)
    # An abstract address leaves no file behind.
    address = f"\0admitone-nursery-{os.getpid()}"
    listener.bind(address)
    listener.listen(64)
    mine, theirs = socket.socketpair()
    command = [sys.executable, "-m", "tests.servers.nursery_process", str(listener.fileno()), str(theirs.fileno())]
    nursery = subprocess.Popen(
        command, cwd=ROOT, pass_fds=[listener.fileno(), theirs.fileno()], stdin=subprocess.DEVNULL
    )
    for one in (listener, theirs):
        one.close()
    atexit.register(_end, nursery, mine)
    return address


def _end(nursery: subprocess.Popen[bytes], lifeline: socket.socket) -> None:
    lifeline.close()
    nursery.wait(20)
