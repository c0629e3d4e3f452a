"""Nodes that forget, refuse or are away; somebody else with our key. Each job is written once all the same."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from admitone.core.chain import ChainKind, ChainTransaction
from admitone.core.clock import utc_now
from admitone.core.errors import NotFound, OutsideRefused, Unavailable
from admitone.services.chaining import ChainWorld, advance_chain, retry_failed
from admitone.services.ports import Chain
from tests.ledger.evm.conftest import CONFIRMATIONS
from tests.ledger.evm.story import confirmed, go_on, is_issued, settle, states, transactions, world_of
from tests.ledger.office import Office
from tests.servers.anvil import STRANGERS_KEY, Anvil


@dataclass
class LostAnswers:
    """A chain whose node does what it is told, and whose answer to `send` never comes."""

    chain: Chain

    def __getattr__(self, name: str) -> Any:
        return getattr(self.chain, name)

    async def send(self, content: bytes) -> None:
        await self.chain.send(content)
        raise Unavailable("the line is dead")


async def mint(office: Office) -> int:
    """A ticket that waits for its token."""
    (ticket_id,) = await office.sold(1)
    await office.issue([ticket_id])
    return ticket_id


async def in_a_block(chain: Chain, content: bytes) -> None:
    """Send a transaction, and wait for the block that the node makes for it."""
    before = await chain.count_transactions()
    await chain.send(content)
    await counted(chain, before + 1)


async def counted(chain: Chain, count: int) -> None:
    """Wait until so many transactions of the account are in blocks."""
    async with asyncio.timeout(30):
        while await chain.count_transactions() < count:
            await asyncio.sleep(0.01)


async def elsewhere(office: Office, transaction: ChainTransaction, nonce: int) -> bytes:
    """The same deed, signed by somebody else with our key."""
    return (await world_of(office).chain.sign(transaction, nonce)).content


async def test_an_answer_that_is_lost_leads_to_no_second_token(tokens: Office, anvil: Anvil) -> None:
    ticket_id = await mint(tokens)
    world = world_of(tokens)
    deaf = ChainWorld(world.database, LostAnswers(world.chain), world.confirmations)
    for _ in range(2):
        await advance_chain(deaf, utc_now())
        assert await states(tokens) == ["SIGNED"]
    (waiting,) = await transactions(tokens)
    assert waiting.last_error == "the line is dead"
    await settle(tokens, anvil)
    assert await states(tokens) == confirmed(1)
    assert await is_issued(tokens, ticket_id)
    assert await world.chain.count_transactions() == 2


async def test_a_transaction_that_the_node_forgot_is_sent_again(tokens: Office, anvil: Anvil) -> None:
    anvil.mine_when_asked()
    await mint(tokens)
    await go_on(tokens)
    (waiting,) = await transactions(tokens)
    anvil.ask("anvil_dropTransaction", waiting.transaction_hash)
    assert not await world_of(tokens).chain.knows(waiting.transaction_hash or "")
    await go_on(tokens)
    anvil.mine(CONFIRMATIONS)
    await go_on(tokens)
    assert await states(tokens) == confirmed(1)


async def test_a_block_that_is_given_up_is_not_counted(tokens: Office, anvil: Anvil) -> None:
    ticket_id = await mint(tokens)
    await go_on(tokens)
    assert await states(tokens) == ["SEEN"]
    await counted(world_of(tokens).chain, 2)
    anvil.ask("anvil_rollback", 1)
    assert await world_of(tokens).chain.count_transactions() == 1
    await go_on(tokens)
    assert not await is_issued(tokens, ticket_id)
    anvil.mine(CONFIRMATIONS)
    await go_on(tokens)
    assert await states(tokens) == confirmed(1)
    assert await is_issued(tokens, ticket_id)


async def test_one_that_waits_too_long_is_replaced_at_a_higher_price(tokens: Office, anvil: Anvil) -> None:
    anvil.mine_when_asked()
    ticket_id = await mint(tokens)
    await go_on(tokens)
    await go_on(tokens, patience=0)
    assert await states(tokens) == ["REPLACED", "SIGNED"]
    await go_on(tokens)
    anvil.mine(CONFIRMATIONS)
    await go_on(tokens)
    assert await states(tokens) == ["REPLACED", "CONFIRMED"]
    first, second = await transactions(tokens)
    assert (first.nonce, first.attempt, second.attempt) == (second.nonce, 1, 2)
    assert await is_issued(tokens, ticket_id)


async def test_one_that_was_replaced_and_comes_through_after_all_counts(tokens: Office, anvil: Anvil) -> None:
    anvil.mine_when_asked()
    ticket_id = await mint(tokens)
    await go_on(tokens)
    (first,) = await transactions(tokens)
    await go_on(tokens, patience=0)
    await go_on(tokens)
    second = (await transactions(tokens))[1]
    anvil.ask("anvil_dropTransaction", second.transaction_hash)
    assert first.signed_transaction is not None
    await world_of(tokens).chain.send(first.signed_transaction)
    anvil.mine(CONFIRMATIONS)
    await go_on(tokens, 2)
    assert await states(tokens) == ["CONFIRMED", "REPLACED"]
    assert await is_issued(tokens, ticket_id)


async def test_a_nonce_that_somebody_else_has_used_is_not_the_end(tokens: Office, anvil: Anvil) -> None:
    ticket_id = await mint(tokens)
    (queued,) = await transactions(tokens)
    other = replace_kind(queued)
    world = world_of(tokens)

    async def take_the_nonce(chain: Chain) -> None:
        await in_a_block(chain, await elsewhere(tokens, other, 1))

    await advance_chain(ChainWorld(world.database, Before(world.chain, take_the_nonce), world.confirmations), utc_now())
    assert await states(tokens) == ["SEEN"], "nonce too low looks like having been sent before"
    await go_on(tokens)
    assert await states(tokens) == ["SEEN"], "the node may only be behind"
    await go_on(tokens, patience=0)
    assert await states(tokens) == ["REPLACED", "QUEUED"]
    await settle(tokens, anvil)
    assert await states(tokens) == ["REPLACED", "CONFIRMED"]
    assert [each.nonce for each in await transactions(tokens)] == [1, 2]
    assert await is_issued(tokens, ticket_id)


async def test_what_somebody_else_has_done_already_is_done(tokens: Office, anvil: Anvil) -> None:
    ticket_id = await mint(tokens)
    (queued,) = await transactions(tokens)
    await in_a_block(world_of(tokens).chain, await elsewhere(tokens, queued, 1))
    await settle(tokens, anvil)
    assert await states(tokens) == confirmed(1), "its own transaction was refused, and the contract says what it wanted"
    assert await is_issued(tokens, ticket_id)


async def test_what_the_contract_refuses_waits_for_a_person(tokens: Office, anvil: Anvil) -> None:
    ticket_id = await mint(tokens)
    (queued,) = await transactions(tokens)
    taken = ChainTransaction(**{**as_dict(queued), "digest": bytes(32)})
    await in_a_block(world_of(tokens).chain, await elsewhere(tokens, taken, 1))
    await settle(tokens, anvil)
    assert await states(tokens) == ["FAILED"], "there is such a token, with another digest"
    assert not await is_issued(tokens, ticket_id)
    burnt = ChainTransaction(**{**as_dict(taken), "kind": ChainKind.BURN})
    await in_a_block(world_of(tokens).chain, await elsewhere(tokens, burnt, 3))
    assert await retry_failed(tokens.product.database, utc_now()) == 1
    with pytest.raises(NotFound):
        await retry_failed(tokens.product.database, utc_now())
    await settle(tokens, anvil)
    assert await states(tokens) == ["FAILED", "CONFIRMED"]
    assert await is_issued(tokens, ticket_id)


async def test_a_node_that_is_away_is_told_and_waited_for(tokens: Office, anvil: Anvil) -> None:
    from admitone.adapters.evm.chain import EvmChain

    ticket_id = await mint(tokens)
    world, config = world_of(tokens), tokens.product.config
    away = EvmChain("http://127.0.0.1:9", config.evm_key, config.evm_contract)
    await advance_chain(replace(world, chain=away), utc_now())
    (waiting,) = await transactions(tokens)
    assert (waiting.state.value, waiting.last_error) == (
        "QUEUED",
        "the chain's node does not answer: ClientConnectorError",
    )
    with pytest.raises(Unavailable):
        await away.describe()
    await away.close()
    await settle(tokens, anvil)
    assert await is_issued(tokens, ticket_id)


async def test_only_the_issuer_may_write(tokens: Office, anvil: Anvil) -> None:
    from admitone.adapters.evm.chain import EvmChain

    await mint(tokens)
    await settle(tokens, anvil)
    (done,) = await transactions(tokens)
    config = tokens.product.config
    stranger = EvmChain(anvil.url, STRANGERS_KEY, config.evm_contract)
    before = await stranger.read_token(done.token_id or "")
    for kind in ChainKind:
        forged = ChainTransaction(**{**as_dict(done), "kind": kind, "size": 7, "digest": bytes(32)})
        nonce = await stranger.count_transactions()
        signed = await stranger.sign(forged, nonce)
        await in_a_block(stranger, signed.content)
        receipt = await stranger.look_up(signed.hash)
        assert receipt is not None
        assert not receipt.succeeded
    assert await stranger.read_token(done.token_id or "") == before
    with pytest.raises(OutsideRefused, match="obeys"):
        await stranger.describe()
    await stranger.close()


@dataclass
class Before:
    """A chain to which something happens right before a transaction is sent."""

    chain: Chain
    happen: Callable[[Chain], Awaitable[None]]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.chain, name)

    async def send(self, content: bytes) -> None:
        await self.happen(self.chain)
        await self.chain.send(content)


def replace_kind(transaction: ChainTransaction) -> ChainTransaction:
    """An anchor that has nothing to do with a ticket."""
    return ChainTransaction(**{**as_dict(transaction), "kind": ChainKind.ANCHOR, "size": 5})


def as_dict(transaction: ChainTransaction) -> dict[str, Any]:
    return {name: getattr(transaction, name) for name in transaction.__struct_fields__}
