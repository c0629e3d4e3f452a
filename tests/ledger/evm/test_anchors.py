"""`evm-anchor`: the log's root on a chain, one transaction whatever the volume."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from admitone.core.clock import utc_now
from admitone.core.ledger.proofs import plan_root
from admitone.services.chain_ledgers import request_anchor
from admitone.services.ledger_checkpoints import make_checkpoint
from admitone.services.ledger_tree import carry_out
from tests.ledger.evm.story import confirmed, go_on, settle, states, transactions, world_of
from tests.ledger.office import Office
from tests.servers.anvil import Anvil

NOW = timedelta(0)


async def anchor(office: Office, interval: timedelta = NOW) -> None:
    await request_anchor(office.world, interval, utc_now())


async def root(office: Office, size: int) -> bytes:
    async with office.product.database.reading() as tx:
        return (await carry_out(tx, [plan_root(size)]))[0]


async def test_the_root_stands_on_the_chain_however_many_tickets_it_is_of(anchored: Office, anvil: Anvil) -> None:
    assert await anchored.issue(await anchored.sold(40)), "no ticket waits for a chain"
    await anchor(anchored)
    await settle(anchored, anvil)
    assert await states(anchored) == confirmed(1)
    chain = world_of(anchored).chain
    assert await chain.read_root(40) == await root(anchored, 40)
    assert await chain.read_root(39) == bytes(32)
    assert await chain.count_transactions() == 2, "the contract and one anchor"
    assert (await anchored.product.ledger.health()).driver == "evm-anchor"
    assert "issued by" in await chain.describe()


async def test_only_a_log_that_has_grown_is_anchored_and_not_too_often(anchored: Office, anvil: Anvil) -> None:
    await anchor(anchored)
    assert await states(anchored) == [], "an empty log has nothing to say"
    await anchored.issued(1)
    await asyncio.gather(*(anchor(anchored) for _ in range(3)))
    assert await states(anchored) == ["QUEUED"]
    await anchored.issued(1)
    await anchor(anchored)
    assert await states(anchored) == ["QUEUED"], "one at a time"
    await settle(anchored, anvil)
    await anchor(anchored, timedelta(hours=1))
    assert await states(anchored) == confirmed(1), "an hour is not over"
    await anchor(anchored)
    await settle(anchored, anvil)
    await anchor(anchored)
    assert await states(anchored) == confirmed(2)
    assert await world_of(anchored).chain.read_root(2) == await root(anchored, 2)


async def test_a_root_that_contradicts_an_anchor_is_refused_by_the_contract(anchored: Office, anvil: Anvil) -> None:
    await anchored.issued(2)
    await make_checkpoint(anchored.world, utc_now())
    await anchor(anchored)
    await settle(anchored, anvil)
    (done,) = await transactions(anchored)
    forged = done.digest[::-1]
    async with anchored.product.database.writing() as tx:
        await tx.execute(
            "insert_chain_job",
            job_key="forged",
            kind="ANCHOR",
            size=2,
            position=None,
            tenant_id=None,
            ticket_id=None,
            token_id=None,
            digest=forged,
            recipient=None,
            now=utc_now(),
        )
    await settle(anchored, anvil)
    assert await states(anchored) == ["CONFIRMED", "FAILED"]
    assert await world_of(anchored).chain.read_root(2) == done.digest
    assert "refused by the contract" in ((await anchored.product.ledger.health()).trouble or "")


async def test_an_anchor_counts_after_its_confirmations(anchored: Office, anvil: Anvil) -> None:
    await anchored.issued(1)
    await anchor(anchored)
    await go_on(anchored)
    assert await states(anchored) == ["SEEN"]
    anvil.mine(1)
    await go_on(anchored)
    assert await states(anchored) == ["SEEN"], "its own block and one more"
    anvil.mine(1)
    await go_on(anchored)
    assert await states(anchored) == confirmed(1)
