"""Connections to one origin that are kept between calls."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import httpx

from admitone.adapters.http import Answer, Limits, NotSent
from admitone.adapters.http.connection import Connection

# A connection that was idle for longer is not used again: the other side may be about to close it.
IDLE_SECONDS_MAX: Final = 5.0
_PORTS: Final = {"http": 80, "https": 443}


class HttpPool:
    """Fits `Poster`: HTTP/1.1, one call at a time on a connection, the most recently used one first."""

    def __init__(self, url: str, limits: Limits) -> None:
        """Nothing is connected yet. Of the URL the origin counts."""
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._port = parts.port or _PORTS[parts.scheme]
        self._host_header = parts.netloc.rpartition("@")[2]
        # The certificates that the other clients of the product trust.
        self._tls = httpx.create_ssl_context() if parts.scheme == "https" else None
        self._limits = limits
        self._room = asyncio.Semaphore(limits.connections)
        self._idle: list[Connection] = []

    async def post(self, path: str, content: bytes, headers: Mapping[str, str]) -> Answer:
        """See `Poster.post`."""
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = f"POST {path} HTTP/1.1\r\nHost: {self._host_header}\r\n{lines}Content-Length: {len(content)}\r\n\r\n"
        connection = await self._take()
        try:
            async with asyncio.timeout(self._limits.seconds):
                answer = await connection.ask(head.encode("ascii") + content)
        except BaseException:
            # Whatever still comes on it answers a question that nobody asks any more.
            connection.close()
            raise
        finally:
            self._room.release()
        if connection.usable:
            connection.idle_since = asyncio.get_running_loop().time()
            self._idle.append(connection)
        return answer

    async def close(self) -> None:
        """See `Poster.close`."""
        while self._idle:
            self._idle.pop().close()

    async def _take(self) -> Connection:
        try:
            async with asyncio.timeout(self._limits.connect_seconds):
                await self._room.acquire()
                try:
                    return self._reuse() or await self._connect()
                except BaseException:
                    self._room.release()
                    raise
        except (OSError, TimeoutError) as error:
            raise NotSent(str(error) or type(error).__name__) from error

    def _reuse(self) -> Connection | None:
        fresh_since = asyncio.get_running_loop().time() - IDLE_SECONDS_MAX
        while self._idle:
            connection = self._idle.pop()
            if connection.idle_since >= fresh_since and connection.is_quiet():
                return connection
            connection.close()
        return None

    async def _connect(self) -> Connection:
        bytes_max = self._limits.answer_bytes
        _, connection = await asyncio.get_running_loop().create_connection(
            lambda: Connection(bytes_max), self._host, self._port, ssl=self._tls
        )
        return connection
