"""Accounting-Requests as reports of sessions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from admitone.core.wifi.reports import Report, ReportKind
from admitone.dialects.radius.wire import Attributes, device_of, nas_of, number_of, text_of, uid_of
from admitone.services.wifi_accounting import ReportedSession

SWITCHED: Final = frozenset({"Accounting-On", "Accounting-Off"})
# How long a report may have waited for us, and how long an access server may have kept it before that.
WAITED_MAX: Final = timedelta(days=7)
KEPT_MAX: Final = timedelta(days=1)
# More than any network carries in a session; a counter beyond it is broken.
_BYTES_MAX: Final = 2**50
_SECONDS_MAX: Final = 10 * 366 * 86400
_ORIGINAL: Final = "%b %d %Y %H:%M:%S UTC"


def status_of(attributes: Attributes) -> str:
    """What an Accounting-Request tells, by its RADIUS name."""
    return text_of(attributes, "Acct-Status-Type")


def happened_at(attributes: Attributes, now: datetime) -> datetime:
    """When a report was made: as long ago as it has been under way (Acct-Delay-Time, which FreeRADIUS keeps up).

    A report that waited in FreeRADIUS says when it got there. It was made before, but not long; clocks of access
    servers that say else are wrong, as they often are before they have found the time.
    """
    delay = timedelta(seconds=min(number_of(attributes, "Acct-Delay-Time") or 0, WAITED_MAX.total_seconds()))
    made = now - delay
    waited = text_of(attributes, "Packet-Original-Timestamp")
    if not waited:
        return max(made, now - KEPT_MAX)
    arrived = _original(waited)
    return made if arrived is None or arrived > now else min(max(made, arrived - KEPT_MAX), arrived)


def read_report(attributes: Attributes, now: datetime) -> tuple[ReportedSession, Report] | None:
    """A report of a session; None for what is none, or does not say of which."""
    status, session_id = status_of(attributes), text_of(attributes, "Acct-Session-Id").strip()
    if status not in set(ReportKind) or not session_id:
        return None
    nas = nas_of(attributes)
    # A device without a name is told from others by its session.
    device = device_of(attributes) or f"#{session_id}"
    told = ReportedSession(
        nas=nas,
        acct_session_id=session_id,
        typed=text_of(attributes, "User-Name"),
        uid=uid_of(attributes),
        device=device,
        reported_device=text_of(attributes, "Calling-Station-Id").strip() or None,
        address=text_of(attributes, "Framed-IP-Address") or None,
    )
    seconds = number_of(attributes, "Acct-Session-Time")
    report = Report(
        kind=ReportKind(status),
        happened_at=happened_at(attributes, now),
        seconds=0 if status == ReportKind.START else None if seconds is None else min(seconds, _SECONDS_MAX),
        download_bytes=_octets(attributes, "Output"),
        upload_bytes=_octets(attributes, "Input"),
        cause=text_of(attributes, "Acct-Terminate-Cause") or None,
    )
    return told, report


def _octets(attributes: Attributes, way: str) -> int:
    low = number_of(attributes, f"Acct-{way}-Octets") or 0
    high = number_of(attributes, f"Acct-{way}-Gigawords") or 0
    return min((high << 32) + low, _BYTES_MAX)


def _original(text: str) -> datetime | None:
    """FreeRADIUS writes it by its own clock's zone; anything but UTC has names that mean several zones."""
    try:
        return datetime.strptime(text, _ORIGINAL).replace(tzinfo=UTC)
    except ValueError:
        return None
