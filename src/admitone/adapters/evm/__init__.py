"""An Ethereum chain: roots of the ledger and tokens of tickets, written to one contract."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from admitone.config import Config
from admitone.core.errors import Unavailable

if TYPE_CHECKING:
    from admitone.adapters.evm.chain import EvmChain


def open_chain(config: Config) -> EvmChain:
    """The chain of the settings; the node is reached with the first call. web3 is loaded here and nowhere else."""
    from admitone.adapters.evm.chain import EvmChain  # noqa: PLC0415 - web3 takes seconds to load, and is optional

    return EvmChain(config.evm_url, config.evm_key, config.evm_contract)


async def write_contract(config: Config, seconds: float) -> str:
    """Write the ledger's contract to the configured chain; its address. Unavailable when no block comes in time."""
    chain = open_chain(config)
    try:
        sent = await chain.deploy()
        deadline = time.monotonic() + seconds
        while (address := await chain.read_deployed(sent.hash)) is None:
            if time.monotonic() > deadline:
                raise Unavailable(f"transaction {sent.hash} is in no block yet; look it up before you deploy again")
            await asyncio.sleep(1)
    finally:
        await chain.close()
    return address
