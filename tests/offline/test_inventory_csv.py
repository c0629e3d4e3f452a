"""The inventory as CSV."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from admitone.core.clock import today
from admitone.core.pricing import PriceInput
from admitone.ingest.assembly import FoundTicket
from tests.offline.api import Api, Cast, set_status
from tests.offline.stock import stocked

HEADER = (
    "ticketId,batchId,attractionId,internalSerial,ticketSerial,barcode,category,ageGroup,ticketDate,timeSlot,validUntil,"
    "promoCode,limitations,status,sellingPrice,sellingCurrency,pdfPageNumber,cartReference,downloadCount"
)
# What a supplier could print, and the cell that a spreadsheet gets.
CELLS = {
    "=HYPERLINK(1)": "'=HYPERLINK(1)",
    "+49": "'+49",
    "-1": "'-1",
    "@SUM": "'@SUM",
    "plain": "plain",
    "=": "'=",
    "'quoted'": "'quoted'",
    'say "hi"': 'say "hi"',
    "a,b;c": "a,b;c",
    "line\nbreak": "line\nbreak",
    "\tTab": "'\tTab",
    "\rReturn": "'\rReturn",
    "\\N": "\\N",
    "Ünï تذكرة 😀": "Ünï تذكرة 😀",
    " space ": " space ",
    "\\.": "\\.",
    '"': '"',
}
EXPECTED_TEXT = f"""{HEADER}
1,1,1,1,S1,,Adult,Adult,2020-01-01,10:00,,,,EXPIRED,12.50,EUR,1,,0
2,1,1,2,S2,B2,Child,,2099-01-02,,2099-02-01,,,SOLD,12.50,EUR,2,,0
3,1,1,3,S3,,"A ""b"", c",,,,,,,AVAILABLE,12.50,EUR,3,,0
"""


async def rows(cast: Cast, **body: Any) -> list[dict[str, str]]:
    response = await cast.agent.post("report/inventory-csv", **body)
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.content.decode(), newline="")))


async def attraction(cast: Cast, **fields: Any) -> int:
    written = await cast.admin.data("attraction/write", name="A", odooProductCode="A", **fields)
    attraction_id: int = written["attractionId"]
    return attraction_id


async def test_the_file_is_the_same_text_whatever_the_database(api: Api, cast: Cast) -> None:
    found = [
        FoundTicket(page=1, serial="S1", ticket_date="2020-01-01", category="Adult", time_slot="10:00"),
        FoundTicket(
            page=2, serial="S2", barcode="B2", ticket_date="2099-01-02", valid_until="2099-02-01", category="Child"
        ),
        FoundTicket(page=3, serial="S3", category='A "b", c'),
    ]
    prices = PriceInput(selling_price=Decimal("12.5"), selling_currency="EUR")
    await stocked(api.product, await attraction(cast, ageGroups="Adult"), found, prices=prices)
    await set_status(api.product, "SOLD", 2)
    response = await cast.agent.post("report/inventory-csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="inventory.csv"'
    assert response.content.decode() == EXPECTED_TEXT
    with_mark = await cast.agent.post("report/inventory-csv", bom=True)
    assert with_mark.content == b"\xef\xbb\xbf" + response.content
    assert "downloadCode" not in response.text


@pytest.mark.parametrize(
    ("currency", "price", "written"),
    [
        ("JPY", "1500", "1500.00"),
        ("KWD", "1.234", "1.234"),
        ("AED", "0", "0.00"),
        ("USD", "9999999999", "9999999999.00"),
    ],
)
async def test_prices_have_the_places_of_their_currency(
    api: Api, cast: Cast, currency: str, price: str, written: str
) -> None:
    prices = PriceInput(selling_price=Decimal(price), selling_currency=currency)
    await stocked(api.product, await attraction(cast), [FoundTicket(page=1, serial="S")], prices=prices)
    [row] = await rows(cast)
    assert (row["sellingPrice"], row["sellingCurrency"]) == (written, currency)


async def test_cells_that_a_spreadsheet_would_run_are_neutralised(api: Api, cast: Cast) -> None:
    attraction_id = await attraction(cast)
    found = [FoundTicket(page=n, category=text, serial=text) for n, text in enumerate(CELLS, 1)]
    await stocked(api.product, attraction_id, found)
    told = await rows(cast)
    assert [row["category"] for row in told] == list(CELLS.values())
    assert [row["ticketSerial"] for row in told] == list(CELLS.values())


async def test_an_empty_text_is_told_from_none_on_either_database(api: Api, cast: Cast) -> None:
    await stocked(api.product, await attraction(cast), [FoundTicket(page=1, serial="S", category="")])
    response = await cast.agent.post("report/inventory-csv")
    assert response.text.splitlines()[1] == '1,1,1,1,S,,"",,,,,,,AVAILABLE,,,1,,0'


async def test_the_filters_of_the_search_apply(api: Api, cast: Cast) -> None:
    first, second = await attraction(cast, ageGroups="Adult"), await attraction(cast)
    campaign = (await cast.admin.data("campaign/write", name="C"))["campaignId"]
    yesterday = (today("Asia/Dubai") - timedelta(days=1)).isoformat()
    found = [
        FoundTicket(page=1, serial="S1", category="Adult", ticket_date="2099-01-01"),
        FoundTicket(page=2, serial="S2", category="Child", ticket_date=yesterday),
    ]
    await stocked(api.product, first, found, campaign_id=campaign)
    await stocked(api.product, second, [FoundTicket(page=1, serial="T1")])
    for filters, expected in (
        ({}, ["S1", "S2", "T1"]),
        ({"batchId": 2}, ["T1"]),
        ({"attractionId": first}, ["S1", "S2"]),
        ({"campaignId": campaign}, ["S1", "S2"]),
        ({"status": "EXPIRED"}, ["S2"]),
        ({"status": "AVAILABLE"}, ["S1", "T1"]),
        ({"category": "Child"}, ["S2"]),
        ({"ageGroup": "Adult"}, ["S1"]),
        ({"dateFrom": "2098-01-01"}, ["S1"]),
        ({"dateTo": "2098-01-01"}, ["S2"]),
        ({"text": "T"}, ["T1"]),
        ({"batchId": 999}, []),
    ):
        assert [row["ticketSerial"] for row in await rows(cast, **filters)] == expected, filters
