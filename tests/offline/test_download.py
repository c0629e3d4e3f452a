"""Handing out a ticket's PDF to whoever has its code."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from admitone.core.clock import local_day, utc_now
from tests.offline import documents
from tests.offline.api import Api, Cast, set_status, sql

UNKNOWN = (404, "NOTFOUND", ["ticketId", "code"])


@pytest.fixture
async def tickets(cast: Cast, aquarium: int, five_tickets: Path) -> list[dict[str, Any]]:
    uploaded = (await cast.admin.upload(five_tickets, attractionId=aquarium)).json()["apiData"]
    listed: list[dict[str, Any]] = uploaded["tickets"]
    return listed


def link(ticket: dict[str, Any]) -> dict[str, Any]:
    return {"ticketId": ticket["ticketId"], "code": ticket["downloadCode"]}


async def test_a_guest_gets_the_sold_tickets_own_page(api: Api, cast: Cast, tickets: list[dict[str, Any]]) -> None:
    third = tickets[2]
    await set_status(api.product, "SOLD", third["ticketId"])
    response = await cast.guest.post("ticket/download", **link(third))
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"] == f'attachment; filename="ticket-{third["ticketId"]}.pdf"'
    assert response.headers["cache-control"] == "no-store"
    [page] = documents.text_of(response.content)
    assert b"AQ-0000003" in page
    assert b"AQ-0000002" not in response.content
    again = await cast.guest.post("ticket/download", **link(third))
    assert again.content == response.content


async def test_no_session_is_needed(api: Api, cast: Cast, tickets: list[dict[str, Any]]) -> None:
    await set_status(api.product, "SOLD", tickets[0]["ticketId"])
    response = await api.client.post("/offline/ticket/download", json=link(tickets[0]))
    assert response.status_code == 200


async def test_a_wrong_code_looks_like_an_unknown_ticket(api: Api, cast: Cast, tickets: list[dict[str, Any]]) -> None:
    first, second = tickets[0], tickets[1]
    await set_status(api.product, "SOLD", first["ticketId"])
    code = first["downloadCode"]
    other = "A" if code[-1] != "A" else "B"
    for ticket_id, given in (
        (first["ticketId"], code[:-1] + other),
        (first["ticketId"], code + "x"),
        (first["ticketId"], code.swapcase()),
        (first["ticketId"], second["downloadCode"]),
        (first["ticketId"], "ü😀"),
        (9999, code),
        (9999, "there is no such ticket"),
    ):
        for caller in (cast.guest, cast.admin):
            assert await caller.refusal("ticket/download", ticketId=ticket_id, code=given) == UNKNOWN
    wrong = await cast.guest.post("ticket/download", ticketId=first["ticketId"], code="wrong")
    unknown = await cast.guest.post("ticket/download", ticketId=9999, code="wrong")
    assert wrong.json() == unknown.json()
    assert {name for name in wrong.headers if name != "x-request-id"} == set(unknown.headers) - {"x-request-id"}


async def test_guests_get_sold_tickets_only_and_staff_any_of_their_own(
    api: Api, cast: Cast, tickets: list[dict[str, Any]]
) -> None:
    ticket = tickets[0]
    for status in ("AVAILABLE", "RESERVED", "EXPIRED", "SOLD"):
        await set_status(api.product, status, ticket["ticketId"])
        for caller in (cast.admin, cast.agent):
            assert (await caller.post("ticket/download", **link(ticket))).status_code == 200, status
        for caller in (cast.guest, cast.stranger):
            response = await caller.post("ticket/download", **link(ticket))
            assert response.status_code == (200 if status == "SOLD" else 409), status


async def test_links_expire_and_can_be_renewed(api: Api, cast: Cast, tickets: list[dict[str, Any]]) -> None:
    ticket = tickets[0]
    await set_status(api.product, "SOLD", ticket["ticketId"])
    await expire_link(api, ticket)
    assert await cast.guest.refusal("ticket/download", **link(ticket)) == (403, "FORBIDDEN", ["code"])
    assert (await cast.agent.post("ticket/download", **link(ticket))).status_code == 200
    [renewed] = await cast.agent.data("ticket/renew-download", ticketIds=[ticket["ticketId"]])
    assert renewed["downloadExpiresAt"] == local_day(utc_now() + timedelta(days=90), "Asia/Dubai").isoformat()
    assert (await cast.guest.post("ticket/download", **link(ticket))).status_code == 200
    [renewed] = await cast.agent.data("ticket/renew-download", ticketIds=[ticket["ticketId"]], days=3)
    assert renewed["downloadExpiresAt"] == local_day(utc_now() + timedelta(days=3), "Asia/Dubai").isoformat()
    actions = [entry["action"] for entry in await cast.agent.data("audit/list", entityId=ticket["ticketId"], limit=2)]
    assert actions == ["RENEW_DOWNLOAD", "RENEW_DOWNLOAD"]


async def test_only_links_of_sold_tickets_are_renewed_all_or_none(
    api: Api, cast: Cast, tickets: list[dict[str, Any]]
) -> None:
    sold, unsold = tickets[0]["ticketId"], tickets[1]["ticketId"]
    await set_status(api.product, "SOLD", sold)
    refusal = await cast.agent.refusal("ticket/renew-download", ticketIds=[sold, unsold])
    assert refusal == (409, "CONFLICT", ["ticketIds"])
    assert (await cast.agent.refusal("ticket/renew-download", ticketIds=[sold, 9999]))[:2] == (404, "NOTFOUND")
    assert (await cast.agent.data("ticket/read", ticketId=sold))["downloadExpiresAt"] is None


async def test_every_download_is_counted(api: Api, cast: Cast, tickets: list[dict[str, Any]]) -> None:
    ticket = tickets[0]
    await set_status(api.product, "SOLD", ticket["ticketId"])
    for caller in (cast.guest, cast.guest, cast.agent):
        await caller.post("ticket/download", **link(ticket))
    await cast.guest.post("ticket/download", ticketId=ticket["ticketId"], code="wrong")
    assert (await cast.agent.data("ticket/read", ticketId=ticket["ticketId"]))["downloadCount"] == 3


async def test_one_address_gets_one_ticket_only_so_often(api: Api, cast: Cast, tickets: list[dict[str, Any]]) -> None:
    ticket, other = tickets[0], tickets[1]
    await set_status(api.product, "SOLD", ticket["ticketId"], other["ticketId"])
    statuses = [(await cast.guest.post("ticket/download", **link(ticket))).status_code for _ in range(62)]
    assert statuses == [200] * 60 + [429] * 2
    refused = await cast.guest.post("ticket/download", **link(ticket))
    assert 0 < int(refused.headers["retry-after"]) <= 600
    assert refused.json()["apiStatus"]["errorCode"] == "TOO_MANY_REQUESTS"
    assert (await cast.guest.post("ticket/download", **link(other))).status_code == 200
    await forget(api)
    assert (await cast.guest.post("ticket/download", **link(ticket))).status_code == 200


async def test_guessing_codes_is_stopped_and_forgotten_later(
    api: Api, cast: Cast, tickets: list[dict[str, Any]]
) -> None:
    ticket = tickets[0]
    await set_status(api.product, "SOLD", ticket["ticketId"])
    statuses = [
        (await cast.guest.post("ticket/download", ticketId=n % 7 + 1, code=f"guess {n}")).status_code for n in range(32)
    ]
    assert statuses == [404] * 30 + [429] * 2
    assert (await cast.guest.post("ticket/download", **link(ticket))).status_code == 429
    await forget(api)
    assert (await cast.guest.post("ticket/download", **link(ticket))).status_code == 200


async def test_a_file_that_is_gone_from_the_store_is_named(api: Api, cast: Cast, tickets: list[dict[str, Any]]) -> None:
    for path in (api.product.config.data_folder / "objects").rglob("*.pdf"):
        path.unlink()
    response = await cast.agent.post("ticket/download", **link(tickets[0]))
    assert response.status_code == 404
    assert "restore it from a backup" in response.json()["apiStatus"]["errorMessage"]


async def expire_link(api: Api, ticket: dict[str, Any]) -> None:
    text = "UPDATE tickets SET download_expires_at = :at WHERE id = :id"
    await sql(api.product, text, at=utc_now() - timedelta(seconds=1), id=ticket["ticketId"])


async def forget(api: Api) -> None:
    """Ten minutes pass."""
    await sql(api.product, "UPDATE throttles SET last_failed_at = :at", at=utc_now() - timedelta(minutes=11))
