"""The same through httpx, which knows how to speak with proxies."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx

from admitone.adapters.http import Answer, Limits, NoAnswer, NotSent

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class ProxiedPool:
    """Fits `Poster`."""

    def __init__(self, url: str, limits: Limits) -> None:
        """See `HttpPool`."""
        self._limits = limits
        parts = urlsplit(url)
        self._client = httpx.AsyncClient(
            base_url=f"{parts.scheme}://{parts.netloc}",
            timeout=httpx.Timeout(limits.seconds, connect=limits.connect_seconds, pool=limits.connect_seconds),
            limits=httpx.Limits(max_connections=limits.connections),
            follow_redirects=False,
        )

    async def post(self, path: str, content: bytes, headers: Mapping[str, str]) -> Answer:
        """See `Poster.post`."""
        request = self._client.build_request("POST", path, content=content, headers=dict(headers))
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await self._exchange(request)
        except _NOT_SENT as error:
            raise NotSent(str(error) or type(error).__name__) from error
        except httpx.TimeoutException as error:
            raise TimeoutError from error
        except httpx.RequestError as error:
            raise NoAnswer(str(error) or type(error).__name__) from error

    async def close(self) -> None:
        """See `Poster.close`."""
        await self._client.aclose()

    async def _exchange(self, request: httpx.Request) -> Answer:
        response = await self._client.send(request, stream=True)
        try:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > self._limits.answer_bytes:
                    raise NoAnswer("the answer is too long")
            return Answer(response.status_code, bytes(body))
        finally:
            await response.aclose()
