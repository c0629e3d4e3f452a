"""HTTP to Telr, with a limit on everything: time to connect, time in all, size of the answer."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from admitone.adapters.http import Limits, NoAnswer, NotSent
from admitone.adapters.http.opening import open_poster
from admitone.adapters.telr.requests import Message
from admitone.core.errors import OutsideRefused, Unavailable

CONNECT_SECONDS_MAX: Final = 5.0
ANSWER_BYTES_MAX: Final = 1024 * 1024
_CONNECTIONS_MAX: Final = 20
_TRY_AGAIN_STATUSES: Final = frozenset({408, 425, 429})


class Transport:
    """Posts messages to the gateway's folder. Redirects are not followed: the body holds a key."""

    def __init__(self, url: str, *, seconds_max: float) -> None:
        """Nothing is connected yet."""
        self._folder = urlsplit(url).path
        self._seconds_max = seconds_max
        connect_seconds = min(CONNECT_SECONDS_MAX, seconds_max)
        self._poster = open_poster(url, Limits(_CONNECTIONS_MAX, connect_seconds, seconds_max, ANSWER_BYTES_MAX))

    async def post(self, name: str, message: Message) -> bytes:
        """The body of the answer.

        Unavailable when there is none or it cannot be one of Telr's; `details["outcomeUnknown"]` says whether Telr may
        have done what it was asked to. OutsideRefused when the request itself was turned away.
        """
        headers = {"Content-Type": message.media_type, "Accept": "application/json, application/xml"}
        try:
            status, body = await self._poster.post(f"{self._folder}/{name}", message.content, headers)
        except NotSent as error:
            raise _unavailable("Telr cannot be reached", outcome_unknown=False) from error
        except TimeoutError as error:
            raise _unavailable(f"Telr did not answer within {self._seconds_max:g} s", outcome_unknown=True) from error
        except NoAnswer as error:
            raise _unavailable("the connection to Telr broke", outcome_unknown=True) from error
        if status >= 500 or status in _TRY_AGAIN_STATUSES:
            raise _unavailable(f"Telr answered with HTTP status {status}", outcome_unknown=status >= 500)
        if status >= 400 and not body.lstrip().startswith(b"{"):
            details = {"system": "telr", "code": f"HTTP {status}"}
            raise OutsideRefused(f"Telr refused the request with HTTP status {status}", details=details)
        return body

    async def close(self) -> None:
        """Let go of the connections."""
        await self._poster.close()


def _unavailable(message: str, *, outcome_unknown: bool) -> Unavailable:
    return Unavailable(message, details={"system": "telr", "outcomeUnknown": outcome_unknown})
