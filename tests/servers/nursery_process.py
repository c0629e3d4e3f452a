"""The process that has imported the product, and forks itself for each command: see `nursery`."""

from __future__ import annotations

import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import time

# What the commands import when they run.
_NEEDED = (
    "admitone.app",
    "admitone.bootstrap",
    "admitone.worker",
    "admitone.checks",
    "admitone.sandbox.serving",
    "asyncpg",
    "uvicorn",
)


def main(listener_number: int, lifeline_number: int) -> int:
    """Serve until the lifeline breaks; in a forked child, the exit status of its command."""
    from admitone.cli import run

    for name in _NEEDED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    listener = socket.socket(fileno=listener_number)
    watched = selectors.DefaultSelector()
    watched.register(listener, selectors.EVENT_READ)
    watched.register(lifeline_number, selectors.EVENT_READ)
    endings: dict[int, tuple[int, socket.socket]] = {}
    while True:
        for key, _ in watched.select():
            if key.fd == listener_number:
                caller, _address = listener.accept()
                arguments, given, files = _order(caller)
                pid = os.fork()
                if pid == 0:
                    watched.close()
                    for number in (lifeline_number, *endings):
                        os.close(number)
                    for one in (listener, caller, *(other for _child, other in endings.values())):
                        one.close()
                    _become(arguments, given, files)
                    return run(arguments)
                for number in files:
                    os.close(number)
                caller.sendall(pid.to_bytes(4, "big"))
                child = os.pidfd_open(pid)
                endings[child] = (pid, caller)
                watched.register(child, selectors.EVENT_READ)
            elif key.fd == lifeline_number:
                return 0
            else:
                watched.unregister(key.fd)
                os.close(key.fd)
                pid, caller = endings.pop(key.fd)
                status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                _tell(caller, status)


def _order(caller: socket.socket) -> tuple[list[str], tuple[dict[str, str], str], list[int]]:
    size, files, _flags, _address = socket.recv_fds(caller, 4, 3)
    length, text = int.from_bytes(size, "big"), b""
    while len(text) < length:
        text += caller.recv(length - len(text))
    arguments, environment, folder = json.loads(text)
    return arguments, (environment, folder), files


def _become(arguments: list[str], given: tuple[dict[str, str], str], files: list[int]) -> None:
    environment, folder = given
    for number, file in enumerate(files):
        os.dup2(file, number)
    for file in files:
        os.close(file)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    sys.argv[:] = ["admitone", *arguments]


def _tell(caller: socket.socket, status: int) -> None:
    with caller:
        try:
            caller.sendall(str(status).encode())
        except BrokenPipeError:
            print(f"nobody waits for a process that ended with {status}", file=sys.stderr)


if __name__ == "__main__":
    # Ctrl-C is for whoever runs the tests; it ends us by the lifeline.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
