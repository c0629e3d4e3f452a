"""Records and receipts: what is hashed, and what a receipt proves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from admitone.core.ledger.checkpoints import sign_checkpoint
from admitone.core.ledger.notes import NoteSigner
from admitone.core.ledger.receipts import Receipt, parse_receipt
from admitone.core.ledger.records import RecordKind, Statement, new_salt, record_digest, write_statement
from tests.core.ledger import naive

LOG = NoteSigner("example.com/log", b"l" * 32)
ISSUED = Statement(
    kind=RecordKind.ISSUE,
    turn=1,
    tenant_id=7,
    uid="0" * 32,
    holder="12",
    recorded_at=datetime(2026, 11, 26, 2, 30, tzinfo=UTC),
)
TEXT = """admitone/record/v1
kind ISSUE
tenant 7
ticket 00000000000000000000000000000000
turn 1
holder 12
at 2026-11-26T02:30:00.000000Z
"""


def receipt(index: int, size: int) -> Receipt:
    salt = new_salt()
    entries = [f"other {at}".encode() for at in range(size)]
    entries[index] = record_digest(salt, TEXT)
    checkpoint = sign_checkpoint(LOG, size, naive.root(entries))
    return Receipt(salt, TEXT, index, tuple(naive.path(index, entries)), checkpoint)


def test_a_statement_is_written_in_one_way() -> None:
    assert write_statement(ISSUED) == TEXT
    elsewhere = ISSUED.recorded_at.astimezone(timezone(timedelta(hours=4)))
    moved = Statement(kind=ISSUED.kind, turn=1, tenant_id=7, uid=ISSUED.uid, holder="12", recorded_at=elsewhere)
    assert write_statement(moved) == TEXT


def test_the_same_statement_has_another_digest_each_time() -> None:
    assert record_digest(new_salt(), TEXT) != record_digest(new_salt(), TEXT)


@pytest.mark.parametrize(("index", "size"), [(0, 1), (0, 2), (4, 5), (100, 300)])
def test_a_receipt_proves_its_record(index: int, size: int) -> None:
    written = receipt(index, size).write()
    assert written.startswith("c2sp.org/tlog-proof@v1\nextra ")
    read = parse_receipt(written)
    assert read.write() == written
    checkpoint, _ = read.verify(LOG.key)
    assert (checkpoint.size, read.statement) == (size, TEXT)


@pytest.mark.parametrize(("index", "size"), [(0, 1), (4, 5)])
def test_a_receipt_proves_nothing_else(index: int, size: int) -> None:
    good = receipt(index, size)
    bent = [
        Receipt(new_salt(), good.statement, index, good.path, good.checkpoint),
        Receipt(good.salt, TEXT.replace("holder 12", "holder 13"), index, good.path, good.checkpoint),
        Receipt(good.salt, TEXT, index + 1, good.path, good.checkpoint),
        Receipt(good.salt, TEXT, index, (*good.path, new_salt()), good.checkpoint),
    ]
    for each in bent:
        with pytest.raises(ValueError, match="not in the log"):
            each.verify(LOG.key)
    with pytest.raises(ValueError, match="not signed"):
        good.verify(NoteSigner("example.com/log", b"o" * 32).key)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("tlog-proof@v1", "tlog-proof@v2"),
        ("\nextra ", "\nextra"),
        ("\nextra ", "\nextra !"),
        ("\nindex ", "\nindex 0"),
        ("\n\n", "\nAAAA\n\n"),
        ("\n\n", "\n"),
    ],
)
def test_what_is_no_receipt_is_refused(old: str, new: str) -> None:
    written = receipt(3, 5).write()
    with pytest.raises(ValueError, match=r"this receipt|no receipt"):
        parse_receipt(written.replace(old, new, 1) if new != "\n" else written.replace(old, new))
