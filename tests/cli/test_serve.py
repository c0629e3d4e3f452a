"""`admitone serve` over real HTTP: starting, answering, logging, stopping."""

from __future__ import annotations

import json
import signal
import socket
import time
from collections.abc import Callable, Iterator

import pytest

from tests.cli.conftest import PASSWORD, Operator, Server
from tests.servers.postgres import PostgresServer


@pytest.fixture
def server(operator: Operator) -> Iterator[Server]:
    operator.must("user", "add", "maria", "--role", "admin", given=PASSWORD)
    with operator.serving() as running:
        yield running


def test_it_tells_its_address_and_answers_there(server: Server) -> None:
    assert server.client.get("/health/live").json() == {"status": "live"}
    assert server.client.get("/health/ready").json() == {"status": "ready", "database": "answers"}


def test_a_signal_ends_it_after_the_request_under_way(server: Server) -> None:
    body = json.dumps({"username": "maria", "password": PASSWORD}).encode()
    head = (
        "POST /user/authenticate HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
    )
    address = (server.client.base_url.host, server.client.base_url.port)
    with socket.create_connection(address, timeout=20) as caller:
        caller.sendall(head.encode())
        assert caller.recv(1000).startswith(b"HTTP/1.1 100"), "now the server works on this request"
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        caller.sendall(body)
        assert caller.recv(1000).startswith(b"HTTP/1.1 200")
    assert server.process.wait(20) == 0


def test_a_port_in_use_is_one_line(operator: Operator) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = operator.run("serve", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr == (
        f"admitone: cannot listen on 127.0.0.1 port {port}: address already in use; "
        "choose another with --host and --port\n"
    )


def test_log_lines_say_what_happened_and_hold_no_secret(server: Server) -> None:
    session = server.sign_in()
    body = {"session": session, "name": "Aquarium", "odooProductCode": "AQ"}
    server.client.post("/offline/attraction/write?code=topsecretcode", json=body, headers={"X-Request-Id": "trace-7"})
    server.client.post("/offline/attraction/list", headers={"Authorization": f"Bearer {session}"})
    server.client.post("/user/authenticate", json={"username": "maria", "password": "a wrong password"})
    server.client.get("/nosuch/topsecretcode")
    server.process.terminate()
    server.process.wait(20)
    text = server.log.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    seen = [(line["method"], line["route"], line["status"]) for line in lines if line["event"] == "request"]
    assert seen == [
        ("POST", "/user/authenticate", 200),
        ("POST", "/offline/attraction/write", 200),
        ("POST", "/offline/attraction/list", 200),
        ("POST", "/user/authenticate", 401),
        ("GET", "unmatched", 404),
    ]
    assert [line["request_id"] for line in lines if line["event"] == "request"][1] == "trace-7"
    assert all(line["duration_ms"] >= 0 for line in lines if line["event"] == "request")
    for secret in (session, PASSWORD, "a wrong password", "topsecretcode"):
        assert secret not in text


def test_every_answer_carries_a_request_id(server: Server) -> None:
    given = server.client.get("/health/live", headers={"X-Request-Id": "Abc-123.x:9"})
    assert given.headers["X-Request-Id"] == "Abc-123.x:9"
    for hostile in ("", "with space", "x" * 101, 'x"},{"level":"error'):
        answer = server.client.get("/nosuch", headers={"X-Request-Id": hostile})
        assert len(answer.headers["X-Request-Id"]) == 32
        assert answer.json()["requestId"] == answer.headers["X-Request-Id"]


def test_readiness_fails_while_the_database_is_away(
    postgres_url: str, postgres_server: PostgresServer, operator_on: Callable[[str], Operator]
) -> None:
    with operator_on(postgres_url).serving() as server:
        assert server.client.get("/health/ready").status_code == 200
        postgres_server.drop(postgres_url)
        answer = server.client.get("/health/ready")
        assert (answer.status_code, answer.json()["database"]) == (503, "does not answer")
        assert server.client.get("/health/live").status_code == 200
        metrics = server.client.get("/metrics")
        assert metrics.status_code == 200
        assert "admitone_database_up 0.0" in metrics.text
        assert "admitone_effects{" not in metrics.text
