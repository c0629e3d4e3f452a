"""Correcting what the extraction read."""

from __future__ import annotations

import asyncio
import json
from decimal import Decimal
from typing import Any

import pytest

from tests.offline.api import Api, Cast, refusal_of, sql
from tests.offline.stock import three_tickets


@pytest.fixture
async def tickets(api: Api, cast: Cast) -> list[dict[str, Any]]:
    return await three_tickets(api.product, cast, selling_price=Decimal(350), selling_currency="AED")


async def test_every_field_of_the_contract_can_be_corrected_and_null_empties(
    cast: Cast, tickets: list[dict[str, Any]]
) -> None:
    changes = {
        "ticketSerial": "S-100",
        "barcode": "B-100",
        "category": "Senior",
        "ageGroup": "60+",
        "ticketDate": "2099-05-01",
        "timeSlot": "14:00",
        "validUntil": "2099-06-01",
        "promoCode": "SUMMER",
        "limitations": "Not on\nholidays",
        "sellingPrice": 12.5,
        "sellingCurrency": "EUR",
    }
    response = await cast.admin.post("batch/tickets/save", tickets=[{"ticketId": tickets[0]["ticketId"], **changes}])
    assert '"sellingPrice":12.50' in response.text
    [saved] = response.json()["apiData"]
    assert saved == tickets[0] | changes | {"version": 2, "updatedAt": saved["updatedAt"], "timeSlotPrinted": "14:00"}
    assert await cast.agent.data("ticket/read", ticketId=saved["ticketId"]) == saved
    nothing = dict.fromkeys(set(changes) - {"sellingCurrency"}) | {"sellingCurrency": None}
    [emptied] = await cast.admin.data("batch/tickets/save", tickets=[{"ticketId": saved["ticketId"], **nothing}])
    assert {name: emptied[name] for name in changes} == dict.fromkeys(changes)
    [blank] = await cast.admin.data("batch/tickets/save", tickets=[{"ticketId": saved["ticketId"], "category": "  "}])
    assert blank["category"] is None


async def test_rows_are_saved_in_the_order_they_were_sent_and_others_stay(
    cast: Cast, tickets: list[dict[str, Any]]
) -> None:
    ids = [ticket["ticketId"] for ticket in tickets]
    rows = [{"ticketId": ids[2], "category": "C"}, {"ticketId": ids[0], "category": "A"}]
    saved = await cast.admin.data("batch/tickets/save", tickets=rows)
    assert [(ticket["ticketId"], ticket["category"]) for ticket in saved] == [(ids[2], "C"), (ids[0], "A")]
    assert await cast.agent.data("ticket/read", ticketId=ids[1]) == tickets[1]


async def test_one_bad_row_saves_none(cast: Cast, tickets: list[dict[str, Any]]) -> None:
    first, second, third = (ticket["ticketId"] for ticket in tickets)
    good = {"ticketId": first, "category": "Changed"}
    for bad, status, code, fields in (
        ({"ticketId": 9999}, 404, "NOTFOUND", ["ticketId"]),
        ({"ticketId": second, "version": 7}, 409, "CONFLICT", ["tickets"]),
        ({"ticketId": second, "barcode": "B3"}, 409, "CONFLICT", ["tickets[1].barcode"]),
        ({"ticketId": second, "ticketSerial": "S3"}, 409, "CONFLICT", ["tickets[1].ticketSerial"]),
        ({"ticketId": second, "sellingCurrency": "ZZZ"}, 400, "INVALID_PARAMETER", ["tickets[1].sellingCurrency"]),
        ({"ticketId": second, "sellingCurrency": "EUR"}, 400, "INVALID_PARAMETER", ["tickets[1].sellingCurrency"]),
        ({"ticketId": second, "sellingPrice": -1}, 400, "INVALID_PARAMETER", ["tickets[1].sellingPrice"]),
        ({"ticketId": second, "sellingPrice": 1.005}, 400, "INVALID_PARAMETER", ["tickets[1].sellingPrice"]),
        ({"ticketId": second, "sellingPrice": 1e30}, 400, "INVALID_PARAMETER", ["tickets[1].sellingPrice"]),
        ({"ticketId": second, "ticketDate": "2026-02-31"}, 400, "INVALID_PARAMETER", ["tickets[1].ticketDate"]),
    ):
        assert await cast.admin.refusal("batch/tickets/save", tickets=[good, bad]) == (status, code, fields), bad
    for ticket in tickets:
        assert await cast.agent.data("ticket/read", ticketId=ticket["ticketId"]) == ticket
    assert await cast.agent.data("audit/list", action="EDIT") == []
    assert third


async def test_what_was_changed_since_it_was_read_is_a_conflict_naming_the_tickets(
    api: Api, cast: Cast, tickets: list[dict[str, Any]]
) -> None:
    first, second, third = (ticket["ticketId"] for ticket in tickets)
    await cast.admin.data("batch/tickets/save", tickets=[{"ticketId": second, "category": "Mine"}])
    rows = [{"ticketId": ticket_id, "version": 1, "category": "Yours"} for ticket_id in (first, second, third)]
    response = await cast.admin.post("batch/tickets/save", tickets=rows)
    assert refusal_of(response) == (409, "CONFLICT", ["tickets"])
    status = response.json()["apiStatus"]
    assert status["errorDetails"] == {"ticketIds": [second]}
    assert f"ticket {second}" in status["errorMessage"]
    rows[1]["version"] = 2
    saved = await cast.admin.data("batch/tickets/save", tickets=rows)
    assert [ticket["category"] for ticket in saved] == ["Yours"] * 3


async def test_updated_at_as_it_was_read_guards_too(api: Api, cast: Cast, tickets: list[dict[str, Any]]) -> None:
    first = tickets[0]["ticketId"]
    row = {"ticketId": first, "category": "X", "updatedAt": tickets[0]["updatedAt"]}
    [saved] = await cast.admin.data("batch/tickets/save", tickets=[row])
    assert saved["category"] == "X"
    stale = [{**row, "updatedAt": "2020-01-01"}]
    assert (await cast.admin.refusal("batch/tickets/save", tickets=stale))[:2] == (409, "CONFLICT")
    for instant in ("2020-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"):
        stale = [{**row, "updatedAt": instant}]
        assert (await cast.admin.refusal("batch/tickets/save", tickets=stale))[:2] == (409, "CONFLICT"), instant
    [kept] = await sql(api.product, "SELECT updated_at FROM tickets WHERE id = :id", id=first)
    exact = [{**row, "category": "Y", "updatedAt": str(kept["updated_at"])}]
    assert (await cast.admin.data("batch/tickets/save", tickets=exact))[0]["category"] == "Y"


async def test_two_tickets_may_swap_what_identifies_them(cast: Cast, tickets: list[dict[str, Any]]) -> None:
    first, second, third = (ticket["ticketId"] for ticket in tickets)
    rows = [
        {"ticketId": first, "ticketSerial": "S2", "barcode": "B3"},
        {"ticketId": second, "ticketSerial": "S1"},
        {"ticketId": third, "barcode": "B1"},
    ]
    saved = await cast.admin.data("batch/tickets/save", tickets=rows)
    told = [(ticket["ticketSerial"], ticket["barcode"]) for ticket in saved]
    assert told == [("S2", "B3"), ("S1", "B2"), ("S3", "B1")]


async def test_a_known_serial_may_be_given_again_on_purpose(cast: Cast, tickets: list[dict[str, Any]]) -> None:
    row = {"ticketId": tickets[0]["ticketId"], "ticketSerial": "S2", "allowDuplicate": True}
    [saved] = await cast.admin.data("batch/tickets/save", tickets=[row])
    assert saved["ticketSerial"] == "S2"
    assert len(await cast.agent.data("ticket/search", text="S2")) == 2


async def test_corrections_are_audited_with_what_changed(cast: Cast, tickets: list[dict[str, Any]]) -> None:
    row = {"ticketId": tickets[0]["ticketId"], "category": "Senior", "ticketDate": "2099-02-02", "barcode": "B1"}
    await cast.admin.data("batch/tickets/save", tickets=[row])
    [entry] = await cast.agent.data("audit/list", entityType="TICKET", action="EDIT")
    assert (entry["entityId"], entry["userId"]) == (tickets[0]["ticketId"], "admin")
    assert (entry["oldStatus"], entry["newStatus"]) == ("AVAILABLE", "AVAILABLE")
    assert json.loads(entry["details"]) == {
        "category": ["Adult", "Senior"],
        "ticket_date": ["2099-01-01", "2099-02-02"],
    }


async def test_a_new_date_ahead_brings_expired_stock_back(api: Api, cast: Cast, tickets: list[dict[str, Any]]) -> None:
    first = tickets[0]["ticketId"]
    [gone] = await cast.admin.data("batch/tickets/save", tickets=[{"ticketId": first, "ticketDate": "2020-01-01"}])
    assert gone["status"] == "EXPIRED"
    await sql(api.product, "UPDATE tickets SET status = 'EXPIRED' WHERE id = :id", id=first)
    [back] = await cast.admin.data("batch/tickets/save", tickets=[{"ticketId": first, "ticketDate": "2099-01-01"}])
    assert back["status"] == "AVAILABLE"


async def test_saves_of_the_same_version_at_once_let_one_through(cast: Cast, tickets: list[dict[str, Any]]) -> None:
    ids = [ticket["ticketId"] for ticket in tickets]
    orders = (ids, ids[::-1], ids, ids[::-1])
    saves = [
        cast.admin.post(
            "batch/tickets/save",
            tickets=[{"ticketId": ticket_id, "version": 1, "category": str(n)} for ticket_id in order],
        )
        for n, order in enumerate(orders)
    ]
    answers = await asyncio.gather(*saves)
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409], [a.text for a in answers]
    kept = await cast.agent.data("ticket/search")
    assert len({ticket["category"] for ticket in kept}) == 1
    assert {ticket["version"] for ticket in kept} == {2}


async def test_saves_that_want_the_same_serial_at_once_let_one_through(
    cast: Cast, tickets: list[dict[str, Any]]
) -> None:
    saves = [
        cast.admin.post("batch/tickets/save", tickets=[{"ticketId": ticket["ticketId"], "ticketSerial": "WANTED"}])
        for ticket in tickets
    ]
    answers = await asyncio.gather(*saves)
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert len(await cast.agent.data("ticket/search", text="WANTED")) == 1
