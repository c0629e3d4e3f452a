"""Who changed what: filters, paging and tenants of the audit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from admitone.core.clock import today, utc_now
from tests.offline.api import Api, Cast, sql
from tests.offline.stock import three_tickets

FIELDS = {
    "auditId", "entityType", "entityId", "action", "oldStatus", "newStatus", "cartReference", "userId", "details",
    "createdAt",
}  # fmt: skip


@pytest.fixture
async def tickets(api: Api, cast: Cast) -> list[dict[str, Any]]:
    """Three tickets, of which the first was corrected and the second extended."""
    tickets = await three_tickets(api.product, cast)
    await cast.admin.data("batch/tickets/save", tickets=[{"ticketId": tickets[0]["ticketId"], "category": "X"}])
    ids = [tickets[1]["ticketId"]]
    await cast.admin.data("ticket/extend-validity", ticketIds=ids, newValidUntil="2099-12-31")
    return tickets


async def test_entries_are_those_of_the_contract_newest_first(cast: Cast, tickets: list[dict[str, Any]]) -> None:
    entries = await cast.agent.data("audit/list", entityType="TICKET")
    assert [entry["action"] for entry in entries] == ["EXTEND_VALIDITY", "EDIT", "UPLOAD", "UPLOAD", "UPLOAD"]
    assert all(set(entry) == FIELDS for entry in entries)
    newest = entries[0]
    assert (newest["entityId"], newest["oldStatus"], newest["newStatus"], newest["userId"], newest["details"]) == (
        tickets[1]["ticketId"], "AVAILABLE", "AVAILABLE", "admin", "until 2099-12-31",
    )  # fmt: skip
    at = datetime.fromisoformat(newest["createdAt"])
    assert utc_now() - timedelta(minutes=1) < at <= utc_now()


async def test_filters_combine(api: Api, cast: Cast, tickets: list[dict[str, Any]]) -> None:
    day = today("Asia/Dubai")
    ids = [ticket["ticketId"] for ticket in tickets]
    await sql(api.product, "UPDATE audit_entries SET cart_reference = 'OT-1' WHERE action = 'EDIT'")
    for filters, actions in (
        ({"entityId": ids[0], "entityType": "TICKET"}, ["EDIT", "UPLOAD"]),
        ({"action": "EDIT"}, ["EDIT"]),
        ({"action": "edit"}, []),
        ({"cartReference": "OT-1"}, ["EDIT"]),
        ({"userId": "admin", "entityType": "TICKET", "limit": 2}, ["EXTEND_VALIDITY", "EDIT"]),
        ({"userId": "nobody"}, []),
        ({"dateFrom": day.isoformat(), "dateTo": day.isoformat(), "action": "EDIT"}, ["EDIT"]),
        ({"dateFrom": (day + timedelta(days=1)).isoformat()}, []),
        ({"dateTo": (day - timedelta(days=1)).isoformat()}, []),
        ({"dateFrom": "0001-01-01", "dateTo": "9999-12-31", "action": "EDIT"}, ["EDIT"]),
        ({"dateFrom": "9999-12-31"}, []),
        ({"dateTo": "0001-01-01"}, []),
        ({"dateTo": "9999-12-30", "action": "EDIT"}, ["EDIT"]),
        ({"entityId": 2**63 - 1}, []),
    ):
        found = await cast.agent.data("audit/list", **filters)
        assert [entry["action"] for entry in found] == actions, filters


async def test_days_are_those_of_the_tenant(api: Api, cast: Cast, tickets: list[dict[str, Any]]) -> None:
    # Half past eight in the evening in UTC is half past midnight of the next day in Dubai.
    at = datetime.fromisoformat("2026-03-14T20:30:00+00:00")
    await sql(api.product, "UPDATE audit_entries SET created_at = :at", at=at)
    assert await cast.agent.data("audit/list", dateFrom="2026-03-14", dateTo="2026-03-14") == []
    assert (
        len(await cast.agent.data("audit/list", dateFrom="2026-03-15", dateTo="2026-03-15", entityType="TICKET")) == 5
    )


async def test_pages_give_every_entry_once(cast: Cast, tickets: list[dict[str, Any]]) -> None:
    everything = await cast.agent.data("audit/list", limit=1000)
    paged: list[dict[str, Any]] = []
    while True:
        before = {"beforeAuditId": paged[-1]["auditId"]} if paged else {}
        page = await cast.agent.data("audit/list", limit=2, **before)
        if not page:
            break
        paged += page
    assert paged == everything
    assert len(everything) >= 6


async def test_another_tenant_sees_nothing_of_it(cast: Cast, tickets: list[dict[str, Any]]) -> None:
    assert await cast.stranger.data("audit/list") == []
    assert await cast.stranger.data("audit/list", entityType="TICKET", entityId=tickets[0]["ticketId"]) == []
