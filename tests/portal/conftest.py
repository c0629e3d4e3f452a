"""A hotel with a portal, on a port of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from httpx import AsyncClient

from admitone.core.principal import Principal, Role
from admitone.services import users
from admitone.services.access_servers import PortalLogin, set_portal_login
from tests.servers.hotel import NAS, Hotel, open_hotel
from tests.servers.shop import Shop, running_shop


@dataclass(frozen=True)
class Reception:
    """The hotel, and its portal as browsers reach it."""

    hotel: Hotel
    address: str
    client: AsyncClient

    @property
    def portal(self) -> str:
        return f"{self.address}/portal/{self.hotel.location.public_id}"

    async def hand_over_to(self, kind: str | None, url: str | None = None, secret: str | None = None) -> None:
        """Set how guests are handed back to the lobby's access server."""
        admin = Principal(self.hotel.location.tenant_id, Role.ADMIN, "admin")
        async with self.hotel.database.writing() as tx:
            login = PortalLogin(kind, url or "", secret or "") if kind else None
            await set_portal_login(tx, admin, self.hotel.location.public_id.lower(), NAS, login)


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Hashing is slow on purpose, so it is done once."""
    return asyncio.run(users.hash_password("correct horse battery"))


@pytest.fixture
async def shop(tmp_path: Path, sqlite_url: str, password_hash: str) -> AsyncIterator[Shop]:
    """The product on the embedded database; what the portal asks is tried out on both at the door of access servers."""
    async with running_shop(tmp_path, sqlite_url, password_hash) as running:
        yield running


@pytest.fixture
async def reception(shop: Shop) -> Reception:
    """A hotel whose lobby has an access server."""
    hotel = await open_hotel(shop.product.database)
    await hotel.add_access_server(3799)
    return Reception(hotel, shop.address, shop.client)
