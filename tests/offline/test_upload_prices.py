"""What a batch cost and what its tickets sell for."""

from __future__ import annotations

import re
from itertools import count as numbers
from pathlib import Path
from typing import Any

from tests.offline import documents
from tests.offline.api import Api, Cast, count, refusal_of

_UNIQUE = numbers(1000, 10)
# What is sent with a file of three tickets, and total, per ticket and selling price as they are then written.
PRICES: list[tuple[dict[str, Any], tuple[str, str, str]]] = [
    ({}, ("null", "null", "null")),
    ({"purchasePriceTotal": "600", "purchaseCurrency": "AED"}, ("600.00", "200.00", "null")),
    ({"purchasePricePerTicket": "200.00", "purchaseCurrency": "AED"}, ("600.00", "200.00", "null")),
    ({"purchasePriceTotal": "600.00", "purchasePricePerTicket": "200"}, ("600.00", "200.00", "null")),
    # A total that does not divide evenly; the rounded quotient agrees with it.
    ({"purchasePriceTotal": "100.00"}, ("100.00", "33.33", "null")),
    ({"purchasePriceTotal": "100.00", "purchasePricePerTicket": "33.33"}, ("100.00", "33.33", "null")),
    ({"purchasePriceTotal": "0", "defaultSellingPrice": "0.00"}, ("0.00", "0.00", "0.00")),
    ({"defaultSellingPrice": "350.5", "sellingCurrency": "EUR"}, ("null", "null", "350.50")),
    ({"purchasePriceTotal": "3000", "purchaseCurrency": "JPY"}, ("3000.00", "1000.00", "null")),
    ({"purchasePricePerTicket": "1.234", "purchaseCurrency": "KWD"}, ("3.702", "1.234", "null")),
    ({"defaultSellingPrice": "1.5", "sellingCurrency": "BHD"}, ("null", "null", "1.500")),
    ({"purchasePriceTotal": "1e2", "purchaseCurrency": "USD"}, ("100.00", "33.33", "null")),
]


async def test_prices_imply_each_other_and_are_numbers_with_the_currencys_places(
    cast: Cast, aquarium: int, tmp_path: Path
) -> None:
    for given, expected in PRICES:
        pdf = documents.tickets(tmp_path, 3, first=next(_UNIQUE))
        response = await cast.admin.upload(pdf, attractionId=aquarium, **given)
        assert response.status_code == 200, (given, response.text)
        written = re.search(
            r'"purchasePriceTotal":([^,]+),"purchasePricePerTicket":([^,]+),.*?"defaultSellingPrice":([^,]+),',
            response.text,
        )
        assert written is not None
        assert written.groups() == expected, given
        assert set(re.findall(r'"sellingPrice":([^,]+),', response.text)) == {expected[2]}, given


async def test_prices_without_a_currency_take_the_other_ones_else_the_configured_one(
    cast: Cast, aquarium: int, tmp_path: Path
) -> None:
    cases: list[tuple[dict[str, Any], str | None, str]] = [
        ({"purchasePriceTotal": "9", "defaultSellingPrice": "5", "sellingCurrency": "EUR"}, "EUR", "EUR"),
        ({"purchasePriceTotal": "9", "defaultSellingPrice": "5", "purchaseCurrency": "USD"}, "USD", "USD"),
        ({"purchasePriceTotal": "9", "defaultSellingPrice": "5"}, "AED", "AED"),
        ({"defaultSellingPrice": "5"}, None, "AED"),
    ]
    for given, bought, sold in cases:
        pdf = documents.tickets(tmp_path, 1, first=next(_UNIQUE))
        batch = (await cast.admin.upload(pdf, attractionId=aquarium, **given)).json()["apiData"]["batch"]
        assert (batch["purchaseCurrency"], batch["sellingCurrency"]) == (bought, sold), given


async def test_prices_that_contradict_each_other_are_refused_and_leave_nothing(
    api: Api, cast: Cast, aquarium: int, five_tickets: Path
) -> None:
    response = await cast.admin.upload(
        five_tickets, attractionId=aquarium, purchasePriceTotal="1000", purchasePricePerTicket="201"
    )
    both = ["purchasePriceTotal", "purchasePricePerTicket"]
    assert refusal_of(response) == (400, "INVALID_PARAMETER", both)
    message = response.json()["apiStatus"]["errorMessage"]
    assert "5 tickets at 201.00 AED are 1005.00, not 1000.00" in message
    for table in ("batches", "tickets", "originals", "audit_entries WHERE action = 'UPLOAD'"):
        assert await count(api.product, table) == 0, table
    objects = api.product.config.data_folder / "objects"
    assert [path for path in objects.rglob("*") if path.is_file()] == []
