"""Sessions that are ended at their access server: used up, revoked, outlived, or stopped by the host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from admitone.core.clock import utc_now
from admitone.core.errors import AdmitError, Conflict, Forbidden, NotFound, Unauthenticated
from admitone.core.principal import Principal, Role
from admitone.core.wifi.access_ticket import AccessTicket
from admitone.core.wifi.topping_up import TopUp
from admitone.services import effects
from admitone.services.sessions import GUEST
from admitone.services.wifi_stopping import stop_device, sweep_sessions, tell_sessions_of_change
from admitone.services.wifi_tickets import top_up_ticket
from tests.radius.rest import LAPTOP, AccessServer
from tests.servers.hotel import NAS_SECRET, Hotel
from tests.servers.nas import AccessPoint, running_access_point
from tests.wifi.host import program_of

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def point(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessPoint]:
    with running_access_point(tmp_path_factory.mktemp("nas") / "point", NAS_SECRET) as running:
        yield running


@pytest.fixture
async def reachable(hotel: Hotel, point: AccessPoint) -> Hotel:
    await hotel.add_access_server(point.port)
    (point.folder / "orders").unlink(missing_ok=True)
    return hotel


def host(hotel: Hotel, role: Role = Role.AGENT) -> Principal:
    return Principal(hotel.location.tenant_id, role, "reception")


async def carried_out(lobby: AccessServer) -> list[str]:
    """Carry out what waits; the kinds of what failed."""
    for claim in await effects.claim_due(lobby.product.database, "test", 10):
        await effects.carry_out(claim, lobby.product.handlers[claim.effect.kind])
    return [
        str(row["last_error"]) for row in await lobby.hotel.sql("SELECT last_error FROM effects WHERE state = 'FAILED'")
    ]


async def report_two(lobby: AccessServer, ticket: AccessTicket, seconds: int) -> None:
    for number, device in (("s1", "AA-BB-CC-00-00-01"), ("s2", LAPTOP)):
        await lobby.report(
            ticket, "Interim-Update", session=number, Calling_Station_Id=device, Acct_Session_Time=seconds
        )


async def test_devices_that_use_an_allowance_up_together_are_ended(
    lobby: AccessServer, reachable: Hotel, point: AccessPoint
) -> None:
    ticket = await reachable.ticket(online_seconds=3600, devices=2)
    await report_two(lobby, ticket, 1000)
    assert await carried_out(lobby) == []
    assert point.orders() == ""
    await report_two(lobby, ticket, 1800)
    await report_two(lobby, ticket, 1801)
    await carried_out(lobby)
    assert point.orders().count("Disconnect-Request") == 2, "each once, though every report says that it is over"
    assert (await reachable.actions(ticket)).count("DISCONNECTED") == 2


async def test_a_revoked_ticket_ends_within_a_sweep(lobby: AccessServer, reachable: Hotel, point: AccessPoint) -> None:
    ticket = await reachable.ticket(exp_seconds=3600)
    await lobby.report(ticket, "Start")
    assert await sweep_sessions(reachable.database) == 0
    await reachable.revoke(ticket)
    assert await sweep_sessions(reachable.database) == 1
    assert await sweep_sessions(reachable.database) == 0
    await carried_out(lobby)
    assert point.orders().count("Disconnect-Request") == 1


async def test_an_access_server_that_ignores_the_end_is_told_again(
    lobby: AccessServer, reachable: Hotel, point: AccessPoint
) -> None:
    ticket = await reachable.ticket(exp_seconds=60, valid_until=utc_now() + timedelta(hours=1))
    await lobby.report(ticket, "Start", Acct_Delay_Time=90)
    assert await sweep_sessions(reachable.database) == 0, "the report itself had it ended"
    await carried_out(lobby)
    earlier = utc_now() - timedelta(minutes=11)
    await reachable.sql("UPDATE wifi_sessions SET stop_asked_at = :at", at=earlier)
    assert await sweep_sessions(reachable.database) == 1
    await carried_out(lobby)
    assert point.orders().count("Disconnect-Request") == 2


async def test_a_session_that_its_access_server_lost_is_over(lobby: AccessServer, reachable: Hotel) -> None:
    ticket = await reachable.ticket(exp_seconds=3600)
    await lobby.report(ticket, "Start", session="gone")
    await reachable.revoke(ticket)
    await sweep_sessions(reachable.database)
    await carried_out(lobby)
    assert (await reachable.sessions(ticket))[0].ended_by == "Lost-Sight"


async def test_a_refusal_waits_for_a_person(lobby: AccessServer, reachable: Hotel) -> None:
    ticket = await reachable.ticket(exp_seconds=3600)
    await lobby.report(ticket, "Start", session="never")
    await reachable.revoke(ticket)
    await sweep_sessions(reachable.database)
    (reason,) = await carried_out(lobby)
    assert "refuses to disconnect" in reason


async def test_a_top_up_in_time_keeps_devices_on_and_tells_them(
    lobby: AccessServer, reachable: Hotel, point: AccessPoint
) -> None:
    ticket = await reachable.ticket(online_seconds=600)
    await lobby.report(ticket, "Interim-Update", Acct_Session_Time=600)
    await reachable.sql("UPDATE wifi_tickets SET online_seconds = 4200, used_up_at = NULL")
    async with reachable.database.writing() as tx:
        assert await tell_sessions_of_change(tx, reachable.location, ticket.ticket_id, utc_now()) == 1
    assert await carried_out(lobby) == []
    assert "Disconnect-Request" not in point.orders()
    assert "Session-Timeout = 4200" in point.orders()
    await lobby.report(ticket, "Interim-Update", Acct_Session_Time=4200)
    await carried_out(lobby)
    assert "Disconnect-Request" in point.orders()


async def test_a_top_up_counts_from_when_the_session_began_though_nothing_was_reported(
    lobby: AccessServer, reachable: Hotel, point: AccessPoint
) -> None:
    ticket = await reachable.ticket(exp_seconds=3600, start_time=utc_now() - timedelta(hours=1))
    await lobby.report(ticket, "Start", Acct_Delay_Time=3000)
    async with reachable.database.writing() as tx:
        await top_up_ticket(
            tx, host(reachable), reachable.location.public_id, ticket.ticket_id, TopUp(exp_seconds=3600)
        )
    assert await carried_out(lobby) == []
    (seconds,) = re.findall(r"Session-Timeout = (\d+)", point.orders())
    assert 7198 <= int(seconds) <= 7200


async def test_more_traffic_reaches_a_session_that_is_on(
    lobby: AccessServer, reachable: Hotel, point: AccessPoint
) -> None:
    ticket = await reachable.ticket(traffic_bytes=1_000_000, devices=2)
    other = {"session": "s2", "Calling_Station_Id": LAPTOP}
    await lobby.report(ticket, "Interim-Update", **other, Acct_Output_Octets=200_000)
    await lobby.report(ticket, "Interim-Update", Acct_Output_Octets=500_000, Acct_Input_Octets=100_000)
    async with reachable.database.writing() as tx:
        more = TopUp(traffic_bytes=2_000_000)
        await top_up_ticket(tx, host(reachable), reachable.location.public_id, ticket.ticket_id, more)
    assert await carried_out(lobby) == []
    # 2,200,000 are left; the one has used 600,000 of its own, the other 200,000.
    assert sorted(re.findall(r"Mikrotik-Total-Limit = (\d+)", point.orders())) == ["2400000", "2800000"]
    assert sorted(re.findall(r"ChilliSpot-Max-Total-Octets = (\d+)", point.orders())) == ["2400000", "2800000"]


async def test_devices_that_came_in_while_nobody_was_known_to_be_on_are_ended(
    lobby: AccessServer, reachable: Hotel, point: AccessPoint
) -> None:
    ticket = await reachable.ticket(exp_seconds=36000, devices=1)
    await lobby.report(ticket, "Start", session="first")
    # Nothing was heard for a while, so that another device was let in; then both are heard of again.
    await reachable.sql("UPDATE wifi_sessions SET started_at = :at", at=utc_now() - timedelta(minutes=30))
    await lobby.report(ticket, "Start", session="second", Calling_Station_Id=LAPTOP)
    assert await carried_out(lobby) == []
    assert point.orders().count("Disconnect-Request") == 1
    assert 'Acct-Session-Id = "second"' in point.orders()
    assert 'Acct-Session-Id = "first"' not in point.orders()


async def test_an_order_names_the_session_as_its_access_server_does(
    lobby: AccessServer, reachable: Hotel, point: AccessPoint
) -> None:
    ticket = await reachable.ticket(exp_seconds=3600)
    typed = f"{ticket.code[:4]}-{ticket.code[4:8]}-{ticket.code[8:]}".lower()
    await lobby.report(ticket, "Start", User_Name=typed)
    await reachable.revoke(ticket)
    await sweep_sessions(reachable.database)
    assert await carried_out(lobby) == []
    assert f'User-Name = "{typed}"' in point.orders()


async def test_the_host_stops_a_device(lobby: AccessServer, reachable: Hotel, point: AccessPoint) -> None:
    ticket = await reachable.ticket(exp_seconds=3600)
    await lobby.report(ticket, "Start")
    (session,) = await reachable.sessions(ticket)
    async with reachable.database.writing() as tx:
        await stop_device(tx, host(reachable), reachable.location, session.id)
    await carried_out(lobby)
    assert point.orders().count("Disconnect-Request") == 1, "though the ticket allows more"
    assert "STOP_DEVICE" in await reachable.actions(ticket)


async def test_a_program_of_the_host_sees_who_is_on_and_stops_a_device(
    lobby: AccessServer, reachable: Hotel, point: AccessPoint
) -> None:
    ticket = await reachable.ticket(exp_seconds=3600)
    await lobby.report(ticket, "Start", Framed_IP_Address="10.0.0.7")
    desk = await program_of(lobby.client, lobby.product)
    place = f"/{reachable.location.public_id}"
    [session] = await desk.data("GET", f"{place}/sessions")
    assert (session["ticketId"], session["device"], session["until"]) == (ticket.ticket_id, "AA-BB-CC-00-00-01", None)
    assert await desk.data("GET", f"{place}/tickets/{ticket.ticket_id}/sessions") == [session]
    stopped = await desk.data("POST", f"{place}/sessions/{session['id']}/stop")
    assert (session["beingStopped"], stopped["beingStopped"]) == (False, True)
    await carried_out(lobby)
    assert point.orders().count("Disconnect-Request") == 1
    await lobby.report(ticket, "Stop", Acct_Session_Time=90, Acct_Input_Octets=500, Acct_Output_Octets=70)
    assert await desk.data("GET", f"{place}/sessions") == []
    [over] = await desk.data("GET", f"{place}/tickets/{ticket.ticket_id}/sessions")
    assert (over["seconds"], over["until"] is None) == (90, False)
    assert await desk.refusal("POST", f"{place}/sessions/{session['id']}/stop") == (409, ["session"])
    assert await desk.refusal("POST", f"{place}/sessions/{session['id'] + 1}/stop") == (404, ["session"])
    assert (await desk.refusal("GET", "/elsewhere/sessions"))[0] == 404


@pytest.mark.parametrize(("device", "told"), [(None, False), ("AA-BB-CC-00-00-01", True), ("aabb.cc00.0001", True)])
async def test_a_device_is_named_as_its_access_server_names_it_or_not_at_all(
    lobby: AccessServer, reachable: Hotel, point: AccessPoint, device: str | None, told: bool
) -> None:
    ticket = await reachable.ticket(exp_seconds=3600)
    await lobby.report(ticket, "Start", Calling_Station_Id=device)
    await reachable.revoke(ticket)
    await sweep_sessions(reachable.database)
    assert await carried_out(lobby) == []
    orders = point.orders()
    assert 'Acct-Session-Id = "s1"' in orders
    assert ("Calling-Station-Id" in orders) is told
    assert not told or f'Calling-Station-Id = "{device}"' in orders


async def test_sessions_of_an_inactive_location_are_ended(
    lobby: AccessServer, reachable: Hotel, point: AccessPoint
) -> None:
    ticket = await reachable.ticket(exp_seconds=3600)
    await lobby.report(ticket, "Start")
    await reachable.sql("UPDATE locations SET active = FALSE")
    assert await sweep_sessions(reachable.database) == 1
    assert await carried_out(lobby) == []
    assert point.orders().count("Disconnect-Request") == 1
    await lobby.report(ticket, "Stop", Acct_Session_Time=40)
    assert (await reachable.read(ticket)).used_seconds == 40


async def test_who_may_stop_what(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(exp_seconds=3600)
    await lobby.report(ticket, "Start")
    (session,) = await hotel.sessions(ticket)
    stranger = Principal(hotel.location.tenant_id + 1, Role.ADMIN, "stranger")
    refusals: list[tuple[Principal, int, type[AdmitError]]] = [
        (GUEST, session.id, Unauthenticated),
        (stranger, session.id, NotFound),
        (host(hotel), session.id + 1, NotFound),
        (host(hotel), session.id, Conflict),
        (Principal(hotel.location.tenant_id, Role.GUEST, "guest"), session.id, Unauthenticated),
    ]
    for principal, session_id, refusal in refusals:
        with pytest.raises((refusal, Forbidden)) as caught:
            async with hotel.database.writing() as tx:
                await stop_device(tx, principal, hotel.location, session_id)
        assert isinstance(caught.value, refusal)
    await lobby.report(ticket, "Stop")
    with pytest.raises(Conflict, match="left already"):
        async with hotel.database.writing() as tx:
            await stop_device(tx, host(hotel), hotel.location, session.id)


async def test_what_nothing_was_heard_of_for_hours_is_over_until_it_is(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(exp_seconds=36000, start_time=utc_now() - timedelta(hours=9))
    await lobby.report(ticket, "Start", Acct_Delay_Time=3 * 3600)
    await sweep_sessions(hotel.database)
    assert (await hotel.sessions(ticket))[0].ended_by == "Lost-Sight"
    await lobby.report(ticket, "Interim-Update", Acct_Session_Time=3 * 3600)
    assert (await hotel.sessions(ticket))[0].ended_at is None
