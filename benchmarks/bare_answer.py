"""An answer to FreeRADIUS' module rest that decides nothing, in a process of its own: what the way itself costs.

    python -m benchmarks.bare_answer

It prints its port and serves until it is told to end. Every code is good for an hour: a request is cut at its length,
the typed code is found in it, and a constant answer goes back on the same connection. No framework, no database, no
JSON parser.
"""

from __future__ import annotations

import asyncio
import re
import signal

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_PASSWORD = re.compile(rb'"User-Password":\{"type":"string","value":\["([^"]*)"')
_ADMITTED = (
    b'{"control:Cleartext-Password":{"op":":=","value":["%s"],"do_xlat":false},'
    b'"reply:Session-Timeout":{"op":":=","value":[3600],"do_xlat":false}}'
)
_OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
_NOTHING = b"HTTP/1.1 204 No Content\r\n\r\n"


class BareAnswer(asyncio.Protocol):
    """One kept connection."""

    def __init__(self) -> None:
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not found or length is None or len(body) < int(length[1]):
            return
        self._received = b""
        assert isinstance(self._transport, asyncio.WriteTransport)
        self._transport.write(_answer(head, body))


def _answer(head: bytes, body: bytes) -> bytes:
    if b"/radius/authorize " not in head[:64]:
        return _NOTHING
    password = _PASSWORD.search(body)
    admitted = _ADMITTED % (password[1] if password else b"")
    return _OK % (len(admitted), admitted)


async def main() -> None:
    """Serve until SIGTERM."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    server = await loop.create_server(BareAnswer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main())
