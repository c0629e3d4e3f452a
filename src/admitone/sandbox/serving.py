"""Serves several stand-ins from one process, until a signal ends them all."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import uvicorn
from litestar import Litestar, Request, Response
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

GRACE_SECONDS: Final = 3
_EXTENSION: Final = "sandbox.connection"


async def serve_together(stands: Sequence[tuple[Litestar, socket.socket]], when_ready: Callable[[], None]) -> None:
    """Serve each application on its listening socket; `when_ready` is called once all of them answer."""
    for _, listener in stands:
        # Connections inherit it; asyncio sets it for sockets of its own making only, and without it every answer waits
        # 40 ms for the acknowledgement of its head.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    servers = [_Server(app) for app, _ in stands]

    def stop() -> None:
        for server in servers:
            server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    async with asyncio.TaskGroup() as group:
        for server, (_, listener) in zip(servers, stands, strict=True):
            group.create_task(server.serve(sockets=[listener]))
        for server in servers:
            await server.answering.wait()
        when_ready()


def drop_connection(request: Request[Any, Any, Any]) -> Response[None]:
    """Break the connection that a request came by; the answer that is returned reaches nobody."""
    abort: Any = request.scope["extensions"][_EXTENSION]["abort"]  # type: ignore[index]
    abort()
    return Response(None, status_code=500)


class _Protocol(HttpToolsProtocol):
    """Hands its connection to the application, which ASGI alone has no means to break."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {_EXTENSION: {"abort": self.transport.abort}}


class _Server(uvicorn.Server):
    def __init__(self, app: Litestar) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=_Protocol,
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        self.answering = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.answering.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Each server would take the signals for itself; here they end all servers of the process.
        yield
