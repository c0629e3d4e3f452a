"""A telephone that holds passes, as far as a server can tell: it calls as Apple's documentation says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from httpx import AsyncClient, Response

from tests.adapters.passes.wallet import content_of


@dataclass
class Device:
    """One telephone. `passes` are the contents that it holds by serial number."""

    client: AsyncClient
    library_id: str = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
    push_token: str = "ab" * 32
    passes: dict[str, dict[str, Any]] = field(default_factory=dict)
    modified: dict[str, str] = field(default_factory=dict)
    tag: str | None = None

    async def add(self, package: bytes) -> Response:
        """Take a pass, and register for its changes."""
        content = content_of(package)
        self.passes[content["serialNumber"]] = content
        return await self.register(content)

    async def register(self, content: dict[str, Any], *, token: str | None = None, **body: Any) -> Response:
        """Register for a pass's changes."""
        return await self.client.post(
            self._registration(content),
            json=body or {"pushToken": self.push_token},
            headers=self._leave(content, token),
        )

    async def unregister(self, content: dict[str, Any], *, token: str | None = None) -> Response:
        """The pass was taken off this device."""
        return await self.client.delete(self._registration(content), headers=self._leave(content, token))

    async def changed(self, content: dict[str, Any], tag: str | None = None) -> Response:
        """Ask which passes have changed."""
        path = self._registration(content).rpartition("/")[0]
        return await self.client.get(path, params={"passesUpdatedSince": tag} if tag else {})

    async def fetch(self, content: dict[str, Any], *, token: str | None = None) -> Response:
        """Fetch a pass anew, unless it is as this device has it."""
        serial = content["serialNumber"]
        headers = self._leave(content, token)
        if serial in self.modified:
            headers["If-Modified-Since"] = self.modified[serial]
        path = f"{self._service(content)}/v1/passes/{content['passTypeIdentifier']}/{serial}"
        answer = await self.client.get(path, headers=headers)
        if answer.status_code == 200:
            self.passes[serial] = content_of(answer.content)
            self.modified.pop(serial, None)
            if "last-modified" in answer.headers:
                self.modified[serial] = answer.headers["last-modified"]
        return answer

    async def update(self) -> list[str]:
        """What a device does when it is told that something has changed; the serial numbers that it fetched."""
        content = next(iter(self.passes.values()))
        answer = await self.changed(content, self.tag)
        if answer.status_code == 204:
            return []
        assert answer.status_code == 200, answer.text
        self.tag = answer.json()["lastUpdated"]
        changed = answer.json()["serialNumbers"]
        return [serial for serial in changed if (await self.fetch(self.passes[serial])).status_code == 200]

    def _registration(self, content: dict[str, Any]) -> str:
        device = quote(self.library_id, safe="")
        kind, serial = content["passTypeIdentifier"], content["serialNumber"]
        return f"{self._service(content)}/v1/devices/{device}/registrations/{kind}/{serial}"

    @staticmethod
    def _service(content: dict[str, Any]) -> str:
        return str(content["webServiceURL"])

    @staticmethod
    def _leave(content: dict[str, Any], token: str | None) -> dict[str, str]:
        return {"Authorization": f"ApplePass {token or content['authenticationToken']}"}
