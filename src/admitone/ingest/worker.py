"""One worker process, seen from the engine."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator

from admitone.ingest.limits import EngineLimits
from admitone.ingest.model import PageFailure
from admitone.ingest.protocol import (
    CUTTING,
    AnyReply,
    AnyRequest,
    Finished,
    FrameBuffer,
    Opened,
    Refused,
    decode_reply,
    frame,
)

_RECEIVE_BYTES = 256 * 1024
_EXIT_SECONDS_MAX = 10.0
# pdfium ends itself by one of these when it is refused memory; a killed process was most likely taken for its memory.
_OUT_OF_MEMORY = {signal.SIGABRT, signal.SIGILL, signal.SIGTRAP, signal.SIGKILL}
_OUT_OF_TIME = {signal.SIGALRM, signal.SIGXCPU}


class WorkerDied(Exception):
    """The process ended, or had to be ended, before it answered in full. `opened`: the document had been opened."""

    def __init__(self, failure: PageFailure, *, opened: bool) -> None:
        super().__init__(failure)
        self.failure = failure
        self.opened = opened


class Worker:
    """A running worker process. After WorkerDied or a cancelled exchange it is of no more use."""

    def __init__(self, limits: EngineLimits, *, cutting: bool) -> None:
        """Start the process; it takes requests at once, though the first answer takes the time of its start.

        With `cutting` it loads what cutting pages needs without being asked.
        """
        purpose = [CUTTING] if cutting else []
        self._connection, theirs = socket.socketpair()
        self._connection.setblocking(False)  # noqa: FBT003 -- positional-only
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "admitone.ingest.worker_process", str(limits.memory_bytes_max), *purpose],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                # A session of its own: what the worker starts (tesseract) can be ended with it.
                start_new_session=True,
                env=_environment(),
            )
        except OSError:
            self._connection.close()
            raise
        finally:
            theirs.close()
        self.cutting = cutting
        self.last_path: str | None = None
        self.memory_bytes = 0

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    async def exchange(
        self, request: AnyRequest, *, reply_seconds_max: float, pause_seconds: float = 0.0
    ) -> AsyncGenerator[list[AnyReply], None]:
        """Send a request and yield its replies as they come, the last of them Finished or Refused.

        `reply_seconds_max` is the longest time without any reply once the document is open. Pausing between batches
        lets replies gather in the socket, which saves most of the cost of waking up for each. Raises WorkerDied.
        """
        loop = asyncio.get_running_loop()
        frames = FrameBuffer()
        opened = False
        self.last_path = request.path or self.last_path
        try:
            await loop.sock_sendall(self._connection, frame(request))
            while True:
                seconds = reply_seconds_max if opened else request.open_seconds_max
                async with asyncio.timeout(seconds):
                    data = await loop.sock_recv(self._connection, _RECEIVE_BYTES)
                if not data:
                    raise WorkerDied(await self._cause_of_death(), opened=opened)
                replies = [decode_reply(body) for body in frames.feed(data)]
                opened = opened or any(isinstance(reply, Opened) for reply in replies)
                if replies:
                    yield replies
                    if self._is_last(replies[-1]):
                        return
                    await asyncio.sleep(pause_seconds)
        except TimeoutError as error:
            raise WorkerDied(PageFailure.DEADLINE, opened=opened) from error
        except ConnectionError as error:
            raise WorkerDied(await self._cause_of_death(), opened=opened) from error

    async def end(self) -> None:
        """Kill the process and give back what it takes; for the one who borrowed it, or when nobody did."""
        await self.kill()
        self._connection.close()

    async def kill(self) -> None:
        """Kill the process with all that it started, and wait until it is gone; whoever waits for a reply is told."""
        await self._exit_status()

    def _is_last(self, reply: AnyReply) -> bool:
        if isinstance(reply, Finished):
            self.memory_bytes = reply.memory_bytes
        return isinstance(reply, Finished | Refused)

    async def _cause_of_death(self) -> PageFailure:
        status = -(await self._exit_status())
        if status in _OUT_OF_TIME:
            return PageFailure.DEADLINE
        return PageFailure.MEMORY if status in _OUT_OF_MEMORY else PageFailure.CRASHED

    async def _exit_status(self) -> int:
        """Kill what is left of the process group; give the exit status, its own where the process ended before."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        return await asyncio.to_thread(self._process.wait, _EXIT_SECONDS_MAX)


def _environment() -> dict[str, str]:
    """The engine's environment without what might be secret; a hostile PDF that takes over a worker finds little."""
    kept = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "HOME", "TMPDIR", "TESSDATA_PREFIX", "VIRTUAL_ENV")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"PYTHONSAFEPATH": "1"}
