"""Moving the last day of tickets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from admitone.core.clock import today
from admitone.services.housekeeping import expire_tickets
from tests.offline.api import Api, Cast, refusal_of, set_status, sql
from tests.offline.stock import three_tickets


@pytest.fixture
async def tickets(api: Api, cast: Cast) -> list[dict[str, Any]]:
    return await three_tickets(api.product, cast)


async def let_pass(api: Api, *ticket_ids: int) -> None:
    """The tickets' day was yesterday."""
    yesterday = today("Asia/Dubai") - timedelta(days=1)
    text = "UPDATE tickets SET ticket_date = :day WHERE id = ANY(:ids::bigint[])"
    await sql(api.product, text, day=yesterday, ids=list(ticket_ids))


@pytest.mark.parametrize("swept", [False, True])
async def test_expired_tickets_are_available_again(
    api: Api, cast: Cast, tickets: list[dict[str, Any]], swept: bool
) -> None:
    first, second, third = (ticket["ticketId"] for ticket in tickets)
    await let_pass(api, first, second)
    if swept:
        assert await expire_tickets(api.product.database) == 2
    statuses = {ticket["ticketId"]: ticket["status"] for ticket in await cast.agent.data("ticket/search")}
    assert statuses == {first: "EXPIRED", second: "EXPIRED", third: "AVAILABLE"}
    extended = await cast.admin.data(
        "ticket/extend-validity", ticketIds=[second, first, second], newValidUntil="2099-12-31"
    )
    told = [(ticket["ticketId"], ticket["status"], ticket["validUntil"]) for ticket in extended]
    assert told == [(second, "AVAILABLE", "2099-12-31"), (first, "AVAILABLE", "2099-12-31")]
    entries = await cast.agent.data("audit/list", action="EXTEND_VALIDITY")
    assert {(entry["entityId"], entry["oldStatus"], entry["newStatus"]) for entry in entries} == {
        (first, "EXPIRED", "AVAILABLE"),
        (second, "EXPIRED", "AVAILABLE"),
    }
    assert await expire_tickets(api.product.database) == 0


async def test_held_and_sold_tickets_stay_held_and_sold(api: Api, cast: Cast, tickets: list[dict[str, Any]]) -> None:
    first, second, third = (ticket["ticketId"] for ticket in tickets)
    await set_status(api.product, "SOLD", first)
    await set_status(api.product, "RESERVED", second)
    extended = await cast.admin.data(
        "ticket/extend-validity", ticketIds=[first, second, third], newValidUntil="2099-12-31"
    )
    assert [ticket["status"] for ticket in extended] == ["SOLD", "RESERVED", "AVAILABLE"]


async def test_today_is_the_first_day_that_may_be_given(cast: Cast, tickets: list[dict[str, Any]]) -> None:
    ids, day = [tickets[0]["ticketId"]], today("Asia/Dubai")
    past = {"ticketIds": ids, "newValidUntil": (day - timedelta(days=1)).isoformat()}
    assert await cast.admin.refusal("ticket/extend-validity", **past) == (400, "INVALID_PARAMETER", ["newValidUntil"])
    [extended] = await cast.admin.data("ticket/extend-validity", ticketIds=ids, newValidUntil=day.isoformat())
    assert (extended["status"], extended["validUntil"]) == ("AVAILABLE", day.isoformat())


async def test_one_unknown_ticket_extends_none(cast: Cast, tickets: list[dict[str, Any]]) -> None:
    ids = [tickets[0]["ticketId"], 9998, 9999]
    response = await cast.admin.post("ticket/extend-validity", ticketIds=ids, newValidUntil="2099-12-31")
    assert refusal_of(response)[:2] == (404, "NOTFOUND")
    assert response.json()["apiStatus"]["errorDetails"] == {"ticketIds": [9998, 9999]}
    assert await cast.agent.data("ticket/read", ticketId=ids[0]) == tickets[0]


async def test_the_sweep_leaves_what_is_sold_and_audits_what_it_does(
    api: Api, cast: Cast, tickets: list[dict[str, Any]]
) -> None:
    first, second, third = (ticket["ticketId"] for ticket in tickets)
    await let_pass(api, first, second, third)
    await set_status(api.product, "SOLD", first)
    await set_status(api.product, "RESERVED", second)
    assert await expire_tickets(api.product.database) == 1
    statuses = [ticket["status"] for ticket in await cast.agent.data("ticket/search")]
    assert statuses == ["SOLD", "RESERVED", "EXPIRED"]
    [entry] = await cast.agent.data("audit/list", action="EXPIRE")
    assert (entry["entityId"], entry["oldStatus"], entry["newStatus"]) == (third, "AVAILABLE", "EXPIRED")
    assert entry["userId"] == "system"
