"""The real FreeRADIUS with the configuration that we hand out, between radclient and the product as a process."""

from __future__ import annotations

import socket
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from admitone.core.clock import utc_now
from admitone.core.wifi.codes import group_code
from admitone.store.location import parse_database_url
from tests.offline.processes import Serving, Site
from tests.selling.cable import Cable, cable_to
from tests.servers.freeradius import FreeRadius, running_freeradius
from tests.servers.hotel import NAS, NAS_SECRET, Hotel, open_hotel
from tests.servers.nas import running_access_point
from tests.store.conftest import opened

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]
PHONE, LAPTOP, TABLET = ({"Calling_Station_Id": f"AA-BB-CC-00-00-0{n}", "NAS_Identifier": NAS} for n in (1, 2, 3))


@dataclass
class Place:
    """A hotel, the product that serves it, and where FreeRADIUS finds it."""

    hotel: Hotel
    site: Site
    port: int
    folder: Path

    @contextmanager
    def serving(self) -> Iterator[Serving]:
        """The product, always at the same address."""
        with self.site.serving(port=self.port) as process:
            yield process

    @contextmanager
    def freeradius(self) -> Iterator[FreeRadius]:
        """FreeRADIUS, which asks the product whether it is there or not."""
        url = f"http://127.0.0.1:{self.port}"
        with running_freeradius(self.folder / "freeradius", url, self.hotel.token) as server:
            yield server


@pytest.fixture
async def place(database_url: str, tmp_path: Path) -> AsyncIterator[Place]:
    """A hotel on either database."""
    database = await opened(database_url)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    try:
        yield Place(await open_hotel(database), Site(tmp_path, database_url), port, tmp_path)
    finally:
        await database.close()


async def test_codes_of_every_kind_come_in_by_pap_and_by_chap(place: Place) -> None:
    hotel = place.hotel
    tickets = [
        await hotel.ticket(exp_seconds=3600),
        await hotel.ticket(online_seconds=3600),
        await hotel.ticket(valid_until=utc_now() + timedelta(hours=1)),
        await hotel.ticket(traffic_bytes=5 * 2**30),
    ]
    with place.serving(), place.freeradius() as radius:
        for ticket in tickets:
            for chap in (False, True):
                answer = radius.authenticate(ticket.code, PHONE, chap=chap)
                assert answer.kind == "Access-Accept", radius.log()
                assert answer.attributes["Acct-Interim-Interval"] == "60"
        assert 3500 < int(radius.authenticate(tickets[2].code, PHONE).attributes["Session-Timeout"]) <= 3600
        traffic = radius.authenticate(tickets[3].code, PHONE).attributes
        assert int(traffic["ChilliSpot-Max-Total-Octets"]) == 2**32 - 1
        assert (
            int(traffic["Mikrotik-Total-Limit"]) + (int(traffic["Mikrotik-Total-Limit-Gigawords"]) << 32) == 5 * 2**30
        )
        assert radius.authenticate(group_code(tickets[0].code).lower(), PHONE).kind == "Access-Accept"
        wrong = radius.authenticate(tickets[0].code, PHONE, password="wrong")
        assert (wrong.kind, list(wrong.attributes)) == ("Access-Reject", ["Reply-Message"]), "no attribute leaks"
        expanded = radius.authenticate("%{User-Name}%{client:secret}", PHONE)
        assert "not known" in expanded.attributes["Reply-Message"]
        forged = {"User-Name": tickets[0].code, "User-Password": tickets[0].code}
        assert radius.ask("auth", radius.auth_port, forged, seconds=2).kind == "", "it could be forged on its way"
    for ticket in tickets:
        assert (await hotel.read(ticket)).first_used_at is not None
        assert ticket.code not in (place.folder / "serve.log").read_text()
        assert ticket.code not in radius.log()


async def test_devices_reports_and_allowances(place: Place) -> None:
    hotel = place.hotel
    ticket = await hotel.ticket(traffic_bytes=9 * 2**30, devices=2)
    with place.serving(), place.freeradius() as radius:
        let_in = radius.authenticate(ticket.code, PHONE)
        assert radius.authenticate(ticket.code, LAPTOP).kind == "Access-Accept"
        third = radius.authenticate(ticket.code, TABLET)
        assert (third.kind, "2 devices" in third.attributes["Reply-Message"]) == ("Access-Reject", True)
        given = {**PHONE, "Class": let_in.attributes["Class"]}
        assert radius.account("known by its Class", "Start", **given).kind == "Accounting-Response"
        for minute in (1, 2, 2, 1):
            figures = {"Acct_Session_Time": str(60 * minute), "Acct_Output_Octets": str(5 * minute)}
            figures |= {"Acct_Output_Gigawords": str(minute - 1), "Acct_Input_Octets": str(minute)}
            radius.account(ticket.code, "Interim-Update", **given, **figures)
        known = await hotel.read(ticket)
        assert (known.used_seconds, known.used_download_bytes, known.used_upload_bytes) == (120, 2**32 + 10, 2)
        radius.account(ticket.code, "Stop", **given, Acct_Output_Gigawords="3", Acct_Session_Time="180")
        refused = radius.authenticate(ticket.code, PHONE)
        assert (refused.kind, "used up" in refused.attributes["Reply-Message"]) == ("Access-Reject", True)
        radius.account("", "Accounting-On", "", NAS_Identifier=NAS)
        assert radius.waiting() == ""


async def test_reports_outlive_a_product_that_is_killed(place: Place) -> None:
    hotel = place.hotel
    ticket = await hotel.ticket(online_seconds=36000)
    with place.freeradius() as radius:
        with place.serving() as product:
            assert radius.authenticate(ticket.code, PHONE).kind == "Access-Accept"
            radius.account(ticket.code, "Start", **PHONE)
            product.process.kill()
            product.process.wait(10)
        begin = time.monotonic()
        refused = radius.authenticate(ticket.code, PHONE)
        assert refused.kind == "Access-Reject", "nobody can tell, so nobody comes in"
        assert "at the moment" in refused.attributes["Reply-Message"], "and nobody is told that the code is wrong"
        assert time.monotonic() - begin < 6
        told = {"Acct_Session_Time": "900", "Acct_Output_Octets": "77", "Event_Timestamp": "Jan  1 1970 00:00:09 UTC"}
        for session in ("s1", "s1", "s2"):
            assert radius.account(ticket.code, "Stop", session, **PHONE, **told).kind == "Accounting-Response"
        assert radius.waiting().count("Acct-Status-Type = Stop") == 3
        gone_at = utc_now()
        time.sleep(3)
        with place.serving():
            await _until(lambda: radius.waiting() == "", radius)
    known = await hotel.read(ticket)
    assert (known.used_seconds, known.used_download_bytes) == (1800, 154), "each session once"
    for known_session in await hotel.sessions(ticket):
        assert known_session.ended_at is not None
        assert abs(known_session.ended_at - gone_at) < timedelta(seconds=2.5), (
            "when it was reported, not when we heard of it"
        )
    assert radius.refused() == ""


async def test_a_guest_whose_ticket_is_revoked_is_out_within_seconds(place: Place) -> None:
    ticket = await place.hotel.ticket(exp_seconds=3600)
    with running_access_point(place.folder / "point", NAS_SECRET) as point, place.freeradius() as radius:
        await place.hotel.add_access_server(point.port)
        with place.serving():
            assert radius.authenticate(ticket.code, PHONE).kind == "Access-Accept"
            radius.account(ticket.code, "Start", **PHONE)
            await place.hotel.revoke(ticket)
            await _until(lambda: "Packet-Type = Disconnect-Request" in point.orders(), radius)
            radius.account(ticket.code, "Stop", **PHONE, Acct_Terminate_Cause="Admin-Reset", Acct_Session_Time="3")
    (session,) = await place.hotel.sessions(ticket)
    assert session.ended_by == "Admin-Reset"


async def test_reports_with_a_wrong_token_are_kept_for_a_person(place: Place) -> None:
    ticket = await place.hotel.ticket(online_seconds=36000)
    with place.serving(), place.freeradius() as radius:
        await place.hotel.sql("UPDATE locations SET radius_token_hash = 'replaced'")
        assert radius.authenticate(ticket.code, PHONE).kind == "Access-Reject"
        radius.account(ticket.code, "Stop", **PHONE, Acct_Session_Time="5")
        await _until(lambda: "Acct-Status-Type = Stop" in radius.refused(), radius)
        assert radius.waiting() == ""


async def test_the_database_goes_away_and_comes_back(postgres_url: str, tmp_path: Path) -> None:
    parts = urlsplit(postgres_url)
    database = await opened(postgres_url)
    hotel = await open_hotel(database)
    ticket = await hotel.ticket(online_seconds=36000)
    with cable_to(parts.hostname or "", parts.port or 0) as cable:
        behind = urlunsplit(parts._replace(netloc=f"{parts.username}@127.0.0.1:{cable.port}"))
        with Site(tmp_path, behind).serving() as product:
            port = urlsplit(product.url).port or 0
            place = Place(hotel, Site(tmp_path, behind), port, tmp_path)
            with place.freeradius() as radius:
                assert radius.authenticate(ticket.code, PHONE).kind == "Access-Accept"
                await _lose_and_find(cable, radius, ticket.code)
    assert (await hotel.read(ticket)).used_seconds == 300
    await database.close()


async def test_the_embedded_database_is_locked_by_somebody_for_a_while(sqlite_url: str, tmp_path: Path) -> None:
    database = await opened(sqlite_url)
    hotel = await open_hotel(database)
    ticket = await hotel.ticket(online_seconds=36000)
    path = parse_database_url(sqlite_url).path
    assert path is not None
    with Site(tmp_path, sqlite_url).serving() as product, closing(sqlite3.connect(path, isolation_level=None)) as other:
        place = Place(hotel, Site(tmp_path, sqlite_url), urlsplit(product.url).port or 0, tmp_path)
        with place.freeradius() as radius:
            assert radius.authenticate(ticket.code, PHONE).kind == "Access-Accept"
            other.execute("BEGIN IMMEDIATE")
            refused = radius.authenticate(ticket.code, PHONE)
            assert (refused.kind, "at the moment" in refused.attributes["Reply-Message"]) == ("Access-Reject", True)
            assert radius.account(ticket.code, "Stop", **PHONE, Acct_Session_Time="300").kind == "Accounting-Response"
            other.execute("ROLLBACK")
            await _until(lambda: radius.waiting() == "", radius)
            assert radius.authenticate(ticket.code, PHONE).kind == "Access-Accept"
    assert (await hotel.read(ticket)).used_seconds == 300, "once, though it was both waited for and sent again"
    await database.close()


async def _lose_and_find(cable: Cable, radius: FreeRadius, code: str) -> None:
    cable.pull_out()
    assert radius.authenticate(code, PHONE).kind == "Access-Reject"
    assert radius.account(code, "Stop", **PHONE, Acct_Session_Time="300").kind == "Accounting-Response"
    assert "Stop" in radius.waiting()
    cable.plug_in()
    await _until(lambda: radius.waiting() == "", radius)
    assert radius.authenticate(code, PHONE).kind == "Access-Accept"


async def _until(done: Callable[[], bool], radius: FreeRadius, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, radius.log()[-3000:]
        time.sleep(0.2)
