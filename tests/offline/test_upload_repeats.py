"""Uploads that are sent again, or twice at the same moment."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.offline import documents
from tests.offline.api import Api, Cast, count, refusal_of


def kept_files(api: Api) -> list[Path]:
    folders = (api.product.config.data_folder / "objects", api.product.upload_folder)
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


async def test_a_repetition_with_the_same_key_gives_the_same_batch(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path
) -> None:
    headers = {"Idempotency-Key": "invoice-42"}
    first = await cast.admin.upload(five_tickets, attractionId=aquarium, headers=headers)
    again = await cast.admin.upload(five_tickets, attractionId=aquarium, headers=headers, name="renamed.pdf")
    assert again.status_code == 200
    assert again.json() == first.json()
    assert await count(api.product, "batches") == 1
    assert await count(api.product, "tickets") == 5


@pytest.mark.parametrize(
    "other",
    [
        {"notes": "another note"},
        {"supplierReference": "X"},
        {"defaultSellingPrice": "5"},
        {"allowDuplicates": "true"},
    ],
)
async def test_the_same_key_with_other_values_is_a_conflict(
    cast: Cast, aquarium: int, five_tickets: Path, other: dict[str, Any]
) -> None:
    headers = {"Idempotency-Key": "k"}
    first = (await cast.admin.upload(five_tickets, attractionId=aquarium, headers=headers)).json()["apiData"]
    response = await cast.admin.upload(five_tickets, attractionId=aquarium, headers=headers, **other)
    assert refusal_of(response) == (409, "CONFLICT", ["Idempotency-Key"])
    assert response.json()["apiStatus"]["errorDetails"] == {"batchId": first["batch"]["batchId"]}


async def test_a_key_belongs_to_its_tenant_and_goes_with_its_batch(
    cast: Cast, aquarium: int, five_tickets: Path
) -> None:
    headers = {"Idempotency-Key": "k"}
    first = (await cast.admin.upload(five_tickets, attractionId=aquarium, headers=headers)).json()["apiData"]
    zoo = (await cast.stranger.data("attraction/write", name="Zoo", odooProductCode="Z"))["attractionId"]
    response = await cast.stranger.upload(five_tickets, attractionId=zoo, headers=headers)
    assert response.json()["apiData"]["batch"]["batchId"] != first["batch"]["batchId"]
    await cast.admin.data("batch/delete", batchId=first["batch"]["batchId"])
    again = (await cast.admin.upload(five_tickets, attractionId=aquarium, headers=headers)).json()["apiData"]
    assert again["batch"]["batchId"] > first["batch"]["batchId"]


async def test_a_refused_upload_does_not_use_up_its_key(cast: Cast, aquarium: int, five_tickets: Path) -> None:
    headers = {"Idempotency-Key": "k"}
    prices = {"purchasePriceTotal": "1", "purchasePricePerTicket": "1"}
    refused = await cast.admin.upload(five_tickets, attractionId=aquarium, headers=headers, **prices)
    assert refused.status_code == 400
    prices["purchasePriceTotal"] = "5"
    assert (await cast.admin.upload(five_tickets, attractionId=aquarium, headers=headers, **prices)).status_code == 200


@pytest.mark.parametrize("prefer", [{}, {"Prefer": "respond-async"}])
async def test_one_key_at_the_same_moment_makes_one_batch(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path, prefer: dict[str, str]
) -> None:
    headers = {"Idempotency-Key": "k"} | prefer
    uploads = [cast.admin.upload(five_tickets, attractionId=aquarium, headers=headers) for _ in range(3)]
    answers = await asyncio.gather(*uploads)
    assert {answer.status_code for answer in answers} <= {200, 202}, [answer.text for answer in answers]
    assert len({answer.json()["apiData"]["batch"]["batchId"] for answer in answers}) == 1
    assert await count(api.product, "batches") == 1
    assert len(kept_files(api)) == 1


@pytest.mark.parametrize("prefer", [{}, {"Prefer": "respond-async"}])
async def test_one_file_at_the_same_moment_makes_one_batch_and_the_others_learn_which(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path, prefer: dict[str, str]
) -> None:
    uploads = [cast.admin.upload(five_tickets, attractionId=aquarium, headers=prefer) for _ in range(3)]
    answers = await asyncio.gather(*uploads)
    won = [answer.json()["apiData"]["batch"]["batchId"] for answer in answers if answer.is_success]
    assert len(won) == 1
    for answer in answers:
        if not answer.is_success:
            assert refusal_of(answer) == (409, "CONFLICT", ["pdfFile"])
            assert answer.json()["apiStatus"]["errorDetails"] == {"batchId": won[0]}
    assert await count(api.product, "batches") == 1
    assert len(kept_files(api)) == 1


async def test_overlapping_files_at_the_same_moment_bring_in_each_ticket_once(
    cast: Cast, aquarium: int, tmp_path: Path
) -> None:
    files = [documents.tickets(tmp_path, 6), documents.tickets(tmp_path, 6, first=4)]
    answers = await asyncio.gather(*(cast.admin.upload(file, attractionId=aquarium) for file in files))
    assert [answer.status_code for answer in answers] == [200, 200]
    counts = sorted(answer.json()["apiData"]["ticketCount"] for answer in answers)
    assert counts == [3, 6]
    found = await cast.agent.data("ticket/search")
    assert sorted(ticket["ticketSerial"] for ticket in found) == [f"AQ-{number:07d}" for number in range(1, 10)]


async def test_overlapping_files_in_opposite_order_do_not_wait_in_a_circle(
    cast: Cast, aquarium: int, tmp_path: Path
) -> None:
    forwards, backwards = list(range(1, 9)), list(range(8, 0, -1))
    files = [documents.numbered(tmp_path, forwards), documents.numbered(tmp_path, backwards)]
    answers = await asyncio.gather(*(cast.admin.upload(file, attractionId=aquarium) for file in files))
    assert sorted(answer.status_code for answer in answers) == [200, 409], [answer.text for answer in answers]
    assert len(await cast.agent.data("ticket/search")) == 8


async def test_a_key_that_is_too_long_is_refused(cast: Cast, aquarium: int, five_tickets: Path) -> None:
    response = await cast.admin.upload(five_tickets, attractionId=aquarium, headers={"Idempotency-Key": "x" * 201})
    assert refusal_of(response) == (400, "INVALID_PARAMETER", ["Idempotency-Key"])
