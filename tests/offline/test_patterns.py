"""Teaching the product where a supplier prints what."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

from httpx import Response
from reportlab.pdfgen.canvas import Canvas

from tests.offline.api import Caller, Cast, refusal_of

SEVEN = {
    "serialPattern": r"Ticket No[.:]?\s*(\S+)",
    "datePattern": r"Valid Date[:]?\s*(\d{2}/\d{2}/\d{4})",
    "dateFormat": "dd/MM/yyyy",
    "dateType": "ticket_date",
    "timeSlotPattern": r"Time[:]?\s*(\d{2}:\d{2})",
    "categoryPattern": r"Category[:]?\s*(\w+)",
    "barcodePattern": r"\b\d{12,13}\b",
}
SAMPLE = "Ticket No: AQ-77\nValid Date: 15/03/2026\nTime: 14:00\nCategory: Adult\n4006381333931\n"


async def analyze(caller: Caller, pdf: bytes, **fields: Any) -> Response:
    return await caller.client.post(
        "/offline/attraction/patterns/analyze",
        data={"session": caller.session} | {name: str(value) for name, value in fields.items()},
        files={"samplePdf": ("sample.pdf", pdf, "application/pdf")},
    )


async def new_attraction(cast: Cast) -> int:
    written = await cast.admin.data("attraction/write", name="Aquarium", odooProductCode="A")
    attraction_id: int = written["attractionId"]
    return attraction_id


async def test_saved_patterns_are_part_of_the_attraction(cast: Cast) -> None:
    attraction_id = await new_attraction(cast)
    answer = await cast.admin.data("attraction/patterns/save", attractionId=attraction_id, **SEVEN)
    assert answer == "Patterns saved successfully"
    attraction = await cast.agent.data("attraction/read", attractionId=attraction_id)
    assert json.loads(attraction["extractionPatterns"]) == SEVEN
    [entry] = await cast.admin.data("audit/list", entityType="ATTRACTION", action="SAVE_PATTERNS")
    assert (entry["entityId"], entry["userId"]) == (attraction_id, "admin")
    await cast.admin.data("attraction/patterns/save", attractionId=attraction_id, serialPattern=r"(\d+)")
    attraction = await cast.agent.data("attraction/read", attractionId=attraction_id)
    kept = {name: value for name, value in json.loads(attraction["extractionPatterns"]).items() if value is not None}
    assert kept == {"serialPattern": r"(\d+)"}


async def test_test_tells_value_matched_text_and_span_of_each_field(cast: Cast) -> None:
    result = await cast.admin.data("attraction/patterns/test", sampleText=SAMPLE, **SEVEN)
    assert set(result) == {"serial", "date", "dateType", "timeSlot", "category", "barcode"}
    values = {name: result[name]["value"] for name in ("serial", "date", "timeSlot", "category", "barcode")}
    assert values == {
        "serial": "AQ-77",
        "date": "2026-03-15",
        "timeSlot": "14:00",
        "category": "Adult",
        "barcode": "4006381333931",
    }
    assert result["serial"] == {"value": "AQ-77", "matchedText": "Ticket No: AQ-77", "span": [11, 16], "error": None}
    start, end = result["date"]["span"]
    assert SAMPLE[start:end] == "15/03/2026"
    assert result["dateType"] == "ticket_date"


async def test_test_tells_what_is_wrong_with_each_pattern_and_runs_the_others(cast: Cast) -> None:
    given = SEVEN | {"serialPattern": "(", "categoryPattern": r"(?<=Category: )\w+", "datePattern": "No date (x)"}
    result = await cast.admin.data("attraction/patterns/test", sampleText=SAMPLE, **given)
    assert result["serial"]["value"] is None
    assert result["serial"]["error"]
    assert "look" in result["category"]["error"].lower()
    assert result["date"] == {"value": None, "matchedText": None, "span": None, "error": None}
    assert result["timeSlot"]["value"] == "14:00"


UNUSABLE = [
    ("serialPattern", "(", "missing )"),
    ("datePattern", r"(?<=x)\d", "look-behind"),
    ("timeSlotPattern", r"(\d)\1", "back-references"),
    ("categoryPattern", "a" * 1999 + "[", "missing ]"),
    ("barcodePattern", "(?=x)", "look-ahead"),
    ("dateType", "tomorrow", "ticket_date or valid_until"),
    ("dateFormat", "QQ", "the letter 'Q'"),
    ("serialPattern", "x" * 2001, "at most 2000 characters"),
    ("serialPattern", "a\x00b", "NUL"),
]


async def test_save_refuses_what_cannot_be_run_and_says_what_it_lacks(cast: Cast) -> None:
    attraction_id = await new_attraction(cast)
    for field, value, said in UNUSABLE:
        given = {"datePattern": r"(\d+)", "dateFormat": "dd/MM/yyyy"} | {field: value}
        response = await cast.admin.post("attraction/patterns/save", attractionId=attraction_id, **given)
        assert refusal_of(response) == (400, "INVALID_PARAMETER", [field])
        assert said in response.json()["apiStatus"]["errorMessage"]
    assert (await cast.agent.data("attraction/read", attractionId=attraction_id))["extractionPatterns"] is None


async def test_analyze_proposes_patterns_that_can_be_saved_and_used(cast: Cast, five_tickets: Path) -> None:
    attraction_id = await new_attraction(cast)
    response = await analyze(cast.admin, five_tickets.read_bytes(), attractionId=attraction_id)
    assert response.status_code == 200, response.text
    proposed = response.json()["apiData"]
    assert set(SEVEN) | {"confidence", "evidence", "alternatives", "pagesRead"} == set(proposed)
    assert proposed["pagesRead"] >= 1
    assert proposed["dateFormat"] == "dd/MM/yyyy"
    evidence = proposed["evidence"]["serial"]
    assert evidence["page"] >= 1
    assert len(evidence["box"]) == 4
    assert 0 < proposed["confidence"]["serial"] <= 1
    seven = {name: proposed[name] for name in SEVEN}
    await cast.admin.data("attraction/patterns/save", attractionId=attraction_id, **seven)
    uploaded = (await cast.admin.upload(five_tickets, attractionId=attraction_id)).json()["apiData"]
    assert [ticket["ticketSerial"] for ticket in uploaded["tickets"]] == [f"AQ-{n:07d}" for n in range(1, 6)]


def sheet_of(category: str, number: int) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    for y, text in ((700, "TREETOP TRAILS"), (680, "Summer 2026"), (660, category), (640, f"Ticket No: TT-{number}")):
        canvas.drawString(60, y, text)
    canvas.save()
    return out.getvalue()


async def test_the_attractions_own_categories_tell_the_analysis_what_to_look_for(cast: Cast) -> None:
    strange = await new_attraction(cast)
    known = await cast.admin.data(
        "attraction/write", name="Treetop", odooProductCode="T", categories="Zenith", ageGroups="Meadow (3-7), Ridge"
    )
    sample = sheet_of("Meadow (3-7)", 4711)

    without = (await analyze(cast.admin, sample, attractionId=strange)).json()["apiData"]
    knowing = (await analyze(cast.admin, sample, attractionId=known["attractionId"])).json()["apiData"]

    assert without["categoryPattern"] is None
    for category in ("Meadow (3-7)", "Zenith", "Ridge"):
        text = f"TREETOP TRAILS\nSummer 2026\n{category}\nTicket No: TT-4712"
        tried = {"sampleText": text, "categoryPattern": knowing["categoryPattern"]}
        result = await cast.admin.data("attraction/patterns/test", **tried)
        assert result["category"]["value"] == category


async def test_analyze_refuses_what_is_no_pdf_and_unknown_attractions(cast: Cast, five_tickets: Path) -> None:
    attraction_id = await new_attraction(cast)
    response = await analyze(cast.admin, b"GIF89a", attractionId=attraction_id)
    assert refusal_of(response)[:2] == (400, "INVALID_PARAMETER")
    assert refusal_of(response)[2] == ["samplePdf"]
    response = await analyze(cast.stranger, five_tickets.read_bytes(), attractionId=attraction_id)
    assert refusal_of(response) == (404, "NOTFOUND", ["attractionId"])
