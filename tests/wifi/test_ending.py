"""Tickets that are out there: revoked, topped up, mailed; each change is in the audit."""

from __future__ import annotations

import email
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from admitone.core.clock import today, utc_now
from admitone.services.extending import extend_selection, preview_extension
from admitone.store.ticket_filter import TicketFilter
from tests.offline.api import Api, Cast, refusal_of, sql, worked_off
from tests.wifi.host import GB, PLACE, Program, principal_of


async def used(api: Api, ticket: dict[str, Any], **columns: Any) -> None:
    """Let the access server have reported something."""
    written = ", ".join(f"{name} = :{name}" for name in columns)
    text = f"UPDATE wifi_tickets SET {written} WHERE ticket_id = :ticket_id"
    await sql(api.product, text, ticket_id=ticket["id"], **columns)


async def audit_of(api: Api, ticket: dict[str, Any]) -> list[tuple[str, str | None, str | None, str | None]]:
    rows = await sql(
        api.product,
        "SELECT action, old_status, new_status, user_id FROM audit_entries "
        "WHERE entity_type = 'TICKET' AND entity_id = :ticket_id ORDER BY id",
        ticket_id=ticket["id"],
    )
    return [(row["action"], row["old_status"], row["new_status"], row["user_id"]) for row in rows]


async def test_a_revoked_ticket_stays_revoked_and_the_audit_tells_once(api: Api, host: Program, desk: Program) -> None:
    made = await host.ticket(await host.service())
    path = f"/{PLACE}/tickets/{made['id']}/revoke"
    first = await desk.data("POST", path, json={"reason": "left"})
    again = await desk.data("POST", path, json={"reason": "left"})
    assert (first["state"], first["leftSeconds"], first["revoked"]) == ("revoked", 0, again["revoked"])
    assert await audit_of(api, made) == [
        ("ISSUE", None, "SOLD", "API key Front desk admin"),
        ("REVOKE", "UNUSED", "REVOKED", "API key Front desk agent"),
    ]
    more = {"expTime": 60}
    assert await host.refusal("POST", f"/{PLACE}/tickets/{made['id']}/topup", json=more) == (409, ["ticketId"])
    [row] = await sql(api.product, "SELECT voided_at, status FROM tickets WHERE id = :id", id=made["id"])
    assert row["voided_at"] is not None
    assert row["status"] == "SOLD"


async def test_a_top_up_brings_a_ticket_back(api: Api, host: Program) -> None:
    service = await host.service("Mix", typeId="onl+trf", expTime=None, onlineTime=600, trafficLimit=GB)
    made = await host.ticket(service)
    path = f"/{PLACE}/tickets/{made['id']}"
    now = utc_now()
    await used(api, made, first_used_at=now, used_seconds=600, used_download_bytes=GB, used_up_at=now)
    assert (await host.data("GET", path))["state"] == "used_up"
    half = await host.data("POST", f"{path}/topup", data={"onlineTime": "300"})
    # The time is there again, the traffic is not.
    assert half["state"] == "used_up"
    whole = await host.data("POST", f"{path}/topup", json={"trafficLimit": 5000})
    assert (whole["state"], whole["leftSeconds"], whole["leftTraffic"]) == ("active", 300, 5000)
    assert [entry[0] for entry in await audit_of(api, made)] == ["ISSUE", "TOP_UP", "TOP_UP"]


async def test_time_that_had_run_out_counts_anew_from_now(api: Api, host: Program) -> None:
    made = await host.ticket(await host.service())
    yesterday = utc_now() - timedelta(days=1)
    await used(api, made, first_used_at=yesterday, ends_at=yesterday + timedelta(hours=1))
    path = f"/{PLACE}/tickets/{made['id']}"
    assert (await host.data("GET", path))["state"] == "expired"
    after = await host.data("POST", f"{path}/topup", json={"expTime": 1800})
    assert after["state"] == "active"
    assert 1790 <= after["leftSeconds"] <= 1801


async def test_a_new_last_day_is_none_for_wifi(api: Api, host: Program, cast: Cast) -> None:
    made = await host.ticket(await host.service())
    answer = await cast.admin.post("ticket/extend-validity", ticketIds=[made["id"]], newValidUntil="2099-12-31")
    assert refusal_of(answer) == (409, "CONFLICT", ["ticketId"])
    assert f"{made['id']}; top each up" in answer.text
    assert await audit_of(api, made) == [("ISSUE", None, "SOLD", "API key Front desk admin")]
    maria, day = await principal_of(api.product), today("Asia/Dubai")
    async with api.product.database.writing() as tx:
        picked = TicketFilter(today=day, ids=(int(made["id"]),))
        assert (await preview_extension(tx, maria, picked, day)).tickets == 0
        assert await extend_selection(tx, maria, picked, day, 0) == 0


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({}, "expTime"),
    ({"expTime": 0}, "expTime"),
    ({"onlineTime": 60}, "onlineTime"),
    ({"trafficLimit": 1}, "trafficLimit"),
    ({"expTime": -5}, "expTime"),
    ({"expTime": 10**12}, "expTime"),
    ({"expTime": "a lot"}, "expTime"),
    ({"valid_until": "2020-01-01"}, "valid_until"),
    ({"valid_until": "whenever"}, "valid_until"),
]


@pytest.mark.parametrize(("added", "field"), REFUSED)
async def test_only_what_limits_a_ticket_can_be_topped_up(host: Program, added: dict[str, Any], field: str) -> None:
    made = await host.ticket(await host.service(validUntil=86400))
    path = f"/{PLACE}/tickets/{made['id']}/topup"
    assert await host.refusal("POST", path, json=added) == (400, [field])


async def test_a_later_end_moves_the_day_that_the_inventory_knows(api: Api, host: Program) -> None:
    made = await host.ticket(await host.service(validUntil=86400))
    later = (datetime.fromisoformat(made["valid_until"]) + timedelta(days=9)).isoformat()
    after = await host.data("POST", f"/{PLACE}/tickets/{made['id']}/topup", json={"valid_until": later})
    assert after["valid_until"] == later
    [row] = await sql(api.product, "SELECT valid_until, last_day FROM tickets WHERE id = :id", id=made["id"])
    assert str(row["last_day"]) == str(row["valid_until"]) == later[:10]


async def test_tickets_are_tickets_of_the_one_inventory(api: Api, host: Program) -> None:
    made = await host.ticket(await host.service(price=5))
    headers = {"Authorization": f"Bearer {host.key}"}
    body = {"text": made["code"].replace("-", "")}
    answer = await api.client.post("/offline/ticket/search", json=body, headers=headers)
    [found] = answer.json()["apiData"]
    assert (found["ticketId"], found["status"], found["category"]) == (made["id"], "SOLD", "1 hour")


@pytest.mark.parametrize(
    ("tag", "words"), [("en", "Your Wi-Fi code for Hotel Sol"), ("ar", "رمز الواي فاي الخاص بك في Hotel Sol")]
)
async def test_a_ticket_goes_by_mail_in_the_guests_language(api: Api, host: Program, tag: str, words: str) -> None:
    made = await host.ticket(await host.service(), format="email", userId="guest@example.com", language=tag)
    await worked_off(api)
    [letter] = await letters(api)
    assert letter["subject"] == words
    assert letter["to"] == "guest@example.com"
    assert made["code"] in letter["text"]
    assert "Sol Guests" in letter["text"]
    assert f"/portal/{PLACE}?code={made['code']}" in letter["text"]


async def test_a_sheet_goes_in_one_mail_without_what_was_revoked(api: Api, host: Program) -> None:
    service = await host.service()
    wish = {"service": service, "quantity": 3, "format": "email", "email": "front@example.com"}
    made = await host.data("POST", f"/{PLACE}/tickets/bulk", json=wish)
    await host.data("POST", f"/{PLACE}/tickets/{made[1]['id']}/revoke", json={})
    await worked_off(api)
    [letter] = await letters(api)
    assert [one["code"] in letter["text"] for one in made] == [True, False, True]
    await host.data("POST", f"/{PLACE}/tickets/{made[2]['id']}/mail", json={"email": "other@example.com"})
    await worked_off(api)
    second = next(one for one in await letters(api) if one["to"] == "other@example.com")
    assert [one["code"] in second["text"] for one in made] == [False, False, True]
    gone = f"/{PLACE}/tickets/{made[1]['id']}/mail"
    assert await host.refusal("POST", gone, json={"email": "a@example.com"}) == (409, ["ticketId"])
    assert await host.refusal("POST", gone, json={"email": "nobody"}) == (400, ["email"])


async def letters(api: Api) -> list[dict[str, str]]:
    """The mails that were written, as the outbox has them."""
    folder = api.product.config.data_folder
    found = [email.message_from_bytes(path.read_bytes(), policy=default) for path in sorted(folder.rglob("*.eml"))]
    return [{"subject": one["Subject"], "to": one["To"], "text": _text(one)} for one in found]


def _text(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


async def test_a_top_up_that_is_repeated_adds_once(host: Program) -> None:
    made = await host.ticket(await host.service("2 GB", typeId="trf", expTime=None, trafficLimit=2 * GB))
    path, key = f"/{PLACE}/tickets/{made['id']}/topup", {"Idempotency-Key": "top-up-1"}
    for _ in range(2):
        after = await host.data("POST", path, json={"trafficLimit": GB}, headers=key)
        assert after["leftTraffic"] == 3 * GB
    assert await host.refusal("POST", path, json={"trafficLimit": 5}, headers=key) == (409, ["Idempotency-Key"])
    assert (await host.data("POST", path, json={"trafficLimit": GB}))["leftTraffic"] == 4 * GB


async def test_a_top_up_that_could_not_help_is_refused(host: Program, api: Api) -> None:
    service = await host.service("2 GB", typeId="ttl+trf", expTime=None, trafficLimit=2 * GB)
    made = await host.ticket(service, valid_until=(utc_now() + timedelta(days=1)).isoformat())
    await sql(
        api.product, "UPDATE wifi_tickets SET valid_until = :at RETURNING ticket_id", at=utc_now() - timedelta(hours=1)
    )
    path = f"/{PLACE}/tickets/{made['id']}/topup"
    assert await host.refusal("POST", path, json={"trafficLimit": GB}) == (409, ["valid_until"])
    later = (utc_now() + timedelta(days=2)).isoformat()
    after = await host.data("POST", path, json={"trafficLimit": GB, "valid_until": later})
    assert (after["leftTraffic"], after["state"]) == (3 * GB, "unused")


async def test_what_was_used_today_is_not_told_as_left(host: Program, api: Api) -> None:
    terms = {"dailyLimit": 3600, "dailyTraffic": 1000, "typeId": "onl", "expTime": None, "onlineTime": 86400}
    service = await host.service("An hour a day", **terms)
    made = await host.ticket(service)
    assert (made["leftSeconds"], made["leftTraffic"]) == (3600, 1000)
    await sql(
        api.product,
        "INSERT INTO wifi_days (ticket_id, tenant_id, day, seconds, download_bytes, upload_bytes, created_at, "
        "updated_at) SELECT ticket_id, tenant_id, :day::date, 600, 300, 100, created_at, updated_at FROM wifi_tickets "
        "RETURNING ticket_id",
        day=today("Europe/Madrid"),
    )
    now = await host.data("GET", f"/{PLACE}/tickets/{made['id']}")
    assert (now["leftSeconds"], now["leftTraffic"]) == (3000, 600)
    assert (await host.data("GET", f"/{PLACE}/tickets"))[0]["leftSeconds"] == 3000


async def test_sessions_are_listed_by_pages(host: Program, api: Api) -> None:
    made = await host.ticket(await host.service())
    for number in range(5):
        await sql(
            api.product,
            "INSERT INTO wifi_sessions (tenant_id, location_id, ticket_id, nas, acct_session_id, device, started_at, "
            f"last_seen_at, created_at, updated_at) SELECT tenant_id, location_id, ticket_id, 'lobby', 's{number}', "
            f"'device {number}', created_at, created_at, created_at, created_at FROM wifi_tickets RETURNING id",
        )
    for path in (f"/{PLACE}/sessions", f"/{PLACE}/tickets/{made['id']}/sessions"):
        page = (await host.call("GET", path, params={"offset": 2, "limit": 2})).json()
        assert [one["device"] for one in page["data"]] == ["device 2", "device 1"]
        assert page["pagination"] == {"offset": 2, "limit": 2, "rows": 5, "pages": 3, "currentPage": 2}
