"""Issuing: the ledger first, then a code that nobody can guess; all or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict
from admitone.core.events import ShownState, shown_state
from admitone.core.ledger.records import LedgerTicket, RecordKind
from admitone.services.issuing import Issuing, issue_tickets
from admitone.services.ledger import NoLedger
from admitone.store import events as event_store
from admitone.store import tickets as ticket_store
from admitone.store.database import Tx
from tests.events.venue import STARTS, Venue


@dataclass
class LaterLedger(NoLedger):
    """A ledger outside that confirms later, as the one of tokens does."""

    seen: list[tuple[RecordKind, str, str]] = field(default_factory=list)

    async def record(self, tx: Tx, kind: RecordKind, tickets: Sequence[LedgerTicket], now: datetime) -> bool:
        self.seen += [(kind, ticket.uid, ticket.holder) for ticket in tickets]
        return False


async def sold(venue: Venue, count: int, owner_id: int) -> list[int]:
    event = await venue.event()
    config = await venue.config(event, capacity=count)
    rows = await venue.sql(
        "UPDATE tickets SET status = 'SOLD', owner_id = :owner WHERE ticket_config_id = :config RETURNING id",
        owner=owner_id,
        config=config.id,
    )
    return sorted(int(row["id"]) for row in rows)


async def test_a_config_gets_its_first_tickets_at_once_and_the_rest_from_a_worker(venue: Venue) -> None:
    event = await venue.event()
    config = await venue.config(event, capacity=2500, price_minor=1250)
    assert (config.made, config.capacity) == (1000, 2500)
    await venue.work()
    async with venue.product.database.reading() as tx:
        assert (await event_store.read_configs(tx, [config.id]))[config.id].made == 2500
    [row] = await venue.sql(
        "SELECT COUNT(*) AS total, COUNT(DISTINCT uid) AS uids, MIN(category) AS category, MIN(selling_price_minor) AS "
        "price FROM tickets WHERE ticket_config_id = :config AND status = 'AVAILABLE' AND attraction_id = :attraction",
        config=config.id,
        attraction=event.attraction_id,
    )
    assert row == {"total": 2500, "uids": 2500, "category": "Standing", "price": 1250}


async def test_issued_tickets_have_codes_of_their_own_and_an_audit(venue: Venue) -> None:
    owner_id = await venue.owner()
    ids = await sold(venue, 3, owner_id)
    issuing = Issuing(venue.product.ledger, venue.tenant_id, "admin", utc_now())
    async with venue.product.database.writing() as tx:
        tickets = await ticket_store.read_tickets(tx, venue.tenant_id, ids)
        assert await issue_tickets(tx, issuing, tickets)
    rows = await venue.tickets(ids)
    assert len({row["barcode"] for row in rows}) == 3
    assert all(len(row["barcode"]) == 24 and row["issued_at"] for row in rows)
    audits = await venue.sql("SELECT entity_id FROM audit_entries WHERE action = 'ISSUE' AND user_id = 'admin'")
    assert sorted(row["entity_id"] for row in audits) == ids


async def test_nothing_is_issued_when_one_of_them_is_issued_already(venue: Venue) -> None:
    ids = await sold(venue, 3, await venue.owner())
    issuing = Issuing(venue.product.ledger, venue.tenant_id, "admin", utc_now())
    async with venue.product.database.writing() as tx:
        await issue_tickets(tx, issuing, await ticket_store.read_tickets(tx, venue.tenant_id, ids[:1]))
    with pytest.raises(Conflict):
        async with venue.product.database.writing() as tx:
            await issue_tickets(tx, issuing, await ticket_store.read_tickets(tx, venue.tenant_id, ids))
    assert [bool(row["issued_at"]) for row in await venue.tickets(ids)] == [True, False, False]


async def test_a_ledger_that_confirms_later_leaves_the_ticket_confirmed(venue: Venue) -> None:
    owner_id = await venue.owner()
    ids = await sold(venue, 1, owner_id)
    ledger = LaterLedger()
    async with venue.product.database.writing() as tx:
        tickets = await ticket_store.read_tickets(tx, venue.tenant_id, ids)
        assert not await issue_tickets(tx, Issuing(ledger, venue.tenant_id, "admin", utc_now()), tickets)
    assert ledger.seen == [(RecordKind.ISSUE, tickets[0].uid, str(owner_id))]
    async with venue.product.database.reading() as tx:
        [ticket] = await ticket_store.read_tickets(tx, venue.tenant_id, ids)
        event = (await event_store.read_events(tx, [ticket.event_id or 0]))[ticket.event_id or 0]
    assert ticket.barcode
    assert shown_state(ticket, event, utc_now()) is ShownState.CONFIRMED


async def test_issued_tickets_count_as_activated_shortly_before_the_start(venue: Venue) -> None:
    ids = await sold(venue, 1, await venue.owner())
    async with venue.product.database.writing() as tx:
        tickets = await ticket_store.read_tickets(tx, venue.tenant_id, ids)
        await issue_tickets(tx, Issuing(venue.product.ledger, venue.tenant_id, "admin", utc_now()), tickets)
        [ticket] = await ticket_store.read_tickets(tx, venue.tenant_id, ids)
        event = (await event_store.read_events(tx, [ticket.event_id or 0]))[ticket.event_id or 0]
    assert shown_state(ticket, event, STARTS - timedelta(minutes=61)) is ShownState.ISSUED
    assert shown_state(ticket, event, STARTS - timedelta(minutes=60)) is ShownState.ACTIVATED
