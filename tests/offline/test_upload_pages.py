"""What becomes of pages that are no tickets, and of tickets that need a look."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.ingest.pdf_factory import ticket_data
from tests.offline import documents
from tests.offline.api import Api, Cast, set_status


async def uploaded(cast: Cast, pdf: Path, attraction_id: int) -> dict[str, Any]:
    response = await cast.admin.upload(pdf, attractionId=attraction_id, defaultSellingPrice="10")
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()["apiData"]
    return answer


@pytest.fixture
async def covered(cast: Cast, aquarium: int, tmp_path: Path) -> dict[str, Any]:
    """A batch of a cover, ticket 1, a page of terms, ticket 2."""
    return await uploaded(cast, documents.with_covers(tmp_path), aquarium)


async def test_covers_are_skipped_and_later_pages_belong_to_the_ticket_before(covered: dict[str, Any]) -> None:
    report = covered["report"]
    assert set(report) == {
        "pages", "tickets", "attachedPages", "skippedPages", "unreadablePages", "missingFields", "mismatches",
        "duplicates",
    }  # fmt: skip
    assert (report["pages"], report["tickets"]) == (4, 2)
    assert report["skippedPages"] == [{"page": 1, "reason": "COVER"}]
    assert report["attachedPages"] == [{"page": 3, "ticketPage": 2}]
    assert [(ticket["pdfPageNumber"], ticket["attachedPages"]) for ticket in covered["tickets"]] == [(2, [3]), (4, [])]
    assert covered["batch"]["report"] == report


async def test_a_tickets_pdf_has_its_attached_pages(cast: Cast, covered: dict[str, Any]) -> None:
    first, second = covered["tickets"]
    for ticket, expected in ((first, [b"AQ-0000001", b"Terms of use"]), (second, [b"AQ-0000002"])):
        answer = await cast.admin.post("ticket/download", ticketId=ticket["ticketId"], code=ticket["downloadCode"])
        pages = documents.text_of(answer.content)
        assert len(pages) == len(expected)
        assert all(word in page for word, page in zip(expected, pages, strict=True))


async def test_an_admin_turns_passed_over_pages_into_tickets(cast: Cast, covered: dict[str, Any]) -> None:
    batch_id = covered["batch"]["batchId"]
    made = await cast.admin.data("batch/pages/to-tickets", batchId=batch_id, pages=[3, 1])
    assert [ticket["pdfPageNumber"] for ticket in made] == [1, 3]
    assert all(ticket["sellingPrice"] == 10.0 and ticket["status"] == "AVAILABLE" for ticket in made)
    assert made[0]["reviewFlags"] == ["MISSING_SERIAL", "MISSING_BARCODE"]
    tickets = await cast.agent.data("batch/tickets", batchId=batch_id)
    assert [ticket["pdfPageNumber"] for ticket in tickets] == [1, 2, 3, 4]
    assert [ticket["attachedPages"] for ticket in tickets] == [[], [], [], []]
    batch = await cast.agent.data("batch/read", batchId=batch_id)
    assert (batch["totalTickets"], batch["report"]["tickets"]) == (4, 4)
    assert (batch["report"]["skippedPages"], batch["report"]["attachedPages"]) == ([], [])
    answer = await cast.admin.post("ticket/download", ticketId=made[1]["ticketId"], code=made[1]["downloadCode"])
    assert [b"Terms of use" in page for page in documents.text_of(answer.content)] == [True]
    actions = [entry["action"] for entry in await cast.admin.data("audit/list", entityType="TICKET", limit=3)]
    assert actions == ["PAGE_TO_TICKET", "PAGE_TO_TICKET", "DETACH_PAGES"]


async def test_only_passed_over_pages_become_tickets_and_only_once(cast: Cast, covered: dict[str, Any]) -> None:
    batch_id = covered["batch"]["batchId"]
    for pages, place in (([2], "pages[0]"), ([1, 9], "pages[1]")):
        refusal = await cast.admin.refusal("batch/pages/to-tickets", batchId=batch_id, pages=pages)
        assert refusal == (400, "INVALID_PARAMETER", [place])
    assert len(await cast.agent.data("batch/tickets", batchId=batch_id)) == 2
    await cast.admin.data("batch/pages/to-tickets", batchId=batch_id, pages=[1, 1])
    refusal = await cast.admin.refusal("batch/pages/to-tickets", batchId=batch_id, pages=[1])
    assert refusal == (400, "INVALID_PARAMETER", ["pages[0]"])


async def test_a_held_ticket_keeps_its_pages(api: Api, cast: Cast, covered: dict[str, Any]) -> None:
    batch_id, owner = covered["batch"]["batchId"], covered["tickets"][0]["ticketId"]
    for status in ("RESERVED", "SOLD"):
        await set_status(api.product, status, owner)
        refusal = await cast.admin.refusal("batch/pages/to-tickets", batchId=batch_id, pages=[1, 3])
        assert refusal == (409, "CONFLICT", ["pages"])
    assert len(await cast.agent.data("batch/tickets", batchId=batch_id)) == 2


async def test_a_printed_barcode_that_differs_from_the_picture_is_flagged(
    cast: Cast, aquarium: int, tmp_path: Path
) -> None:
    patterns = {"serialPattern": r"Ticket No: (\S+)", "barcodePattern": r"Barcode: (\w+)"}
    await cast.admin.data("attraction/patterns/save", attractionId=aquarium, **patterns)
    answer = await uploaded(cast, documents.mismatched(tmp_path), aquarium)
    printed = ticket_data(2).barcode
    assert answer["report"]["mismatches"] == [{"page": 2, "printed": printed, "decoded": "SOMETHINGELSE"}]
    assert [ticket["reviewFlags"] for ticket in answer["tickets"]] == [[], ["BARCODE_MISMATCH"]]
    assert answer["tickets"][1]["barcode"] == printed
    flagged = await cast.agent.data("ticket/search", flagged=True)
    assert [ticket["ticketId"] for ticket in flagged] == [answer["tickets"][1]["ticketId"]]
    seen = {"ticketId": flagged[0]["ticketId"], "barcode": printed}
    await cast.admin.data("batch/tickets/save", tickets=[seen])
    assert await cast.agent.data("ticket/search", flagged=True) == []


async def test_missing_fields_are_reported_page_by_page(cast: Cast, aquarium: int, five_tickets: Path) -> None:
    patterns = {"serialPattern": r"Ticket No: (\S+)", "categoryPattern": r"Kind: (\w+)"}
    await cast.admin.data("attraction/patterns/save", attractionId=aquarium, **patterns)
    answer = await uploaded(cast, five_tickets, aquarium)
    assert answer["report"]["missingFields"] == [
        {"page": page, "fields": ["category"], "errors": {}} for page in range(1, 6)
    ]
    assert all(ticket["reviewFlags"] == ["MISSING_CATEGORY"] for ticket in answer["tickets"])


async def test_without_patterns_and_codes_each_page_is_a_ticket(cast: Cast, tmp_path: Path) -> None:
    plain = await cast.admin.data("attraction/write", name="Plain", odooProductCode="P")
    covers = documents.with_covers(tmp_path)
    with_codes = await uploaded(cast, covers, plain["attractionId"])
    assert with_codes["ticketCount"] == 2, "where pages have codes, those tell the tickets"
    blank = await uploaded(cast, documents.textual(tmp_path, 3), plain["attractionId"])
    assert [ticket["pdfPageNumber"] for ticket in blank["tickets"]] == [1, 2, 3]


async def test_a_file_without_any_ticket_is_refused_with_its_report(cast: Cast, aquarium: int, tmp_path: Path) -> None:
    response = await cast.admin.upload(documents.textual(tmp_path, 2), attractionId=aquarium)
    assert response.status_code == 400
    status = response.json()["apiStatus"]
    assert status["errorFields"] == ["pdfFile"]
    assert "no ticket was found" in status["errorMessage"]
    assert [page["page"] for page in status["errorDetails"]["report"]["skippedPages"]] == [1, 2]
    assert await cast.agent.data("batch/list") == []
