"""The specification's own examples, every endpoint once: its requests as written, its answers field by field.

One story in the order of a ticket's life, with the gateway and Odoo beside it. A request may name what an earlier
answer gave; everything else is the specification's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from admitone.core.clock import today
from tests.ingest.pdf_factory import ticket_pages, write_pdf
from tests.selling.shop import Shop, open_shop
from tests.servers.odoo import KEY, StandIn, running_odoo
from tests.servers.sandbox import Sandbox
from tests.servers.shop import PATTERNS

ATTRACTION = """attractionId name odooProductCode supplier categories ageGroups hasTimeSlots extractionPatterns notes
    active createdAt updatedAt"""
CAMPAIGN = "campaignId name startDate endDate description createdAt"
BATCH = """batchId attractionId campaignId uploadDate supplierReference purchasePriceTotal purchasePricePerTicket
    purchaseCurrency defaultSellingPrice sellingCurrency originalPdfPath totalTickets notes createdAt"""
TICKET = """ticketId batchId internalSerial ticketSerial barcode category ageGroup ticketDate timeSlot validUntil
    promoCode limitations status sellingPrice sellingCurrency pdfPageNumber pdfFilePath downloadCode cartReference
    odooQuoteId downloadCount downloadExpiresAt tripServiceId reservedAt soldAt createdAt updatedAt"""
SALE = """saleId ticketId cartReference odooQuoteId odooCustomerId customerName customerPhone customerEmail saleDate
    salePrice saleCurrency telrPaymentLink telrTransactionId agentUserId status paymentStatus downloadCodeSentAt notes
    createdAt updatedAt"""
CART = "cartReference paymentLink sales tickets"
SUMMARY_OF_ONE = "attractionId attractionName supplier available reserved sold expired totalTickets totalRevenue"
SUMMARY = "totalAttractions totalTickets available reserved sold expired totalRevenue attractions"
FOUND = "serial date timeSlot category barcode"
EXAMPLE_PATTERNS = {
    "serialPattern": r"Ticket No[.:]?\s*(\S+)",
    "datePattern": r"Valid Date[:]?\s*(\d{2}/\d{2}/\d{4})",
    "dateFormat": "dd/MM/yyyy",
    "dateType": "ticket_date",
    "timeSlotPattern": r"Time[:]?\s*(\d{2}:\d{2})",
    "categoryPattern": r"Category[:]?\s*(\w+)",
    "barcodePattern": r"\b\d{12,13}\b",
}
AQUARIUM = {
    "name": "Dubai Aquarium",
    "odooProductCode": "DXBAQ-001",
    "supplier": "Emaar Entertainment",
    "categories": "Adult,Child",
    "ageGroups": "Adult,Child (3-12)",
    "hasTimeSlots": True,
}
UPLOAD = {
    "supplierReference": "INV-2026-0042",
    "purchasePriceTotal": "5000.00",
    "purchaseCurrency": "AED",
    "defaultSellingPrice": "350.00",
    "sellingCurrency": "AED",
}
UPLOADED = {
    "totalTickets": 25,
    "supplierReference": "INV-2026-0042",
    "purchasePriceTotal": 5000.0,
    "purchasePricePerTicket": 200.0,
    "purchaseCurrency": "AED",
    "defaultSellingPrice": 350.0,
    "sellingCurrency": "AED",
}
SAMPLE = "Ticket No: AQ-0001\nValid Date: 01/03/2026\nTime: 14:00\nCategory: Adult\n4006381333931"
CUSTOMER = {"customerName": "Layla Haddad", "customerEmail": "layla@example.com", "customerPhone": "+971501234567"}
UNTIL = (today("Asia/Dubai") + timedelta(days=5)).isoformat()
Known = dict[str, Any]
Body = Callable[[Known], dict[str, Any]]
Check = Callable[[Any, Known], None]


def has(model: str, **values: Any) -> Check:
    """An object with the fields of a model of the specification, and these values."""

    def check(found: Any, _known: Known) -> None:
        assert set(model.split()) <= set(found)
        assert {name: found[name] for name in values} == values

    return check


def are(model: str, count: int, **values: Any) -> Check:
    """So many of them."""

    def check(found: Any, known: Known) -> None:
        assert len(found) == count
        for one in found:
            has(model, **values)(one, known)

    return check


def says(words: str) -> Check:
    def check(found: Any, _known: Known) -> None:
        assert found == words

    return check


def is_cart(sale_status: str, **ticket: Any) -> Check:
    """A cart whose reference, sales and tickets look as the specification's."""

    def check(found: Any, known: Known) -> None:
        has(CART)(found, known)
        assert re.fullmatch(r"OT-\d{8}-[A-Z0-9]{5}", found["cartReference"])
        are(SALE, 2, status=sale_status, salePrice=350.0, saleCurrency="AED")(found["sales"], known)
        are(TICKET, 2, **ticket)(found["tickets"], known)

    return check


def has_link(found: Any, known: Known) -> None:
    has("cartReference paymentLink", cartReference=known["cart"])(found, known)
    assert found["paymentLink"].startswith("http")


def is_quoted(found: Any, known: Known) -> None:
    is_cart("PENDING_PAYMENT", status="RESERVED")(found, known)
    assert re.fullmatch(r"S\d{5}", found["odooQuoteNumber"])
    has_link(found, known)


def is_uploaded(found: Any, known: Known) -> None:
    has("batch tickets ticketCount", ticketCount=25)(found, known)
    has(BATCH, attractionId=known["attraction"], **UPLOADED)(found["batch"], known)
    are(TICKET, 25, status="AVAILABLE")(found["tickets"], known)


def is_a_summary(found: Any, known: Known) -> None:
    has(SUMMARY, totalAttractions=1, totalTickets=26, sold=4, totalRevenue=700.0)(found, known)
    are(SUMMARY_OF_ONE, 1, attractionName="Dubai Aquarium", supplier="Emaar Entertainment", totalRevenue=700.0)(
        found["attractions"], known
    )


def extracts(found: Any, known: Known) -> None:
    has(FOUND)(found, known)
    values = [found[name]["value"] for name in FOUND.split()]
    assert values == ["AQ-0001", "2026-03-01", "14:00", "Adult", "4006381333931"]


def attraction(known: Known) -> dict[str, Any]:
    return {"attractionId": known["attraction"]}


def batch(known: Known) -> dict[str, Any]:
    return {"batchId": known["batch"]}


def cart(known: Known) -> dict[str, Any]:
    return {"cartReference": known["cart"]}


def wanted(first: int, **more: Any) -> Body:
    """Two tickets of the upload, from the `first` one on."""
    return lambda known: {"ticketIds": known["tickets"][first : first + 2], **more}


def fixed(**body: Any) -> Body:
    return lambda _known: body


PDF, CSV = "application/pdf", "text/csv"
IS_SAVED = has(ATTRACTION, active=True, **AQUARIUM)
# Endpoint, request, and what the answer must be: a check of `apiData`, or the media type of a file.
STORY: list[tuple[str, Body, Check | str]] = [
    ("attraction/write", fixed(**AQUARIUM), IS_SAVED),
    ("attraction/list", fixed(activeOnly=True), are(ATTRACTION, 1, **AQUARIUM)),
    ("attraction/read", attraction, IS_SAVED),
    ("attraction/patterns/analyze", attraction, has(" ".join(EXAMPLE_PATTERNS))),
    ("attraction/patterns/test", fixed(sampleText=SAMPLE, **EXAMPLE_PATTERNS), extracts),
    ("attraction/patterns/save", lambda known: attraction(known) | PATTERNS, says("Patterns saved successfully")),
    (
        "campaign/write",
        fixed(name="Spring", startDate="2026-03-01", endDate="2026-05-31", description="Easter"),
        has(CAMPAIGN, name="Spring", startDate="2026-03-01", endDate="2026-05-31", description="Easter"),
    ),
    ("campaign/list", fixed(), are(CAMPAIGN, 1)),
    ("campaign/read", lambda known: {"campaignId": known["campaign"]}, has(CAMPAIGN, name="Spring")),
    ("batch/upload", lambda known: attraction(known) | UPLOAD, is_uploaded),
    ("batch/list", attraction, are(BATCH, 2)),
    ("batch/read", batch, has(BATCH, **UPLOADED)),
    ("batch/tickets", batch, are(TICKET, 25)),
    (
        "batch/tickets/save",
        lambda known: {"tickets": [{"ticketId": known["tickets"][9], "category": "Child", "timeSlot": "14:00"}]},
        are(TICKET, 1, category="Child", timeSlot="14:00"),
    ),
    ("ticket/search", lambda known: batch(known) | {"status": "AVAILABLE"}, are(TICKET, 25)),
    ("ticket/read", lambda known: {"ticketId": known["tickets"][9]}, has(TICKET, category="Child")),
    (
        "ticket/extend-validity",
        lambda known: {"ticketIds": known["tickets"], "newValidUntil": UNTIL},
        are(TICKET, 25, validUntil=UNTIL),
    ),
    ("sale/reserve", wanted(0, **CUSTOMER, notes="window"), is_cart("PENDING_PAYMENT", status="RESERVED")),
    ("sale/read", cart, is_quoted),
    ("sale/list", cart, are(SALE, 2, status="PENDING_PAYMENT", customerName="Layla Haddad", notes="window")),
    ("sale/regenerate-link", cart, has_link),
    ("sale/confirm-payment", cart, are(SALE, 2, status="COMPLETED", paymentStatus="PAID")),
    (
        "sale/email-tickets",
        lambda known: cart(known) | {"baseUrl": "https://app.example.com"},
        says("Download links sent successfully"),
    ),
    ("sale/merge-download", cart, PDF),
    ("ticket/download", lambda known: {"ticketId": known["tickets"][0], "code": known["code"]}, PDF),
    (
        "sale/assign-group",
        wanted(2, tripServiceId=77),
        is_cart("GROUP_ASSIGNED", status="SOLD", tripServiceId=77),
    ),
    ("sale/reserve", wanted(4, **CUSTOMER, skipPaymentLink=True), is_cart("PENDING_PAYMENT", status="RESERVED")),
    ("sale/cancel", lambda known: cart(known) | {"reason": "changed plans"}, are(SALE, 2, status="CANCELLED")),
    ("report/inventory-summary", fixed(), is_a_summary),
    ("report/attraction-summary", attraction, has(SUMMARY_OF_ONE, totalTickets=26, sold=4, totalRevenue=700.0)),
    ("report/expiring-tickets", fixed(withinDays=7), are(TICKET, 21, validUntil=UNTIL)),
    ("report/sales", fixed(status="COMPLETED"), are(SALE, 2, status="COMPLETED")),
    ("report/inventory-csv", attraction, CSV),
    ("batch/delete", lambda known: {"batchId": known["spare"]}, says("Batch deleted successfully")),
    ("attraction/delete", attraction, says("Attraction deactivated")),
]


@pytest.fixture
def odoo() -> Iterator[StandIn]:
    with running_odoo(19) as running:
        running.server.add_product({"name": "Dubai Aquarium", "default_code": "DXBAQ-001"})
        yield running


async def ask(shop: Shop, path: str, body: dict[str, Any], pdf: Path) -> Response:
    files = {"attraction/patterns/analyze": "samplePdf", "batch/upload": "pdfFile"}
    if path not in files:
        return await shop.cast.admin.post(path, **body)
    form = {"session": shop.cast.admin.session} | {name: str(value) for name, value in body.items()}
    sent = {files[path]: (pdf.name, pdf.read_bytes(), PDF)}
    return await shop.cast.admin.client.post(f"/offline/{path}", data=form, files=sent, timeout=60)


async def learn(shop: Shop, path: str, found: Any, known: Known, spare: Path) -> None:
    """Remember what later requests name."""
    if path == "attraction/write":
        known["attraction"] = found["attractionId"]
    elif path == "campaign/write":
        known["campaign"] = found["campaignId"]
    elif path == "sale/reserve":
        known["cart"] = found["cartReference"]
        known["code"] = found["tickets"][0]["downloadCode"]
    elif path == "batch/upload":
        known["batch"] = found["batch"]["batchId"]
        known["tickets"] = [ticket["ticketId"] for ticket in found["tickets"]]
        another = await shop.cast.admin.upload(spare, attractionId=known["attraction"])
        known["spare"] = another.json()["apiData"]["batch"]["batchId"]


async def test_every_endpoint_answers_the_specifications_examples(
    database_url: str, tmp_path: Path, gateway: Sandbox, password_hash: str, odoo: StandIn
) -> None:
    pdf, spare = tmp_path / "tickets.pdf", tmp_path / "spare.pdf"
    write_pdf(pdf, list(ticket_pages(25)))
    write_pdf(spare, list(ticket_pages(1, first=26)))
    settings = {
        "ADMITONE_ODOO_URL": odoo.url,
        "ADMITONE_ODOO_KEY": KEY,
        "ADMITONE_LINK_ORIGINS": "https://app.example.com",
    }
    known: Known = {}
    async with open_shop(database_url, tmp_path / "data", gateway, password_hash, **settings) as shop:
        for path, body, expected in STORY:
            answer = await ask(shop, path, body(known), pdf)
            assert answer.status_code == 200, (path, answer.text)
            if isinstance(expected, str):
                assert answer.headers["content-type"].startswith(expected), path
                continue
            said = answer.json()
            assert said["apiStatus"] == {"errorCode": "OK", "errorMessage": "Success"}, path
            try:
                expected(said["apiData"], known | await _known_cart(path, said["apiData"]))
            except AssertionError as error:
                error.add_note(f"in the answer of {path}: {str(said['apiData'])[:600]}")
                raise
            await learn(shop, path, said["apiData"], known, spare)


async def _known_cart(path: str, found: Any) -> Known:
    return {"cart": found["cartReference"]} if path == "sale/reserve" else {}


def test_the_story_has_all_endpoints() -> None:
    assert len({path for path, _, _ in STORY}) == 34
