"""An operator sets the chain up, and a worker process writes to it."""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Operator
from tests.ledger.office import opened_office
from tests.servers.anvil import KEY, Anvil
from tests.servers.nursery import COMMAND


@pytest.fixture
def operator(sqlite_url: str, tmp_path: Path, anvil: Anvil) -> Operator:
    return Operator(
        tmp_path,
        {
            "ADMITONE_DATABASE_URL": sqlite_url,
            "ADMITONE_EVM_URL": anvil.url,
            "ADMITONE_EVM_KEY": KEY,
            "ADMITONE_EVM_CONFIRMATIONS": "1",
            "ADMITONE_LEDGER_ORIGIN": "tickets.example.com/ledger",
        },
    )


def wait(until: Callable[[], bool], seconds: float = 100) -> None:
    deadline = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.5)


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_from_deploying_to_an_issued_token(operator: Operator) -> None:
    address = operator.must("ledger", "deploy").strip()
    operator.settings |= {"ADMITONE_EVM_CONTRACT": address, "ADMITONE_LEDGER": "evm-token"}

    asyncio.run(issue(operator))
    (_, job, _) = operator.must("ledger", "chain").splitlines()
    assert job.split("\t")[1] == "QUEUED"
    with (operator.folder / "worker.log").open("w") as log:
        worker = subprocess.Popen([COMMAND, "worker"], env=operator.environment, stdout=log, stderr=log)
    try:
        wait(lambda: "all\tCONFIRMED\t\t1" in operator.must("ledger", "chain"))
    finally:
        worker.terminate()
        assert worker.wait(30) == 0
    said = operator.must("ledger", "verify")
    assert "1 records" in said
    assert "1 issued tickets" in said
    assert f"contract {address} on chain 31337" in operator.run("doctor").stdout
    refused = operator.run("ledger", "retry")
    assert (refused.returncode, "no transaction has failed" in refused.stderr) == (1, True)


async def issue(operator: Operator) -> None:
    """A ticket that waits for its token."""
    own = {name: value for name, value in operator.settings.items() if name != "ADMITONE_DATABASE_URL"}
    url = operator.settings["ADMITONE_DATABASE_URL"]
    async with opened_office(url, operator.folder / "data", **own) as office:
        assert not await office.issue(await office.sold(1))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"ADMITONE_EVM_CONTRACT": ""}, "ADMITONE_EVM_CONTRACT is missing"),
        ({"ADMITONE_EVM_KEY": "0x12"}, "64 hexadecimal digits"),
        ({"ADMITONE_EVM_CONTRACT": "12" * 20}, "40 hexadecimal digits"),
        ({"ADMITONE_EVM_URL": "ipc:/node"}, "ADMITONE_EVM_URL"),
    ],
)
def test_settings_that_lead_to_no_chain_are_named(operator: Operator, changed: dict[str, str], said: str) -> None:
    operator.settings |= {"ADMITONE_LEDGER": "evm-anchor", "ADMITONE_EVM_CONTRACT": "0x" + "12" * 20} | changed
    refused = operator.run("ledger", "key")
    assert (refused.returncode, said in refused.stderr) == (2, True), refused.stderr
    assert KEY not in refused.stderr


def test_a_contract_that_is_not_there_is_told(operator: Operator) -> None:
    operator.settings |= {"ADMITONE_LEDGER": "evm-anchor", "ADMITONE_EVM_CONTRACT": "0x" + "12" * 20}
    assert "there is no contract at" in operator.run("doctor").stdout
