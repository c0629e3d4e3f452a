"""Taking the reports of access servers: each is counted once, whenever and however often it arrives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import structlog
from msgspec import structs

from admitone.core.clock import local_day, utc_now
from admitone.core.wifi.access import Refusal
from admitone.core.wifi.access_ticket import AccessTicket
from admitone.core.wifi.codes import read_code
from admitone.core.wifi.model import Location, WifiSession
from admitone.core.wifi.reports import (
    NAS_RESTARTED,
    DayShare,
    Figures,
    Report,
    begin_session,
    begins_anew,
    fold_report,
    limit_seconds,
    share_by_day,
)
from admitone.services.wifi_access import begin_use
from admitone.services.wifi_stopping import ask_extra_devices_to_stop, ask_sessions_to_stop
from admitone.store import wifi_access, wifi_sessions
from admitone.store.audit import Change, record_tickets
from admitone.store.database import Tx

_USED_UP: Final = {
    Refusal.ONLINE_TIME_USED: "the online time is used up",
    Refusal.TRAFFIC_USED: "the traffic is used up",
}
# Access servers tell delays in whole seconds.
_ROUNDED_BY: Final = timedelta(seconds=2)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ReportedSession:
    """Which session a report is of.

    `device` is its name here, made up where the access server gave none; `reported_device` is what it wrote itself.
    `uid` is the ticket's, which the access server gives back from our answer (Class); where it does not, the name that
    the guest gave has to do.
    """

    nas: str
    acct_session_id: str
    typed: str
    uid: str | None
    device: str
    address: str | None
    reported_device: str | None = None


async def take_report(tx: Tx, location: Location, told: ReportedSession, report: Report) -> bool:
    """Count a report; False when it is of no ticket of the location, so that nobody can ever count it."""
    now = utc_now()
    day = local_day(now, location.time_zone)
    ticket = await wifi_access.lock_access(tx, location, code=read_code(told.typed), uid=told.uid, day=day)
    if ticket is None:
        _log.warning("report_of_unknown_ticket", location=location.public_id, nas=told.nas)
        return False
    session, shares, report = await _count(tx, location, ticket, told, report)
    if ticket.devices is not None and session.is_open:
        # A late report of a session from before must not free the place that was just given.
        began_at = session.started_at + _ROUNDED_BY
        await wifi_access.drop_slot(tx, ticket.ticket_id, told.device, made_before=began_at)
    began = await begin_use(tx, location, ticket, report.happened_at - timedelta(seconds=report.seconds or 0), told.nas)
    await _end_what_is_used_up(tx, location, _with(began, shares, day), now)
    if ticket.devices is not None and session.is_open:
        await ask_extra_devices_to_stop(tx, location, ticket, now)
    return True


async def close_access_server(tx: Tx, location: Location, nas: str, happened_at: datetime) -> int:
    """An access server was switched on or off: every session that it had before is over; how many there were."""
    return await wifi_sessions.close_sessions_of_nas(tx, location.id, nas, happened_at, NAS_RESTARTED, utc_now())


async def _count(
    tx: Tx, location: Location, ticket: AccessTicket, told: ReportedSession, report: Report
) -> tuple[Figures, list[DayShare], Report]:
    """Bring the session up to date and the ticket with it; the session, what that added, and the report as believed."""
    now = utc_now()
    known = await wifi_sessions.lock_session(tx, ticket.location_id, told.nas, told.acct_session_id, ticket.ticket_id)
    if known is not None and begins_anew(_figures(known), report):
        await wifi_sessions.set_aside(tx, known, now)
        known = None
    figures, claimed = None if known is None else _figures(known), report.seconds
    report = limit_seconds(report, figures, ticket.made_at)
    if report.seconds != claimed:
        _log.warning("report_of_too_much_time", nas=told.nas, claimed=claimed, believed=report.seconds)
    before = figures or begin_session(report)
    after = fold_report(before, report)
    if known is None:
        await wifi_sessions.insert_session(
            tx,
            ticket,
            after,
            now,
            nas=told.nas,
            acct_session_id=told.acct_session_id,
            device=told.device,
            reported_device=told.reported_device,
            reported_user=told.typed or None,
            address=told.address,
        )
    else:
        await wifi_sessions.update_session(
            tx,
            known.id,
            after,
            now,
            device=told.device or known.device,
            reported_device=told.reported_device or known.reported_device,
            reported_user=told.typed or known.reported_user,
            address=told.address or known.address,
        )
    shares = share_by_day(before, after, report, location.time_zone)
    if shares:
        await wifi_sessions.add_use(tx, ticket, shares, report.happened_at, now)
    return after, shares, report


def _with(ticket: AccessTicket, shares: list[DayShare], day: date) -> AccessTicket:
    """The ticket with what was just added to its row."""
    today = [share for share in shares if share.day == day]
    return structs.replace(
        ticket,
        used_seconds=ticket.used_seconds + sum(share.seconds for share in shares),
        used_download_bytes=ticket.used_download_bytes + sum(share.download_bytes for share in shares),
        used_upload_bytes=ticket.used_upload_bytes + sum(share.upload_bytes for share in shares),
        day_seconds=ticket.day_seconds + sum(share.seconds for share in today),
        day_bytes=ticket.day_bytes + sum(share.download_bytes + share.upload_bytes for share in today),
    )


async def _end_what_is_used_up(tx: Tx, location: Location, ticket: AccessTicket, now: datetime) -> None:
    refusal = ticket.left_at(now, location.time_zone).refusal
    if refusal is None and ticket.is_good:
        return
    if refusal in _USED_UP and await wifi_access.note_used_up(tx, ticket.ticket_id, now):
        change = Change("USED_UP", "system", now, details=_USED_UP[refusal])
        await record_tickets(tx, ticket.tenant_id, [ticket.ticket_id], change)
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
