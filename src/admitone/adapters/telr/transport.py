"""HTTP to Telr, with a limit on everything: time to connect, time in all, size of the answer."""

from __future__ import annotations

import asyncio
from typing import Final

import httpx

from admitone.adapters.telr.requests import Message
from admitone.core.errors import OutsideRefused, Unavailable

CONNECT_SECONDS_MAX: Final = 5.0
ANSWER_BYTES_MAX: Final = 1024 * 1024
_CONNECTIONS_MAX: Final = 20
# Nothing was sent, so nothing was done.
_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_TRY_AGAIN_STATUSES: Final = frozenset({408, 425, 429})


class Transport:
    """Posts messages to the gateway's folder. Redirects are not followed: the body holds a key."""

    def __init__(self, url: str, *, seconds_max: float) -> None:
        """Nothing is connected yet."""
        self._url = url
        self._seconds_max = seconds_max
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(seconds_max, connect=min(CONNECT_SECONDS_MAX, seconds_max)),
            limits=httpx.Limits(max_connections=_CONNECTIONS_MAX),
            follow_redirects=False,
        )

    async def post(self, name: str, message: Message) -> bytes:
        """The body of the answer.

        Unavailable when there is none or it cannot be one of Telr's; `details["outcomeUnknown"]` says whether Telr may
        have done what it was asked to. OutsideRefused when the request itself was turned away.
        """
        try:
            async with asyncio.timeout(self._seconds_max):
                status, body = await self._exchange(name, message)
        except _NOT_SENT as error:
            raise _unavailable("Telr cannot be reached", outcome_unknown=False) from error
        except (TimeoutError, httpx.TimeoutException) as error:
            raise _unavailable(f"Telr did not answer within {self._seconds_max:g} s", outcome_unknown=True) from error
        except httpx.RequestError as error:
            raise _unavailable("the connection to Telr broke", outcome_unknown=True) from error
        if status >= 500 or status in _TRY_AGAIN_STATUSES:
            raise _unavailable(f"Telr answered with HTTP status {status}", outcome_unknown=status >= 500)
        if status >= 400 and not body.lstrip().startswith(b"{"):
            details = {"system": "telr", "code": f"HTTP {status}"}
            raise OutsideRefused(f"Telr refused the request with HTTP status {status}", details=details)
        return body

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def _exchange(self, name: str, message: Message) -> tuple[int, bytes]:
        headers = {"Content-Type": message.media_type, "Accept": "application/json, application/xml"}
        request = self._client.build_request("POST", f"{self._url}/{name}", content=message.content, headers=headers)
        response = await self._client.send(request, stream=True)
        try:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > ANSWER_BYTES_MAX:
                    raise _unavailable("the answer of Telr is too long", outcome_unknown=True)
            return response.status_code, bytes(body)
        finally:
            await response.aclose()


def _unavailable(message: str, *, outcome_unknown: bool) -> Unavailable:
    return Unavailable(message, details={"system": "telr", "outcomeUnknown": outcome_unknown})
