"""The disposable process in which untrusted PDFs are opened: `python -m admitone.ingest.worker_process BYTES [cut]`.

Standard input is a stream socket to the engine (see protocol.py). End of input ends the process, so nothing is left
when the engine's process is killed. BYTES bounds the address space. With `cut` the code for
cutting pages is loaded before it is asked for.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from importlib import import_module

from admitone.ingest.protocol import CUTTING, FrameBuffer, decode_request, frame
from admitone.ingest.restraints import confine
from admitone.ingest.serving import Server

_RECEIVE_BYTES = 1024 * 1024


def main() -> None:
    """Serve requests until the engine hangs up."""
    confine(int(sys.argv[1]))
    if sys.argv[2:] == [CUTTING]:
        import_module("admitone.ingest.cut")
    with socket.socket(fileno=0) as connection:
        server = Server(send=lambda reply: connection.sendall(frame(reply)))
        for body in _frames(connection):
            server.serve(decode_request(body))


def _frames(connection: socket.socket) -> Iterator[bytearray]:
    frames = FrameBuffer()
    while data := connection.recv(_RECEIVE_BYTES):
        yield from frames.feed(data)


if __name__ == "__main__":
    main()
