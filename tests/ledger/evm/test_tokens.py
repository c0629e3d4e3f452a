"""`evm-token`: a token for each ticket, which is issued once its token is there for good."""

from __future__ import annotations

import asyncio

import pytest

from admitone.core.chain import Token
from admitone.core.clock import utc_now
from admitone.core.errors import Conflict
from admitone.core.inventory import TicketFormat
from admitone.core.ledger.records import RecordKind
from admitone.services.event_holding import Item, OwnerWish, reserve_for_owner
from admitone.services.ledger_checking import check_ledger
from admitone.services.owner_tickets import issue_owner_tickets
from admitone.services.rehoming import Move, rehome_tickets
from tests.events.venue import add_config, add_event, add_owner
from tests.ledger.evm.conftest import CONFIRMATIONS
from tests.ledger.evm.story import confirmed, go_on, is_issued, settle, states, transactions, world_of
from tests.ledger.office import Office
from tests.offline.api import sql
from tests.servers.anvil import Anvil


async def faults(office: Office) -> list[str]:
    return (await check_ledger(office.world)).faults


async def token_of(office: Office, place: int = 0) -> Token:
    """The token of the transaction at a place, as the contract has it."""
    transaction = (await transactions(office))[place]
    assert transaction.token_id is not None
    return await world_of(office).chain.read_token(transaction.token_id)


async def test_a_ticket_is_issued_once_its_token_is_there_for_good(tokens: Office, anvil: Anvil) -> None:
    ids = await tokens.sold(2)
    assert not await tokens.issue(ids), "the chain has the last word"
    assert await faults(tokens) == [], "a ticket that waits is no fault"
    await go_on(tokens)
    assert await states(tokens) == ["SEEN", "SEEN"]
    assert not await is_issued(tokens, ids[0])
    anvil.mine(CONFIRMATIONS)
    await go_on(tokens)
    assert await states(tokens) == confirmed(2)
    assert [await is_issued(tokens, each) for each in ids] == [True, True]
    (first, second) = await transactions(tokens)
    assert await token_of(tokens) == Token(first.recipient, first.digest)
    assert first.recipient != second.recipient, "nobody sees that both are the same holder's"
    audited = await sql(tokens.product, "SELECT details FROM audit_entries WHERE action = 'ISSUE_CONFIRM' ORDER BY id")
    assert [row["details"] for row in audited] == [first.transaction_hash, second.transaction_hash]
    assert await faults(tokens) == []


async def test_a_token_follows_its_ticket(tokens: Office, anvil: Anvil) -> None:
    ids = await tokens.sold(1)
    await tokens.issue(ids)
    await settle(tokens, anvil)
    assert await tokens.record(RecordKind.TRANSFER, ids), "a transfer waits for nothing"
    await settle(tokens, anvil)
    minted, moved = await transactions(tokens)
    assert (minted.token_id, minted.recipient == moved.recipient) == (moved.token_id, False)
    assert await token_of(tokens) == Token(moved.recipient, moved.digest)
    await tokens.void(ids)
    await settle(tokens, anvil)
    assert await states(tokens) == confirmed(3)
    assert await token_of(tokens) == Token(None, (await transactions(tokens))[-1].digest)
    assert await faults(tokens) == []


async def test_a_ticket_that_goes_to_a_new_holder_is_another_token(tokens: Office, anvil: Anvil) -> None:
    product = tokens.product
    event = await add_event(product.database, tokens.tenant_id, "Jazz Night")
    config = await add_config(product.database, event, "Standing", capacity=1, price_minor=0)
    layla, omar = [await add_owner(product.database, tokens.tenant_id, f"{who}@example.com") for who in ("l", "o")]
    wish = OwnerWish(event_id=event.id, owner_id=layla, format=TicketFormat.PDF, items=[Item(config.id, 1)])
    (ticket,) = (await reserve_for_owner(product.database, tokens.admin, product.terms, wish)).tickets
    async with product.database.writing() as tx:
        await issue_owner_tickets(tx, tokens.admin, product.terms, [ticket.id])
    await settle(tokens, anvil)
    async with product.database.writing() as tx:
        move = Move(ticket.id, ticket.uid, layla, omar)
        (moved,) = await rehome_tickets(tx, tokens.admin, product.ledger, [move], now=utc_now(), reason="sold on")
    assert moved.issued_at is None, "the chain has the last word here too"
    await settle(tokens, anvil)
    assert await is_issued(tokens, ticket.id)
    assert await states(tokens) == confirmed(3)
    first, _, second = await transactions(tokens)
    assert first.token_id != second.token_id
    assert (await token_of(tokens, 0)).owner is None
    assert (await token_of(tokens, 2)).owner == second.recipient
    assert await faults(tokens) == []


async def test_a_ticket_that_is_given_back_before_its_token_is_there_is_not_issued(
    tokens: Office, anvil: Anvil
) -> None:
    ids = await tokens.sold(1)
    await tokens.issue(ids)
    await tokens.record(RecordKind.VOID, ids)
    await settle(tokens, anvil)
    assert await states(tokens) == confirmed(2)
    assert not await is_issued(tokens, ids[0])
    # Sold again, it is another token.
    await tokens.issue(ids)
    await settle(tokens, anvil)
    assert await is_issued(tokens, ids[0])
    first, _, again = await transactions(tokens)
    assert first.token_id != again.token_id
    assert await faults(tokens) == []


async def test_tickets_without_tokens_are_transferred_and_voided_in_the_log_alone(tokens: Office) -> None:
    ids = await tokens.sold(1)
    await tokens.record(RecordKind.TRANSFER, ids)
    await tokens.record(RecordKind.VOID, ids)
    assert await states(tokens) == []


async def test_workers_at_once_write_everything_once(tokens: Office, anvil: Anvil) -> None:
    ids = await tokens.sold(12)
    await tokens.issue(ids)
    for _ in range(8):
        await asyncio.gather(*(go_on(tokens) for _ in range(3)))
        anvil.mine(1)
    anvil.mine(CONFIRMATIONS)
    await asyncio.gather(*(go_on(tokens) for _ in range(3)))
    found = await transactions(tokens)
    assert [each.state.value for each in found] == confirmed(12)
    assert [each.nonce for each in found] == list(range(1, 13)), "in order, without a gap"
    assert await world_of(tokens).chain.count_transactions() == 13


async def test_a_ticket_that_came_back_while_no_ledger_was_kept_gets_a_new_token(tokens: Office, anvil: Anvil) -> None:
    ids = await tokens.sold(1)
    await tokens.issue(ids)
    await settle(tokens, anvil)
    await sql(
        tokens.product, "UPDATE tickets SET issued_at = NULL, sold_at = :now WHERE id = :id", now=utc_now(), id=ids[0]
    )
    await tokens.issue(ids)
    with pytest.raises(Conflict, match="issued already"):
        await tokens.issue(ids)
    await settle(tokens, anvil)
    assert await states(tokens) == confirmed(3)
    assert [each.kind.value for each in await transactions(tokens)] == ["MINT", "BURN", "MINT"]
    assert await is_issued(tokens, ids[0])
    assert await faults(tokens) == []
