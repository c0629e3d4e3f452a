"""`admitone ledger`, as an operator types it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from admitone.core.ledger.notes import COSIGNATURE, NoteSigner, parse_note
from tests.cli.conftest import Operator
from tests.ledger.office import opened_office
from tests.ledger.test_receipts import checked
from tests.offline.api import sql

WITNESS = NoteSigner("witness.example.com/w1", b"w" * 32, COSIGNATURE)
ORIGIN = "tickets.example.com/ledger"


@pytest.fixture
def operator(database_url: str, tmp_path: Path) -> Operator:
    return Operator(
        tmp_path,
        {
            "ADMITONE_DATABASE_URL": database_url,
            "ADMITONE_LEDGER_ORIGIN": ORIGIN,
            "ADMITONE_LEDGER_WITNESSES": str(WITNESS.key),
        },
    )


def issued(operator: Operator, count: int) -> list[str]:
    """The public identities of issued tickets of the tenant oasis."""

    async def issue() -> Sequence[str]:
        async with opened_office(operator.settings["ADMITONE_DATABASE_URL"], operator.folder / "data") as office:
            ids = await office.issued(count)
            rows = await sql(office.product, "SELECT id, uid FROM tickets")
            known = {row["id"]: row["uid"] for row in rows}
            return [known[ticket_id] for ticket_id in ids]

    return list(asyncio.run(issue()))


def change(operator: Operator, statement: str) -> None:
    async def run() -> None:
        async with opened_office(operator.settings["ADMITONE_DATABASE_URL"], operator.folder / "data") as office:
            await sql(office.product, statement)

    asyncio.run(run())


def test_an_operator_publishes_checks_and_hands_out(operator: Operator) -> None:
    uids = issued(operator, 4)
    key = operator.must("ledger", "key").strip()
    assert key.startswith(f"{ORIGIN}+")
    receipt = operator.must("ledger", "receipt", uids[2], "--tenant", "oasis")
    assert checked(operator.folder, receipt, key).returncode == 0
    note = operator.must("ledger", "checkpoint")
    assert note.startswith(f"{ORIGIN}\n4\n")

    cosigned = operator.folder / "cosigned.txt"
    cosigned.write_text(note + WITNESS.cosign(parse_note(note).text, 1_700_000_000).line)
    assert operator.must("ledger", "cosign", str(cosigned)) == cosigned.read_text()
    assert operator.must("ledger", "checkpoint") == cosigned.read_text()

    said = operator.must("ledger", "verify")
    tickets = "4 issued tickets, 0 of them from before the ledger was begun"
    records = "4 records, 0 of them forgotten; 1 checkpoints with 1 cosignatures"
    assert said.splitlines() == [f"{records}; {tickets}", "The ledger holds."]
    assert operator.must("ledger", "forget", uids[0], "--tenant", "oasis") == f"forgot 1 records of {uids[0]}\n"
    assert "1 of them forgotten" in operator.must("ledger", "verify")
    for arguments, said in (
        (("receipt", uids[0], "--tenant", "oasis"), "was forgotten"),
        (("forget", uids[0], "--tenant", "oasis"), "could be forgotten"),
        (("receipt", "f" * 32, "--tenant", "oasis"), "there is no ticket"),
        (("receipt", uids[1], "--tenant", "mirage"), "there is no tenant mirage"),
        (("cosign", "nothing.txt"), "No such file"),
    ):
        refused = operator.run("ledger", *arguments)
        assert (refused.returncode, said in refused.stderr) == (1, True), refused.stderr


def test_a_ledger_that_was_changed_fails_the_check(operator: Operator) -> None:
    issued(operator, 2)
    change(operator, "UPDATE ledger_records SET holder = '7' WHERE position = 1")
    refused = operator.run("ledger", "verify")
    assert refused.returncode == 1
    assert "does not say what was recorded" in refused.stdout
    assert refused.stdout.endswith("2 faults\n") or refused.stdout.endswith("1 faults\n")


def test_without_a_ledger_there_is_nothing_to_look_after(operator: Operator) -> None:
    operator.settings["ADMITONE_LEDGER"] = "none"
    for command in ("verify", "checkpoint", "key"):
        refused = operator.run("ledger", command)
        assert (refused.returncode, "no ledger is kept here" in refused.stderr) == (1, True)


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("ADMITONE_LEDGER_KEY", "short", "32 random bytes in base64"),
        ("ADMITONE_LEDGER_ORIGIN", "two words", "without spaces"),
        ("ADMITONE_LEDGER_WITNESSES", "nobody", "NAME+ID+KEY"),
        ("ADMITONE_LEDGER_WITNESSES", str(WITNESS.key).replace("+", "+0", 1)[:-1], "NAME+ID+KEY"),
        ("ADMITONE_LEDGER_WITNESSES", str(NoteSigner("witness", b"w" * 32).key), "key of a log"),
        ("ADMITONE_LEDGER", "chain", "write merkle"),
    ],
)
def test_settings_that_cannot_be_used_are_named(operator: Operator, setting: str, value: str, said: str) -> None:
    operator.settings[setting] = value
    refused = operator.run("ledger", "key")
    assert (refused.returncode, setting in refused.stderr, said in refused.stderr) == (2, True, True), refused.stderr
    assert setting != "ADMITONE_LEDGER_KEY" or value not in refused.stderr
