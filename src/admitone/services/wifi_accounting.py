"""Taking the reports of access servers: each is counted once, whenever and however often it arrives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from admitone.core.clock import local_day, utc_now
from admitone.core.wifi.access import Refusal
from admitone.core.wifi.access_ticket import AccessTicket
from admitone.core.wifi.codes import read_code
from admitone.core.wifi.model import Location, WifiSession
from admitone.core.wifi.reports import (
    NAS_RESTARTED,
    Figures,
    Report,
    begin_session,
    begins_anew,
    fold_report,
    share_by_day,
)
from admitone.services.wifi_access import begin_use
from admitone.services.wifi_stopping import ask_sessions_to_stop
from admitone.store import wifi_access, wifi_sessions, wifi_tickets
from admitone.store.audit import Change, record_tickets
from admitone.store.database import Tx

_USED_UP: Final = frozenset({Refusal.ONLINE_TIME_USED, Refusal.TRAFFIC_USED})
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ReportedSession:
    """Which session a report is of.

    `uid` is the ticket's, which the access server gives back from our answer (Class); where it does not, the name that
    the guest gave has to do.
    """

    nas: str
    acct_session_id: str
    typed: str
    uid: str | None
    device: str
    address: str | None


async def take_report(tx: Tx, location: Location, told: ReportedSession, report: Report) -> bool:
    """Count a report; False when it is of no ticket of the location, so that nobody can ever count it."""
    now = utc_now()
    ticket = await _lock_ticket(tx, location, told, now)
    if ticket is None:
        _log.warning("report_of_unknown_ticket", location=location.public_id, nas=told.nas)
        return False
    session = await _open_session(tx, ticket, told, report, now)
    before = _figures(session)
    after = fold_report(before, report)
    await wifi_sessions.update_session(
        tx,
        session.id,
        after,
        now,
        device=told.device or session.device,
        address=told.address or session.address,
    )
    shares = share_by_day(before, after, report, location.time_zone)
    if shares:
        await wifi_sessions.add_use(tx, ticket, shares, report.happened_at, now)
    await wifi_access.drop_slot(tx, ticket.ticket_id, told.device)
    await begin_use(tx, location, ticket, after.started_at, told.nas)
    await _end_what_is_used_up(tx, location, ticket.ticket_id, now)
    return True


async def close_access_server(tx: Tx, location: Location, nas: str, happened_at: datetime) -> int:
    """An access server was switched on or off: every session that it had before is over; how many there were."""
    return await wifi_sessions.close_sessions_of_nas(tx, location.id, nas, happened_at, NAS_RESTARTED, utc_now())


async def _lock_ticket(tx: Tx, location: Location, told: ReportedSession, now: datetime) -> AccessTicket | None:
    day, code = local_day(now, location.time_zone), read_code(told.typed)
    found = None
    if told.uid is not None:
        found = await wifi_access.read_access_by_uid(tx, location, told.uid, day)
    if found is None and code is not None:
        found = await wifi_access.read_access(tx, location, code, day)
    if found is None or not await wifi_tickets.lock_ticket(tx, location, found.ticket_id):
        return None
    # Read again: what it was before the lock may have been counted further since.
    return await wifi_access.read_access_by_id(tx, found.ticket_id, day)


async def _open_session(
    tx: Tx, ticket: AccessTicket, told: ReportedSession, report: Report, now: datetime
) -> WifiSession:
    known = await wifi_sessions.lock_session(tx, ticket.location_id, told.nas, told.acct_session_id, ticket.ticket_id)
    if known is not None and begins_anew(_figures(known), report):
        await wifi_sessions.set_aside(tx, known, now)
        known = None
    if known is not None:
        return known
    return await wifi_sessions.insert_session(
        tx,
        ticket,
        begin_session(report),
        now,
        nas=told.nas,
        acct_session_id=told.acct_session_id,
        device=told.device,
        address=told.address,
    )


async def _end_what_is_used_up(tx: Tx, location: Location, ticket_id: int, now: datetime) -> None:
    ticket = await wifi_access.read_access_by_id(tx, ticket_id, local_day(now, location.time_zone))
    refusal = ticket.left_at(now, location.time_zone).refusal
    if refusal is None and ticket.is_good:
        return
    if refusal in _USED_UP and await wifi_access.note_used_up(tx, ticket_id, now):
        change = Change("USED_UP", "system", now, details=str(refusal))
        await record_tickets(tx, ticket.tenant_id, [ticket_id], change)
    await ask_sessions_to_stop(tx, ticket, str(refusal or "REVOKED"), now)


def _figures(session: WifiSession) -> Figures:
    return Figures(
        started_at=session.started_at,
        last_seen_at=session.last_seen_at,
        ended_at=session.ended_at,
        ended_by=session.ended_by,
        seconds=session.seconds,
        download_bytes=session.download_bytes,
        upload_bytes=session.upload_bytes,
    )
