"""Everything that can be named in an address, on PostgreSQL, which is stricter with text than SQLite."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from httpx import AsyncClient

from admitone.bootstrap import Product
from admitone.console.form_tokens import HEADER, form_token
from tests.events.venue import add_config, add_event
from tests.offline.api import Api, Cast
from tests.offline.conftest import api, aquarium, cast, password_hash, settings
from tests.wifi.conftest import host
from tests.wifi.host import PLACE, Program, principal_of

__all__ = ["api", "aquarium", "cast", "host", "password_hash", "settings"]


@pytest.fixture
def database_url(postgres_url: str) -> str:
    return postgres_url


@dataclass(frozen=True)
class House:
    """The product, with something behind every door."""

    product: Product
    client: AsyncClient
    session: str
    key: str
    pass_type: str
    code: str

    def value(self, name: str, kind: type) -> str:
        """A good value for a parameter of a path."""
        known = {
            "version": "v1",
            "LocationId": PLACE,
            "place": PLACE,
            "location_id": PLACE,
            "pass_type": self.pass_type,
            "serial": "0" * 32,
            "library_id": "d" * 32,
            "name": "database",
            "reference": "OT-20990301-ABCDE",
            "ticket_id": "1",
        }
        return known.get(name, "1" if kind is int else "x")

    def headers(self, path: str) -> dict[str, str]:
        """Who calls: a program of a host, a pass, or a person with a session and forms of ours."""
        if path.startswith("/rest"):
            return {"Authorization": f"Bearer {self.key}"}
        if path.startswith("/wallet"):
            return {"Authorization": "ApplePass x"}
        token = form_token(self.product.config.secret, self.session)
        cookie = f"admitone_session={self.session}"
        return {"Authorization": f"Bearer {self.session}", "Cookie": cookie, HEADER: token}


@pytest.fixture
async def house(api: Api, cast: Cast, aquarium: int, host: Program) -> House:
    """An attraction, an event with tickets, and a location with a service."""
    assert aquarium
    tenant = (await principal_of(api.product)).tenant_id
    event = await add_event(api.product.database, tenant, "Jazz Night")
    await add_config(api.product.database, event, "Standing", capacity=3)
    service = await host.service()
    code = (await host.ticket(service))["code"]
    maker: Any = api.product.pass_maker
    return House(api.product, api.client, cast.admin.session, host.key, maker.pass_type, code)
