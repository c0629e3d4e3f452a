"""Every Odoo that the contract must hold for: two stand-ins, and a real one when the environment names it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest

from admitone.adapters.odoo.client import OdooClient
from admitone.adapters.odoo.erp import OdooErp
from tests.servers.odoo import RealOdoo, StandIn, running_odoo

VERSIONS = (17, 19)
PLACES = [*map(str, VERSIONS), *(["real"] if os.environ.get("ODOO_URL") else [])]


@dataclass(frozen=True)
class Place:
    """An Odoo with the adapter on it, and a client to set the scene with."""

    odoo: StandIn | RealOdoo
    erp: OdooErp
    client: OdooClient
    currency: str


async def arrive(odoo: StandIn | RealOdoo) -> AsyncIterator[Place]:
    erp, client = OdooErp(odoo.account()), OdooClient(odoo.account(), seconds_max=30)
    try:
        users = await client.read("res.users", [(await client.connect()).uid], ["company_id"])
        companies = await client.read("res.company", [users[0]["company_id"][0]], ["currency_id"])
        yield Place(odoo, erp, client, companies[0]["currency_id"][1])
    finally:
        await erp.close()
        await client.close()


@pytest.fixture(params=PLACES)
def odoo(request: pytest.FixtureRequest) -> Iterator[StandIn | RealOdoo]:
    if request.param == "real":
        yield RealOdoo()
        return
    with running_odoo(int(request.param)) as stand_in:
        yield stand_in


@pytest.fixture
async def place(odoo: StandIn | RealOdoo) -> AsyncIterator[Place]:
    async for one in arrive(odoo):
        yield one


@pytest.fixture(params=VERSIONS)
def stand_in(request: pytest.FixtureRequest) -> Iterator[StandIn]:
    with running_odoo(request.param) as running:
        yield running
