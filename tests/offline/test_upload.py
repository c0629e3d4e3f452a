"""A supplier's PDF becomes a batch of tickets."""

from __future__ import annotations

import json
from pathlib import Path

from admitone.core.clock import today
from tests.ingest.pdf_factory import ticket_data
from tests.offline import documents
from tests.offline.api import Api, Cast, count, refusal_of

BATCH_FIELDS = {
    "batchId", "attractionId", "campaignId", "uploadDate", "supplierReference", "purchasePriceTotal",
    "purchasePricePerTicket", "purchaseCurrency", "defaultSellingPrice", "sellingCurrency", "originalPdfPath",
    "totalTickets", "notes", "createdAt",
}  # fmt: skip
BATCH_EXTENSIONS = {"state", "fileName", "pageCount", "failure", "report"}
TICKET_FIELDS = {
    "ticketId", "batchId", "internalSerial", "ticketSerial", "barcode", "category", "ageGroup", "ticketDate",
    "timeSlot", "validUntil", "promoCode", "limitations", "status", "sellingPrice", "sellingCurrency", "pdfPageNumber",
    "pdfFilePath", "downloadCode", "cartReference", "odooQuoteId", "downloadCount", "downloadExpiresAt",
    "tripServiceId", "reservedAt", "soldAt", "createdAt", "updatedAt",
}  # fmt: skip
TICKET_EXTENSIONS = {"uid", "attractionId", "timeSlotPrinted", "attachedPages", "reviewFlags", "version"}


async def test_upload_answers_as_the_contract_has_it(cast: Cast, aquarium: int, five_tickets: Path) -> None:
    response = await cast.admin.upload(
        five_tickets,
        attractionId=aquarium,
        supplierReference="INV-2026-0042",
        purchasePriceTotal="1000.00",
        purchasePricePerTicket="200.00",
        purchaseCurrency="AED",
        defaultSellingPrice="350.00",
        sellingCurrency="AED",
        notes="by e-mail",
    )
    assert response.status_code == 200, response.text
    assert '"purchasePriceTotal":1000.00,"purchasePricePerTicket":200.00' in response.text
    assert response.text.count('"sellingPrice":350.00,"sellingCurrency":"AED"') == 5
    answer = response.json()["apiData"]
    assert set(answer) == {"batch", "tickets", "ticketCount", "report"}
    batch, now = answer["batch"], today("Asia/Dubai").isoformat()
    assert set(batch) == BATCH_FIELDS | BATCH_EXTENSIONS
    expected = {
        "attractionId": aquarium,
        "campaignId": None,
        "uploadDate": now,
        "supplierReference": "INV-2026-0042",
        "purchaseCurrency": "AED",
        "defaultSellingPrice": 350.0,
        "sellingCurrency": "AED",
        "totalTickets": 5,
        "notes": "by e-mail",
        "createdAt": now,
        "state": "READY",
        "fileName": "tickets.pdf",
        "pageCount": 5,
        "failure": None,
    }
    assert {name: batch[name] for name in expected} == expected
    assert batch["originalPdfPath"].startswith("originals/")
    assert answer["ticketCount"] == 5
    assert await cast.agent.data("batch/read", batchId=batch["batchId"]) == batch
    assert await cast.agent.data("batch/list") == [batch]
    assert await cast.agent.data("batch/tickets", batchId=batch["batchId"]) == answer["tickets"]


async def test_tickets_say_what_their_pages_say(cast: Cast, aquarium: int, five_tickets: Path) -> None:
    answer = (await cast.admin.upload(five_tickets, attractionId=aquarium)).json()["apiData"]
    for number, ticket in enumerate(answer["tickets"], 1):
        printed = ticket_data(number)
        assert set(ticket) == TICKET_FIELDS | TICKET_EXTENSIONS
        expected = {
            "batchId": answer["batch"]["batchId"],
            "internalSerial": number,
            "ticketSerial": printed.serial,
            "barcode": printed.barcode,
            "category": printed.category,
            "ageGroup": {"Adult": "Adult", "Child": "Child (3-12)"}.get(printed.category),
            "ticketDate": printed.valid_on.isoformat(),
            "timeSlot": printed.slot,
            "validUntil": None,
            "status": "AVAILABLE",
            "sellingPrice": None,
            "sellingCurrency": None,
            "pdfPageNumber": number,
            "cartReference": None,
            "downloadCount": 0,
            "downloadExpiresAt": None,
            "reservedAt": None,
            "soldAt": None,
        }
        assert {name: ticket[name] for name in expected} == expected
        assert len(ticket["downloadCode"]) >= 22, "128 bits need 22 characters of base64"
        assert ticket["pdfFilePath"].endswith(".pdf")
        assert await cast.agent.data("ticket/read", ticketId=ticket["ticketId"]) == ticket
    assert len({ticket["downloadCode"] for ticket in answer["tickets"]}) == 5


async def test_a_batch_of_another_tenant_does_not_exist(cast: Cast, aquarium: int, five_tickets: Path) -> None:
    answer = (await cast.admin.upload(five_tickets, attractionId=aquarium)).json()["apiData"]
    known, ticket = answer["batch"]["batchId"], answer["tickets"][0]["ticketId"]
    for batch_id in (known, known + 1000):
        for path in ("batch/read", "batch/tickets", "batch/progress", "batch/delete"):
            assert await cast.stranger.refusal(path, batchId=batch_id) == (404, "NOTFOUND", ["batchId"])
        refusal = await cast.stranger.refusal("batch/pages/to-tickets", batchId=batch_id, pages=[1])
        assert refusal == (404, "NOTFOUND", ["batchId"])
    for path, body in {
        "ticket/read": {"ticketId": ticket},
        "batch/tickets/save": {"tickets": [{"ticketId": ticket, "category": "Mine"}]},
        "ticket/extend-validity": {"ticketIds": [ticket], "newValidUntil": "2099-01-01"},
        "ticket/renew-download": {"ticketIds": [ticket]},
    }.items():
        assert (await cast.stranger.refusal(path, **body))[:2] == (404, "NOTFOUND"), path
    assert await cast.stranger.data("batch/list") == []
    assert await cast.stranger.data("ticket/search") == []
    assert await cast.stranger.data("audit/list") == []
    # The same file is no duplicate there, and needs an attraction of that tenant.
    response = await cast.stranger.upload(five_tickets, attractionId=aquarium)
    assert refusal_of(response) == (404, "NOTFOUND", ["attractionId"])
    own = await cast.stranger.data("attraction/write", name="Mine", odooProductCode="M")
    assert (await cast.stranger.upload(five_tickets, attractionId=own["attractionId"])).status_code == 200


async def test_campaign_and_attraction_must_be_known_and_active(cast: Cast, aquarium: int, five_tickets: Path) -> None:
    response = await cast.admin.upload(five_tickets, attractionId=aquarium, campaignId=999)
    assert refusal_of(response) == (404, "NOTFOUND", ["campaignId"])
    response = await cast.admin.upload(five_tickets, attractionId=999)
    assert refusal_of(response) == (404, "NOTFOUND", ["attractionId"])
    campaign = await cast.admin.data("campaign/write", name="Summer")
    await cast.admin.data("attraction/delete", attractionId=aquarium)
    response = await cast.admin.upload(five_tickets, attractionId=aquarium)
    assert refusal_of(response) == (409, "CONFLICT", ["attractionId"])
    back = {"attractionId": aquarium, "name": "Aquarium", "odooProductCode": "A", "active": True}
    await cast.admin.data("attraction/write", **back)
    response = await cast.admin.upload(five_tickets, attractionId=aquarium, campaignId=campaign["campaignId"])
    assert response.json()["apiData"]["batch"]["campaignId"] == campaign["campaignId"]
    assert len(await cast.agent.data("ticket/search", campaignId=campaign["campaignId"])) == 5
    assert [batch["campaignId"] for batch in await cast.agent.data("batch/list", attractionId=aquarium)] == [
        campaign["campaignId"]
    ]
    assert await cast.agent.data("batch/list", attractionId=aquarium + 1) == []


async def test_an_upload_is_audited_ticket_by_ticket(cast: Cast, aquarium: int, five_tickets: Path) -> None:
    answer = (await cast.admin.upload(five_tickets, attractionId=aquarium)).json()["apiData"]
    entries = await cast.agent.data("audit/list", action="UPLOAD")
    told = {(entry["entityType"], entry["entityId"], entry["newStatus"], entry["userId"]) for entry in entries}
    batch = ("BATCH", answer["batch"]["batchId"], None, "admin")
    assert told == {("TICKET", ticket["ticketId"], "AVAILABLE", "admin") for ticket in answer["tickets"]} | {batch}


async def test_a_file_name_is_kept_without_folders_and_control_characters(
    cast: Cast, aquarium: int, tmp_path: Path
) -> None:
    names = {
        "../../etc/passwd": "passwd",
        "C:\\Tickets\\may.pdf": "may.pdf",
        'a"; filename="b.pdf': None,
        "\u202ereversed.pdf": "reversed.pdf",
        "تذاكر.pdf": "تذاكر.pdf",
        "x" * 300 + ".pdf": "x" * 200,
    }
    for number, (name, kept) in enumerate(names.items()):
        pdf = documents.tickets(tmp_path, 1, first=10 * number + 1)
        response = await cast.admin.upload(pdf, attractionId=aquarium, name=name)
        shown = response.json()["apiData"]["batch"]["fileName"]
        assert shown == kept or (kept is None and "/" not in shown and shown.isprintable()), name


async def test_a_protected_file_needs_its_password_and_is_kept_without(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path
) -> None:
    locked = documents.protected(five_tickets, "sesame")
    for wrong in ("", "open"):
        response = await cast.admin.upload(locked, attractionId=aquarium, password=wrong)
        assert refusal_of(response) == (400, "INVALID_PARAMETER", ["password"])
    assert await count(api.product, "batches") == 0
    response = await cast.admin.upload(locked, attractionId=aquarium, password="sesame")
    assert response.status_code == 200, response.text
    first = response.json()["apiData"]["tickets"][0]
    download = await cast.admin.post("ticket/download", ticketId=first["ticketId"], code=first["downloadCode"])
    assert b"AQ-0000001" in documents.text_of(download.content)[0]
    assert "sesame" not in json.dumps(await cast.admin.data("audit/list"))
    assert list(api.product.upload_folder.iterdir()) == []
    again = await cast.admin.upload(locked, attractionId=aquarium, password="sesame")
    assert refusal_of(again) == (409, "CONFLICT", ["pdfFile"])


async def test_an_owner_password_alone_asks_for_none(cast: Cast, aquarium: int, five_tickets: Path) -> None:
    response = await cast.admin.upload(documents.protected(five_tickets, ""), attractionId=aquarium)
    assert response.json()["apiData"]["ticketCount"] == 5
