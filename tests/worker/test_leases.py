"""An effect is carried out by one worker at a time, and by another one when the first one dies."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from admitone.core.clock import utc_now
from admitone.core.errors import Conflict, Unavailable
from admitone.services import effects
from admitone.services.effects import ATTEMPTS_MAX, Claim, LeaseLost
from admitone.store import effects as store
from admitone.store import people
from admitone.store.database import Database, Row
from admitone.store.statements import fit_statement
from tests.store.conftest import opened

SHORT = timedelta(seconds=0.3)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database with one effect that is due."""
    database = await opened(database_url)
    now = utc_now()
    async with database.writing() as tx:
        tenant = await people.read_or_insert_tenant(tx, "oasis", "Asia/Dubai", now)
        await store.insert_effect(tx, tenant.id, "wave", "once", {"hands": 2}, now)
    yield database
    await database.close()


async def kept(database: Database) -> Row:
    async with database.reading() as tx:
        statement = fit_statement("SELECT state, attempts, lease_owner, last_error FROM effects", tx.dialect)
        return (await tx.fetch_composed(statement, {}))[0]


async def be_due(database: Database) -> None:
    """The pause is over."""
    async with database.writing() as tx:
        await tx.fetch_composed(fit_statement("UPDATE effects SET run_at = :at", tx.dialect), {"at": utc_now()})


async def wave(claim: Claim) -> None:
    assert claim.effect.read_payload() == {"hands": 2}
    async with claim.finishing():
        return


async def fall_ill(claim: Claim) -> None:
    raise Unavailable("the other side does not answer")


async def test_one_worker_gets_an_effect_and_finishes_it(database: Database) -> None:
    [claim] = await effects.claim_due(database, "ann", 4)
    assert await effects.claim_due(database, "ben", 4) == []
    await effects.carry_out(claim, wave)
    assert (await kept(database))["state"] == "DONE"
    assert await effects.claim_due(database, "ben", 4) == []


async def test_workers_that_ask_at_once_get_it_once(database: Database) -> None:
    claims = await asyncio.gather(*(effects.claim_due(database, str(n), 4) for n in range(5)))
    assert sorted(len(each) for each in claims) == [0, 0, 0, 0, 1]


async def test_another_worker_takes_over_when_the_lease_has_lapsed(database: Database) -> None:
    [dead] = await effects.claim_due(database, "ann", 4, SHORT)
    await asyncio.sleep(SHORT.total_seconds() + 0.05)
    [claim] = await effects.claim_due(database, "ben", 4)
    assert claim.effect.attempts == 2
    with pytest.raises(LeaseLost):
        async with dead.finishing():
            pass
    assert (await kept(database))["lease_owner"] == "ben"
    await effects.carry_out(claim, wave)
    assert (await kept(database))["state"] == "DONE"


async def test_work_that_outlasts_its_lease_stays_with_its_worker(database: Database) -> None:
    [claim] = await effects.claim_due(database, "ann", 4, SHORT)

    async def wave_slowly(claim: Claim) -> None:
        await asyncio.sleep(4 * SHORT.total_seconds())
        await wave(claim)

    working = asyncio.create_task(effects.carry_out(claim, wave_slowly))
    while not working.done():
        assert await effects.claim_due(database, "ben", 4) == []
        await asyncio.sleep(0.05)
    assert (await kept(database))["state"] == "DONE"


async def test_a_failure_is_tried_again_later_and_given_up_at_last(database: Database) -> None:
    for attempt in range(1, ATTEMPTS_MAX + 1):
        [claim] = await effects.claim_due(database, "ann", 4)
        await effects.carry_out(claim, fall_ill)
        row = await kept(database)
        assert (row["attempts"], row["last_error"]) == (attempt, "the other side does not answer")
        assert row["state"] == ("FAILED" if attempt == ATTEMPTS_MAX else "WAITING")
        assert await effects.claim_due(database, "ann", 4) == [], "it pauses"
        await be_due(database)
    assert await effects.claim_due(database, "ann", 4) == []


async def test_a_refusal_that_no_retry_helps_is_given_up_at_once(database: Database) -> None:
    async def refuse(claim: Claim) -> None:
        raise Conflict("never")

    [claim] = await effects.claim_due(database, "ann", 4)
    await effects.carry_out(claim, refuse)
    assert (await kept(database))["state"] == "FAILED"


async def test_a_stopped_worker_gives_back_what_it_holds(database: Database) -> None:
    [claim] = await effects.claim_due(database, "ann", 4)
    working = asyncio.create_task(effects.carry_out(claim, lambda _claim: asyncio.sleep(60)))
    await asyncio.sleep(0.05)
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working
    [again] = await effects.claim_due(database, "ben", 4)
    assert again.effect.id == claim.effect.id


def test_pauses_double_up_to_a_quarter_of_an_hour() -> None:
    for attempts, most in ((1, 2.0), (2, 4.0), (5, 32.0), (12, 900.0), (50, 900.0)):
        assert most / 2 <= effects.pause_seconds(attempts) <= most
