"""HEAD requests (RFC 9110, 9.3.2), where monitors, proxies and link checkers send them.

Only for addresses whose GET changes nothing and counts nothing: a HEAD that was answered at the link of a ticket would
count as its download. Elsewhere the framework refuses the method with 405.
"""

from __future__ import annotations

import re
from typing import Any, Final

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

_ANSWERED: Final = re.compile(r"/|/sign-in|/(?:health|static|schema|ledger)(?:/.*)?")


class HeadRequests:
    """Answers HEAD as GET is answered, without the content."""

    def __init__(self, routed: ASGIApp) -> None:
        """`routed` answers everything."""
        self._routed = routed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != ScopeType.HTTP or scope["method"] != "HEAD" or not _ANSWERED.fullmatch(scope["path"]):
            await self._routed(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            without: Any = message
            if message["type"] == "http.response.body":
                without = {**message, "body": b""}
            await send(without)

        # The scope itself, since whoever observes the request reads from it which route answered.
        changed: Any = scope
        changed["method"] = "GET"
        await self._routed(scope, receive, send_head)
