"""What FreeRADIUS' module rest says for an access server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from httpx import AsyncClient, Response

from admitone.bootstrap import Product
from admitone.core.wifi.access_ticket import AccessTicket
from tests.servers.hotel import NAS, Hotel

PHONE, LAPTOP, TABLET = "AA-BB-CC-00-00-01", "AA-BB-CC-00-00-02", "AA-BB-CC-00-00-03"


@dataclass(frozen=True)
class AccessServer:
    """The access server of the lobby."""

    client: AsyncClient
    hotel: Hotel
    product: Product

    async def post(self, section: str, attributes: dict[str, Any], *, token: str | None = None) -> Response:
        """One request; attributes as `Name=value`, as FreeRADIUS writes them."""
        body = {name: {"type": "string", "value": [value]} for name, value in attributes.items()}
        headers = {
            "Authorization": f"Bearer {self.hotel.token if token is None else token}",
            "X-FreeRADIUS-Section": section,
        }
        return await self.client.post(f"/radius/{section}", json=body, headers=headers)

    async def ask(self, code: str, device: str = PHONE, **more: Any) -> Response:
        """May this code come in?"""
        asked = {"User-Name": code, "User-Password": code, "Calling-Station-Id": device, "NAS-Identifier": NAS}
        return await self.post("authorize", asked | more)

    async def limits(self, code: str, device: str = PHONE) -> dict[str, Any]:
        """What a code that is good may use, by attribute."""
        answer = await self.ask(code, device)
        assert answer.status_code == 200, answer.text
        values = answer.json()
        assert all(value["op"] == ":=" and value["do_xlat"] is False for value in values.values())
        return {name: value["value"][0] for name, value in values.items()}

    async def refusal(self, code: str, device: str = PHONE) -> str:
        """What a guest is told whose code lets nobody in."""
        answer = await self.ask(code, device)
        assert answer.status_code == 401, answer.text
        (name, value), *others = answer.json().items()
        assert (name, others) == ("reply:Reply-Message", [])
        return str(value["value"][0])

    async def admit(self, code: str, device: str = PHONE) -> Response:
        """The password was right."""
        asked = {"User-Name": code, "User-Password": code, "Calling-Station-Id": device, "NAS-Identifier": NAS}
        return await self.post("post-auth", asked)

    async def report(self, ticket: AccessTicket, status: str, session: str = "s1", **more: Any) -> None:
        """A report of a session, with attributes by their names (underscores for dashes)."""
        told = {
            "User-Name": ticket.code,
            "Acct-Status-Type": status,
            "Acct-Session-Id": session,
            "Calling-Station-Id": PHONE,
            "NAS-Identifier": NAS,
            **{name.replace("_", "-"): value for name, value in more.items()},
        }
        told = {name: value for name, value in told.items() if value is not None}
        answer = await self.post("accounting", told)
        assert answer.status_code == 204, answer.text
