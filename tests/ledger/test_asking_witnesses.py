"""The product brings its checkpoints to a witness, which signs what follows and nothing else."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from admitone.core.clock import utc_now
from admitone.core.ledger.checkpoints import Checkpoint, count_witnesses
from admitone.core.ledger.notes import NoteSigner, parse_note
from admitone.services.asking_witnesses import request_cosignatures
from admitone.services.ledger_checkpoints import make_checkpoint
from tests.ledger.office import Office, opened_office
from tests.offline.api import sql
from tests.servers.witness import Witness, running_witness

SEED = b"s" * 32
ORIGIN = "tickets.example.com/ledger"


@pytest.fixture
def witness() -> Iterator[Witness]:
    with running_witness(NoteSigner(ORIGIN, SEED).key) as witness:
        yield witness


@pytest.fixture
async def office(database_url: str, tmp_path: Path, witness: Witness) -> AsyncIterator[Office]:
    settings = {
        "ADMITONE_LEDGER_KEY": base64.b64encode(SEED).decode(),
        "ADMITONE_LEDGER_WITNESSES": witness.setting,
    }
    async with opened_office(database_url, tmp_path / "data", **settings) as office:
        yield office


async def ask(office: Office) -> None:
    """What a worker does every few seconds, with a checkpoint of just now."""
    world = office.product.witness_world
    assert world is not None
    await make_checkpoint(office.world, utc_now())
    await request_cosignatures(world, utc_now())


async def cosigned(office: Office, witness: Witness) -> bool:
    note = parse_note((await office.client.get("/ledger/checkpoint")).text)
    return count_witnesses(note, [witness.signer.key]) == 1


async def test_a_log_that_grows_is_signed_each_time(office: Office, witness: Witness) -> None:
    await ask(office)
    assert witness.statuses == [], "an empty log has nothing to witness"
    for count in (1, 5, 300):
        await office.issued(count)
        await ask(office)
        assert await cosigned(office, witness)
    assert witness.seen is not None
    assert (witness.seen.size, witness.statuses) == (306, [200, 200, 200])
    await ask(office)
    assert len(witness.statuses) == 3, "it has signed this one"


async def test_an_answer_that_was_lost_is_asked_for_again(office: Office, witness: Witness) -> None:
    await office.issued(2)
    await ask(office)
    await sql(office.product, "DELETE FROM ledger_cosignatures")
    await office.issued(2)
    await ask(office)
    assert witness.statuses == [200, 409, 200]
    assert await cosigned(office, witness)


async def test_a_log_that_contradicts_what_was_witnessed_is_not_signed(office: Office, witness: Witness) -> None:
    await office.issued(2)
    witness.seen = Checkpoint(ORIGIN, 1, bytes(32))
    await ask(office)
    assert witness.statuses == [409, 422], "it has seen another first record than we have"
    assert not await cosigned(office, witness)
    witness.seen = Checkpoint(ORIGIN, 7, bytes(32))
    await ask(office)
    assert witness.statuses[2:] == [409], "it has seen more than there is"
    assert not await cosigned(office, witness)


async def test_a_witness_that_is_away_stops_nothing(database_url: str, tmp_path: Path, witness: Witness) -> None:
    away = f"{witness.signer.key}@http://127.0.0.1:9"
    async with opened_office(database_url, tmp_path, ADMITONE_LEDGER_WITNESSES=away) as office:
        await office.issued(1)
        await ask(office)
        assert not await cosigned(office, witness)
