"""Uploads that answer at once and are read by a worker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from admitone.core.clock import utc_now
from admitone.services import effects
from admitone.services.effects import ATTEMPTS_MAX
from admitone.worker import run_worker
from tests.console.conftest import form_token
from tests.offline import documents
from tests.offline.api import Api, Cast, count, refusal_of, sql
from tests.offline.conftest import PASSWORD

LATER = {"Prefer": "respond-async"}


@asynccontextmanager
async def working(api: Api) -> AsyncIterator[None]:
    stop = asyncio.Event()
    worker = asyncio.create_task(run_worker(api.product, stop))
    try:
        yield
    finally:
        stop.set()
        await worker


async def finished(cast: Cast, batch_id: int) -> dict[str, Any]:
    """The batch's progress when it is no longer being read."""
    async with asyncio.timeout(20):
        while True:
            progress: dict[str, Any] = await cast.agent.data("batch/progress", batchId=batch_id)
            if progress["state"] != "INGESTING":
                return progress
            await asyncio.sleep(0.02)


async def begun(cast: Cast, pdf: Path | bytes, attraction_id: int, **fields: Any) -> dict[str, Any]:
    response = await cast.admin.upload(pdf, attractionId=attraction_id, headers=LATER, **fields)
    assert response.status_code == 202, response.text
    answer: dict[str, Any] = response.json()["apiData"]
    return answer


async def test_the_batch_is_there_at_once_and_its_tickets_when_it_is_ready(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path
) -> None:
    prices = {"purchasePriceTotal": "100", "defaultSellingPrice": "30"}
    answer = await begun(cast, five_tickets, aquarium, **prices)
    assert (answer["tickets"], answer["ticketCount"], answer["report"]) == ([], 0, None)
    assert (answer["batch"]["state"], answer["batch"]["totalTickets"]) == ("INGESTING", 0)
    batch_id = answer["batch"]["batchId"]
    assert await cast.agent.data("batch/progress", batchId=batch_id) == {
        "batchId": batch_id,
        "state": "INGESTING",
        "pagesDone": 0,
        "pagesTotal": 5,
        "totalTickets": 0,
        "failure": None,
        "report": None,
    }
    async with working(api):
        progress = await finished(cast, batch_id)
    assert (progress["state"], progress["pagesDone"], progress["totalTickets"]) == ("READY", 5, 5)
    batch = await cast.agent.data("batch/read", batchId=batch_id)
    assert (batch["purchasePricePerTicket"], batch["report"]["tickets"]) == (20.0, 5)
    tickets = await cast.agent.data("batch/tickets", batchId=batch_id)
    assert [ticket["ticketSerial"] for ticket in tickets] == [f"AQ-{number:07d}" for number in range(1, 6)]
    assert {ticket["sellingPrice"] for ticket in tickets} == {30.0}
    entries = await cast.agent.data("audit/list", entityType="TICKET", action="UPLOAD")
    assert {entry["userId"] for entry in entries} == {"admin"}


async def test_both_ways_of_uploading_make_the_same_batch(api: Api, cast: Cast, aquarium: int, tmp_path: Path) -> None:
    pdf = documents.with_covers(tmp_path)
    now = (await cast.admin.upload(pdf, attractionId=aquarium)).json()["apiData"]
    await cast.admin.data("batch/delete", batchId=now["batch"]["batchId"])
    later = await begun(cast, pdf, aquarium)
    async with working(api):
        await finished(cast, later["batch"]["batchId"])
    tickets = await cast.agent.data("batch/tickets", batchId=later["batch"]["batchId"])
    unlike = ("ticketId", "batchId", "uid", "downloadCode", "pdfFilePath")
    assert [drop(ticket, *unlike) for ticket in tickets] == [drop(ticket, *unlike) for ticket in now["tickets"]]
    batch = await cast.agent.data("batch/read", batchId=later["batch"]["batchId"])
    assert drop(batch, "batchId", "originalPdfPath") == drop(now["batch"], "batchId", "originalPdfPath")


def drop(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


async def test_what_the_file_is_to_blame_for_ends_the_batch_with_a_reason(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path, tmp_path: Path
) -> None:
    no_tickets = await begun(cast, documents.textual(tmp_path, 2), aquarium)
    contradiction = await begun(cast, five_tickets, aquarium, purchasePriceTotal="1", purchasePricePerTicket="1")
    async with working(api):
        first = await finished(cast, no_tickets["batch"]["batchId"])
        second = await finished(cast, contradiction["batch"]["batchId"])
    assert first["state"] == second["state"] == "FAILED"
    assert "no ticket was found" in first["failure"]
    assert [page["page"] for page in first["report"]["skippedPages"]] == [1, 2]
    assert "5 tickets at 1.00 AED" in second["failure"]
    assert await count(api.product, "tickets") == 0
    entries = await cast.agent.data("audit/list", entityType="BATCH", action="UPLOAD_FAILED")
    assert {(entry["oldStatus"], entry["newStatus"]) for entry in entries} == {("INGESTING", "FAILED")}
    # A file whose batch has failed may come again.
    assert (await cast.admin.upload(five_tickets, attractionId=aquarium)).status_code == 200


async def test_a_file_of_known_tickets_fails_with_the_batches_that_have_them(
    api: Api, cast: Cast, aquarium: int, tmp_path: Path
) -> None:
    first = (await cast.admin.upload(documents.tickets(tmp_path, 3), attractionId=aquarium)).json()["apiData"]
    again = await begun(cast, documents.tickets(tmp_path, 2, first=2), aquarium)
    async with working(api):
        failed = await finished(cast, again["batch"]["batchId"])
    assert failed["state"] == "FAILED"
    known = {duplicate["batchId"] for duplicate in failed["report"]["duplicates"]}
    assert known == {first["batch"]["batchId"]}
    page = (await api.client.get("/sign-in")).text
    form = {"formToken": form_token(page), "username": "admin", "password": PASSWORD}
    assert (await api.client.post("/sign-in", data=form)).status_code == 303
    shown = (await api.client.get(f"/batches/{failed['batchId']}")).text
    assert f'<a href="/batches/{first["batch"]["batchId"]}">Open batch' in shown
    assert "upload it with duplicates allowed" in shown


async def test_what_can_be_seen_at_once_is_refused_at_once(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path
) -> None:
    for pdf, fields in ((b"no pdf", ["pdfFile"]), (documents.protected(five_tickets, "sesame"), ["password"])):
        response = await cast.admin.upload(pdf, attractionId=aquarium, headers=LATER)
        assert refusal_of(response) == (400, "INVALID_PARAMETER", fields)
    first = await begun(cast, five_tickets, aquarium)
    response = await cast.admin.upload(five_tickets, attractionId=aquarium, headers=LATER)
    assert refusal_of(response) == (409, "CONFLICT", ["pdfFile"])
    assert response.json()["apiStatus"]["errorDetails"] == {"batchId": first["batch"]["batchId"]}
    assert await count(api.product, "batches") == 1


async def test_a_protected_file_is_read_without_keeping_its_password(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path
) -> None:
    answer = await begun(cast, documents.protected(five_tickets, "sesame"), aquarium, password="sesame")
    assert all("sesame" not in str(row) for row in await sql(api.product, "SELECT payload FROM effects"))
    async with working(api):
        progress = await finished(cast, answer["batch"]["batchId"])
    assert progress["totalTickets"] == 5


async def test_patterns_are_those_of_the_moment_of_the_upload(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path
) -> None:
    answer = await begun(cast, five_tickets, aquarium)
    await cast.admin.data("attraction/patterns/save", attractionId=aquarium, serialPattern="nothing like it")
    async with working(api):
        assert (await finished(cast, answer["batch"]["batchId"]))["state"] == "READY"
    tickets = await cast.agent.data("batch/tickets", batchId=answer["batch"]["batchId"])
    assert tickets[0]["ticketSerial"] == "AQ-0000001"


async def test_a_batch_deleted_while_it_waits_leaves_nothing(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path
) -> None:
    answer = await begun(cast, five_tickets, aquarium)
    await cast.admin.data("batch/delete", batchId=answer["batch"]["batchId"])
    async with working(api), asyncio.timeout(20):
        while await count(api.product, "effects WHERE state <> 'DONE'"):
            await asyncio.sleep(0.02)
    for table in ("batches", "tickets", "originals"):
        assert await count(api.product, table) == 0, table
    assert [path for path in (api.product.config.data_folder / "objects").rglob("*") if path.is_file()] == []


async def test_pages_become_tickets_only_when_the_batch_is_ready(cast: Cast, aquarium: int, five_tickets: Path) -> None:
    answer = await begun(cast, five_tickets, aquarium)
    refusal = await cast.admin.refusal("batch/pages/to-tickets", batchId=answer["batch"]["batchId"], pages=[1])
    assert refusal == (409, "CONFLICT", ["batchId"])


@pytest.mark.parametrize("attempts", [1, ATTEMPTS_MAX])
async def test_a_fault_of_ours_is_tried_again_and_told_at_last(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path, attempts: int
) -> None:
    answer = await begun(cast, five_tickets, aquarium)
    for path in (api.product.config.data_folder / "objects").rglob("*.pdf"):
        path.unlink()
    await sql(api.product, "UPDATE effects SET attempts = :attempts::integer - 1", attempts=attempts)
    [claim] = await effects.claim_due(api.product.database, "ann", 1)
    await effects.carry_out(claim, api.product.handlers["ingest_batch"])
    progress = await cast.agent.data("batch/progress", batchId=answer["batch"]["batchId"])
    if attempts < ATTEMPTS_MAX:
        assert progress["state"] == "INGESTING"
        assert await count(api.product, "effects WHERE state = 'WAITING'") == 1
    else:
        assert progress["state"] == "FAILED"
        assert "upload the file again" in progress["failure"]


async def test_two_workers_make_one_batch_of_one_effect(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path
) -> None:
    answer = await begun(cast, five_tickets, aquarium)
    ingest = api.product.handlers["ingest_batch"]
    [first] = await effects.claim_due(api.product.database, "ann", 1)
    # Ann is believed dead while she still works.
    await sql(api.product, "UPDATE effects SET lease_until = :at", at=utc_now() - timedelta(seconds=1))
    [second] = await effects.claim_due(api.product.database, "ben", 1)
    await asyncio.gather(effects.carry_out(first, ingest), effects.carry_out(second, ingest))
    assert (await cast.agent.data("batch/read", batchId=answer["batch"]["batchId"]))["totalTickets"] == 5
    assert await count(api.product, "tickets") == 5
    assert await count(api.product, "effects WHERE state = 'DONE'") == 1
