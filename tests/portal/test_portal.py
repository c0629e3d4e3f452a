"""The portal's page and API, as HTTP."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from admitone.core.clock import utc_now
from admitone.core.errors import Forbidden, InvalidParameter, NotFound
from admitone.core.principal import Principal, Role
from admitone.core.wifi.codes import ALPHABET, check_character, group_code
from admitone.core.wifi.reports import Report, ReportKind
from admitone.services.access_servers import PortalLogin, set_portal_login
from admitone.services.wifi_accounting import ReportedSession, take_report
from admitone.services.wifi_portal import ASKED_PER_WINDOW
from tests.portal.conftest import Reception
from tests.servers.hotel import NAS

PHONE = "AA-BB-CC-00-00-01"


async def test_a_code_from_the_ticket_s_picture_is_filled_in(reception: Reception) -> None:
    ticket = await reception.hotel.ticket(exp_seconds=3600)
    page = await reception.client.get(
        reception.portal.lower().replace("/PORTAL", "/portal"), params={"code": ticket.code}
    )
    assert page.status_code == 200
    assert f'value="{group_code(ticket.code)}"' in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "Palm Hotel" in page.text
    arabic = await reception.client.get(reception.portal, headers={"accept-language": "ar"})
    assert 'dir="rtl"' in arabic.text


async def test_guests_learn_what_is_wrong_with_their_code(reception: Reception) -> None:
    hotel = reception.hotel
    later = await hotel.ticket(start_time=utc_now() + timedelta(days=1), exp_seconds=60)
    gone = await hotel.ticket(exp_seconds=60)
    await hotel.revoke(gone)
    for code, words in (
        ("", "type the code"),
        ("<script>", "not known"),
        (gone.code, "not good any more"),
        (later.code, "not good yet. It works from"),
    ):
        answer = await reception.client.post(reception.portal, data={"code": code, "nasid": '"><b>'})
        assert answer.status_code == 200
        assert words in answer.text
        assert "<script>" not in answer.text
        assert "<b>" not in answer.text
    for body in (b"\xff\xfe", b"=" * 9000, b"&".join([b"a=b"] * 100)):
        assert (await reception.client.post(reception.portal, content=body)).status_code == 200
    assert (await reception.client.post(reception.portal, content=b"x" * 20_000)).status_code == 413
    assert (await reception.client.get(f"{reception.address}/portal/NOWHERE")).status_code == 404


def guess_of(number: int) -> str:
    body = "222222222" + ALPHABET[number // 31] + ALPHABET[number % 31]
    return body + check_character(body)


async def test_a_device_that_guesses_waits_and_its_neighbours_do_not(reception: Reception) -> None:
    ticket = await reception.hotel.ticket(exp_seconds=60)
    for number in range(40):
        await reception.client.post(reception.portal, data={"code": f"misspelt {number}", "mac": PHONE})
    for number in range(30):
        answer = await reception.client.post(reception.portal, data={"code": guess_of(number), "mac": PHONE})
        assert "not known" in answer.text
    waits = await reception.client.post(reception.portal, data={"code": guess_of(30), "mac": PHONE})
    assert "wait ten minutes" in waits.text
    other = await reception.client.post(reception.portal, data={"code": guess_of(30), "mac": "11-22-33-44-55-66"})
    assert "not known" in other.text
    # Guests write that name themselves: with it nobody can be kept out whose code is good.
    good = await reception.client.post(reception.portal, data={"code": ticket.code, "mac": PHONE})
    assert "Your code is good" in good.text


async def test_a_network_that_guesses_under_many_names_waits(reception: Reception) -> None:
    ticket = await reception.hotel.ticket(exp_seconds=60)
    for number in range(31):
        await reception.client.post(reception.portal, data={"code": guess_of(number)})
    assert "Your code is good" in (await reception.client.post(reception.portal, data={"code": ticket.code})).text
    await reception.hotel.sql("UPDATE throttles SET failures = 999 WHERE failures = 31")
    await reception.client.post(reception.portal, data={"code": guess_of(99)})
    for device in ("", PHONE):
        answer = await reception.client.post(reception.portal, data={"code": guess_of(98), "mac": device})
        assert "wait ten minutes" in answer.text
        answer = await reception.client.post(reception.portal, data={"code": ticket.code, "mac": device})
        assert "Your code is good" in answer.text, "one guest who guesses keeps none of the others out"


async def test_a_network_that_asks_and_asks_waits(reception: Reception) -> None:
    api = f"{reception.portal}/captive"
    assert (await reception.client.get(api)).status_code == 200
    await reception.hotel.sql("UPDATE throttles SET failures = :most", most=ASKED_PER_WINDOW)
    for address in (api, f"{reception.portal}?res=success"):
        assert (await reception.client.get(address)).status_code == 429
    assert (await reception.client.get(reception.portal)).status_code == 200, "the page itself"


async def test_without_an_access_server_the_page_says_what_is_left(reception: Reception) -> None:
    ticket = await reception.hotel.ticket(exp_seconds=2 * 86400 + 3600, traffic_bytes=3_000_000_000)
    answer = await reception.client.post(reception.portal, data={"code": ticket.code.lower()})
    assert "Your code is good" in answer.text
    assert "2 days, 1 hour" in answer.text
    assert "3,000 MB" in answer.text
    assert (await reception.hotel.read(ticket)).first_used_at is None


async def test_mikrotik_gets_the_code_hashed_with_its_challenge(reception: Reception) -> None:
    ticket = await reception.hotel.ticket(exp_seconds=60)
    await reception.hand_over_to("mikrotik", "http://10.5.50.1/login/")
    plain = await reception.client.post(reception.portal, data={"code": ticket.code})
    assert plain.status_code == 303
    where = urlsplit(plain.headers["location"])
    assert where._replace(query="").geturl() == "http://10.5.50.1/login"
    assert parse_qs(where.query) == {
        "username": [ticket.code],
        "password": [ticket.code],
        "dst": [f"{reception.portal}?res=success"],
    }
    given = {"code": ticket.code, "chap-id": r"\301", "chap-challenge": r"\001a\377", "nasid": NAS}
    hashed = await reception.client.post(reception.portal, data=given)
    expected = hashlib.md5(b"\xc1" + ticket.code.encode() + b"\x01a\xff", usedforsecurity=False).hexdigest()
    assert parse_qs(urlsplit(hashed.headers["location"]).query)["password"] == [expected]


async def test_a_forged_link_gets_no_code(reception: Reception) -> None:
    ticket = await reception.hotel.ticket(exp_seconds=60)
    await reception.hand_over_to("uam", "http://10.1.0.1:3990")
    forged = {"uamip": "evil.example", "link-login-only": "http://evil.example/", "challenge": "00" * 16}
    page = await reception.client.get(reception.portal, params=forged)
    assert "form-action 'self' http://10.1.0.1:3990;" in page.headers["content-security-policy"]
    assert "evil.example" not in page.text
    answer = await reception.client.post(reception.portal, data={**forged, "code": ticket.code})
    assert answer.headers["location"].startswith("http://10.1.0.1:3990/logon?")
    assert ticket.code not in str(answer.headers.get("set-cookie"))


async def test_devices_ask_whether_they_are_let_out(reception: Reception) -> None:
    hotel, api = reception.hotel, f"{reception.portal}/captive"
    before = await reception.client.get(api)
    assert before.headers["content-type"] == "application/captive+json"
    assert before.headers["cache-control"] == "private, no-store"
    assert before.json() == {"captive": True, "user-portal-url": reception.portal}
    ticket = await hotel.ticket(exp_seconds=3600, traffic_bytes=10**9)
    told = ReportedSession(NAS, "s1", ticket.code, None, "aa:bb:cc:00:00:01", "127.0.0.1")
    report = Report(kind=ReportKind.INTERIM, happened_at=utc_now(), seconds=60, download_bytes=10**8)
    async with hotel.database.writing() as tx:
        assert await take_report(tx, hotel.location, told, report)
    for params in ({}, {"device": "AA-BB-CC-00-00-01"}):
        answer = (await reception.client.get(api, params=params)).json()
        assert answer.pop("seconds-remaining") in range(3530, 3541)
        assert answer == {
            "captive": False,
            "user-portal-url": reception.portal,
            "can-extend-session": True,
            "bytes-remaining": 9 * 10**8,
        }
    assert (await reception.client.get(api, params={"device": "stranger"})).json()["captive"] is True
    await hotel.revoke(ticket)
    assert (await reception.client.get(api)).json()["captive"] is True


async def test_only_an_admin_says_where_guests_go(reception: Reception) -> None:
    tenant, public_id = reception.hotel.location.tenant_id, reception.hotel.location.public_id
    admin = Principal(tenant, Role.ADMIN, "admin")
    cases = [
        (Principal(tenant, Role.AGENT, "agent"), public_id, NAS, "uam", "http://10.1.0.1", Forbidden),
        (Principal(tenant + 1, Role.ADMIN, "stranger"), public_id, NAS, "uam", "http://10.1.0.1", NotFound),
        (admin, public_id, "pool", "uam", "http://10.1.0.1", NotFound),
        (admin, public_id, NAS, "other", "http://10.1.0.1", InvalidParameter),
        *(
            (admin, public_id, NAS, "uam", url, InvalidParameter)
            for url in ("", "ftp://x", "http://", "http://[", "http://a; b")
        ),
    ]
    for principal, location, nas, kind, url, refusal in cases:
        with pytest.raises(refusal):
            async with reception.hotel.database.writing() as tx:
                await set_portal_login(tx, principal, location, nas, PortalLogin(kind, url))


async def test_a_guest_who_is_back_without_a_device_name_is_handed_on(reception: Reception) -> None:
    ticket = await reception.hotel.ticket(exp_seconds=3600, devices=1)
    await reception.hotel.sql(
        "INSERT INTO wifi_sessions (tenant_id, location_id, ticket_id, nas, acct_session_id, device, started_at, "
        "last_seen_at, created_at, updated_at) SELECT tenant_id, location_id, ticket_id, 'lobby', 's1', "
        "'aa:bb:cc:00:00:01', :now, :now, :now, :now FROM wifi_tickets WHERE ticket_id = :id",
        now=utc_now(),
        id=ticket.ticket_id,
    )
    without = await reception.client.post(reception.portal, data={"code": ticket.code})
    assert "Your code is good" in without.text
    other = await reception.client.post(reception.portal, data={"code": ticket.code, "mac": "11-22-33-44-55-66"})
    assert "in use on" in other.text
    api = f"{reception.portal}/captive?device=aa-bb-cc-00-00-01"
    assert (await reception.client.get(api)).json()["captive"] is False
    await reception.hotel.sql("UPDATE wifi_sessions SET last_seen_at = :then", then=utc_now() - timedelta(minutes=10))
    assert (await reception.client.get(api)).json()["captive"] is True, "it left without saying so"
