"""Cosignatures of witnesses: taken when they hold, whoever brings them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from httpx import Response

from admitone.core.clock import utc_now
from admitone.core.ledger.checkpoints import count_witnesses, sign_checkpoint
from admitone.core.ledger.notes import COSIGNATURE, NoteSigner, parse_note
from admitone.services.ledger_checkpoints import make_checkpoint
from tests.ledger.office import Office, opened_office

ONE = NoteSigner("witness.example.com/w1", b"1" * 32, COSIGNATURE)
TWO = NoteSigner("witness.example.com/w2", b"2" * 32, COSIGNATURE)
STRANGER = NoteSigner("stranger.example.com/w", b"3" * 32, COSIGNATURE)


@pytest.fixture
async def office(database_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    witnesses = f"{ONE.key}, {TWO.key}"
    async with opened_office(database_url, tmp_path / "data", ADMITONE_LEDGER_WITNESSES=witnesses) as office:
        await office.issued(3)
        yield office


async def signed(office: Office) -> str:
    return (await make_checkpoint(office.world, utc_now()))[1]


async def bring(office: Office, content: str | bytes) -> Response:
    return await office.client.post("/ledger/cosignatures", content=content)


def now() -> int:
    return int(utc_now().timestamp())


async def test_what_witnesses_sign_is_published_with_the_checkpoint(office: Office) -> None:
    note = await signed(office)
    text = parse_note(note).text
    first = await bring(office, note + ONE.cosign(text, now()).line + STRANGER.cosign(text, now()).line)
    assert first.status_code == 200, first.text
    await bring(office, note + TWO.cosign(text, now()).line)
    published = (await office.client.get("/ledger/checkpoint")).text
    assert published.startswith(note)
    assert count_witnesses(parse_note(published), [ONE.key, TWO.key]) == 2
    assert "stranger" not in published


async def test_a_newer_cosignature_takes_the_place_of_the_older_one(office: Office) -> None:
    note = await signed(office)
    text = parse_note(note).text
    later = ONE.cosign(text, now() + 10).line
    await bring(office, note + ONE.cosign(text, now()).line)
    assert (await bring(office, note + ONE.cosign(text, now() + 1).line + later)).text == note + later


async def test_a_checkpoint_that_is_the_last_no_longer_can_still_be_cosigned(office: Office) -> None:
    note = await signed(office)
    await office.issued(1)
    await signed(office)
    assert (await bring(office, note + ONE.cosign(parse_note(note).text, now()).line)).status_code == 200
    assert (await office.client.get("/ledger/checkpoint")).text.count("\u2014") == 1


async def test_what_does_not_hold_is_refused(office: Office) -> None:
    note = await signed(office)
    text = parse_note(note).text
    future = int((utc_now() + timedelta(hours=1)).timestamp())
    fork = sign_checkpoint(office.world.signer, 3, bytes(32))
    refused: list[tuple[str | bytes, int, str]] = [
        ("", 400, "no signed note"),
        (b"\xff", 400, "not UTF-8"),
        (text + "\n" + ONE.cosign("other\n", now()).line, 400, "does not hold"),
        (note + ONE.cosign(text, future).line, 400, "of the future"),
        (note + STRANGER.cosign(text, now()).line, 400, "no witness"),
        (note, 400, "no witness"),
        ("hello\n\n" + ONE.cosign("hello\n", now()).line, 400, "no checkpoint"),
        (fork + ONE.cosign(parse_note(fork).text, now()).line, 404, "no checkpoint that this ledger has published"),
        ("x" * 70_000, 413, ""),
    ]
    for content, status, said in refused:
        answer = await bring(office, content)
        assert (answer.status_code, said in answer.text) == (status, True), answer.text
    assert (await office.client.get("/ledger/checkpoint")).text == note
