"""The sandbox as a process: started, told what to do wrong, killed, started again."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest

from tests.sandbox.conftest import check, create_order
from tests.servers.nursery import COMMAND
from tests.servers.sandbox import Sandbox, running_sandbox


def test_orders_outlive_a_killed_process(tmp_path: Path) -> None:
    with running_sandbox(tmp_path, "--records", str(tmp_path / "orders")) as sandbox:
        paid, open_ = (create_order(sandbox)["ref"] for _ in range(2))
        sandbox.pay(paid)
        transaction = check(sandbox, paid)["transaction"]
        for _ in range(2):
            sandbox.stop(kill=True)
            sandbox.start()
        assert check(sandbox, paid)["transaction"] == transaction
        assert check(sandbox, open_)["status"]["code"] == 1
        assert "/success?" in sandbox.pay(open_)


def test_a_line_that_was_not_finished_is_no_order(tmp_path: Path) -> None:
    records = tmp_path / "orders"
    with running_sandbox(tmp_path, "--records", str(records)) as sandbox:
        ref = create_order(sandbox)["ref"]
        sandbox.stop(kill=True)
        records.write_bytes(records.read_bytes() + b'{"ref": "half')
        sandbox.start()
        assert [order["ref"] for order in sandbox.orders()] == [ref]


def test_a_page_expires_by_itself(tmp_path: Path) -> None:
    with running_sandbox(tmp_path, "--session-minutes", "0.0001") as sandbox:
        ref = create_order(sandbox)["ref"]
        while (status := check(sandbox, ref)["status"]["code"]) == 1:
            pass
        assert status == -1
        assert sandbox.client.get("/sandbox/gateway/process.html", params={"o": ref}).status_code == 410


def test_a_signal_ends_it_quietly(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path / "log")
    sandbox.start()
    create_order(sandbox)
    assert sandbox.stop() == 0
    sandbox.client.close()
    assert sandbox.log.read_text() == ""


def test_a_port_in_use_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        command = [str(COMMAND), "sandbox", "--gateway-port", port]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1 port {port}" in done.stderr


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"fault": "flood"}, "Invalid enum value 'flood'"),
        ({}, "missing required field `fault`"),
        ({"fault": "slow", "second": 1}, "unknown field `second`"),
        ({"fault": "slow", "times": 0}, ">= 1"),
    ],
)
def test_a_fault_that_is_none_is_refused(sandbox: Sandbox, body: dict[str, object], detail: str) -> None:
    answer = sandbox.client.post("/sandbox/faults", json=body)
    assert answer.status_code == 400
    assert detail in answer.json()["detail"]


def test_faults_are_listed_counted_and_cleared(sandbox: Sandbox) -> None:
    sandbox.fail("server_error", operation="check", times=2)
    answer = sandbox.client.post("/sandbox/gateway/order.json", data={"ivp_method": "check"})
    assert answer.status_code == 500
    assert sandbox.client.get("/sandbox/faults").json() == [
        {"fault": "server_error", "operation": "check", "times": 1, "seconds": 5.0}
    ]
    assert sandbox.client.delete("/sandbox/faults").json() == []
    assert sandbox.client.post("/sandbox/gateway/order.json", data={"ivp_method": "check"}).status_code == 200


def test_an_order_is_commanded_into_states_that_it_can_reach_only(sandbox: Sandbox) -> None:
    ref = create_order(sandbox)["ref"]
    assert sandbox.command("0", 3).status_code == 404
    assert sandbox.command(ref, 7).status_code == 409
    assert sandbox.command(ref, 4).status_code == 200
    assert check(sandbox, ref)["transaction"]["status"] == "P"
    assert sandbox.command(ref, -4).status_code == 409
    assert sandbox.command(ref, 3).status_code == 200
    assert check(sandbox, ref)["transaction"]["status"] == "A"
    assert sandbox.command(ref, -3).status_code == 409
