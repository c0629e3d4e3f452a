"""Nothing comes into stock twice unless somebody says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.ingest.pdf_factory import ticket_data
from tests.offline import documents
from tests.offline.api import Api, Cast, count, refusal_of


async def uploaded(cast: Cast, pdf: Path, attraction_id: int, **fields: Any) -> dict[str, Any]:
    response = await cast.admin.upload(pdf, attractionId=attraction_id, **fields)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()["apiData"]
    return answer


async def test_the_same_file_for_the_same_attraction_is_refused_naming_the_batch(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path
) -> None:
    first = await uploaded(cast, five_tickets, aquarium)
    for allowed in ("false", "true"):
        response = await cast.admin.upload(
            five_tickets, attractionId=aquarium, name="other.pdf", allowDuplicates=allowed
        )
        assert refusal_of(response) == (409, "CONFLICT", ["pdfFile"])
        status = response.json()["apiStatus"]
        assert status["errorDetails"] == {"batchId": first["batch"]["batchId"]}
        assert f"batch {first['batch']['batchId']}" in status["errorMessage"]
    assert await count(api.product, "tickets") == 5


async def test_tickets_in_stock_already_are_left_out_page_by_page(cast: Cast, aquarium: int, tmp_path: Path) -> None:
    first = await uploaded(cast, documents.tickets(tmp_path, 3), aquarium)
    second = await uploaded(cast, documents.tickets(tmp_path, 4, first=2), aquarium)
    assert second["ticketCount"] == 2
    assert second["batch"]["totalTickets"] == 2
    assert [ticket["ticketSerial"] for ticket in second["tickets"]] == ["AQ-0000004", "AQ-0000005"]
    assert second["report"]["duplicates"] == [
        {
            "page": page,
            "field": "ticketSerial",
            "value": ticket_data(page + 1).serial,
            "ticketId": first["tickets"][page]["ticketId"],
            "batchId": first["batch"]["batchId"],
            "refused": True,
        }
        for page in (1, 2)
    ]


async def test_a_file_of_known_tickets_only_is_refused_and_leaves_nothing(
    api: Api, cast: Cast, aquarium: int, tmp_path: Path
) -> None:
    first = await uploaded(cast, documents.tickets(tmp_path, 3), aquarium)
    response = await cast.admin.upload(documents.tickets(tmp_path, 2, first=2), attractionId=aquarium)
    assert refusal_of(response) == (409, "CONFLICT", ["pdfFile"])
    status = response.json()["apiStatus"]
    assert f"batch {first['batch']['batchId']}" in status["errorMessage"]
    assert [row["page"] for row in status["errorDetails"]["duplicates"]] == [1, 2]
    for table, rows in {"batches": 1, "originals": 1, "tickets": 3}.items():
        assert await count(api.product, table) == rows, table


async def test_a_serial_twice_in_one_file_comes_in_once(cast: Cast, aquarium: int, tmp_path: Path) -> None:
    answer = await uploaded(cast, documents.numbered(tmp_path, [1, 2, 1]), aquarium)
    assert [ticket["pdfPageNumber"] for ticket in answer["tickets"]] == [1, 2]
    [duplicate] = answer["report"]["duplicates"]
    assert (duplicate["page"], duplicate["ticketId"], duplicate["refused"]) == (3, None, True)


async def test_the_same_barcode_under_another_serial_is_known_too(cast: Cast, aquarium: int, tmp_path: Path) -> None:
    first = await uploaded(cast, documents.tickets(tmp_path, 1), aquarium)
    changed = {"ticketId": first["tickets"][0]["ticketId"], "ticketSerial": "RENAMED"}
    await cast.admin.data("batch/tickets/save", tickets=[changed])
    second = await uploaded(cast, documents.numbered(tmp_path, [1, 2]), aquarium)
    [duplicate] = second["report"]["duplicates"]
    assert (duplicate["field"], duplicate["value"]) == ("barcode", ticket_data(1).barcode)
    assert duplicate["ticketId"] == first["tickets"][0]["ticketId"]


async def test_duplicates_come_in_when_they_are_allowed_which_is_audited(
    cast: Cast, aquarium: int, tmp_path: Path
) -> None:
    first = await uploaded(cast, documents.tickets(tmp_path, 2), aquarium)
    second = await uploaded(cast, documents.numbered(tmp_path, [2, 3, 3]), aquarium, allowDuplicates="true")
    assert second["ticketCount"] == 3
    assert [row["refused"] for row in second["report"]["duplicates"]] == [False, False]
    assert second["report"]["duplicates"][0]["ticketId"] == first["tickets"][1]["ticketId"]
    entries = await cast.admin.data("audit/list", entityType="TICKET", action="UPLOAD")
    allowed = {entry["entityId"] for entry in entries if entry["details"] == "duplicate allowed"}
    assert allowed == {second["tickets"][0]["ticketId"], second["tickets"][2]["ticketId"]}


async def test_another_attraction_may_have_the_same_file_but_not_the_same_tickets(
    api: Api, cast: Cast, aquarium: int, tmp_path: Path
) -> None:
    pdf = documents.tickets(tmp_path, 2)
    first = await uploaded(cast, pdf, aquarium)
    other = (await cast.admin.data("attraction/write", name="Zoo", odooProductCode="Z"))["attractionId"]
    assert refusal_of(await cast.admin.upload(pdf, attractionId=other)) == (409, "CONFLICT", ["pdfFile"])
    second = await uploaded(cast, pdf, other, allowDuplicates="true")
    assert second["ticketCount"] == 2
    assert second["batch"]["originalPdfPath"] == first["batch"]["originalPdfPath"]
    assert await count(api.product, "originals") == 1
    kept = [path for path in (api.product.config.data_folder / "objects").rglob("*") if path.is_file()]
    assert len(kept) == 1
