"""A node with our contract on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from admitone.bootstrap import deploy_contract
from admitone.config import read_config
from tests.ledger.office import Office, opened_office
from tests.servers.anvil import KEY, Anvil, running_anvil

OpenOffice = Callable[[str], AbstractAsyncContextManager[Office]]
CONFIRMATIONS = 3


@pytest.fixture
def anvil(tmp_path: Path) -> Iterator[Anvil]:
    """This test's own node."""
    with running_anvil(tmp_path) as node:
        yield node


@pytest.fixture
def settings(anvil: Anvil, tmp_path: Path) -> dict[str, str]:
    """What leads to the node and to a fresh contract on it."""
    found = {"ADMITONE_EVM_URL": anvil.url, "ADMITONE_EVM_KEY": KEY}
    address = asyncio.run(deploy_contract(read_config({"ADMITONE_DATA": str(tmp_path / "deploying")} | found), 30))
    return found | {"ADMITONE_EVM_CONTRACT": address, "ADMITONE_EVM_CONFIRMATIONS": str(CONFIRMATIONS)}


@pytest.fixture
async def tokens(database_url: str, tmp_path: Path, settings: dict[str, str]) -> AsyncIterator[Office]:
    """An office whose tickets are tokens."""
    async with opened_office(database_url, tmp_path / "data", ADMITONE_LEDGER="evm-token", **settings) as office:
        yield office


@pytest.fixture
async def anchored(database_url: str, tmp_path: Path, settings: dict[str, str]) -> AsyncIterator[Office]:
    """An office whose log is anchored."""
    async with opened_office(database_url, tmp_path / "data", ADMITONE_LEDGER="evm-anchor", **settings) as office:
        yield office
