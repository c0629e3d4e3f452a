"""`check_ledger` finds whatever somebody with the database in their hands has changed."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Any

import pytest

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict
from admitone.core.ledger.notes import COSIGNATURE, NoteSigner
from admitone.core.ledger.records import RecordKind
from admitone.services.ledger_checking import LedgerReport, check_ledger, examine_ledger
from admitone.services.ledger_checkpoints import make_checkpoint
from admitone.services.ledger_receipts import forget_ticket
from admitone.services.witnessing import add_cosignatures
from admitone.store.statements import fit_statement
from tests.ledger.office import Office, opened_office
from tests.offline.api import sql
from tests.servers.hotel import open_hotel

WITNESS = NoteSigner("witness.example.com/w1", b"w" * 32, COSIGNATURE)
HASH = bytes(range(32))
# What is done to a ledger of 520 records with checkpoints of 0, 300 and 520, and what a check then says.
TAMPERED: list[tuple[str, str]] = [
    ("UPDATE ledger_records SET holder = '99' WHERE position = 7", "record 7 .* does not say what was recorded"),
    ("UPDATE ledger_records SET kind = 'TRANSFER' WHERE position = 7", "record 7 .* does not say what was recorded"),
    ("UPDATE ledger_records SET turn = 2 WHERE position = 7", "record 7 .* does not say what was recorded"),
    ("UPDATE ledger_records SET tenant_id = 99 WHERE position = 7", "record 7 .* does not say what was recorded"),
    ("UPDATE ledger_records SET ticket_uid = 'f' WHERE position = 7", "record 7 .* does not say what was recorded"),
    ("UPDATE ledger_records SET recorded_at = :now WHERE position = 7", "record 7 .* does not say what was recorded"),
    ("UPDATE ledger_records SET salt = :hash WHERE position = 7", "record 7 .* does not say what was recorded"),
    ("UPDATE ledger_records SET salt = NULL, digest = :hash WHERE position = 7", "was signed for other records"),
    ("UPDATE ledger_records SET digest = :hash WHERE position = 519", "the edge of the tree is not that"),
    ("UPDATE ledger_records SET ticket_id = -1 WHERE position = 7", "record 7 .* no such ticket"),
    ("DELETE FROM ledger_records WHERE position = 7", "record 7 is missing"),
    ("DELETE FROM ledger_records WHERE position = 519", "record 519 is missing"),
    ("UPDATE ledger_records SET position = 520 WHERE position = 7", "record 7 is missing"),
    ("UPDATE ledger_nodes SET hash = :hash WHERE position = 1", "node 1 of level 1"),
    ("DELETE FROM ledger_nodes WHERE position = 0", "node 0 of level 1"),
    ("INSERT INTO ledger_nodes (level, position, hash) VALUES (1, 2, :hash)", "1 nodes stand behind the end"),
    ("UPDATE ledger_head SET size = 519", "1 records stand behind the end"),
    ("UPDATE ledger_head SET size = 521", "record 520 is missing"),
    ("UPDATE ledger_head SET frontier = :hash", "the edge of the tree is not that"),
    ("UPDATE ledger_head SET verifier_key = 'a+00000000+AAAA'", "begun with the key a"),
    ("UPDATE ledger_head SET begun_at = :now", "not begun when it says"),
    (
        "UPDATE ledger_checkpoints SET body = REPLACE(body, '300', '301') WHERE size = 300",
        "checkpoint 300: .*not signed",
    ),
    ("UPDATE ledger_checkpoints SET signature = '' WHERE size = 300", "checkpoint 300: .*no signed note"),
    ("UPDATE ledger_checkpoints SET size = 299 WHERE size = 520", "checkpoint 299 was signed for other records"),
    ("UPDATE ledger_checkpoints SET size = 521 WHERE size = 520", "1 checkpoints were signed for more"),
    ("UPDATE ledger_cosignatures SET signature = 'x'", "cosignature of checkpoint 300 by witness"),
    ("UPDATE tickets SET issued_at = NULL WHERE id = (SELECT MIN(id) FROM tickets)", "the ticket is not issued"),
    ("UPDATE tickets SET owner_id = :owner WHERE id = (SELECT MIN(id) FROM tickets)", "another holder"),
    ("UPDATE tickets SET uid = 'f' WHERE id = (SELECT MIN(id) FROM tickets)", "that ticket is another one now"),
    ("UPDATE tickets SET voided_at = :now WHERE id = (SELECT MIN(id) FROM tickets)", "the ticket is voided"),
    ("UPDATE tickets SET issued_at = :now WHERE id = (SELECT MAX(id) FROM tickets)", "there is no record of it"),
]


async def filled(office: Office) -> None:
    """Records across two tiles, of which some were signed and cosigned; and a ticket that is not issued."""
    await make_checkpoint(office.world, utc_now())
    await office.issued(300)
    _, note = await make_checkpoint(office.world, utc_now())
    text = note.partition("\n\n")[0] + "\n"
    await add_cosignatures(office.world, note + WITNESS.cosign(text, int(utc_now().timestamp())).line, utc_now())
    await office.issued(220)
    await make_checkpoint(office.world, utc_now())
    await office.sold(1)


async def owner(office: Office) -> int:
    now = utc_now()
    (account,) = await sql(
        office.product,
        "INSERT INTO accounts (uid, created_at, updated_at) VALUES ('a', :now, :now) RETURNING id",
        now=now,
    )
    (enrolled,) = await sql(
        office.product,
        "INSERT INTO enrollments (tenant_id, account_id, created_at) VALUES (:tenant, :account, :now) RETURNING id",
        tenant=office.tenant_id,
        account=account["id"],
        now=now,
    )
    return int(enrolled["id"])


async def test_an_honest_ledger_holds(office: Office) -> None:
    ids = await office.issued(5)
    await office.void(ids[:1])
    await office.record(RecordKind.VOID, ids[1:2])
    await sql(office.product, "UPDATE tickets SET issued_at = NULL WHERE id = :id", id=ids[1])
    await office.issue(ids[1:2])
    async with office.product.database.writing() as tx:
        await forget_ticket(tx, office.admin, ids[2], utc_now())
    progress: list[tuple[int, int]] = []
    report = await check_ledger(office.world, lambda *each: progress.append(each))
    assert report.faults == []
    assert report == LedgerReport(size=8, forgotten=1, tickets=5)
    assert progress == [(8, 8)]


async def test_tickets_from_before_the_ledger_are_counted_apart(office: Office) -> None:
    (ticket_id,) = await office.sold(1)
    await sql(office.product, "UPDATE tickets SET issued_at = :now WHERE id = :id", now=utc_now(), id=ticket_id)
    await office.issued(1)
    report = await check_ledger(office.world)
    assert (report.faults, report.tickets, report.before) == ([], 2, 1)


async def test_codes_of_wifi_are_not_missed(office: Office) -> None:
    await office.issued(1)
    hotel = await open_hotel(office.product.database)
    await hotel.revoke(await hotel.ticket(exp_seconds=3600))
    await hotel.ticket(exp_seconds=3600)
    report = await check_ledger(office.world)
    assert (report.faults, report.tickets, report.before) == ([], 1, 0)


async def test_whatever_was_changed_is_found(database_url: str, tmp_path: Path) -> None:
    async with opened_office(database_url, tmp_path, ADMITONE_LEDGER_WITNESSES=str(WITNESS.key)) as office:
        await filled(office)
        values: dict[str, Any] = {"hash": HASH, "now": utc_now(), "owner": await owner(office)}
        report = await check_ledger(office.world)
        assert (report.faults, report.checkpoints, report.cosignatures) == ([], 3, 1)
        for statement, said in TAMPERED:
            faults = await _faults_after(office, statement, values)
            assert any(re.search(said, fault) for fault in faults), (statement, faults)
        assert (await check_ledger(office.world)).faults == [], "each was undone"


async def test_a_ledger_that_was_changed_is_signed_no_more(office: Office) -> None:
    ids = await office.issued(3)
    await make_checkpoint(office.world, utc_now())
    await office.issued(1)
    await sql(office.product, "UPDATE ledger_records SET digest = :hash WHERE position = 1", hash=HASH)
    with pytest.raises(Conflict, match="does not follow from its checkpoint of size 3"):
        await make_checkpoint(office.world, utc_now())
    with pytest.raises(Conflict, match="does not prove this record"):
        await office.product.ledger.prove(office.tenant_id, ids[0])


async def test_a_ledger_that_went_back_behind_its_checkpoint_is_signed_no_more(office: Office) -> None:
    await office.issued(3)
    await make_checkpoint(office.world, utc_now())
    await sql(office.product, "UPDATE ledger_head SET size = 0, frontier = :nothing", nothing=b"")
    with pytest.raises(Conflict, match="does not follow from its checkpoint of size 3"):
        await make_checkpoint(office.world, utc_now())


async def test_another_key_does_not_sign_and_says_why(office: Office, database_url: str, tmp_path: Path) -> None:
    await office.issued(1)
    await make_checkpoint(office.world, utc_now())
    async with opened_office(database_url, tmp_path / "elsewhere") as other:
        assert await other.issue(await other.sold(1)), "it records all the same"
        with pytest.raises(Conflict, match="ADMITONE_LEDGER_KEY"):
            await make_checkpoint(other.world, utc_now())
        assert (await other.client.get("/ledger/checkpoint")).status_code == 409
        health = await other.product.ledger.health()
        assert (health.size, health.signed_size) == (2, 1)
        assert "ADMITONE_LEDGER_KEY" in (health.trouble or "")
    assert (await office.product.ledger.health()).trouble is None


async def _faults_after(office: Office, statement: str, values: dict[str, Any]) -> list[str]:
    """What a check says after a change, which is then undone."""
    faults: list[str] = []
    with contextlib.suppress(ZeroDivisionError):
        async with office.product.database.writing() as tx:
            await tx.fetch_composed(fit_statement(statement, tx.dialect), values)
            faults += (await examine_ledger(tx, office.world)).faults
            raise ZeroDivisionError
    return faults
