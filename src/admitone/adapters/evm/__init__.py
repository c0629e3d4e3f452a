"""An Ethereum chain: roots of the ledger and tokens of tickets, written to one contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from admitone.config import Config

if TYPE_CHECKING:
    from admitone.adapters.evm.chain import EvmChain


def open_chain(config: Config) -> EvmChain:
    """The chain of the settings; the node is reached with the first call. web3 is loaded here and nowhere else."""
    from admitone.adapters.evm.chain import EvmChain  # noqa: PLC0415 - web3 takes seconds to load, and is optional

    return EvmChain(config.evm_url, config.evm_key, config.evm_contract)
