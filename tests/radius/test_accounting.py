"""Reports of access servers: late, twice, out of order, from before a restart, and never counted but once."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta
from typing import Any

from admitone.core.clock import utc_now
from admitone.dialects.radius.reports import happened_at
from admitone.dialects.radius.wire import RestAttribute, write_class
from tests.radius.rest import LAPTOP, AccessServer
from tests.servers.hotel import Hotel

GIGAWORD = 2**32


async def test_use_is_counted_once_in_whatever_order_reports_come(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(online_seconds=3600, traffic_bytes=50 * GIGAWORD)
    reports: list[dict[str, Any]] = [{"status": "Start", "Acct_Delay_Time": 180}]
    reports += [
        {
            "status": "Interim-Update" if minute < 3 else "Stop",
            "Acct_Delay_Time": 180 - 60 * minute,
            "Acct_Session_Time": 60 * minute,
            "Acct_Output_Octets": 1000 * minute,
            "Acct_Output_Gigawords": minute,
            "Acct_Input_Octets": 7 * minute,
        }
        for minute in (1, 2, 3)
    ]
    twice = reports * 2
    random.Random(7).shuffle(twice)
    await asyncio.gather(*(lobby.report(ticket, **one) for one in twice))
    known = await hotel.read(ticket)
    assert (known.used_seconds, known.used_download_bytes, known.used_upload_bytes) == (180, 3 * GIGAWORD + 3000, 21)
    (session,) = await hotel.sessions(ticket)
    assert (session.seconds, session.device, session.ended_by) == (180, "aa:bb:cc:00:00:01", "Stop")
    assert sum(int(day["seconds"]) for day in await hotel.days(ticket)) == 180
    assert sum(int(day["download_bytes"]) for day in await hotel.days(ticket)) == 3 * GIGAWORD + 3000


async def test_sessions_of_several_devices_add_up(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(online_seconds=3600, devices=2)
    await lobby.report(ticket, "Interim-Update", Acct_Session_Time=600)
    await lobby.report(ticket, "Interim-Update", session="s2", Calling_Station_Id=LAPTOP, Acct_Session_Time=900)
    assert (await lobby.limits(ticket.code))["reply:Session-Timeout"] == 3600 - 1500


async def test_an_allowance_that_is_used_up_lets_nobody_in(lobby: AccessServer, hotel: Hotel) -> None:
    online = await hotel.ticket(online_seconds=600)
    await lobby.report(online, "Stop", Acct_Session_Time=600)
    assert "used up" in await lobby.refusal(online.code)
    assert await hotel.actions(online) == ["FIRST_USE", "USED_UP"]
    traffic = await hotel.ticket(traffic_bytes=5 * GIGAWORD)
    await lobby.report(traffic, "Interim-Update", Acct_Output_Gigawords=4, Acct_Input_Octets=GIGAWORD - 1)
    assert (await lobby.limits(traffic.code))["reply:Mikrotik-Total-Limit"] == 1
    await lobby.report(traffic, "Stop", Acct_Output_Gigawords=4, Acct_Input_Gigawords=1)
    assert "data" in await lobby.refusal(traffic.code)


async def test_a_daily_limit_holds_for_today_only(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(daily_seconds=600, daily_bytes=10**9, start_time=utc_now() - timedelta(days=3))
    await lobby.report(ticket, "Stop", Acct_Session_Time=600, Acct_Delay_Time=86400, Acct_Output_Octets=10**9)
    assert (await lobby.limits(ticket.code))["reply:Mikrotik-Total-Limit"] == 10**9
    await lobby.report(ticket, "Stop", session="s2", Acct_Session_Time=1, Acct_Output_Octets=10**9)
    assert "for today" in await lobby.refusal(ticket.code)
    assert (await hotel.read(ticket)).used_up_at is None


async def test_the_ticket_is_known_by_what_we_gave_the_access_server(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(online_seconds=3600)
    given = (await lobby.limits(ticket.code))["reply:Class"]
    assert given == write_class(ticket.uid)
    await lobby.report(ticket, "Stop", User_Name="somebody@else", Class=given, Acct_Session_Time=60)
    assert (await hotel.read(ticket)).used_seconds == 60


async def test_an_access_server_that_restarts_ends_its_sessions(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(exp_seconds=3600, devices=1)
    await lobby.report(ticket, "Start", Acct_Delay_Time=30)
    await lobby.report(ticket, "Start", session="elsewhere", NAS_Identifier="pool", Acct_Delay_Time=30)
    await lobby.report(ticket, "Accounting-On", session="")
    first, other = await hotel.sessions(ticket)
    assert (first.ended_by, other.ended_at) == ("NAS-Restarted", None)
    await lobby.report(ticket, "Accounting-Off", session="", NAS_Identifier="pool")
    await lobby.limits(ticket.code, LAPTOP)
    await lobby.report(ticket, "Accounting-On", session="", Acct_Delay_Time=600)
    await lobby.report(ticket, "Interim-Update", Acct_Session_Time=10, Acct_Delay_Time=20)
    assert (await hotel.sessions(ticket))[0].ended_at is not None, "that one was made before the restart"


async def test_a_number_that_is_given_again_is_another_session(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(online_seconds=36000)
    await lobby.report(ticket, "Stop", Acct_Session_Time=500, Acct_Delay_Time=3600)
    await lobby.report(ticket, "Start")
    await lobby.report(ticket, "Start")
    await lobby.report(ticket, "Stop", Acct_Session_Time=40)
    assert [session.seconds for session in await hotel.sessions(ticket)] == [500, 40]
    assert (await hotel.read(ticket)).used_seconds == 540


async def test_a_number_that_is_given_again_is_another_session_though_its_start_was_lost(
    lobby: AccessServer, hotel: Hotel
) -> None:
    ticket = await hotel.ticket(online_seconds=36000)
    await lobby.report(ticket, "Stop", Acct_Session_Time=500, Acct_Delay_Time=3600)
    await lobby.report(ticket, "Stop", Acct_Session_Time=500, Acct_Delay_Time=3000)
    await lobby.report(ticket, "Interim-Update", Acct_Session_Time=60, Acct_Delay_Time=60)
    await lobby.report(ticket, "Interim-Update", Acct_Session_Time=120)
    assert [(session.seconds, session.ended_at is None) for session in await hotel.sessions(ticket)] == [
        (500, False),
        (120, True),
    ]
    assert (await hotel.read(ticket)).used_seconds == 620


async def test_what_nobody_can_count_is_acknowledged(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(online_seconds=3600)
    await lobby.report(ticket, "Tunnel-Start")
    await lobby.report(ticket, "Interim-Update", session="", Acct_Session_Time=5)
    await lobby.report(ticket, "Stop", User_Name="WRONGCODE234", Acct_Session_Time=5)
    assert await hotel.sessions(ticket) == []


async def test_broken_counters_do_no_harm(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(online_seconds=3600, traffic_bytes=10**12)
    huge = 2**64 - 1
    for session in ("s1", "s2"):
        await lobby.report(
            ticket,
            "Interim-Update",
            session=session,
            Acct_Session_Time=huge,
            Acct_Input_Octets=huge,
            Acct_Input_Gigawords=huge,
            Acct_Delay_Time=huge,
        )
    assert (await hotel.read(ticket)).used_upload_bytes == 2 * 2**50


def test_reports_were_made_as_long_ago_as_they_were_under_way() -> None:
    now = utc_now().replace(microsecond=0)

    def made(**values: Any) -> timedelta:
        told = {name.replace("_", "-"): RestAttribute([value]) for name, value in values.items()}
        return now - happened_at(told, now)

    waited = f"{now - timedelta(hours=5):%b %d %Y %H:%M:%S} UTC"
    assert made() == timedelta(0)
    assert made(Acct_Delay_Time=7) == timedelta(seconds=7)
    assert made(Acct_Delay_Time=2**32 - 1) == timedelta(days=1), "a clock that has not found the time"
    assert made(Acct_Delay_Time=5 * 3600 + 9, Packet_Original_Timestamp=waited) == timedelta(hours=5, seconds=9)
    assert made(Acct_Delay_Time=0, Packet_Original_Timestamp=waited) == timedelta(hours=5)
    assert made(Acct_Delay_Time=2**31, Packet_Original_Timestamp=waited) == timedelta(days=1, hours=5)
    assert made(Acct_Delay_Time=7, Packet_Original_Timestamp="Nov 26 2026 02:39:04 +04") == timedelta(seconds=7)
