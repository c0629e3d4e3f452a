"""The public door: what a monitor fetches, and that it all fits together."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from httpx import AsyncClient, Response

from admitone.core.clock import utc_now
from admitone.core.ledger.checkpoints import open_checkpoint
from admitone.core.ledger.merkle import leaf_hash, verify_consistency, verify_inclusion
from admitone.core.ledger.notes import parse_key
from admitone.services.ledger_checkpoints import make_checkpoint
from tests.core.ledger import naive
from tests.ledger.office import Office, opened_office

EMPTY = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
REFUSED = [
    ("tile/0/000.p/4", 404, "3 records"),
    ("tile/0/000", 404, "3 records"),
    ("tile/1/000.p/1", 404, "3 records"),
    ("tile/63/000.p/1", 404, "3 records"),
    ("tile/entries/x999/x999/x999/x999/999", 404, "3 records"),
    ("tile/64/000", 404, "names no tile"),
    ("tile/0/0", 404, "names no tile"),
    ("tile/entries/..%2F000", 404, "names no tile"),
    ("nothing", 404, "there is nothing"),
    ("proof/inclusion", 400, "index is missing"),
    ("proof/inclusion?index=3", 400, "below 3"),
    ("proof/inclusion?index=0&size=0", 400, "below 0"),
    ("proof/inclusion?index=0&size=4", 400, "at most 3"),
    ("proof/inclusion?index=-1", 400, "whole number"),
    ("proof/inclusion?index=9999999999999999999", 400, "whole number"),
    ("proof/inclusion?index=%D9%A1", 400, "whole number"),
    ("proof/consistency", 400, "from is missing"),
    ("proof/consistency?from=4", 400, "at most 3"),
    ("proof/consistency?from=2&to=1", 400, "at most 1"),
    ("proof/consistency?from=1&to=4", 400, "at most 3"),
]
FOREVER = "public, max-age=31536000, immutable"


async def fetch(client: AsyncClient, path: str) -> Response:
    answer = await client.get(f"/ledger/{path}")
    assert answer.status_code == 200, answer.text
    return answer


async def checkpoint_of(office: Office) -> Any:
    """The checkpoint that a monitor sees now."""
    await make_checkpoint(office.world, utc_now())
    text = (await fetch(office.client, "checkpoint")).text
    return open_checkpoint(text, parse_key((await fetch(office.client, "key")).text))[0]


def entries_of(bundle: bytes) -> list[bytes]:
    found = []
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        found.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    return found


def hashes(proof: dict[str, Any]) -> list[bytes]:
    return [base64.b64decode(each) for each in proof["hashes"]]


async def test_an_empty_ledger_says_so(office: Office) -> None:
    answer = await fetch(office.client, "checkpoint")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=5"
    assert answer.text.startswith(
        "tickets.example.com/ledger\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n\u2014 "
    )


async def test_a_monitor_rebuilds_the_tree_from_entries_and_tiles(office: Office) -> None:
    await office.issued(600)
    checkpoint = await checkpoint_of(office)
    assert checkpoint.size == 600
    entries: list[bytes] = []
    for path in ("000", "001", "002.p/88"):
        bundle = await fetch(office.client, f"tile/entries/{path}")
        tile = await fetch(office.client, f"tile/0/{path}")
        assert bundle.headers["content-type"] == tile.headers["content-type"] == "application/octet-stream"
        assert bundle.headers["cache-control"] == tile.headers["cache-control"] == FOREVER
        found = entries_of(bundle.content)
        assert tile.content == b"".join(map(leaf_hash, found))
        entries += found
    assert naive.root(entries) == checkpoint.root
    level_1 = (await fetch(office.client, "tile/1/000.p/2")).content
    assert level_1 == naive.root(entries[:256]) + naive.root(entries[256:512])


async def test_proofs_hold_against_the_checkpoint(office: Office) -> None:
    await office.issued(300)
    before = await checkpoint_of(office)
    await office.issued(301)
    after = await checkpoint_of(office)
    proof = (await fetch(office.client, "proof/inclusion?index=257")).json()
    leaf = base64.b64decode(proof["leafHash"])
    assert proof["size"] == 601
    assert verify_inclusion(leaf, 257, 601, hashes(proof), after.root)
    path = (await fetch(office.client, "proof/consistency?from=300&to=601")).json()
    assert verify_consistency(300, 601, hashes(path), before.root, after.root)
    old = await fetch(office.client, "proof/inclusion?index=257&size=300")
    assert verify_inclusion(leaf, 257, 300, hashes(old.json()), before.root)
    assert old.headers["cache-control"] == FOREVER


async def test_what_there_is_not_is_told(office: Office) -> None:
    await office.issued(3)
    for path, status, said in REFUSED:
        answer = await office.client.get(f"/ledger/{path}", headers={"Accept": "text/html"})
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), path
        assert said in answer.json()["detail"], path
        assert answer.headers["cache-control"] == "no-store"


async def test_asking_does_not_sign_more_often_than_witnesses_can_follow(office: Office) -> None:
    await office.issued(1)
    first = (await fetch(office.client, "checkpoint")).text
    await office.issued(1)
    assert (await fetch(office.client, "checkpoint")).text == first


async def test_without_a_ledger_there_is_nothing_to_read(database_url: str, tmp_path: Any) -> None:
    async with opened_office(database_url, tmp_path, ADMITONE_LEDGER="none") as office:
        assert await office.issue(await office.sold(1))
        for path in ("checkpoint", "key", "tile/0/000.p/1", "proof/inclusion?index=0"):
            answer = await office.client.get(f"/ledger/{path}")
            assert (answer.status_code, answer.json()["detail"]) == (404, "no ledger is kept here")


async def test_two_processes_sign_the_same_bytes(office: Office, database_url: str) -> None:
    await office.issued(5)
    async with opened_office(database_url, office.folder) as other:
        notes: Sequence[Any] = [await make_checkpoint(each.world, utc_now()) for each in (office, other)]
    assert notes[0] == notes[1]
