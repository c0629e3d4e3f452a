"""How many devices are on at once with one ticket."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from admitone.core.clock import utc_now
from tests.radius.rest import LAPTOP, PHONE, TABLET, AccessServer
from tests.servers.hotel import Hotel


async def test_the_third_device_of_a_ticket_for_two_is_told_so(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(exp_seconds=3600, devices=2)
    for device in (PHONE, LAPTOP):
        await lobby.limits(ticket.code, device)
        assert (await lobby.admit(ticket.code, device)).status_code == 204
    assert "2 devices" in await lobby.refusal(ticket.code, TABLET)
    assert (await lobby.admit(ticket.code, TABLET)).status_code == 401
    await lobby.limits(ticket.code, "aabb.cc00.0001")
    assert (await lobby.admit(ticket.code, "aa:bb:cc:00:00:01")).status_code == 204, "the phone, in another spelling"


async def test_the_clock_starts_with_the_first_use(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(exp_seconds=3600, devices=2)
    await lobby.admit(ticket.code, PHONE)
    first = (await hotel.read(ticket)).first_used_at
    assert first is not None
    await lobby.admit(ticket.code, LAPTOP)
    assert (await hotel.read(ticket)).first_used_at == first
    assert await hotel.actions(ticket) == ["FIRST_USE"]
    assert (await lobby.limits(ticket.code))["reply:Session-Timeout"] <= 3600


async def test_of_devices_that_ask_at_once_one_gets_the_last_place(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(exp_seconds=3600, devices=1)
    devices = [f"AA-BB-CC-00-01-{number:02X}" for number in range(12)]
    answers = await asyncio.gather(*(lobby.admit(ticket.code, device) for device in devices))
    assert sorted(answer.status_code for answer in answers) == [204] + 11 * [401]


async def test_a_place_is_held_until_the_session_is_reported(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(exp_seconds=3600, devices=1)
    await lobby.admit(ticket.code, PHONE)
    assert "1 devices" in await lobby.refusal(ticket.code, LAPTOP)
    await hotel.sql("UPDATE wifi_slots SET expires_at = created_at")
    await lobby.limits(ticket.code, LAPTOP)
    await lobby.report(ticket, "Start")
    assert "1 devices" in await lobby.refusal(ticket.code, LAPTOP), "its session is open"
    await lobby.limits(ticket.code, PHONE)
    await lobby.report(ticket, "Stop", Acct_Session_Time=5)
    await lobby.limits(ticket.code, LAPTOP)


@pytest.mark.parametrize("status", ["Interim-Update", "Stop"])
async def test_a_late_report_of_a_former_session_does_not_free_the_new_one_s_place(
    lobby: AccessServer, hotel: Hotel, status: str
) -> None:
    ticket = await hotel.ticket(exp_seconds=3600, devices=1, start_time=utc_now() - timedelta(hours=1))
    await lobby.report(ticket, "Start", Acct_Delay_Time=900)
    await lobby.admit(ticket.code, PHONE)
    await lobby.report(ticket, status, Acct_Session_Time=60, Acct_Delay_Time=840)
    assert "1 devices" in await lobby.refusal(ticket.code, LAPTOP)
    await lobby.report(ticket, "Start", session="s2")
    assert await hotel.sql("SELECT * FROM wifi_slots") == [], "its own session takes the place"


async def test_a_device_that_left_without_saying_so_makes_room(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(exp_seconds=3600, devices=1)
    await lobby.report(ticket, "Start", Acct_Delay_Time=170)
    assert "1 devices" in await lobby.refusal(ticket.code, LAPTOP)
    await lobby.report(ticket, "Start", session="s2", Acct_Delay_Time=200)
    other = await hotel.ticket(exp_seconds=3600, devices=1)
    await lobby.report(other, "Start", Acct_Delay_Time=200)
    await lobby.limits(other.code, LAPTOP)


async def test_devices_without_a_name_are_each_another_one(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(exp_seconds=3600, devices=1)
    await lobby.report(ticket, "Start", Calling_Station_Id="")
    assert "1 devices" in await lobby.refusal(ticket.code, "")
    other = await hotel.ticket(exp_seconds=3600, devices=2)
    answers = [await lobby.admit(other.code, "") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [204, 204, 401]


async def test_any_number_of_devices_needs_no_places(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(exp_seconds=3600, devices=None)
    for number in range(5):
        assert (await lobby.admit(ticket.code, f"AA-BB-CC-00-02-{number:02X}")).status_code == 204
    assert await hotel.sql("SELECT * FROM wifi_slots") == []
    assert await hotel.actions(ticket) == ["FIRST_USE"]
