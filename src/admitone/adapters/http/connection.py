"""One connection and the answer that is awaited on it."""

from __future__ import annotations

import asyncio
import select
from typing import Any, Final, cast

import httptools

from admitone.adapters.http import Answer, NoAnswer

# Headers that say where an answer ends. Without them its end is that of the connection.
_FRAMING: Final = frozenset({b"content-length", b"transfer-encoding"})
_STATUS_MIN: Final = 200


class Connection(asyncio.Protocol):
    """Asks one question at a time. `usable` says whether another one can follow."""

    def __init__(self, answer_bytes_max: int) -> None:
        """The event loop connects it."""
        self.usable = False
        self.idle_since = 0.0
        self._answer_bytes_max = answer_bytes_max
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[Answer] | None = None
        self._parser: Any = None
        self._body = bytearray()
        self._framed = False
        self._ends_with_connection = False

    async def ask(self, request: bytes) -> Answer:
        """Send a whole request and wait for its answer; NoAnswer when it does not come, or is none."""
        assert self._transport is not None, "the event loop connects before it hands out"
        self._parser = httptools.HttpResponseParser(self)
        # What the answer before was like must not end this one.
        self._begin_answer()
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._waiting

    def is_quiet(self) -> bool:
        """Whether the other side has neither closed nor said anything that the event loop has yet to read."""
        if not self.usable or self._transport is None:
            return False
        look = select.poll()
        look.register(self._transport.get_extra_info("socket").fileno(), select.POLLIN)
        return not look.poll(0)

    def close(self) -> None:
        """Drop the connection and whatever is under way on it."""
        self.usable = False
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop, as the two below."""
        # uvloop's transports are asyncio's by behaviour, not by descent.
        self._transport = cast("asyncio.Transport", transport)
        self.usable = True

    def data_received(self, data: bytes) -> None:
        """What comes when nobody has asked must not pass for the answer to the next question."""
        if self._waiting is None or self._waiting.done():
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(f"it is no HTTP: {error}")

    def connection_lost(self, exc: Exception | None) -> None:
        """The end of the answer, or of all hope for it."""
        self.usable = False
        if exc is None and self._ends_with_connection:
            self._finish()
        else:
            self._fail("the connection was closed")

    def on_message_begin(self) -> None:
        """Called by the parser, as those below. A second answer in one piece is one that nobody asked for."""
        assert self._waiting is not None, "the parser is made with the question"
        if self._waiting.done():
            self.close()
            return
        self._begin_answer()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Look for what says where the answer ends."""
        self._framed = self._framed or name.lower() in _FRAMING

    def on_headers_complete(self) -> None:
        """From here on all that comes is the body, if nothing else was said; 100 Continue and its like have none."""
        self._ends_with_connection = not self._framed and self._parser.get_status_code() >= _STATUS_MIN

    def on_body(self, body: bytes) -> None:
        """Another piece of the body."""
        self._body += body
        if len(self._body) > self._answer_bytes_max:
            self._fail("it is too long")

    def on_message_complete(self) -> None:
        """The whole answer is there; 100 Continue and its like come before one."""
        if self._parser.get_status_code() >= _STATUS_MIN:
            self.usable = self.usable and bool(self._parser.should_keep_alive())
            self._finish()

    def _begin_answer(self) -> None:
        self._body.clear()
        self._framed = self._ends_with_connection = False

    def _finish(self) -> None:
        assert self._waiting is not None, "the parser is made with the question"
        if not self._waiting.done():
            self._waiting.set_result(Answer(self._parser.get_status_code(), bytes(self._body)))
        if not self.usable:
            self.close()

    def _fail(self, why: str) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(NoAnswer(why))
        self.close()
