"""What is recorded with what happens to tickets, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, Forbidden, NotFound
from admitone.core.ledger.records import RecordKind, record_digest, write_statement
from admitone.core.principal import Principal, Role
from admitone.services.issuing import ledger_ticket
from admitone.services.ledger_receipts import forget_ticket
from admitone.store import ledger as store
from tests.ledger.office import Office
from tests.offline.api import sql


async def records_of(office: Office) -> Sequence[store.LedgerRecord]:
    async with office.product.database.reading() as tx:
        return await store.list_records(tx, 0, 10_000)


async def test_issuing_records_each_ticket_once(office: Office) -> None:
    ids = await office.issued(3)
    records = await records_of(office)
    assert [(each.position, each.ticket_id, each.turn, each.kind) for each in records] == [
        (place, ticket_id, 1, RecordKind.ISSUE) for place, ticket_id in enumerate(ids)
    ]
    for each in records:
        assert each.salt is not None
        assert record_digest(each.salt, write_statement(each.statement)) == each.digest
    assert len({each.salt for each in records}) == 3


async def test_what_is_issued_is_not_recorded_as_issued_again(office: Office) -> None:
    first, second = await office.issued(2)
    (fresh,) = await office.sold(1)
    with pytest.raises(Conflict, match="issued already") as refused:
        await office.record(RecordKind.ISSUE, [fresh, second])
    assert len(refused.value.details["tickets"]) == 1
    assert len(await records_of(office)) == 2, "all or none"
    await office.record(RecordKind.TRANSFER, [first])
    await office.record(RecordKind.TRANSFER, [first])
    with pytest.raises(Conflict, match="issued already"):
        await office.record(RecordKind.ISSUE, [first])


async def test_a_ticket_that_was_given_back_is_issued_anew(office: Office) -> None:
    ids = await office.issued(1)
    await office.record(RecordKind.VOID, ids)
    for kind in (RecordKind.VOID, RecordKind.TRANSFER):
        with pytest.raises(Conflict, match="voided already"):
            await office.record(kind, ids)
    await office.record(RecordKind.ISSUE, ids)
    assert [(each.turn, each.kind.value) for each in await records_of(office)] == [
        (1, "ISSUE"),
        (2, "VOID"),
        (3, "ISSUE"),
    ]


async def test_tickets_from_before_there_was_a_ledger_can_be_voided(office: Office) -> None:
    ids = await office.sold(1)
    assert await office.record(RecordKind.VOID, ids)


async def test_a_ticket_named_twice_is_refused(office: Office) -> None:
    (ticket_id,) = await office.sold(1)
    with pytest.raises(Conflict, match="issued already"):
        await office.record(RecordKind.ISSUE, [ticket_id, ticket_id])
    assert not await records_of(office)


async def test_nothing_is_recorded_of_nothing(office: Office) -> None:
    assert await office.record(RecordKind.ISSUE, [])
    assert not await records_of(office)


async def test_a_transaction_that_fails_leaves_no_record_and_no_gap(office: Office) -> None:
    ids = await office.sold(2)
    kept = await office.issued(1)
    async with office.product.database.writing() as tx:
        before = await store.read_head(tx)
    with pytest.raises(ZeroDivisionError):
        await _issue_and_fail(office, ids)
    async with office.product.database.reading() as tx:
        assert await store.read_head(tx) == before
    later = await office.issued(1)
    assert [(each.position, each.ticket_id) for each in await records_of(office)] == [(0, *kept), (1, *later)]


async def test_forgetting_takes_away_what_ties_a_record_to_its_ticket(office: Office) -> None:
    forgotten, kept = await office.issued(2)
    before = await records_of(office)
    async with office.product.database.writing() as tx:
        with pytest.raises(Forbidden):
            await forget_ticket(tx, Principal(office.tenant_id, Role.AGENT, "basim"), forgotten, utc_now())
        with pytest.raises(NotFound):
            await forget_ticket(tx, Principal(office.tenant_id + 1, Role.ADMIN, "stranger"), forgotten, utc_now())
        assert await forget_ticket(tx, office.admin, forgotten, utc_now()) == 1
    async with office.product.database.writing() as tx:
        with pytest.raises(NotFound):
            await forget_ticket(tx, office.admin, forgotten, utc_now())
    after = await records_of(office)
    assert [each.salt is None for each in after] == [True, False]
    assert [each.digest for each in after] == [each.digest for each in before]
    with pytest.raises(NotFound, match="was forgotten"):
        await office.product.ledger.prove(office.tenant_id, forgotten)
    assert await office.product.ledger.prove(office.tenant_id, kept)
    (entry,) = await sql(office.product, "SELECT user_id FROM audit_entries WHERE action = 'LEDGER_FORGET'")
    assert entry["user_id"] == "amal"


async def _issue_and_fail(office: Office, ids: Sequence[int]) -> None:
    async with office.product.database.writing() as tx:
        found = await office.locked(tx, ids)
        assert await office.product.ledger.record(
            tx, RecordKind.ISSUE, [ledger_ticket(office.tenant_id, each) for each in found], utc_now()
        )
        raise ZeroDivisionError
