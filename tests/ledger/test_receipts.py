"""Receipts of tickets: handed out by link, checked by a program that knows nothing of ours."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from admitone.core.clock import utc_now
from admitone.core.errors import InvalidParameter, NotFound
from admitone.core.ledger.notes import COSIGNATURE, NoteSigner
from admitone.core.ledger.receipts import parse_receipt
from admitone.core.ledger.records import RecordKind
from admitone.services.ledger_checkpoints import make_checkpoint
from admitone.services.witnessing import add_cosignatures
from tests.ledger.office import Office, opened_office
from tests.offline.api import sql

CHECKER = Path(__file__).parent.parent.parent / "docs" / "check_receipt.py"
WITNESS = NoteSigner("witness.example.com/w1", b"w" * 32, COSIGNATURE)


def checked(folder: Path, receipt: str, key: str) -> subprocess.CompletedProcess[str]:
    """What the independent checker says; it runs without our package on its path."""
    path = folder / "ticket.tlog-proof"
    path.write_text(receipt)
    command = [sys.executable, "-I", "-O", str(CHECKER), str(path), key]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)


def test_the_checker_is_short_and_knows_nothing_of_ours() -> None:
    text = CHECKER.read_text()
    code = [line for line in text.partition('"""\n\n')[2].splitlines() if line.strip()]
    assert len(code) <= 50
    assert "admitone" not in text


async def test_a_receipt_is_checked_without_us(office: Office, tmp_path: Path) -> None:
    ids = await office.issued(300)
    receipt = await office.product.ledger.prove(office.tenant_id, ids[257])
    said = checked(tmp_path, receipt, str(office.key))
    assert said.returncode == 0, said.stderr
    assert "kind ISSUE\n" in said.stdout
    assert office.product.ledger.verify(receipt) in said.stdout
    (row,) = await sql(office.product, "SELECT uid FROM tickets WHERE id = :id", id=ids[257])
    assert f"ticket {row['uid']}\n" in said.stdout


def _other_statement(receipt: str) -> str:
    extra = receipt.splitlines()[1].removeprefix("extra ")
    bent = base64.b64decode(extra).replace(b"kind ISSUE", b"kind OTHER")
    return receipt.replace(extra, base64.b64encode(bent).decode())


TAMPERED: list[Callable[[str], str]] = [
    _other_statement,
    lambda receipt: receipt.replace("\nindex 5\n", "\nindex 4\n"),
    lambda receipt: receipt.replace("\nindex 5\n", "\nindex 9\n"),
    lambda receipt: receipt.replace("\n9\n", "\n10\n"),
    lambda receipt: receipt.replace("tickets.example.com", "tickets.example.org"),
    lambda receipt: "\n".join(line for number, line in enumerate(receipt.split("\n")) if number != 3),
    lambda receipt: receipt.replace(receipt.splitlines()[3], base64.b64encode(bytes(32)).decode()),
    lambda receipt: receipt[: receipt.rindex(" ") + 8] + "AAAA" + receipt[receipt.rindex(" ") + 12 :],
    lambda receipt: receipt[: len(receipt) // 2],
    lambda _receipt: "",
]


async def test_a_receipt_that_was_tampered_with_is_refused_by_both(sqlite_url: str, tmp_path: Path) -> None:
    async with opened_office(sqlite_url, tmp_path / "data") as office:
        ids = await office.issued(9)
        receipt = await office.product.ledger.prove(office.tenant_id, ids[5])
        assert "\nindex 5\n" in receipt
        for number, tamper in enumerate(TAMPERED):
            bent = tamper(receipt)
            assert bent != receipt, number
            assert checked(tmp_path, bent, str(office.key)).returncode == 1, number
            with pytest.raises(InvalidParameter):
                office.product.ledger.verify(bent)
        other = str(NoteSigner(office.key.name, b"o" * 32).key)
        assert checked(tmp_path, receipt, other).returncode == 1
        assert checked(tmp_path, receipt, str(office.key)[:-4] + "AAAA").returncode == 1


async def test_the_link_of_a_ticket_leads_to_its_receipt(office: Office) -> None:
    (ticket_id,) = await office.sold(1)
    (row,) = await sql(office.product, "SELECT download_code FROM tickets WHERE id = :id", id=ticket_id)
    page = f"/t/{ticket_id}/{row['download_code']}"
    assert "tlog-proof" not in (await office.client.get(page)).text
    assert (await office.client.get(f"{page}/ticket.tlog-proof")).status_code == 404
    await office.issue([ticket_id])
    assert f'href="{page}/ticket.tlog-proof"' in (await office.client.get(page)).text
    answer = await office.client.get(f"{page}/ticket.tlog-proof")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert f'filename="ticket-{ticket_id}.tlog-proof"' in answer.headers["content-disposition"]
    assert "kind ISSUE" in office.product.ledger.verify(answer.text)
    assert (await office.client.get(f"/t/{ticket_id}/wrong/ticket.tlog-proof")).status_code == 404


async def test_the_last_record_of_a_ticket_is_what_a_receipt_proves(office: Office) -> None:
    ids = await office.issued(1)
    await office.record(RecordKind.TRANSFER, ids)
    proved = office.product.ledger.verify(await office.product.ledger.prove(office.tenant_id, ids[0]))
    assert "kind TRANSFER\n" in proved
    assert "turn 2\n" in proved


async def test_a_stranger_gets_no_receipt(office: Office) -> None:
    ids = await office.issued(1)
    with pytest.raises(NotFound):
        await office.product.ledger.prove(office.tenant_id + 1, ids[0])


async def test_a_receipt_prefers_a_checkpoint_that_a_witness_has_signed(database_url: str, tmp_path: Path) -> None:
    async with opened_office(database_url, tmp_path, ADMITONE_LEDGER_WITNESSES=str(WITNESS.key)) as office:
        first = await office.issued(2)
        _, note = await make_checkpoint(office.world, utc_now())
        text = note.partition("\n\n")[0] + "\n"
        await add_cosignatures(office.world, note + WITNESS.cosign(text, int(utc_now().timestamp())).line, utc_now())
        second = await office.issued(1)
        await make_checkpoint(office.world, utc_now())
        cosigned = parse_receipt(await office.product.ledger.prove(office.tenant_id, first[1]))
        assert cosigned.checkpoint.startswith(text)
        assert "\u2014 witness.example.com/w1 " in cosigned.checkpoint
        alone = parse_receipt(await office.product.ledger.prove(office.tenant_id, second[0]))
        assert "witness" not in alone.checkpoint
        assert checked(tmp_path, cosigned.write(), str(office.key)).returncode == 0
