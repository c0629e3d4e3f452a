"""Supplier files in an S3-compatible store, which may be away for a while."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from obstore.store import S3Store

from tests.offline import documents
from tests.offline.api import Api, Cast, count, refusal_of, worked_off
from tests.servers.cable import Cable, plugged_in
from tests.servers.s3 import S3Server

AWAY: tuple[int, str, list[str]] = (503, "GENERAL", [])


@pytest.fixture
async def cable(s3_server: S3Server) -> AsyncIterator[Cable]:
    """What the product reaches the store through."""
    async with plugged_in(urlsplit(s3_server.endpoint).port or 0) as cable:
        yield cable


@pytest.fixture
def bucket(s3_server: S3Server) -> str:
    return s3_server.create_bucket()


@pytest.fixture
def settings(s3_server: S3Server, cable: Cable, bucket: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    for name, value in s3_server.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{cable.port}")
    return {"ADMITONE_OBJECTS_URL": f"s3://{bucket}/stock/dubai"}


def stored(s3_server: S3Server, bucket: str) -> dict[str, int]:
    """Everything in the bucket, asked of the store itself: size by key."""
    store = S3Store(bucket, endpoint=s3_server.endpoint, client_options={"allow_http": True})
    return {found["path"]: found["size"] for chunk in store.list() for found in chunk}


def local_files(api: Api) -> list[str]:
    """What lies in the data folder, the database aside."""
    folder = api.product.config.data_folder
    files = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(str(path) for path in files if path.parts[0] in {"cache", "uploads", "objects"})


async def uploaded(cast: Cast, pdf: Path, attraction_id: int, **headers: str) -> dict[str, Any]:
    response = await cast.admin.upload(pdf, attractionId=attraction_id, headers=headers)
    assert response.status_code in {200, 202}, response.text
    answer: dict[str, Any] = response.json()["apiData"]
    return answer


async def page_of(cast: Cast, ticket: dict[str, Any]) -> bytes:
    response = await cast.admin.post("ticket/download", ticketId=ticket["ticketId"], code=ticket["downloadCode"])
    assert response.status_code == 200, response.text
    [page] = documents.text_of(response.content)
    return page


async def test_a_file_and_its_pages_live_in_the_bucket_until_the_batch_goes(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path, s3_server: S3Server, bucket: str
) -> None:
    answer = await uploaded(cast, five_tickets, aquarium)
    batch, (first, second, *_) = answer["batch"], answer["tickets"]
    original = f"stock/dubai/{batch['originalPdfPath']}"
    assert stored(s3_server, bucket) == {original: five_tickets.stat().st_size}
    assert local_files(api) == []

    assert b"AQ-0000001" in await page_of(cast, first)
    assert b"AQ-0000002" in await page_of(cast, second)
    pages = set(stored(s3_server, bucket)) - {original}
    assert len(pages) == 2
    assert all(key.startswith("stock/dubai/pages/") for key in pages)
    [copy] = local_files(api)
    assert (api.product.config.data_folder / copy).read_bytes() == five_tickets.read_bytes()

    (api.product.config.data_folder / copy).unlink()
    assert b"AQ-0000001" in await page_of(cast, first)
    assert local_files(api) == [], "a page that was cut before needs no copy of the file"
    assert b"AQ-0000003" in await page_of(cast, answer["tickets"][2])

    await cast.admin.data("batch/delete", batchId=batch["batchId"])
    await worked_off(api)
    assert stored(s3_server, bucket) == {}
    assert local_files(api) == []


async def test_while_the_store_is_away_an_upload_is_refused_and_leaves_nothing(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path, s3_server: S3Server, bucket: str, cable: Cable
) -> None:
    await cable.pull_out()
    for headers in ({}, {"Prefer": "respond-async"}):
        refused = await cast.admin.upload(five_tickets, attractionId=aquarium, headers=headers)
        assert refusal_of(refused) == AWAY
        message = refused.json()["apiStatus"]["errorMessage"]
        assert "store for files" in message
        assert bucket not in message
        assert str(cable.port) not in message
    for table in ("batches", "tickets", "originals", "effects"):
        assert await count(api.product, table) == 0, table
    assert local_files(api) == []
    assert stored(s3_server, bucket) == {}
    health = await api.client.get("/health/ready")
    assert health.status_code == 200, "what needs no files goes on"

    await cable.plug_in()
    assert (await uploaded(cast, five_tickets, aquarium))["ticketCount"] == 5
    assert len(stored(s3_server, bucket)) == 1


async def test_while_the_store_is_away_pages_come_from_the_local_copy_or_later(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path, cable: Cable
) -> None:
    first, second, third, *_ = (await uploaded(cast, five_tickets, aquarium))["tickets"]
    assert b"AQ-0000001" in await page_of(cast, first)
    await cable.pull_out()
    assert b"AQ-0000001" in await page_of(cast, first)
    assert b"AQ-0000002" in await page_of(cast, second)
    for copy in local_files(api):
        (api.product.config.data_folder / copy).unlink()
    refused = await cast.admin.post("ticket/download", ticketId=third["ticketId"], code=third["downloadCode"])
    assert refusal_of(refused) == AWAY
    assert local_files(api) == [], "half a download is no copy"
    await cable.plug_in()
    assert b"AQ-0000003" in await page_of(cast, third)


async def test_an_upload_accepted_before_and_a_deletion_are_carried_out_when_the_store_is_back(
    api: Api,
    cast: Cast,
    aquarium: int,
    five_tickets: Path,
    s3_server: S3Server,
    bucket: str,
    cable: Cable,
    tmp_path: Path,
) -> None:
    gone = await uploaded(cast, five_tickets, aquarium)
    later = await uploaded(cast, documents.tickets(tmp_path, 3, first=50), aquarium, Prefer="respond-async")
    await cable.pull_out()
    await cast.admin.data("batch/delete", batchId=gone["batch"]["batchId"])
    await worked_off(api, until="state = 'WAITING' AND attempts = 1")
    progress = await cast.agent.data("batch/progress", batchId=later["batch"]["batchId"])
    assert (progress["state"], progress["totalTickets"]) == ("INGESTING", 0)
    assert len(stored(s3_server, bucket)) == 2

    await cable.plug_in()
    await worked_off(api)
    progress = await cast.agent.data("batch/progress", batchId=later["batch"]["batchId"])
    assert (progress["state"], progress["totalTickets"]) == ("READY", 3)
    assert list(stored(s3_server, bucket)) == [f"stock/dubai/{later['batch']['originalPdfPath']}"]
