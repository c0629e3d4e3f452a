"""Ending sessions at their access servers: when an allowance ends, a ticket is revoked, or the host stops a device."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from admitone.core.clock import local_day, utc_now
from admitone.core.errors import Conflict, NotFound
from admitone.core.principal import STAFF, Principal
from admitone.core.wifi.access import Left, Running
from admitone.core.wifi.access_ticket import AccessTicket
from admitone.core.wifi.model import Location, PortalServer, WifiSession
from admitone.core.wifi.orders import SessionLimits, SessionName, SessionVerdict
from admitone.core.wifi.reports import LOST
from admitone.services.effects import Claim
from admitone.services.ports import AccessServers
from admitone.store import effects, locations, wifi_access, wifi_sessions
from admitone.store.audit import Change, record_tickets
from admitone.store.database import Database, Tx

STOP_SESSION: Final = "stop_wifi_session"
CHANGE_SESSION: Final = "change_wifi_session"
SWEEP_AT_ONCE: Final = 500
# Sessions of which nothing was heard for so long were left behind; a report that comes after all takes them up again.
LOST_AFTER: Final = timedelta(hours=2)
# An access server that acknowledged and let the session go on is told again.
ASK_AGAIN_AFTER: Final = timedelta(minutes=10)
HOST: Final = "HOST"
TOO_MANY: Final = "TOO_MANY"
# A device that three reports in a row are missing of has left without saying so.
MISSED_REPORTS: Final = 3
DISCONNECTED: Final = "Admin-Reset"
GONE: Final = "Unknown-To-NAS"
_log = structlog.get_logger(__name__)


def sees_after(location: Location, ticket: AccessTicket, now: datetime) -> datetime:
    """Since when a device must have been reported to count as being on."""
    return now - timedelta(seconds=MISSED_REPORTS * ticket.interim_seconds(location.interim_seconds))


@dataclass(frozen=True, slots=True)
class StopWorld:
    """What telling access servers needs."""

    database: Database
    access_servers: AccessServers


async def stop_device(tx: Tx, principal: Principal, location: Location, session_id: int) -> WifiSession:
    """Have one session ended; the session as it is then.

    NotFound for one of elsewhere; Conflict when it is over, or nobody can be told.
    """
    principal.require(STAFF)
    session = await wifi_sessions.read_session(tx, session_id)
    if session is None or location.tenant_id != principal.tenant_id or session.location_id != location.id:
        raise NotFound(f"there is no session {session_id} at {location.public_id}", fields=("session",))
    if session.ended_at is not None:
        raise Conflict("the device has left already", fields=("session",))
    now = utc_now()
    if await wifi_access.read_access_server(tx, location.id, session.nas) is None:
        message = f"the access server {session.nas} is not set up for disconnecting; add its address and secret first"
        raise Conflict(message, fields=("session",))
    ticket = await wifi_access.read_access_by_id(tx, session.ticket_id, local_day(now, location.time_zone))
    if await _ask(tx, ticket, session, HOST, now):
        change = Change("STOP_DEVICE", principal.name, now, details=session.device)
        await record_tickets(tx, ticket.tenant_id, [ticket.ticket_id], change)
    return await wifi_sessions.read_session(tx, session_id) or session


async def ask_sessions_to_stop(tx: Tx, ticket: AccessTicket, why: str, now: datetime) -> int:
    """Have every open session of a ticket ended whose access server can be told; how many."""
    asked = 0
    for session in await wifi_sessions.list_open_sessions(tx, ticket.ticket_id):
        if await wifi_access.read_access_server(tx, session.location_id, session.nas) is not None:
            asked += await _ask(tx, ticket, session, why, now)
    return asked


async def ask_extra_devices_to_stop(tx: Tx, location: Location, ticket: AccessTicket, now: datetime) -> int:
    """Have the devices ended that are on beyond those that a ticket allows, the last to come first; how many sessions.

    Logins keep to the limit as far as it is known who is on. After a time without reports nobody is known to be on.
    """
    asked = 0
    for session in await _list_extra(tx, location, ticket, now):
        if await wifi_access.read_access_server(tx, session.location_id, session.nas) is not None:
            asked += await _ask(tx, ticket, session, TOO_MANY, now)
    return asked


async def tell_sessions_of_change(tx: Tx, location: Location, ticket_id: int, now: datetime) -> int:
    """Have every open session of a ticket get what the ticket allows now, after a top-up; how many."""
    told = 0
    for session in await wifi_sessions.list_open_sessions(tx, ticket_id):
        if await wifi_access.read_access_server(tx, session.location_id, session.nas) is None:
            continue
        key = f"{session.id}:{now.isoformat()}"
        payload = {"session_id": session.id}
        await effects.insert_effect(tx, location.tenant_id, CHANGE_SESSION, key, payload, now)
        told += 1
    return told


async def sweep_sessions(database: Database) -> int:
    """Have sessions ended that outlived their ticket, and forget those that nothing was heard of; how many were asked.

    Access servers end sessions by themselves at their Session-Timeout; this catches those whose ticket was shortened,
    and those of access servers that do not keep to it.
    """
    now = utc_now()
    async with database.writing() as tx:
        await wifi_sessions.close_lost_sessions(tx, now - LOST_AFTER, LOST, now)
    async with database.reading() as tx:
        beyond = await wifi_sessions.list_sessions_beyond(tx, now - ASK_AGAIN_AFTER, now, SWEEP_AT_ONCE)
    asked = 0
    for session in beyond:
        async with database.writing() as tx:
            ticket = await wifi_access.read_access_by_id(tx, session.ticket_id, now.date())
            asked += await _ask(tx, ticket, session, "BEYOND", now)
    return asked


async def stop_session(world: StopWorld, claim: Claim) -> None:
    """Carry out `stop_wifi_session`: a Disconnect-Request, unless the session is over or may go on by now."""
    payload = claim.effect.read_payload()
    ticket, session, server, location = await _read(world.database, int(payload["session_id"]))
    now = utc_now()
    allowed = location.active and ticket.is_good and ticket.left_at(now, location.time_zone).refusal is None
    if allowed and payload["why"] == TOO_MANY:
        async with world.database.reading() as tx:
            allowed = session.id not in {one.id for one in await _list_extra(tx, location, ticket, now)}
    if session.ended_at is not None or server is None or (allowed and payload["why"] != HOST):
        async with claim.finishing() as tx:
            await wifi_sessions.forget_stop(tx, session.id, now)
        return
    verdict = await world.access_servers.disconnect(server, _name(ticket, session))
    ended_by = DISCONNECTED if verdict is SessionVerdict.DONE else GONE
    async with claim.finishing() as tx:
        # An access server that acknowledges sends a Stop as well, whose figures and cause then stand.
        if verdict is SessionVerdict.GONE:
            await wifi_sessions.end_session(tx, session.id, session.last_seen_at, LOST, utc_now())
        change = Change(
            "DISCONNECTED", f"access server {session.nas}", utc_now(), details=f"{session.device} {ended_by}"
        )
        await record_tickets(tx, ticket.tenant_id, [ticket.ticket_id], change)


async def change_session(world: StopWorld, claim: Claim) -> None:
    """Carry out `change_wifi_session`: a CoA-Request with what is left. Refused, the session ends as it would have."""
    payload = claim.effect.read_payload()
    ticket, session, server, location = await _read(world.database, int(payload["session_id"]))
    now = utc_now()
    left = ticket.left_at(now, location.time_zone)
    goes_on = session.ended_at is None and location.active and ticket.is_good and left.refusal is None
    if goes_on and server is not None:
        limits = _limits(ticket, session, left, location, now)
        verdict = await world.access_servers.change(server, _name(ticket, session), limits)
        _log.info("session_changed", nas=session.nas, verdict=str(verdict))
    async with claim.finishing() as tx:
        await wifi_sessions.forget_stop(tx, session.id, utc_now())


async def _ask(tx: Tx, ticket: AccessTicket, session: WifiSession, why: str, now: datetime) -> bool:
    if not await wifi_sessions.ask_to_stop(tx, session.id, now - ASK_AGAIN_AFTER, now):
        return False
    payload = {"session_id": session.id, "why": why}
    await effects.insert_effect(tx, ticket.tenant_id, STOP_SESSION, f"{session.id}:{now.isoformat()}", payload, now)
    return True


async def _list_extra(tx: Tx, location: Location, ticket: AccessTicket, now: datetime) -> list[WifiSession]:
    """The sessions of the devices that came last and are too many, of those that are on as far as anybody knows."""
    if ticket.devices is None:
        return []
    since = sees_after(location, ticket, now)
    found = [one for one in await wifi_sessions.list_open_sessions(tx, ticket.ticket_id) if one.last_seen_at >= since]
    devices = list(dict.fromkeys(one.device for one in sorted(found, key=lambda one: (one.started_at, one.id))))
    return [one for one in found if one.device in devices[ticket.devices :]]


async def _read(
    database: Database, session_id: int
) -> tuple[AccessTicket, WifiSession, PortalServer | None, Location]:  # fmt: skip
    async with database.reading() as tx:
        session = await wifi_sessions.read_session(tx, session_id)
        if session is None:
            raise LookupError(f"there is no Wi-Fi session {session_id}")
        location = await locations.read_location_by_id(tx, session.location_id)
        day = local_day(utc_now(), location.time_zone)
        ticket = await wifi_access.read_access_by_id(tx, session.ticket_id, day)
        server = await wifi_access.read_access_server(tx, session.location_id, session.nas)
        return ticket, session, server, location


def _limits(
    ticket: AccessTicket, session: WifiSession, left: Left, location: Location, now: datetime
) -> SessionLimits:  # fmt: skip
    running = Running(started_at=session.started_at, seconds=session.seconds)
    return SessionLimits(
        seconds=ticket.session_seconds(running, now, location.time_zone),
        traffic_bytes=_in_all(left.traffic_bytes, session.download_bytes + session.upload_bytes),
        download_bytes=_in_all(left.download_bytes, session.download_bytes),
        upload_bytes=_in_all(left.upload_bytes, session.upload_bytes),
    )


def _in_all(left: int | None, used: int) -> int | None:
    return None if left is None else used + left


def _name(ticket: AccessTicket, session: WifiSession) -> SessionName:
    return SessionName(
        nas=session.nas,
        acct_session_id=session.acct_session_id.partition(" #")[0],
        # An access server compares what it was given, in whatever spelling the guest typed the code (RFC 5176 3).
        user_name=session.reported_user or ticket.code,
        device=session.reported_device,
        address=session.address,
    )
