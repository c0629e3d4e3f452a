"""A host with a location, and programs that call with keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from httpx import AsyncClient, Response

from admitone.bootstrap import Product
from admitone.core.principal import Principal, Role
from admitone.services import api_keys
from admitone.services.api_keys import KeyWish
from admitone.store.operations import list_tenants

PLACE = "28XXX004"
GB = 10**9


@dataclass(frozen=True)
class Program:
    """A host's program with its key."""

    client: AsyncClient
    key: str
    root: str = "/rest/v1/Location"

    async def call(self, method: str, path: str = "", **how: Any) -> Response:
        """One call below `Location`."""
        headers = {"Authorization": f"Bearer {self.key}", **how.pop("headers", {})}
        return await self.client.request(method, f"{self.root}{path}", headers=headers, **how)

    async def data(self, method: str, path: str = "", **how: Any) -> Any:
        """What a successful call answers as its data."""
        response = await self.call(method, path, **how)
        assert response.status_code == 200, response.text
        return response.json()["data"]

    async def refusal(self, method: str, path: str = "", **how: Any) -> tuple[int, list[str]]:
        """Status and fields of a refused call, which explains itself."""
        response = await self.call(method, path, **how)
        body = response.json()
        assert response.headers["content-type"] == "application/problem+json", response.text
        assert body["detail"], response.text
        assert body["status"] == response.status_code
        return response.status_code, body.get("fields", [])

    async def service(self, name: str = "1 hour", **terms: Any) -> int:
        """Add a service to the location; its id."""
        wanted = {"name": name, "typeId": "ttf", "expTime": 3600, **terms}
        wanted = {field: value for field, value in wanted.items() if value is not None}
        made = await self.data("POST", f"/{PLACE}/services", json=wanted)
        return int(made["id"])

    async def ticket(self, service: int, **wish: Any) -> dict[str, Any]:
        """Make a ticket."""
        made: dict[str, Any] = await self.data("POST", f"/{PLACE}/tickets", json={"service": str(service), **wish})
        return made


async def principal_of(product: Product, tenant: str = "oasis", role: Role = Role.ADMIN) -> Principal:
    """Somebody of a tenant, for use cases behind the door."""
    async with product.database.reading() as tx:
        [found] = [one for one in await list_tenants(tx) if one.name == tenant]
    return Principal(found.id, role, "maria", found.time_zone)


async def program_of(client: AsyncClient, product: Product, tenant: str = "oasis", role: Role = Role.ADMIN) -> Program:
    """A program of a tenant, with a key of this role."""
    maria = await principal_of(product, tenant)
    async with product.database.writing() as tx:
        made = await api_keys.make_key(tx, maria, KeyWish(f"Front desk {role}", role))
    return Program(client, made.token)
