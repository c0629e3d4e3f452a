"""A supplier's paper tickets, scanned: codes always, text where recognizing it was asked for and is switched on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.ingest.pdf_factory import ticket_data, ticket_pages, write_pdf
from tests.offline import documents
from tests.offline.api import Api, Cast, count, refusal_of


@pytest.fixture
def settings() -> dict[str, str]:
    return {"ADMITONE_OCR_LANGUAGES": "eng"}


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scan")
    return documents.scanned(write_pdf(folder / "tickets.pdf", ticket_pages(2)), folder / "scan.pdf")


async def uploaded(cast: Cast, pdf: Path, attraction_id: int, **fields: Any) -> list[dict[str, Any]]:
    response = await cast.admin.upload(pdf, attractionId=attraction_id, **fields)
    assert response.status_code == 200, response.text
    tickets: list[dict[str, Any]] = response.json()["apiData"]["tickets"]
    return tickets


async def test_without_being_asked_nothing_is_recognized(cast: Cast, aquarium: int, scan: Path) -> None:
    for number, ticket in enumerate(await uploaded(cast, scan, aquarium), 1):
        assert (ticket["barcode"], ticket["ticketSerial"]) == (ticket_data(number).barcode, None)
        assert "UNVERIFIED" not in ticket["reviewFlags"]


async def test_recognized_tickets_stay_unverified_until_somebody_saves_them(
    cast: Cast, aquarium: int, scan: Path
) -> None:
    first, second = await uploaded(cast, scan, aquarium, ocr="true")
    for number, ticket in enumerate((first, second), 1):
        data = ticket_data(number)
        assert (ticket["ticketSerial"], ticket["barcode"]) == (data.serial, data.barcode)
        assert (ticket["ticketDate"], ticket["timeSlot"]) == (data.valid_on.isoformat(), data.slot)
        assert ticket["category"] == data.category
        assert ticket["reviewFlags"] == ["UNVERIFIED"]
    change = {"ticketId": first["ticketId"], "version": first["version"], "category": "Senior"}
    [saved] = await cast.admin.data("batch/tickets/save", tickets=[change])
    assert (saved["category"], saved["reviewFlags"]) == ("Senior", [])
    kept = await cast.agent.data("batch/tickets", batchId=first["batchId"])
    assert [ticket["reviewFlags"] for ticket in kept] == [[], ["UNVERIFIED"]]


class TestSwitchedOff:
    """As a fresh installation is."""

    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {}

    @pytest.mark.parametrize("headers", [{}, {"Prefer": "respond-async"}])
    async def test_asking_for_it_is_refused_at_once(
        self, api: Api, cast: Cast, aquarium: int, scan: Path, headers: dict[str, str]
    ) -> None:
        response = await cast.admin.upload(scan, attractionId=aquarium, ocr="true", headers=headers)
        assert refusal_of(response) == (400, "INVALID_PARAMETER", ["ocr"])
        assert "ADMITONE_OCR_LANGUAGES" in response.json()["apiStatus"]["errorMessage"]
        assert await count(api.product, "batches") == 0


class TestIncomplete:
    """Switched on by an operator who installed less than was named."""

    @pytest.fixture
    def settings(self) -> dict[str, str]:
        return {"ADMITONE_OCR_LANGUAGES": "eng+tlh"}

    async def test_what_is_missing_is_named(self, cast: Cast, aquarium: int, scan: Path) -> None:
        response = await cast.admin.upload(scan, attractionId=aquarium, ocr="true")
        assert refusal_of(response)[:2] == (503, "GENERAL")
        assert "tesseract-ocr-tlh" in response.json()["apiStatus"]["errorMessage"]
