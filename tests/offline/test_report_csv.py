"""Every report as a file for spreadsheets."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from tests.offline.api import Api, Cast, sql

CUSTOMER = {"customerName": "Layla Haddad", "customerEmail": "layla@example.com"}
REPORTS: dict[str, dict[str, Any]] = {
    "inventory-summary": {},
    "attraction-summary": {},
    "expiring-tickets": {"withinDays": 3650},
    "sales": {},
    "margin": {"groupBy": "month"},
    "duplicates": {},
    "low-stock": {},
}


async def test_every_report_comes_as_csv_too(api: Api, cast: Cast, aquarium: int, five_tickets: Path) -> None:
    prices: dict[str, Any] = {"defaultSellingPrice": "350.00", "sellingCurrency": "AED"}
    uploaded = (await cast.admin.upload(five_tickets, attractionId=aquarium, **prices)).json()["apiData"]
    ids = [ticket["ticketId"] for ticket in uploaded["tickets"]]
    await sql(
        api.product,
        "UPDATE tickets SET serial = 'TWIN', duplicate_allowed = true WHERE id = ANY(:ids::bigint[]) RETURNING id",
        ids=ids[3:],
    )
    cart = await cast.agent.data("sale/reserve", ticketIds=ids[:1], **CUSTOMER)
    await cast.admin.data("sale/confirm-payment", cartReference=cart["cartReference"])
    await cast.admin.data("attraction/threshold", attractionId=aquarium, threshold=100)
    for name, wishes in REPORTS.items():
        body = {"session": cast.admin.session, **wishes}
        if name == "attraction-summary":
            body["attractionId"] = aquarium
        path = f"/offline/report/{name}"
        plain = (await cast.admin.client.post(path, json=body)).json()["apiData"]
        answer = await cast.admin.client.post(path, json=body, headers={"Accept": "text/csv"})
        assert answer.headers["content-type"] == "text/csv; charset=utf-8", name
        header, *lines = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
        rows = plain if isinstance(plain, list) else plain.get("attractions", [plain])
        assert len(lines) == len(rows) > 0, name
        assert set(header) <= set(rows[0]), name
        first = dict(zip(header, lines[0], strict=True))
        numbers = {field for field, value in rows[0].items() if field in first and isinstance(value, int | float)}
        assert {float(first[field]) for field in numbers if not isinstance(rows[0][field], bool)} == {
            float(rows[0][field]) for field in numbers if not isinstance(rows[0][field], bool)
        }, name
