"""Posting over kept connections, against servers that answer byte by byte what a test says."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

from admitone.adapters.http import Limits, NoAnswer, NotSent
from admitone.adapters.http import pool as kept
from admitone.adapters.http.pool import HttpPool

LIMITS = Limits(connections=2, connect_seconds=1, seconds=1, answer_bytes=1000)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class Scripted:
    """A server that answers the n-th request with the n-th reply; an empty one is none. None closes the connection."""

    replies: list[bytes | None]
    requests: list[bytes] = field(default_factory=list)
    serving: list[asyncio.Task[Any]] = field(default_factory=list)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    url: str = ""

    @property
    def connections(self) -> int:
        return len(self.serving)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.serving.append(task)
        self.writers.append(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                self.requests.append(head + await reader.readexactly(length))
                reply = self.replies.pop(0)
                if reply is None:
                    break
                writer.write(reply)
                if b"until the end" in reply:
                    break
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


@asynccontextmanager
async def scripted(*replies: bytes | None, limits: Limits = LIMITS) -> AsyncIterator[tuple[Scripted, HttpPool]]:
    """A server with these replies, and a pool for it."""
    script = Scripted(list(replies))
    server = await asyncio.start_server(script.serve, "127.0.0.1", 0)
    script.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    pool = HttpPool(script.url, limits)
    yield script, pool
    await pool.close()
    server.close()
    await asyncio.gather(*script.serving)


async def ask(pool: HttpPool) -> tuple[int, bytes]:
    return await pool.post("/order.json", b"a=1", {"Content-Type": "text/plain"})


async def test_one_connection_serves_one_call_after_the_other() -> None:
    async with scripted(OK, OK, OK) as (script, pool):
        for _ in range(3):
            assert await ask(pool) == (200, b"ok")
    assert script.connections == 1
    host = script.url.removeprefix("http://").encode()
    assert script.requests[0] == (
        b"POST /order.json HTTP/1.1\r\nHost: " + host + b"\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\na=1"
    )


async def test_calls_at_one_moment_take_a_connection_each_and_no_more_than_allowed() -> None:
    async with scripted(*[OK] * 8) as (script, pool):
        assert await asyncio.gather(*(ask(pool) for _ in range(8))) == [(200, b"ok")] * 8
    assert script.connections == 2


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n", (200, b"abcd")),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK, (200, b"ok")),
        (b"HTTP/1.1 204 No Content\r\n\r\n", (204, b"")),
        (b"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n", (302, b"")),
        (b"HTTP/1.0 200 OK\r\n\r\nuntil the end", (200, b"until the end")),
        (b"HTTP/1.1 500 Oops\r\nConnection: close\r\nContent-Length: 1\r\n\r\n!", (500, b"!")),
    ],
)
async def test_every_way_to_end_an_answer(reply: bytes, answer: tuple[int, bytes]) -> None:
    async with scripted(reply, OK) as (_, pool):
        assert await ask(pool) == answer
        assert await ask(pool) == (200, b"ok"), "and the next call is none the worse for it"


@pytest.mark.parametrize(
    "reply",
    [
        None,
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nuntil the end"[:-9],
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + b"x" * 2000,
    ],
    ids=["closed", "cut off", "no HTTP", "too long"],
)
async def test_what_is_no_answer_spoils_only_its_own_connection(reply: bytes | None) -> None:
    async with scripted(reply, OK) as (script, pool):
        with pytest.raises((NoAnswer, TimeoutError)):
            await ask(pool)
        assert await ask(pool) == (200, b"ok")
    assert script.connections == 2


@pytest.mark.parametrize(
    "before",
    [b"HTTP/1.1 204 No Content\r\n\r\n", b"HTTP/1.1 304 Not Modified\r\n\r\n", OK],
    ids=["unframed", "not modified", "framed"],
)
async def test_a_close_after_an_answer_is_no_answer_to_the_next_call(before: bytes) -> None:
    async with scripted(before, None, OK) as (script, pool):
        await ask(pool)
        with pytest.raises(NoAnswer):
            await ask(pool)
        assert await ask(pool) == (200, b"ok")
    assert script.connections == 2


@pytest.mark.parametrize("more", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 102 Processing\r\n\r\n"])
async def test_an_announcement_and_then_a_close_is_no_answer(more: bytes) -> None:
    closing = b"X-Why: until the end\r\n"
    async with scripted(b"HTTP/1.1 100 Continue\r\n" + closing + b"\r\n" + more, OK) as (_, pool):
        with pytest.raises(NoAnswer):
            await ask(pool)
        assert await ask(pool) == (200, b"ok")


async def test_a_late_answer_is_nobody_elses() -> None:
    async with scripted(b"", OK) as (script, pool):
        with pytest.raises(TimeoutError):
            await ask(pool)
        assert await ask(pool) == (200, b"ok")
    assert script.connections == 2


async def test_an_answer_too_many_is_not_taken_for_the_next_one() -> None:
    forged = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"
    async with scripted(OK + forged, OK) as (script, pool):
        assert await ask(pool) == (200, b"ok")
        await asyncio.sleep(0.05)
        assert await ask(pool) == (200, b"ok")
    assert script.connections == 2


async def test_a_call_that_is_given_up_leaves_its_place_to_others() -> None:
    async with scripted(b"", b"", OK, OK) as (_, pool):
        calls = [asyncio.create_task(ask(pool)) for _ in range(2)]
        await asyncio.sleep(0.05)
        for call in calls:
            call.cancel()
        assert all(
            isinstance(one, asyncio.CancelledError) for one in await asyncio.gather(*calls, return_exceptions=True)
        )
        assert list(await asyncio.gather(ask(pool), ask(pool))) == [(200, b"ok")] * 2


async def test_a_connection_that_was_idle_for_long_is_not_trusted() -> None:
    async with scripted(OK, OK) as (script, pool):
        await ask(pool)
        for connection in pool._idle:
            connection.idle_since -= kept.IDLE_SECONDS_MAX + 1
        await ask(pool)
    assert script.connections == 2


async def test_a_connection_that_was_closed_is_not_used_though_the_event_loop_has_not_seen_it_yet() -> None:
    async with scripted(OK, OK) as (script, pool):
        await ask(pool)
        accepted = script.writers[0].get_extra_info("socket")
        # Behind the back of the event loop, which has had no turn since.
        accepted.shutdown(socket.SHUT_WR)
        assert await ask(pool) == (200, b"ok")
    assert script.connections == 2


async def test_without_a_connection_nothing_was_asked_for() -> None:
    async with scripted() as (script, _):
        url = script.url
    with pytest.raises(NotSent):
        await ask(HttpPool(url, LIMITS))
    with pytest.raises(NotSent):
        await ask(HttpPool("http://no-such-host.invalid", LIMITS))


async def test_who_gets_no_connection_in_time_has_asked_for_nothing() -> None:
    limits = Limits(connections=1, connect_seconds=0.1, seconds=1, answer_bytes=1000)
    async with scripted(b"", limits=limits) as (script, pool):
        first = asyncio.create_task(ask(pool))
        await asyncio.sleep(0.02)
        with pytest.raises(NotSent):
            await ask(pool)
        with pytest.raises(TimeoutError):
            await first
    assert len(script.requests) == 1
