"""Asking the ledger's witnesses, every few seconds."""

from __future__ import annotations

import asyncio
from typing import Final

from admitone.bootstrap import Product
from admitone.core.clock import utc_now
from admitone.services.asking_witnesses import request_cosignatures
from admitone.worker.rounds import run_rounds

PAUSE_SECONDS: Final = 10.0


async def run_witnesses(product: Product, stop: asyncio.Event) -> None:
    """Have checkpoints signed until `stop` is set; at once done where no witness has an address."""
    world = product.witness_world
    if world is not None:
        await run_rounds(stop, PAUSE_SECONDS, lambda: request_cosignatures(world, utc_now()), "witnesses_not_asked")
