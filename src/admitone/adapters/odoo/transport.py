"""HTTP to Odoo, with a limit on everything: time to connect, time in all, size of the answer."""

from __future__ import annotations

import asyncio
import json
from decimal import Decimal
from typing import Any, Final, NamedTuple

import httpx

from admitone.adapters.odoo.errors import refused, unavailable

CONNECT_SECONDS_MAX: Final = 5.0
ANSWER_BYTES_MAX: Final = 8 * 1024 * 1024
_CONNECTIONS_MAX: Final = 20
# Nothing was sent, so nothing was done.
_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_TRY_AGAIN_STATUSES: Final = frozenset({408, 425, 429})
_BLANK: Final = object()


class Reply(NamedTuple):
    """An answer in JSON."""

    status: int
    value: Any


class Transport:
    """Speaks to one server. Redirects are not followed: requests hold a key."""

    def __init__(self, url: str, *, seconds_max: float) -> None:
        """Nothing is connected yet."""
        self._url = url
        self._seconds_max = seconds_max
        # Odoo closes the connection after every answer; a request on one that is being closed would be lost.
        self._client = httpx.AsyncClient(
            timeout=httpx.Timeout(seconds_max, connect=min(CONNECT_SECONDS_MAX, seconds_max)),
            limits=httpx.Limits(max_connections=_CONNECTIONS_MAX, max_keepalive_connections=0),
            headers={"Accept": "application/json", "Connection": "close", "User-Agent": "Admit One"},
            follow_redirects=False,
        )

    async def get(self, path: str) -> Reply | None:
        """The answer to a question that every Odoo may be asked; None when this one knows no such page."""
        status, body, _ = await self._limited(self._client.build_request("GET", self._url + path))
        value = _read(body)
        if status >= 500 or status in _TRY_AGAIN_STATUSES:
            raise unavailable(f"Odoo answered with HTTP status {status}", outcome_unknown=False)
        return Reply(status, value) if status == 200 and value is not _BLANK else None

    async def post(self, path: str, body: dict[str, Any], headers: dict[str, str] | None = None) -> Reply:
        """The answer to a JSON body.

        Unavailable when there is none or it is not Odoo's: `details["outcomeUnknown"]` tells whether Odoo may have done
        what it was asked to. OutsideRefused when something in front of Odoo turned the request away.
        """
        request = self._client.build_request("POST", self._url + path, json=body, headers=headers)
        status, content, location = await self._limited(request)
        value = _read(content)
        if value is not _BLANK:
            return Reply(status, value)
        if status == 404:
            # So Odoo answers while its database is down, or when it has none of that name: no word about the record.
            raise unavailable(
                "Odoo found no database; is it up, and ADMITONE_ODOO_DATABASE right?", outcome_unknown=False
            )
        if 300 <= status < 400:
            raise refused(f"Odoo's address redirects to {location[:200]}; write its target to ADMITONE_ODOO_URL")
        if 400 <= status < 500 and status not in _TRY_AGAIN_STATUSES:
            raise refused(f"Odoo refused the request with HTTP status {status}", name=f"HTTP {status}")
        raise unavailable(f"the answer of Odoo is not JSON, with HTTP status {status}", outcome_unknown=status != 429)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()

    async def _limited(self, request: httpx.Request) -> tuple[int, bytes, str]:
        try:
            async with asyncio.timeout(self._seconds_max):
                return await self._exchange(request)
        except _NOT_SENT as error:
            raise unavailable("Odoo cannot be reached", outcome_unknown=False) from error
        except (TimeoutError, httpx.TimeoutException) as error:
            raise unavailable(f"Odoo did not answer within {self._seconds_max:g} s", outcome_unknown=True) from error
        except httpx.RequestError as error:
            raise unavailable("the connection to Odoo broke", outcome_unknown=True) from error

    async def _exchange(self, request: httpx.Request) -> tuple[int, bytes, str]:
        response = await self._client.send(request, stream=True)
        try:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > ANSWER_BYTES_MAX:
                    raise unavailable("the answer of Odoo is too long", outcome_unknown=True)
            return response.status_code, bytes(body), response.headers.get("Location", "")
        finally:
            await response.aclose()


def _read(body: bytes) -> Any:
    try:
        return json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        return _BLANK
