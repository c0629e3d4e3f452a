"""Posting to another system over HTTP, where every millisecond counts: while an agent waits for a payment link.

docs/decisions/0020 has the figures, and why there is a client of our own beside httpx.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class NotSent(Exception):
    """There was no connection, so nothing was asked for."""


class NoAnswer(Exception):
    """The request was sent, at least in part; what became of it is not known."""


class Answer(NamedTuple):
    """A whole answer."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """`connect_seconds` covers waiting for a free connection; `seconds` what comes after, to the end of the answer."""

    connections: int
    connect_seconds: float
    seconds: float
    answer_bytes: int


class Poster(Protocol):
    """What posts to one origin. Redirects are not followed, and no cookies are kept."""

    async def post(self, path: str, content: bytes, headers: Mapping[str, str]) -> Answer:
        """The answer, whatever its status; NotSent or NoAnswer without one, TimeoutError when it takes too long."""
        ...

    async def close(self) -> None:
        """Let go of the connections."""
        ...
