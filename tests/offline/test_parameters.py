"""Missing and unusable parameters: every required field and kind of wrong value, in words with the field named."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.offline.api import Cast, refusal_of
from tests.offline.test_roles import BODIES, FILES

# Endpoint: its required fields.
REQUIRED: dict[str, list[str]] = {
    "attraction/read": ["attractionId"],
    "attraction/write": ["name", "odooProductCode"],
    "attraction/delete": ["attractionId"],
    "attraction/threshold": ["attractionId"],
    "attraction/patterns/save": ["attractionId"],
    "attraction/patterns/test": ["sampleText"],
    "campaign/read": ["campaignId"],
    "campaign/write": ["name"],
    "batch/read": ["batchId"],
    "batch/progress": ["batchId"],
    "batch/tickets": ["batchId"],
    "batch/tickets/save": ["tickets"],
    "batch/pages/to-tickets": ["batchId", "pages"],
    "batch/delete": ["batchId"],
    "ticket/read": ["ticketId"],
    "ticket/download": ["ticketId", "code"],
    "ticket/extend-validity": ["ticketIds", "newValidUntil"],
    "ticket/renew-download": ["ticketIds"],
    "sale/read": ["cartReference"],
    "sale/reserve": ["ticketIds", "customerName", "customerEmail"],
    "sale/assign-group": ["ticketIds", "tripServiceId"],
    "sale/confirm-payment": ["cartReference"],
    "sale/cancel": ["cartReference"],
    "sale/regenerate-link": ["cartReference"],
    "sale/email-tickets": ["cartReference", "baseUrl"],
    "sale/merge-download": ["cartReference"],
    "sale/refund": ["cartReference"],
    "refund/execute": ["refundId"],
    "refund/dismiss": ["refundId", "note"],
    "effect/retry": ["effectId"],
    "effect/dismiss": ["effectId", "reason"],
    "report/attraction-summary": ["attractionId"],
}
# Where a value cannot be used: endpoint, what is sent, the field named, and what is said.
WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("attraction/list", {"activeOnly": "yes"}, "activeOnly", "true or false"),
    ("attraction/read", {"attractionId": "1"}, "attractionId", "a whole number"),
    ("attraction/read", {"attractionId": 0}, "attractionId", "at least 1"),
    ("attraction/read", {"attractionId": -5}, "attractionId", "at least 1"),
    ("attraction/read", {"attractionId": 1.5}, "attractionId", "a whole number"),
    ("attraction/read", {"attractionId": 2**63}, "attractionId", "at most"),
    ("attraction/read", {"attractionId": 10**400}, "attractionId", "at most"),
    ("attraction/read", {"attractionId": [1]}, "attractionId", "a whole number"),
    ("attraction/write", {"name": 5}, "name", "text"),
    ("attraction/write", {"name": "x" * 256}, "name", "at most 255 characters"),
    ("attraction/write", {"name": "a\nb"}, "name", "control characters"),
    ("attraction/write", {"name": "a\n"}, "name", "control characters"),
    ("attraction/write", {"name": "nul\x00"}, "name", "control characters"),
    ("attraction/write", {"supplier": "a\n"}, "supplier", "control characters"),
    ("attraction/write", {"notes": "a\x00"}, "notes", "NUL"),
    ("attraction/write", {"notes": "x" * 10_001}, "notes", "at most 10000 characters"),
    ("attraction/write", {"hasTimeSlots": 1}, "hasTimeSlots", "true or false"),
    ("attraction/patterns/save", {"serialPattern": ["x"]}, "serialPattern", "text"),
    ("attraction/patterns/test", {"sampleText": "x" * 200_001}, "sampleText", "at most 200000 characters"),
    ("campaign/write", {"startDate": "01/02/2026"}, "startDate", "yyyy-MM-dd"),
    ("campaign/write", {"startDate": "2026-02-30"}, "startDate", "there is no day 2026-02-30"),
    ("campaign/write", {"startDate": ""}, "startDate", "yyyy-MM-dd"),
    ("campaign/write", {"endDate": 20260101}, "endDate", "text"),
    ("campaign/write", {"endDate": "２０２６-01-01"}, "endDate", "yyyy-MM-dd"),
    ("batch/list", {"attractionId": "x"}, "attractionId", "a whole number"),
    ("batch/tickets/save", {"tickets": []}, "tickets", "must not be empty"),
    ("batch/tickets/save", {"tickets": {}}, "tickets", "a list"),
    ("batch/tickets/save", {"tickets": [{}]}, "tickets[0].ticketId", "is required"),
    ("batch/tickets/save", {"tickets": [{"ticketId": 1}, {"ticketId": "1"}]}, "tickets[1].ticketId", "a whole number"),
    ("batch/tickets/save", {"tickets": [{"ticketId": 1, "ticketDate": "x"}]}, "tickets[0].ticketDate", "yyyy-MM-dd"),
    ("batch/tickets/save", {"tickets": [{"ticketId": 1, "validUntil": 5}]}, "tickets[0].validUntil", "text"),
    ("batch/tickets/save", {"tickets": [{"ticketId": 1, "sellingPrice": "x"}]}, "tickets[0].sellingPrice", "a number"),
    ("batch/tickets/save", {"tickets": [{"ticketId": 1, "updatedAt": "now"}]}, "tickets[0].updatedAt", "updatedAt"),
    ("batch/tickets/save", {"tickets": [{"ticketId": 1, "version": 0}]}, "tickets[0].version", "at least 1"),
    ("batch/tickets/save", {"tickets": [{"ticketId": 1}, {"ticketId": 1}]}, "tickets", "one ticket twice"),
    ("batch/pages/to-tickets", {"pages": []}, "pages", "must not be empty"),
    ("batch/pages/to-tickets", {"pages": [0]}, "pages[0]", "at least 1"),
    ("ticket/search", {"status": "FREE"}, "status", "AVAILABLE"),
    ("ticket/search", {"status": 1}, "status", "text"),
    ("ticket/search", {"dateFrom": "tomorrow"}, "dateFrom", "yyyy-MM-dd"),
    ("ticket/search", {"dateTo": "2026-13-01"}, "dateTo", "there is no day"),
    ("ticket/search", {"campaignId": True}, "campaignId", "a whole number"),
    ("ticket/search", {"sort": "price"}, "sort", "ticketId"),
    ("ticket/search", {"limit": 0}, "limit", "at least 1"),
    ("ticket/search", {"limit": 10_001}, "limit", "at most 10000"),
    ("ticket/search", {"limit": 5, "cursor": "x"}, "cursor", "nextCursor"),
    ("ticket/search", {"limit": 5, "cursor": "W10"}, "cursor", "nextCursor"),
    ("ticket/search", {"limit": 5, "cursor": "é"}, "cursor", "nextCursor"),
    ("ticket/download", {"code": ""}, "code", "must not be empty"),
    ("ticket/extend-validity", {"ticketIds": []}, "ticketIds", "must not be empty"),
    ("ticket/extend-validity", {"ticketIds": ["1"]}, "ticketIds[0]", "a whole number"),
    ("ticket/extend-validity", {"newValidUntil": "2020-01-01"}, "newValidUntil", "before today"),
    ("ticket/renew-download", {"days": 0}, "days", "at least 1"),
    ("report/inventory-csv", {"bom": "true"}, "bom", "true or false"),
    ("report/inventory-csv", {"status": "SELLABLE"}, "status", "AVAILABLE"),
    ("audit/list", {"limit": 1001}, "limit", "at most 1000"),
    ("audit/list", {"dateFrom": "x"}, "dateFrom", "yyyy-MM-dd"),
    ("audit/list", {"session": 5}, "session", "text"),
    ("audit/list", {"session": "x" * 201}, "session", "at most 200 characters"),
]
# Nothing that only a programmer could read reaches the caller.
_INTERNAL = re.compile(r"`|\\x|regex|Expected|Traceback|\$\.")


async def test_each_required_field_is_asked_for_by_name(cast: Cast) -> None:
    for path, fields in REQUIRED.items():
        for field in fields:
            body = {name: value for name, value in BODIES[path].items() if name != field}
            assert await cast.admin.refusal(path, **body) == (400, "MISSING_PARAMETER", [field]), path
            assert await cast.admin.refusal(path, **body, **{field: None}) == (400, "MISSING_PARAMETER", [field]), path
    assert set(REQUIRED) == set(BODIES) - set(FILES)


async def test_unusable_values_are_refused_with_the_field_and_in_words(cast: Cast) -> None:
    for path, given, field, said in WRONG:
        response = await cast.admin.post(path, **BODIES.get(path, {}) | given)
        code = "MISSING_PARAMETER" if said == "is required" else "INVALID_PARAMETER"
        assert refusal_of(response) == (400, code, [field]), (path, given, response.text)
        message = response.json()["apiStatus"]["errorMessage"]
        assert said in message, (path, given, message)
        assert not _INTERNAL.search(message), message


UPLOAD_WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"attractionId": "x"}, "attractionId", "a whole number"),
    ({"attractionId": "9" * 5000}, "attractionId", "out of range"),
    ({"campaignId": "-1"}, "campaignId", "at least 1"),
    ({"purchasePriceTotal": "much"}, "purchasePriceTotal", "a number"),
    ({"purchasePriceTotal": "-1"}, "purchasePriceTotal", "at least 0"),
    ({"purchasePriceTotal": "1e400"}, "purchasePriceTotal", "too large"),
    ({"purchasePricePerTicket": "NaN"}, "purchasePricePerTicket", "at least 0"),
    ({"purchasePricePerTicket": "Infinity"}, "purchasePricePerTicket", "at least 0"),
    ({"defaultSellingPrice": "1.005", "sellingCurrency": "AED"}, "defaultSellingPrice", "2 decimal places"),
    ({"defaultSellingPrice": "0.5", "sellingCurrency": "JPY"}, "defaultSellingPrice", "0 decimal places"),
    ({"defaultSellingPrice": "1.0005", "sellingCurrency": "KWD"}, "defaultSellingPrice", "3 decimal places"),
    ({"sellingCurrency": "Dirham"}, "sellingCurrency", "ISO 4217"),
    ({"purchaseCurrency": "aed"}, "purchaseCurrency", "ISO 4217"),
    ({"purchaseCurrency": "DEM"}, "purchaseCurrency", "ISO 4217"),
    ({"supplierReference": "x" * 256}, "supplierReference", "at most 255 characters"),
    ({"allowDuplicates": "perhaps"}, "allowDuplicates", "true or false"),
    ({"notes": "x" * 10_001}, "notes", "at most 10000 characters"),
]


async def test_unusable_values_of_an_upload_are_refused_with_the_field(
    cast: Cast, aquarium: int, five_tickets: Path
) -> None:
    for given, field, said in UPLOAD_WRONG:
        response = await cast.admin.upload(five_tickets, **{"attractionId": aquarium} | given)
        assert refusal_of(response) == (400, "INVALID_PARAMETER", [field]), (given, response.text)
        assert said in response.json()["apiStatus"]["errorMessage"], (given, response.text)
    assert await cast.agent.data("batch/list") == []


@pytest.mark.parametrize(("path", "file_field"), FILES.items())
async def test_multipart_bodies_need_their_file_and_their_attraction(
    cast: Cast, five_tickets: Path, path: str, file_field: str
) -> None:
    async def refusal(fields: dict[str, str], files: dict[str, Any]) -> tuple[int, str, list[str]]:
        form = {"session": cast.admin.session} | fields
        return refusal_of(await cast.admin.client.post(f"/offline/{path}", data=form, files=files))

    pdf = {file_field: ("a.pdf", five_tickets.read_bytes(), "application/pdf")}
    other = {"other": ("a.pdf", b"x", "application/pdf")}
    assert await refusal({}, pdf) == (400, "MISSING_PARAMETER", ["attractionId"])
    assert await refusal({"attractionId": ""}, pdf) == (400, "MISSING_PARAMETER", ["attractionId"])
    assert await refusal({"attractionId": "1"}, other) == (400, "MISSING_PARAMETER", [file_field])
    as_text = {"attractionId": "1", file_field: "%PDF-1.7"}
    assert await refusal(as_text, other) == (400, "INVALID_PARAMETER", [file_field])
    twice = [(file_field, ("a.pdf", b"x", "application/pdf")), (file_field, ("b.pdf", b"x", "application/pdf"))]
    form = {"session": cast.admin.session, "attractionId": "1"}
    response = await cast.admin.client.post(f"/offline/{path}", data=form, files=twice)
    assert refusal_of(response) == (400, "INVALID_PARAMETER", [file_field])


async def test_unknown_fields_are_ignored_as_the_contracts_clients_expect(cast: Cast) -> None:
    assert await cast.agent.data("attraction/list", sessionId="x", extra={"deep": [1]}) == []
