"""A mail server that takes everything and keeps it in a folder, in a process of its own.

    python -m benchmarks.mail_sink FOLDER

It prints its port and serves until it is told to end. Each message is a file of what came after DATA.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP


class Sink:
    """An aiosmtpd handler."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 aiosmtpd's name
        self._count += 1
        (self._folder / f"{self._count}.eml").write_bytes(envelope.content)
        return "250 taken"


async def main() -> None:
    """Serve until SIGTERM."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    sink = Sink(Path(sys.argv[1]))
    server = await loop.create_server(lambda: SMTP(sink, hostname="127.0.0.1", loop=loop), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())
