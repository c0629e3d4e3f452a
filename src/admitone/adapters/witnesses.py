"""Witnesses over HTTP (C2SP tlog-witness)."""

from __future__ import annotations

import asyncio
from typing import Final

import httpx

from admitone.core.errors import Unavailable

SECONDS_MAX: Final = 10.0
ANSWER_BYTES_MAX: Final = 64 * 1024


class HttpWitnesses:
    """Asks witnesses for their signatures. Fits `services.ports.Witnesses`."""

    def __init__(self) -> None:
        """Nothing is connected yet."""
        self._client = httpx.AsyncClient(timeout=SECONDS_MAX, follow_redirects=False)

    async def add_checkpoint(self, address: str, request: str) -> tuple[int, str]:
        """See `Witnesses.add_checkpoint`."""
        try:
            async with (
                asyncio.timeout(SECONDS_MAX),
                self._client.stream("POST", f"{address}/add-checkpoint", content=request.encode()) as answer,
            ):
                body = b""
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > ANSWER_BYTES_MAX:
                        raise Unavailable("the witness answered at too great a length")
                return answer.status_code, body.decode(errors="replace")
        except (TimeoutError, httpx.HTTPError) as error:
            raise Unavailable(f"the witness does not answer: {type(error).__name__}") from error

    async def close(self) -> None:
        """Give the connections back."""
        await self._client.aclose()
