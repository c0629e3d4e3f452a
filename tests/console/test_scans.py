"""Scanned tickets in the console: asked for by a tick, marked until somebody has looked."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.console.conftest import Console, form_token
from tests.ingest.pdf_factory import PATTERNS, ticket_pages, write_pdf
from tests.offline import documents

TICK = 'name="ocr"'


def stock(maria: httpx.Client, scan: Path) -> str:
    """Make an attraction that knows its supplier, upload a scan with the tick set; the page of the batch's tickets."""
    token = form_token(maria.get("/attractions/new").text)
    made = maria.post("/attractions/new", data={"formToken": token, "name": "Aquarium", "odooProductCode": "AQ-1"})
    assert made.status_code == 303, made.text
    names = ("serial", "date", "time_slot", "category", "barcode")
    patterns = {_camel(f"{name}_pattern"): PATTERNS[f"{name}_pattern"] for name in names}
    patterns |= {"dateFormat": PATTERNS["date_format"], "dateType": PATTERNS["date_type"], "formToken": token}
    saved = maria.post("/attractions/1/patterns", data=patterns)
    assert saved.status_code == 303, saved.text
    page = maria.get("/batches/new").text
    assert TICK in page
    key = page.split('name="uploadKey" value="', 1)[1].split('"', 1)[0]
    form = {"formToken": form_token(page), "attractionId": "1", "uploadKey": key, "ocr": "true"}
    with scan.open("rb") as file:
        sent = maria.post("/batches/new", data=form, files={"pdfFile": ("scan.pdf", file, "application/pdf")})
    assert sent.status_code == 303, sent.text
    return "/batches/1"


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def test_recognized_tickets_are_marked_until_they_are_saved(
    console_on: Callable[..., Console], sqlite_url: str, tmp_path: Path
) -> None:
    scan = documents.scanned(write_pdf(tmp_path / "tickets.pdf", ticket_pages(1)), tmp_path / "scan.pdf")
    console = console_on(sqlite_url, ADMITONE_OCR_LANGUAGES="eng")
    maria = console.signed_in("maria")
    batch = stock(maria, scan)
    deadline = time.monotonic() + 60
    while "AQ-0000001" not in (page := maria.get(batch).text):
        assert time.monotonic() < deadline, page
        time.sleep(0.2)
    assert "Unverified" in page
    ticket = maria.get("/tickets/1").text
    assert "This page is a scan" in ticket


def test_where_recognition_is_off_nobody_is_offered_it(console: Console) -> None:
    maria = console.signed_in("maria")
    token = form_token(maria.get("/attractions/new").text)
    maria.post("/attractions/new", data={"formToken": token, "name": "Aquarium", "odooProductCode": "AQ-1"})
    page = maria.get("/batches/new").text
    assert 'name="allowDuplicates"' in page
    assert TICK not in page
