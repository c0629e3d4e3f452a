"""`admitone serve`."""

from __future__ import annotations

import os
import signal
import socket
from typing import Annotated

from cyclopts import Parameter
from cyclopts.types import UInt16

from admitone.cli.migrate import prepare_database
from admitone.cli.terminal import CommandFailed, out, settings
from admitone.config import Config

# Requests under way may finish after a signal to stop; uploads that take longer are repeated by their senders.
GRACE_SECONDS = 30


def serve(
    *,
    host: Annotated[str, Parameter(help="Address to listen on; 0.0.0.0 or :: for all.")] = "127.0.0.1",
    port: Annotated[UInt16, Parameter(help="Port to listen on; 0 for any free one.")] = 8080,
    no_worker: Annotated[bool, Parameter(help="Leave effects to `admitone worker`.", negative=())] = False,
) -> None:
    """Serve the product over HTTP until SIGTERM or Ctrl-C.

    SQLite is migrated on start; PostgreSQL is not: run `admitone migrate` first. Any number of processes may serve the
    same PostgreSQL database.

    Example: admitone serve --host 0.0.0.0 --port 8080
    """
    config = settings()
    with listen(host, port) as listener:
        prepare_database(config)
        _serve(config, listener, with_worker=not no_worker)


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the first address of `host`; CommandFailed when that cannot be had."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(address[:2], family=family, backlog=2048)
    except OSError as error:
        # Of the system, because the library adds the address once more; a name that is not found has words of its own.
        known = error.errno if error.errno and error.errno > 0 else None
        reason = (os.strerror(known) if known else error.strerror or str(error)).lower()
        message = f"cannot listen on {host} port {port}: {reason}; choose another with --host and --port"
        raise CommandFailed(message) from error


def _serve(config: Config, listener: socket.socket, *, with_worker: bool) -> None:
    import uvicorn

    from admitone.app import create_app
    from admitone.observability.logs import configure_logging

    configure_logging(config.log_format, config.log_level)
    url = f"http://{shown_host(listener)}:{listener.getsockname()[1]}"

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                out.print(f"Admit One serves {url}", markup=False)

    server = Server(
        uvicorn.Config(
            create_app(config, with_worker=with_worker, prepared=True),
            loop="uvloop",
            http="httptools",
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            forwarded_allow_ips=config.trusted_proxies,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
    # uvicorn raises the signal that stopped it once more when it is done; having stopped well is no failure.
    signal.signal(signal.SIGTERM, lambda _number, _frame: None)
    signal.signal(signal.SIGINT, lambda _number, _frame: None)
    server.run(sockets=[listener])
    if not server.started:
        raise CommandFailed("the server could not start; the lines above say why")


def shown_host(listener: socket.socket) -> str:
    """The host to write into an address that leads to a listener."""
    host = str(listener.getsockname()[0])
    if host in {"0.0.0.0", "::"}:  # noqa: S104  compared with, not listened on
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host
