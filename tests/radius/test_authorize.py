"""Codes at the door: what they may use, and what guests are told whose code lets nobody in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from admitone.core.clock import utc_now
from admitone.core.wifi.codes import group_code
from tests.radius.rest import LAPTOP, PHONE, TABLET, AccessServer
from tests.servers.hotel import Hotel, open_hotel


async def test_each_kind_of_ticket_gets_what_is_left(lobby: AccessServer, hotel: Hotel) -> None:
    one_hour = await hotel.ticket(exp_seconds=3600)
    online = await hotel.ticket(online_seconds=7200, valid_until=utc_now() + timedelta(seconds=600))
    until = await hotel.ticket(valid_until=utc_now() + timedelta(seconds=900))
    traffic = await hotel.ticket(traffic_bytes=5 * 2**30 + 7, downrate_bits=8_000_000, uprate_bits=1_000_000)
    assert (await lobby.limits(one_hour.code))["reply:Session-Timeout"] == 3600
    limits = await lobby.limits(online.code)
    assert 590 <= limits["reply:Session-Timeout"] <= 600, "the least of all limits"
    assert limits["reply:Idle-Timeout"] == 600, "connected time counts, so a sleeping phone is logged out"
    assert 890 <= (await lobby.limits(until.code))["reply:Session-Timeout"] <= 900
    limits = await lobby.limits(traffic.code)
    assert "reply:Session-Timeout" not in limits
    assert limits["reply:ChilliSpot-Max-Total-Octets"] == 2**32 - 1, "capped, not cut to its low bits"
    assert limits["reply:Mikrotik-Total-Limit"] == 2**30 + 7
    assert limits["reply:Mikrotik-Total-Limit-Gigawords"] == 1
    assert limits["reply:Acct-Interim-Interval"] == 60
    assert limits["reply:WISPr-Bandwidth-Max-Down"] == 8_000_000
    assert limits["reply:WISPr-Bandwidth-Max-Up"] == 1_000_000


async def test_the_code_is_the_password_however_it_is_grouped(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(exp_seconds=3600)
    typed = group_code(ticket.code).lower()
    limits = await lobby.limits(typed)
    assert limits["control:Cleartext-Password"] == typed
    assert limits["reply:User-Name"] == ticket.code
    hashed = await lobby.post("authorize", {"User-Name": ticket.code, "CHAP-Password": "0x01"})
    assert hashed.json()["control:Cleartext-Password"]["value"] == [ticket.code]
    wrong = await lobby.ask(ticket.code, **{"User-Password": "something else"})
    assert wrong.json()["control:Cleartext-Password"]["value"] == [ticket.code], "FreeRADIUS compares, and refuses"


async def test_asking_uses_nothing_up(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(exp_seconds=3600, devices=1)
    for device in (PHONE, LAPTOP, TABLET):
        await lobby.limits(ticket.code, device)
    assert (await hotel.read(ticket)).first_used_at is None
    assert await hotel.sql("SELECT * FROM wifi_slots") == []


async def test_guests_are_told_why_they_may_not_come_in(lobby: AccessServer, hotel: Hotel) -> None:
    later = await hotel.ticket(start_time=utc_now() + timedelta(hours=1), exp_seconds=60)
    over = await hotel.ticket(valid_until=utc_now() - timedelta(seconds=1), start_time=utc_now() - timedelta(days=1))
    revoked = await hotel.ticket(exp_seconds=60)
    await hotel.revoke(revoked)
    assert "later" in await lobby.refusal(later.code)
    assert "over" in await lobby.refusal(over.code)
    assert "not good any more" in await lobby.refusal(revoked.code)
    assert "not known" in await lobby.refusal("%{User-Name}")
    assert "not known" in await lobby.refusal("")


async def test_a_code_of_another_place_is_not_known_here(lobby: AccessServer, hotel: Hotel) -> None:
    for tenant in ("oasis", "mirage"):
        elsewhere = await open_hotel(hotel.database, "Sea Hotel", tenant)
        ticket = await elsewhere.ticket(exp_seconds=60)
        assert "not known" in await lobby.refusal(ticket.code)
        await lobby.report(ticket, "Start")
        assert await elsewhere.sessions(ticket) == [], "nor can its use be reported from here"


async def test_whoever_tries_codes_is_slowed_down(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(exp_seconds=60)
    for _ in range(30):
        assert "not known" in await lobby.refusal("WRONGCODE234")
    assert "Too many" in await lobby.refusal(ticket.code)
    await lobby.limits(ticket.code, LAPTOP)
    await hotel.sql("UPDATE throttles SET failures = 1000")
    assert "Too many" in await lobby.refusal("WRONGCODE234", "02-00-00-00-00-77"), (
        "of all together, there were too many"
    )
    await lobby.limits(ticket.code, "02-00-00-00-00-78")


@pytest.mark.parametrize("section", ["authorize", "post-auth", "accounting"])
async def test_only_the_location_s_own_access_server_is_heard(lobby: AccessServer, hotel: Hotel, section: str) -> None:
    ticket = await hotel.ticket(exp_seconds=60)
    asked = {"User-Name": ticket.code, "Acct-Status-Type": "Start", "Acct-Session-Id": "s1"}
    for token in ("", "wrong", hotel.location.public_id):
        answer = await lobby.post(section, asked, token=token)
        assert (answer.status_code, "error" in answer.json()) == (403, True)


@pytest.mark.parametrize(("section", "status"), [("authorize", 401), ("post-auth", 401), ("accounting", 204)])
async def test_a_closed_place_lets_nobody_in_and_takes_reports_of_those_inside(
    lobby: AccessServer, hotel: Hotel, section: str, status: int
) -> None:
    ticket = await hotel.ticket(exp_seconds=60)
    asked = {"User-Name": ticket.code, "Acct-Status-Type": "Start", "Acct-Session-Id": "s1"}
    await hotel.sql("UPDATE locations SET active = FALSE")
    assert (await lobby.post(section, asked)).status_code == status


async def test_codes_travel_by_https_or_not_at_all(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(exp_seconds=60)
    transport = lobby.client._transport
    body = {"User-Name": {"type": "string", "value": [ticket.code]}}
    headers = {"Authorization": f"Bearer {hotel.token}"}
    transport.client = ("192.0.2.7", 40000)  # type: ignore[attr-defined]
    plain = await lobby.client.post("http://admit.example/radius/authorize", json=body, headers=headers)
    safe = await lobby.client.post("https://admit.example/radius/authorize", json=body, headers=headers)
    assert (plain.status_code, safe.status_code) == (403, 200)


HOSTILE = (
    b"",
    b"[]",
    b"{",
    b'{"User-Name": 1}',
    b'{"User-Name": {"value": "x"}}',
    b'{"User-Name": {"value": [null]}}',
    b'{"User-Name": {"value": [{"a": 1}]}}',
    b'{"User-Name": {"value": ["\\u0000\\ud83d"]}}',
    b'{"Acct-Status-Type": {"value": ["Stop"]}, "Acct-Session-Id": {"value": ["x"]}, "Class": {"value": ["0xzz"]}}',
    b'{"Acct-Status-Type": {"value": ["Start"]}, "Acct-Session-Time": {"value": [-1e300]}}',
    b"x" * 70_000,
)


@pytest.mark.parametrize("section", ["authorize", "post-auth", "accounting"])
async def test_whatever_arrives_is_answered(lobby: AccessServer, section: str) -> None:
    headers = {"Authorization": f"Bearer {lobby.hotel.token}", "Content-Type": "application/json"}
    for body in HOSTILE:
        answer = await lobby.client.post(f"/radius/{section}", content=body, headers=headers)
        assert answer.status_code in {204, 400, 401, 413}, answer.text
    got = await lobby.client.get(f"/radius/{section}", headers=headers)
    assert got.status_code == 405
    assert (await lobby.client.post("/radius/nothing", headers=headers)).status_code == 400
