"""The database: does it answer, is it of this version, whose clock is right, who can sign in, what waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from admitone.checks.findings import Finding, Grade
from admitone.config import Config
from admitone.core.clock import utc_now
from admitone.core.principal import Role
from admitone.services.users import usable_hash
from admitone.store import people
from admitone.store.connecting import open_database
from admitone.store.database import Database
from admitone.store.effects import count_effects
from admitone.store.location import parse_database_url
from admitone.store.migrations import pending_migrations
from admitone.store.operations import read_database_time

CLOCK_SECONDS_TOLERATED: Final = 5
POSTGRESQL_VERSION_MIN: Final = 15


async def check_database(config: Config) -> list[Finding]:
    """Whether it answers, with this version's schema, and what it says of users and of what waits."""
    location = parse_database_url(config.database_url)
    if location.path is not None and not location.path.exists():
        return [Finding("database", f"{location.path} is not there yet", Grade.DOUBTFUL, "it is made on first start")]
    async with _connected(config) as database:
        findings = [await _check_clock(database)]
        pending = await asyncio.to_thread(pending_migrations, config.database_url)
        if pending:
            lacking = f"lacks {', '.join(pending)}"
            return [*findings, Finding("migrations", lacking, Grade.BAD, "run: admitone migrate")]
        findings.append(Finding("migrations", "this version's schema"))
        return [*findings, await _check_users(database), await _check_effects(database)]


@asynccontextmanager
async def _connected(config: Config) -> AsyncIterator[Database]:
    database = await open_database(config)
    try:
        yield database
    finally:
        await database.close()


async def _check_clock(database: Database) -> Finding:
    asked = utc_now()
    async with database.reading() as tx:
        answer = await read_database_time(tx)
    apart = abs((answer.now - asked).total_seconds())
    version = " ".join(answer.version.split()[:2])
    if version.startswith("PostgreSQL") and int(version.split()[1].partition(".")[0]) < POSTGRESQL_VERSION_MIN:
        return Finding("database", version, Grade.BAD, f"use PostgreSQL {POSTGRESQL_VERSION_MIN} or newer")
    if apart > CLOCK_SECONDS_TOLERATED:
        advice = "let both machines follow a time server: sessions, holds and leases compare their clocks"
        return Finding("clock", f"{apart:.0f} s apart from the database's", Grade.BAD, advice)
    return Finding("database", f"{version}, clocks at most {apart + 0.05:.1f} s apart")


async def _check_users(database: Database) -> Finding:
    async with database.reading() as tx:
        users = await people.list_users(tx)
    if any(usable_hash(user) is not None and user.role is Role.ADMIN for user in users):
        return Finding("users", f"{len(users)}, an admin among them")
    return Finding("users", "nobody can sign in as admin", Grade.DOUBTFUL, "run: admitone user add NAME --role admin")


async def _check_effects(database: Database) -> Finding:
    async with database.reading() as tx:
        counts = await count_effects(tx)
    observation = f"{counts.get('WAITING', 0)} waiting, {counts.get('RUNNING', 0)} running"
    if failed := counts.get("FAILED", 0):
        advice = "the page Effects has the last error of each; try them again there, or dismiss them"
        return Finding("integrations", f"{observation}, {failed} given up", Grade.DOUBTFUL, advice)
    return Finding("integrations", f"effects on other systems: {observation}")
