"""`admitone demo` and `admitone ingest`: from a supplier's PDF to tickets, at the command line."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Operator, Server
from tests.ingest.pdf_factory import CodeArt, Line, TicketPage, ticket_data, ticket_page, write_pdf


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo in it, which nobody uses."""
    operator = Operator(tmp_path_factory.mktemp("demo"))
    operator.must("demo")
    return operator.folder / "data"


@pytest.fixture
def stocked(operator: Operator, demo_data: Path) -> Operator:
    """An operator whose demo data is loaded."""
    shutil.copytree(demo_data, operator.folder / "data")
    return operator


def sign_in(server: Server, told: str) -> str:
    """The session of the demo's admin, whose password stands in what the command told."""
    line = next(line for line in told.splitlines() if line.startswith("Sign in as admin"))
    answer = server.client.post("/user/authenticate", json={"username": "admin", "password": line.split()[-1]})
    assert answer.status_code == 200, answer.text
    session: str = answer.json()["apiData"]["session"]
    return session


def tickets_of(server: Server, session: str) -> list[dict[str, Any]]:
    answer = server.client.post("/offline/ticket/search", json={"session": session})
    assert answer.status_code == 200, answer.text
    tickets: list[dict[str, Any]] = answer.json()["apiData"]
    return tickets


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_the_demo_is_loaded_once_and_can_be_signed_in_to(
    database_url: str, operator_on: Callable[[str], Operator]
) -> None:
    operator = operator_on(database_url)
    first = operator.must("demo")
    assert "Coral Bay Aquarium: 84 tickets" in first
    assert "Garden of Lights: an event with 400 tickets" in first
    assert operator.must("demo") == first, "a second time nothing is added, and the passwords are still known"
    assert (operator.folder / "data" / "demo-passwords").stat().st_mode & 0o077 == 0
    with operator.serving() as server:
        found = tickets_of(server, sign_in(server, first))
    # Those that suppliers sent; others are made here, and have no serial.
    tickets = [ticket for ticket in found if ticket["batchId"]]
    assert len(tickets) == 198
    for ticket in tickets:
        assert ticket["ticketSerial"]
        assert ticket["barcode"]
        assert ticket["category"]
        assert ticket["ticketDate"] or ticket["validUntil"]
        assert ticket["sellingPrice"] > 0
    counts = Counter(ticket["status"] for ticket in tickets)
    assert counts == {"AVAILABLE": 137, "EXPIRED": 15, "SOLD": 41, "RESERVED": 5}


def test_the_demo_leaves_other_tenants_alone(operator: Operator) -> None:
    operator.must("user", "add", "admin", "--role", "admin", given="a password of another tenant")
    told = operator.must("demo")
    assert "Sign in as demo-admin with the password: " in told
    assert operator.must("user", "list").splitlines()[1:] == [
        "admin\tadmin\tdefault\tyes",
        "agent\tagent\tdemo\tyes",
        "demo-admin\tadmin\tdemo\tyes",
    ]


def test_files_become_batches(stocked: Operator) -> None:
    pages = [ticket_page(ticket_data(number)) for number in range(1, 31)]
    write_pdf(stocked.folder / "new stock.pdf", pages)
    told = stocked.must(
        "ingest", "--attraction", "1", "--tenant", "demo", "--purchase-per-ticket", "80", "--selling-price", "120.50",
        "--supplier-reference", "INV-7", "new stock.pdf",
    )  # fmt: skip
    assert told.splitlines() == ["file\tbatch\tpages\ttickets\tremark", "new stock.pdf\t6\t30\t30\t"]


def test_what_fails_is_named_and_the_rest_goes_on(stocked: Operator) -> None:
    folder = stocked.folder
    write_pdf(folder / "good.pdf", [ticket_page(ticket_data(number)) for number in range(1, 4)])
    write_pdf(folder / "overlapping.pdf", [ticket_page(ticket_data(number)) for number in range(3, 6)])
    (folder / "none.pdf").write_bytes(b"this is no PDF")
    done = ingest(stocked, "good.pdf", "overlapping.pdf", "none.pdf", "missing.pdf", "good.pdf")
    rows = [line.split("\t") for line in done.splitlines()[1:]]
    assert [row[3] for row in rows] == ["3", "2", "0", "0", "0"]
    assert rows[0][4] == ""
    assert rows[1][4] == "in stock already: page 1"
    assert "PDF" in rows[2][4]
    assert rows[3][4] == "no such file or directory"
    assert "batch 6" in rows[4][4]


def test_a_tenant_or_attraction_that_is_not_there(stocked: Operator) -> None:
    write_pdf(
        stocked.folder / "a.pdf", [TicketPage(lines=[Line("x", 60, 60)], codes=[CodeArt("A1", "QRCode", 60, 90)])]
    )
    done = stocked.run("ingest", "--attraction", "1", "--tenant", "nobody", "a.pdf")
    assert (done.returncode, done.stderr) == (1, "admitone: there is no tenant nobody; there is: demo\n")
    done = stocked.run("ingest", "--attraction", "99", "--tenant", "demo", "a.pdf")
    assert done.returncode == 1
    assert "there is no attraction 99" in done.stdout


def ingest(operator: Operator, *files: str | Path, options: Sequence[str] = ()) -> str:
    """What an upload of which something failed tells."""
    done = operator.run("ingest", "--attraction", "1", "--tenant", "demo", *options, *map(str, files))
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout
