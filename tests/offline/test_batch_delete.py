"""Deleting a batch."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.offline import documents
from tests.offline.api import Api, Cast, count, set_status, worked_off


def kept_files(api: Api) -> list[str]:
    folder = api.product.config.data_folder / "objects"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


async def uploaded(cast: Cast, pdf: Path, attraction_id: int, **fields: Any) -> dict[str, Any]:
    response = await cast.admin.upload(pdf, attractionId=attraction_id, **fields)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()["apiData"]
    return answer


async def test_deleting_takes_tickets_cut_pages_and_the_file_along(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path
) -> None:
    answer = await uploaded(cast, five_tickets, aquarium)
    first, batch_id = answer["tickets"][0], answer["batch"]["batchId"]
    await cast.admin.post("ticket/download", ticketId=first["ticketId"], code=first["downloadCode"])
    assert len(kept_files(api)) == 2, "the file, and the page that was cut"
    assert await cast.admin.data("batch/delete", batchId=batch_id) == "Batch deleted successfully"
    assert await cast.agent.refusal("batch/read", batchId=batch_id) == (404, "NOTFOUND", ["batchId"])
    assert await cast.agent.refusal("ticket/read", ticketId=first["ticketId"]) == (404, "NOTFOUND", ["ticketId"])
    assert await cast.admin.refusal("batch/delete", batchId=batch_id) == (404, "NOTFOUND", ["batchId"])
    await worked_off(api)
    assert kept_files(api) == []
    for table in ("batches", "tickets", "originals", "idempotency_keys"):
        assert await count(api.product, table) == 0, table
    entries = await cast.admin.data("audit/list", action="DELETE")
    gone = {(entry["entityType"], entry["entityId"]) for entry in entries}
    assert gone == {("TICKET", ticket["ticketId"]) for ticket in answer["tickets"]} | {("BATCH", batch_id)}


@pytest.mark.parametrize("status", ["RESERVED", "SOLD"])
async def test_a_batch_with_a_held_ticket_stays_whole(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path, status: str
) -> None:
    answer = await uploaded(cast, five_tickets, aquarium)
    await set_status(api.product, status, answer["tickets"][3]["ticketId"])
    refusal = await cast.admin.refusal("batch/delete", batchId=answer["batch"]["batchId"])
    assert refusal == (409, "CONFLICT", ["batchId"])
    assert len(await cast.agent.data("batch/tickets", batchId=answer["batch"]["batchId"])) == 5
    assert await cast.agent.data("audit/list", action="DELETE") == []
    await set_status(api.product, "EXPIRED", answer["tickets"][3]["ticketId"])
    assert await cast.admin.data("batch/delete", batchId=answer["batch"]["batchId"])


async def test_the_file_stays_while_another_batch_uses_it(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path
) -> None:
    zoo = (await cast.admin.data("attraction/write", name="Zoo", odooProductCode="Z"))["attractionId"]
    first = await uploaded(cast, five_tickets, aquarium)
    second = await uploaded(cast, five_tickets, zoo, allowDuplicates="true")
    await cast.admin.data("batch/delete", batchId=first["batch"]["batchId"])
    await worked_off(api)
    assert kept_files(api) == [second["batch"]["originalPdfPath"]]
    ticket = second["tickets"][0]
    download = await cast.admin.post("ticket/download", ticketId=ticket["ticketId"], code=ticket["downloadCode"])
    assert b"AQ-0000001" in documents.text_of(download.content)[0]
    await cast.admin.data("batch/delete", batchId=second["batch"]["batchId"])
    await worked_off(api)
    assert kept_files(api) == []


async def test_the_same_file_may_come_again_after_its_deletion(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path
) -> None:
    first = await uploaded(cast, five_tickets, aquarium)
    await cast.admin.data("batch/delete", batchId=first["batch"]["batchId"])
    second = await uploaded(cast, five_tickets, aquarium)
    await worked_off(api)
    assert kept_files(api) == [second["batch"]["originalPdfPath"]], "what was deleted is not what was uploaded since"
    assert second["ticketCount"] == 5


async def test_deleting_while_the_same_file_comes_in_for_another_attraction(
    api: Api, cast: Cast, aquarium: int, tmp_path: Path
) -> None:
    zoo = (await cast.admin.data("attraction/write", name="Zoo", odooProductCode="Z"))["attractionId"]
    for round_ in range(6):
        pdf = documents.tickets(tmp_path, 3, first=100 * round_ + 1)
        first = await uploaded(cast, pdf, aquarium)
        deleting = cast.admin.post("batch/delete", batchId=first["batch"]["batchId"])
        uploading = cast.admin.upload(pdf, attractionId=zoo, allowDuplicates="true")
        deleted, second = await asyncio.gather(_late(deleting, round_ * 0.05), uploading)
        assert deleted.status_code == 200, deleted.text
        assert second.status_code == 200, second.text
        await worked_off(api)
        batch = second.json()["apiData"]["batch"]
        assert kept_files(api) == [batch["originalPdfPath"]]
        await cast.admin.data("batch/delete", batchId=batch["batchId"])
        await worked_off(api)


async def _late(call: Any, seconds: float) -> Any:
    await asyncio.sleep(seconds)
    return await call
