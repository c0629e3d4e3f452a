"""Access points that take orders: FreeRADIUS in that part, which checks and signs by its own code; and a mute one."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.freeradius import started

_CONFIGURATION = """
raddbdir = {folder}
confdir = {folder}
db_dir = {folder}
run_dir = {folder}
logdir = {folder}
libdir = /usr/lib/freeradius
prefix = /usr
name = nas
pidfile = {folder}/nas.pid
max_request_time = 10
security {{
	allow_core_dumps = no
}}
thread pool {{
	start_servers = 1
}}
client product {{
	ipaddr = 127.0.0.1
	secret = "{secret}"
	require_message_authenticator = yes
}}
modules {{
	always ok {{
		rcode = ok
	}}
	always reject {{
		rcode = reject
	}}
	detail orders {{
		filename = {folder}/orders
		header = "%t"
	}}
}}
server nas {{
	listen {{
		type = coa
		ipaddr = 127.0.0.1
		port = {port}
	}}
	recv-coa {{
		orders
		if (&Acct-Session-Id == "gone") {{
			update reply {{
				&Error-Cause := Session-Context-Not-Found
			}}
			reject
		}}
		if (&Acct-Session-Id == "never") {{
			update reply {{
				&Error-Cause := Administratively-Prohibited
			}}
			reject
		}}
		if (&Acct-Session-Id == "plain" && (&ChilliSpot-Max-Total-Octets || &Mikrotik-Total-Limit)) {{
			update reply {{
				&Error-Cause := Unsupported-Attribute
			}}
			reject
		}}
		ok
	}}
	send-coa {{
		ok
	}}
}}
"""


@dataclass(frozen=True)
class AccessPoint:
    """An access point at work."""

    port: int
    folder: Path

    def orders(self) -> str:
        """The orders that it took, as text."""
        path = self.folder / "orders"
        return path.read_text() if path.exists() else ""


@contextmanager
def running_access_point(folder: Path, secret: str) -> Iterator[AccessPoint]:
    """An access point that carries out orders; sessions `gone` and `never` are what it has not, or will not end.

    For the session `plain` it knows no attributes of traffic.
    """
    folder.mkdir()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    (folder / "radiusd.conf").write_text(_CONFIGURATION.format(folder=folder, secret=secret, port=port))
    (folder / "dictionary").write_text("")
    with started(folder, folder / "nas.log"):
        yield AccessPoint(port, folder)


@dataclass
class Deaf(asyncio.DatagramProtocol):
    """Hears orders and answers what it is told to: nothing by default."""

    heard: list[bytes] = field(default_factory=list)
    answer: bytes = b""
    port: int = 0
    _transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.DatagramTransport)
        self._transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.heard.append(data)
        if self.answer and self._transport is not None:
            self._transport.sendto(self.answer.replace(b"ID", data[1:2]), addr)


@asynccontextmanager
async def running_deaf() -> AsyncIterator[Deaf]:
    """An access point that takes no orders."""
    loop = asyncio.get_running_loop()
    transport, deaf = await loop.create_datagram_endpoint(Deaf, local_addr=("127.0.0.1", 0))
    deaf.port = int(transport.get_extra_info("sockname")[1])
    try:
        yield deaf
    finally:
        transport.close()
