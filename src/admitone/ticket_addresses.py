"""Where tickets are: `/tickets/` and 32 hexadecimal digits are one of the inventory, a number is the console's page.

The framework's paths cannot tell the two apart, so the address is led to the door that answers it before routing.
"""

from __future__ import annotations

import re
from typing import Any, Final

from litestar.types import ASGIApp, Receive, Scope, Send

ANSWERED_AT: Final = "/ticket-transfer-approvals/tickets"
_ADDRESS: Final = re.compile(r"/tickets/([0-9a-f]{32})/?")


class TicketAddresses:
    """Leads requests for tickets by their uid to the door of transfers; others pass."""

    def __init__(self, routed: ASGIApp) -> None:
        """`routed` answers everything."""
        self._routed = routed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        found = _ADDRESS.fullmatch(scope.get("path", ""))
        if found:
            moved: Any = scope
            moved["path"] = f"{ANSWERED_AT}/{found[1]}"
            moved["raw_path"] = moved["path"].encode()
        await self._routed(scope, receive, send)
