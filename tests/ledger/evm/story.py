"""What the stories on a chain share."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from admitone.core.chain import ChainState, ChainTransaction
from admitone.core.clock import utc_now
from admitone.services.chaining import ChainWorld, advance_chain
from admitone.store import chain as store
from tests.ledger.evm.conftest import CONFIRMATIONS
from tests.ledger.office import Office
from tests.offline.api import sql
from tests.servers.anvil import Anvil


def world_of(office: Office, *, patience: float | None = None) -> ChainWorld:
    """How the office writes to its chain; with another `patience`, in seconds."""
    world = office.product.chain_world
    assert world is not None
    return world if patience is None else replace(world, patience=timedelta(seconds=patience))


async def go_on(office: Office, rounds: int = 1, *, patience: float | None = None) -> None:
    """What a worker does every few seconds."""
    for _ in range(rounds):
        await advance_chain(world_of(office, patience=patience), utc_now())


async def settle(office: Office, anvil: Anvil) -> None:
    """Write everything that waits, and give it the blocks that it needs."""
    await go_on(office)
    anvil.mine(CONFIRMATIONS)
    await go_on(office)


async def transactions(office: Office) -> list[ChainTransaction]:
    """All that there are, in order."""
    keys = await sql(office.product, "SELECT DISTINCT job_key FROM chain_transactions")
    async with office.product.database.reading() as tx:
        found = [each for row in keys for each in await store.list_attempts(tx, row["job_key"])]
    return sorted(found, key=lambda each: each.id)


async def states(office: Office) -> list[str]:
    return [each.state.value for each in await transactions(office)]


async def is_issued(office: Office, ticket_id: int) -> bool:
    (row,) = await sql(office.product, "SELECT issued_at FROM tickets WHERE id = :id", id=ticket_id)
    return row["issued_at"] is not None


def confirmed(count: int) -> list[str]:
    return [ChainState.CONFIRMED.value] * count
