"""`admitone worker` carries out what others have left in the database."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.cli.conftest import PASSWORD, Operator, Server
from tests.ingest.pdf_factory import ticket_data, ticket_page, write_pdf
from tests.servers.nursery import COMMAND


def accept_upload(server: Server, session: str, operator: Operator) -> int:
    """Leave a PDF of five tickets with a server; the batch that it made of it."""
    body = {"session": session, "name": "Aquarium", "odooProductCode": "AQ"}
    attraction = server.client.post("/offline/attraction/write", json=body).json()["apiData"]["attractionId"]
    path = write_pdf(operator.folder / "tickets.pdf", [ticket_page(ticket_data(number)) for number in range(1, 6)])
    with path.open("rb") as file:
        answer = server.client.post(
            "/offline/batch/upload",
            headers={"Prefer": "respond-async", "Authorization": f"Bearer {session}"},
            data={"attractionId": str(attraction)},
            files={"pdfFile": ("tickets.pdf", file, "application/pdf")},
        )
    assert answer.status_code == 202, answer.text
    batch_id: int = answer.json()["apiData"]["batch"]["batchId"]
    return batch_id


def progress(server: Server, session: str, batch_id: int) -> dict[str, Any]:
    answer = server.client.post("/offline/batch/progress", json={"session": session, "batchId": batch_id})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["apiData"]
    return found


def wait_until_read(server: Server, session: str, batch_id: int) -> dict[str, Any]:
    for _ in range(300):
        found = progress(server, session, batch_id)
        if found["pagesDone"] == found["pagesTotal"] and found["state"] != "INGESTING":
            return found
        time.sleep(0.1)
    pytest.fail(f"nobody read the batch: {found}")


def test_a_worker_reads_what_a_server_accepted(database_url: str, operator_on: Callable[[str], Operator]) -> None:
    operator = operator_on(database_url)
    operator.must("user", "add", "maria", "--role", "admin", given=PASSWORD)
    with operator.serving("--no-worker") as server:
        session = server.sign_in()
        batch_id = accept_upload(server, session, operator)
        time.sleep(1.5)
        assert progress(server, session, batch_id)["state"] == "INGESTING", "this server leaves the work to others"
        with subprocess.Popen(
            [COMMAND, "worker"], env=operator.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as worker:
            assert wait_until_read(server, session, batch_id)["state"] == "READY"
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(20) == 0


def test_a_server_alone_works_too(operator: Operator) -> None:
    operator.must("user", "add", "maria", "--role", "admin", given=PASSWORD)
    with operator.serving() as server:
        session = server.sign_in()
        assert wait_until_read(server, session, accept_upload(server, session, operator))["state"] == "READY"
