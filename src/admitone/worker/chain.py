"""Writing to the chain, beside everything else a worker does: a node that is away keeps nothing waiting but itself."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

from admitone.bootstrap import Product
from admitone.core.clock import utc_now
from admitone.services.chain_ledgers import request_anchor
from admitone.services.chaining import advance_chain
from admitone.worker.rounds import run_rounds

PAUSE_SECONDS: Final = 3.0


async def run_chain(product: Product, stop: asyncio.Event) -> None:
    """Bring what waits for the chain further until `stop` is set; at once done where there is no chain."""
    if not product.config.ledger.startswith("evm-"):
        return
    # In a thread, because loading what speaks to the chain takes seconds.
    await asyncio.to_thread(lambda: product.chain_world)
    await run_rounds(stop, PAUSE_SECONDS, lambda: advance(product), "chain_not_advanced")


async def advance(product: Product) -> None:
    """One round."""
    world, chain = product.ledger_world, product.chain_world
    assert world is not None
    assert chain is not None
    if product.config.ledger == "evm-anchor":
        await request_anchor(world, timedelta(minutes=product.config.evm_anchor_minutes), utc_now())
    await advance_chain(chain, utc_now())
