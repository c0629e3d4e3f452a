"""A location with programs of its host, of a host's desk, and of a stranger, on either database."""

from __future__ import annotations

import pytest

from admitone.core.principal import Role
from tests.offline.api import Api, Cast
from tests.offline.conftest import api, cast, password_hash, settings
from tests.wifi.host import PLACE, Program, program_of

__all__ = ["api", "cast", "password_hash", "settings"]


@pytest.fixture
async def host(api: Api, cast: Cast) -> Program:
    """An admin's program, with a location in Madrid."""
    assert cast.admin.session
    program = await program_of(api.client, api.product)
    place = {"LocationId": PLACE, "name": "Hotel Sol", "timezone": "Europe/Madrid", "currency": "EUR"}
    await program.data("POST", json={**place, "networkName": "Sol Guests"})
    return program


@pytest.fixture
async def desk(api: Api, host: Program) -> Program:
    """An agent's program of the same host."""
    assert host.key
    return await program_of(api.client, api.product, role=Role.AGENT)


@pytest.fixture
async def stranger(api: Api, host: Program) -> Program:
    """An admin's program of another tenant."""
    assert host.key
    return await program_of(api.client, api.product, "mirage")
