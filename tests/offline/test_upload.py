"""A supplier's PDF becomes a batch of tickets."""

from __future__ import annotations

from pathlib import Path

from tests.offline.api import Cast


async def test_upload_answers_as_the_contract_has_it(cast: Cast, aquarium: int, five_tickets: Path) -> None:
    response = await cast.admin.upload(
        five_tickets,
        attractionId=aquarium,
        supplierReference="INV-2026-0042",
        purchasePriceTotal="1000.00",
        purchaseCurrency="AED",
        defaultSellingPrice="350.00",
        sellingCurrency="AED",
    )
    assert response.status_code == 200, response.text
    assert '"purchasePriceTotal":1000.00,"purchasePricePerTicket":200.00' in response.text
    answer = response.json()["apiData"]
    assert answer["ticketCount"] == 5
    assert answer["batch"]["totalTickets"] == 5
    assert answer["report"]["pages"] == 5
    first = answer["tickets"][0]
    assert (first["internalSerial"], first["pdfPageNumber"], first["status"]) == (1, 1, "AVAILABLE")
    assert first["sellingPrice"] == 350.0
    assert first["ticketSerial"]
    assert first["barcode"]
    assert first["ticketDate"]
    assert first["timeSlot"]
    assert first["category"]
