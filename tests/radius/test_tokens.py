"""What an access server may do with a token that was replaced, and at a location that was closed."""

from __future__ import annotations

from datetime import timedelta

from admitone.core.clock import utc_now
from admitone.core.principal import Principal, Role
from admitone.services.housekeeping import forget_old_rows
from admitone.services.locations import renew_radius_token
from tests.radius.rest import PHONE, AccessServer
from tests.servers.hotel import NAS, Hotel


async def renewed(hotel: Hotel) -> str:
    admin = Principal(hotel.location.tenant_id, Role.ADMIN, "admin")
    async with hotel.database.writing() as tx:
        return await renew_radius_token(tx, admin, hotel.location.public_id)


async def test_a_replaced_token_reports_for_a_week_and_lets_nobody_in(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(online_seconds=3600)
    await renewed(hotel)
    newest = await renewed(hotel)
    assert (await lobby.ask(ticket.code)).status_code == 403
    assert (await lobby.admit(ticket.code)).status_code == 403
    await lobby.report(ticket, "Interim-Update", Acct_Session_Time=60)
    assert (await hotel.read(ticket)).used_seconds == 60, "with the token of two renewals ago"
    asked = {"User-Name": ticket.code, "User-Password": ticket.code, "Calling-Station-Id": PHONE, "NAS-Identifier": NAS}
    assert (await lobby.post("authorize", asked, token=newest)).status_code == 200
    await hotel.sql("UPDATE radius_former_tokens SET good_until = :now", now=utc_now() - timedelta(seconds=1))
    late = {**asked, "Acct-Status-Type": "Stop", "Acct-Session-Id": "s1", "Acct-Session-Time": 90}
    assert (await lobby.post("accounting", late)).status_code == 403
    await forget_old_rows(hotel.database)
    assert await hotel.sql("SELECT * FROM radius_former_tokens") == []
    assert (await lobby.post("accounting", late, token="")).status_code == 403


async def test_an_inactive_location_lets_nobody_in_and_loses_no_report(lobby: AccessServer, hotel: Hotel) -> None:
    ticket = await hotel.ticket(online_seconds=3600)
    await lobby.report(ticket, "Start")
    await hotel.sql("UPDATE locations SET active = FALSE")
    assert "no Wi-Fi here" in await lobby.refusal(ticket.code)
    assert (await lobby.admit(ticket.code)).status_code == 401
    await lobby.report(ticket, "Stop", Acct_Session_Time=70)
    assert (await hotel.read(ticket)).used_seconds == 70
