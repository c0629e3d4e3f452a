"""Clients that post JSON over connections of their own and cost as little as Python allows.

The usual HTTP clients spend more on a request than the server does, and on two cores that would be measured as well.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_LENGTH = b"content-length:"


@dataclass
class Load:
    """What came of a load: answers by status, the last body of each, and how long all of it took."""

    statuses: Counter[int] = field(default_factory=Counter)
    bodies: dict[int, bytes] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def answers(self) -> int:
        return self.statuses.total()

    @property
    def per_second(self) -> float:
        return self.answers / self.seconds

    def expect(self, *statuses: int) -> None:
        """RuntimeError with a body when another status was answered."""
        for status in self.statuses.keys() - set(statuses):
            raise RuntimeError(f"{self.statuses}: {self.bodies[status].decode()[:500]}")


def post_all(
    urls: Sequence[str], path: str, token: str, bodies: Iterator[Mapping[str, Any]], *, clients: int
) -> Load:  # fmt: skip
    """Post every body, each client one after the other; the clients are spread over the servers."""
    return asyncio.run(_post_all(urls, path, token, bodies, clients))


async def _post_all(
    urls: Sequence[str], path: str, token: str, bodies: Iterator[Mapping[str, Any]], clients: int
) -> Load:  # fmt: skip
    load = Load()
    begin = time.perf_counter()
    await asyncio.gather(*(_post(urls[n % len(urls)], path, token, bodies, load) for n in range(clients)))
    load.seconds = time.perf_counter() - begin
    return load


async def _post(url: str, path: str, token: str, bodies: Iterator[Mapping[str, Any]], load: Load) -> None:
    host, _, port = url.rpartition("/")[2].partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
    )
    try:
        for body in bodies:
            text = json.dumps(body).encode()
            writer.write(f"{head}Content-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n".encode() + text)
            status, answer = await _read_answer(reader)
            load.statuses[status] += 1
            load.bodies[status] = answer
    finally:
        writer.close()
        await writer.wait_closed()


async def _read_answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head.split(b" ", 2)[1])
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(_LENGTH))
    return status, await reader.readexactly(int(length.removeprefix(_LENGTH)))
