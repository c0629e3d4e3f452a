"""The cable to a server, which a test pulls out and plugs in again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Cable:
    """Passes connections on to a port of this machine while it is plugged in; its own port stays the same."""

    target: int
    port: int = 0
    _server: asyncio.Server | None = None
    _under_way: set[asyncio.Task[None]] = field(default_factory=set)

    async def plug_in(self) -> None:
        """Take connections."""
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def pull_out(self) -> None:
        """Refuse connections, and break those that there are."""
        if self._server is not None:
            self._server.close()
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        self._server = None

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        try:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.target)
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(_pump(reader, there_writer))
                    group.create_task(_pump(there_reader, writer))
            finally:
                there_writer.transport.abort()
        except asyncio.CancelledError:
            # The server's own callback would report a pulled cable as a fault of this test.
            return
        finally:
            writer.transport.abort()
            self._under_way.discard(task)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(64 * 1024):
            writer.write(data)
            await writer.drain()
        writer.write_eof()


@asynccontextmanager
async def plugged_in(target: int) -> AsyncIterator[Cable]:
    """A cable to a port, plugged in; pulled out at the end of the block."""
    cable = Cable(target)
    await cable.plug_in()
    try:
        yield cable
    finally:
        await cable.pull_out()
