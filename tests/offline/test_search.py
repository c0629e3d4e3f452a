"""Finding tickets: eight filters, text, sorting, paging and streaming, held against a model in Python."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import product as pairs
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from admitone.core.clock import today
from admitone.ingest.assembly import FoundTicket, ReviewFlag
from tests.offline.api import Api, Cast, set_status, sql
from tests.offline.stock import stocked

Ticket = dict[str, Any]
TODAY = today("Asia/Dubai")


def day(offset: int) -> str:
    return (TODAY + timedelta(days=offset)).isoformat()


@dataclass(frozen=True)
class Stock:
    """Everything in stock, as batch/tickets shows it, and the campaign of each batch."""

    cast: Cast
    tickets: list[Ticket]
    campaigns: dict[int, int | None]


SERIALS = ["A-1", "A-10", "a-1", "B_1", "B%1", "Ünï-1", "تذكرة-1", "A\\1", None, None, "Z-9", "b-2"]


def found_tickets(offset: int) -> list[FoundTicket]:
    """Twelve tickets around today, some with neither serial, date nor category."""
    return [
        FoundTicket(
            page=number + 1,
            serial=f"{serial}{offset or ''}" if serial else None,
            barcode=f"{offset}4006{number}" if number % 3 else None,
            ticket_date=day(number - 6 + offset) if number % 5 else None,
            valid_until=day(number - 4) if number % 4 == 1 else None,
            category=("Adult", "Child", None)[number % 3],
            flags=[ReviewFlag.MISSING_DATE] if number % 5 == 0 else [],
        )
        for number, serial in enumerate(SERIALS)
    ]


@pytest.fixture
async def stock(api: Api, cast: Cast) -> Stock:
    admin, product = cast.admin, api.product
    campaign = (await admin.data("campaign/write", name="Summer"))["campaignId"]
    batches: dict[int, int | None] = {}
    for index, groups in enumerate(("Adult,Child (3-12)", None)):
        written = await admin.data("attraction/write", name=f"No {index}", odooProductCode="A", ageGroups=groups)
        for number, of_campaign in enumerate((campaign, None)):
            found = found_tickets(2 * index + number)
            batches[await stocked(product, written["attractionId"], found, campaign_id=of_campaign)] = of_campaign
    ids = [ticket["ticketId"] for ticket in await admin.data("ticket/search")]
    await set_status(product, "SOLD", *ids[1::7])
    await set_status(product, "RESERVED", *ids[2::7])
    sweep = "UPDATE tickets SET status = 'EXPIRED' WHERE id = :id AND last_day < :today"
    await sql(product, sweep, id=ids[3], today=TODAY)
    tickets = [ticket for batch in batches for ticket in await admin.data("batch/tickets", batchId=batch)]
    return Stock(cast, sorted(tickets, key=lambda ticket: ticket["ticketId"]), batches)


def model(stock: Stock, filters: dict[str, Any]) -> list[int]:
    """What a search must find, by what the tickets show."""
    tests: dict[str, Callable[[Ticket, Any], bool]] = {
        "batchId": lambda ticket, value: ticket["batchId"] == value,
        "attractionId": lambda ticket, value: ticket["attractionId"] == value,
        "campaignId": lambda ticket, value: stock.campaigns[ticket["batchId"]] == value,
        "status": lambda ticket, value: ticket["status"] == value,
        "category": lambda ticket, value: ticket["category"] == value,
        "ageGroup": lambda ticket, value: ticket["ageGroup"] == value,
        "dateFrom": lambda ticket, value: (ticket["ticketDate"] or "") >= value,
        "dateTo": lambda ticket, value: ticket["ticketDate"] is not None and ticket["ticketDate"] <= value,
        "text": lambda ticket, value: any(
            (ticket[field] or "").startswith(value) for field in ("ticketSerial", "barcode")
        ),
        "flagged": lambda ticket, value: not value or bool(ticket["reviewFlags"]),
    }
    return [
        ticket["ticketId"]
        for ticket in stock.tickets
        if all(tests[name](ticket, value) for name, value in filters.items() if value is not None)
    ]


VALUES: dict[str, list[Any]] = {
    "batchId": [1, 2, 999],
    "attractionId": [1, 2, 999],
    "campaignId": [1, 999],
    "status": ["AVAILABLE", "RESERVED", "SOLD", "EXPIRED"],
    "category": ["Adult", "Child", "adult", "' OR 1=1 --"],
    "ageGroup": ["Adult", "Child (3-12)", "Child"],
    "dateFrom": [day(-2), day(0), "9999-12-31", "0001-01-01"],
    "dateTo": [day(0), day(3), "9999-12-31", "0001-01-01"],
    "text": ["A-1", "a", "B_", "B%", "%", "_", "A\\", "Ün", "تذ", "04006", "Z-9", "nothing"],
    "flagged": [True, False],
}


async def test_each_filter_and_each_pair_of_filters_finds_what_the_model_finds(stock: Stock) -> None:
    singles = [{name: value} for name, values in VALUES.items() for value in values]
    for filters in singles:
        assert await searched(stock, filters) == model(stock, filters), filters
    names = sorted(VALUES)
    for first, second in pairs(names, names):
        if first < second:
            filters = {first: VALUES[first][0], second: VALUES[second][1]}
            assert await searched(stock, filters) == model(stock, filters), filters


async def test_any_combination_of_filters_finds_what_the_model_finds(stock: Stock) -> None:
    loop = asyncio.get_running_loop()
    combinations = st.fixed_dictionaries({}, optional={name: st.sampled_from(of) for name, of in VALUES.items()})

    @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(filters=combinations)
    def explore(filters: dict[str, Any]) -> None:
        found = asyncio.run_coroutine_threadsafe(searched(stock, filters), loop).result(20)
        assert found == model(stock, filters)

    await asyncio.to_thread(explore)


async def searched(stock: Stock, filters: dict[str, Any]) -> list[int]:
    return [ticket["ticketId"] for ticket in await stock.cast.agent.data("ticket/search", **filters)]


def sort_key(ticket: Ticket, name: str) -> Any:
    if name == "validUntil":
        return ticket["validUntil"] or ticket["ticketDate"]
    return ticket[name]


def in_order(tickets: list[Ticket], sort: str) -> list[int]:
    """By the sort's value, then by id; those without a value last, whichever direction."""
    name, descending = sort.removeprefix("-"), sort.startswith("-")
    valued = [ticket for ticket in tickets if sort_key(ticket, name) is not None]
    valued.sort(key=lambda ticket: (sort_key(ticket, name), ticket["ticketId"]), reverse=descending)
    empty = [ticket for ticket in tickets if sort_key(ticket, name) is None]
    empty.sort(key=lambda ticket: ticket["ticketId"], reverse=descending)
    return [ticket["ticketId"] for ticket in valued + empty]


SORTS = [
    direction + name for name in ("ticketId", "ticketDate", "validUntil", "ticketSerial") for direction in ("", "-")
]


async def test_paging_through_any_order_gives_every_ticket_once(stock: Stock) -> None:
    for sort in SORTS:
        expected = in_order(stock.tickets, sort)
        assert [ticket["ticketId"] for ticket in await stock.cast.agent.data("ticket/search", sort=sort)] == expected
        for limit in (1, 7, 24, 48, 100):
            found, cursor = [], None
            while True:
                page = (await stock.cast.agent.post("ticket/search", sort=sort, limit=limit, cursor=cursor)).json()
                assert len(page["apiData"]) <= limit
                found += [ticket["ticketId"] for ticket in page["apiData"]]
                cursor = page["apiPage"]["nextCursor"]
                if cursor is None:
                    break
            assert found == expected, (sort, limit)


async def test_a_cursor_is_for_its_own_order_only(stock: Stock) -> None:
    page = (await stock.cast.agent.post("ticket/search", sort="ticketDate", limit=3)).json()
    cursor = page["apiPage"]["nextCursor"]
    for sort in ("-ticketDate", "ticketId", "ticketSerial"):
        refusal = await stock.cast.agent.refusal("ticket/search", sort=sort, limit=3, cursor=cursor)
        assert refusal == (400, "INVALID_PARAMETER", ["cursor"])


async def test_tickets_found_while_others_come_and_go_are_found_once(api: Api, stock: Stock) -> None:
    page = (await stock.cast.agent.post("ticket/search", limit=10, sort="ticketDate")).json()
    seen = [ticket["ticketId"] for ticket in page["apiData"]]
    gone = seen[-1]
    await sql(api.product, "DELETE FROM tickets WHERE id = :id", id=gone)
    rest = await stock.cast.agent.post(
        "ticket/search", limit=100, sort="ticketDate", cursor=page["apiPage"]["nextCursor"]
    )
    seen += [ticket["ticketId"] for ticket in rest.json()["apiData"]]
    assert seen == in_order(stock.tickets, "ticketDate")


async def test_without_a_limit_the_answer_is_the_plain_envelope(stock: Stock) -> None:
    response = await stock.cast.agent.post("ticket/search")
    assert response.headers["content-type"] == "application/json"
    body = response.json()
    assert set(body) == {"apiStatus", "apiData"}
    assert body["apiStatus"] == {"errorCode": "OK", "errorMessage": "Success"}
    assert body["apiData"] == stock.tickets
    nothing = await stock.cast.agent.post("ticket/search", batchId=999)
    assert nothing.json()["apiData"] == []


async def test_unsold_stock_counts_as_expired_the_day_after_its_last(api: Api, stock: Stock) -> None:
    for ticket in stock.tickets:
        last = ticket["validUntil"] or ticket["ticketDate"]
        if ticket["status"] in {"AVAILABLE", "EXPIRED"}:
            assert (ticket["status"] == "EXPIRED") == (last is not None and last < day(0)), ticket
    assert {ticket["status"] for ticket in stock.tickets} == {"AVAILABLE", "RESERVED", "SOLD", "EXPIRED"}
