"""The ledger: has this process its key, and does its chain take what it is given."""

from __future__ import annotations

import asyncio

from admitone.bootstrap import open_ledger_chain
from admitone.checks.findings import Finding, Grade
from admitone.config import Config
from admitone.services.ledger import LedgerHealth
from admitone.services.ledger_choice import choose_ledger, open_ledger_world
from admitone.store.connecting import open_database
from admitone.store.location import parse_database_url
from admitone.store.migrations import pending_migrations

_ADVICE = "see the section Ledger of docs/operating.md"


async def check_ledger(config: Config) -> list[Finding]:
    """Whether what is issued is recorded and signed, and reaches the chain where there is one."""
    if config.ledger == "none":
        return [Finding("ledger", "none is kept: what is issued is recorded nowhere")]
    if not await asyncio.to_thread(_has_schema, config):
        return [Finding("ledger", "it begins with this version's schema")]
    health = await _read_health(config)
    said = f"{health.size} records, {health.signed_size} of them signed as {config.ledger_origin}"
    findings = [Finding("ledger", said)]
    if health.trouble:
        findings.append(Finding("ledger", health.trouble, Grade.BAD, _ADVICE))
    return findings + await _check_chain(config)


def _has_schema(config: Config) -> bool:
    path = parse_database_url(config.database_url).path
    return (path is None or path.exists()) and not pending_migrations(config.database_url)


async def _read_health(config: Config) -> LedgerHealth:
    database = await open_database(config)
    try:
        return await choose_ledger(config, open_ledger_world(config, database)).health()
    finally:
        await database.close()


async def _check_chain(config: Config) -> list[Finding]:
    chain = await asyncio.to_thread(open_ledger_chain, config)
    if chain is None:
        return []
    try:
        return [Finding("ledger", await chain.describe())]
    finally:
        await chain.close()
