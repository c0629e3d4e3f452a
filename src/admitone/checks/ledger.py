"""The ledger: has this process its key, and does its chain take what it is given."""

from __future__ import annotations

import asyncio

from admitone.bootstrap import open_product
from admitone.checks.findings import Finding, Grade
from admitone.config import Config

_ADVICE = "see the section Ledger of docs/operating.md"


async def check_ledger(config: Config) -> list[Finding]:
    """Whether what is issued is recorded and signed, and reaches the chain where there is one."""
    if config.ledger == "none":
        return [Finding("ledger", "none is kept: what is issued is recorded nowhere")]
    product = await open_product(config)
    try:
        health = await product.ledger.health()
        said = f"{health.size} records, {health.signed_size} of them signed as {config.ledger_origin}"
        findings = [Finding("ledger", said)]
        if health.trouble:
            findings.append(Finding("ledger", health.trouble, Grade.BAD, _ADVICE))
        if config.ledger.startswith("evm-"):
            await asyncio.to_thread(lambda: product.chain_world)
            assert product.chain is not None
            findings.append(Finding("ledger", await product.chain.describe()))
    finally:
        await product.close()
    return findings
