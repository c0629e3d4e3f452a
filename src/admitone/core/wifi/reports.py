"""What the reports of access servers come to, in whatever order and however often they arrive (RFC 2866).

A report carries the figures of its session since that began, so the largest ones are the session's: a report that comes
late or twice adds nothing, and one that is lost is made up for by the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct, structs

from admitone.core.clock import day_ends, local_day

# How a session ended that its access server did not end itself: it may yet turn out to go on.
NAS_RESTARTED: Final = "NAS-Restarted"
LOST: Final = "Lost-Sight"
_PRESUMED: Final = frozenset({NAS_RESTARTED, LOST})
# A report that is sent anew without its delay looks this much later than it was, at most.
_RESENT_WITHIN: Final = timedelta(seconds=30)
# Access servers tell times and delays in whole seconds.
_ROUNDED_BY: Final = timedelta(seconds=2)
# How far the clock of an access server may be from ours, and how much longer it may find that a session lasted.
_CLOCKS_DIFFER: Final = timedelta(minutes=5)
_COUNTS_DIFFER: Final = timedelta(hours=1)


class ReportKind(StrEnum):
    """What a report tells of its session."""

    START = "Start"
    INTERIM = "Interim-Update"
    STOP = "Stop"


class Report(Struct, frozen=True, kw_only=True):
    """One report. `seconds` is None where the access server did not count; `happened_at` is when it was made."""

    kind: ReportKind
    happened_at: datetime
    seconds: int | None = None
    download_bytes: int = 0
    upload_bytes: int = 0
    cause: str | None = None


class Figures(Struct, frozen=True, kw_only=True):
    """What is known of one session."""

    started_at: datetime
    last_seen_at: datetime
    ended_at: datetime | None = None
    ended_by: str | None = None
    seconds: int = 0
    download_bytes: int = 0
    upload_bytes: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the device is connected, as far as anybody knows."""
        return self.ended_at is None


class DayShare(Struct, frozen=True, kw_only=True):
    """What a report adds to one day of the location's clocks."""

    day: date
    seconds: int
    download_bytes: int = 0
    upload_bytes: int = 0


def begin_session(report: Report) -> Figures:
    """A session that is heard of for the first time, with nothing used yet."""
    seconds = report.seconds or 0
    return Figures(started_at=report.happened_at - timedelta(seconds=seconds), last_seen_at=report.happened_at)


def begins_anew(known: Figures, report: Report) -> bool:
    """Whether a report belongs to another session that was given the number of one that we know.

    Access servers do that after a restart, or for every session of a device. The new one began after the last that was
    heard of the other, or after the restart; what was only sent again has the same figures, and of a session that only
    began nothing is lost by going on with it.
    """
    was_used = known.seconds > 0 or known.download_bytes > 0 or known.upload_bytes > 0 or not known.is_open
    if report.seconds is None or not was_used or _says_the_same(known, report):
        return False
    if _counts_no_time(known, report):
        return False
    began_at = report.happened_at - timedelta(seconds=report.seconds)
    if known.ended_at is not None and known.ended_by == NAS_RESTARTED:
        return began_at >= known.ended_at
    heard_at = max(known.last_seen_at, known.ended_at or known.last_seen_at)
    fell = report.kind is not ReportKind.START and report.seconds < known.seconds
    return began_at > heard_at + (_ROUNDED_BY if fell else _RESENT_WITHIN)


def fold_report(known: Figures, report: Report) -> Figures:
    """A session after a report."""
    seconds = report.seconds
    if seconds is None:
        seconds = max(int((report.happened_at - known.started_at).total_seconds()), 0)
    ended_at, ended_by = _ending(known, report)
    return structs.replace(
        known,
        last_seen_at=max(known.last_seen_at, report.happened_at),
        ended_at=ended_at,
        ended_by=ended_by,
        seconds=max(known.seconds, seconds),
        download_bytes=max(known.download_bytes, report.download_bytes),
        upload_bytes=max(known.upload_bytes, report.upload_bytes),
    )


def share_by_day(before: Figures, after: Figures, report: Report, time_zone: str) -> list[DayShare]:
    """What a report added to the session, by the days of a time zone.

    Seconds fall where the clock was while they passed. When bytes were sent nobody knows, so they count on the day of
    the report: at most one interval between reports away from where they belong.
    """
    download = after.download_bytes - before.download_bytes
    upload = after.upload_bytes - before.upload_bytes
    shares = dict(_split_seconds(after.started_at, before.seconds, after.seconds, time_zone))
    day = local_day(report.happened_at, time_zone)
    if download or upload:
        shares.setdefault(day, 0)
    return [
        DayShare(
            day=one,
            seconds=seconds,
            download_bytes=download if one == day else 0,
            upload_bytes=upload if one == day else 0,
        )
        for one, seconds in shares.items()
    ]


def _counts_no_time(known: Figures, report: Report) -> bool:
    """Whether this is an access server that always reports no time, so that only its octets tell sessions apart."""
    grows = report.download_bytes >= known.download_bytes and report.upload_bytes >= known.upload_bytes
    return report.kind is not ReportKind.START and known.seconds == 0 and report.seconds == 0 and grows


def limit_seconds(report: Report, known: Figures | None, made_at: datetime) -> Report:
    """A report that claims no more time than can have passed since its session began, or its ticket was made.

    Clocks of access servers jump when they find the time, and a session of fifty years would use any ticket up.
    """
    since = made_at - _CLOCKS_DIFFER if known is None else known.started_at - _COUNTS_DIFFER
    most = max(int((report.happened_at - since).total_seconds()), 0)
    if report.seconds is None or report.seconds <= most:
        return report
    return structs.replace(report, seconds=most)


def _says_the_same(known: Figures, report: Report) -> bool:
    figures = (report.seconds, report.download_bytes, report.upload_bytes)
    return figures == (known.seconds, known.download_bytes, known.upload_bytes) and report.kind is not ReportKind.START


def _ending(known: Figures, report: Report) -> tuple[datetime | None, str | None]:
    if report.kind is ReportKind.STOP:
        if known.ended_at is not None and known.ended_by not in _PRESUMED:
            return known.ended_at, known.ended_by
        return report.happened_at, report.cause or "Stop"
    if known.ended_at is not None and known.ended_by in _PRESUMED and report.happened_at > known.ended_at:
        return None, None
    return known.ended_at, known.ended_by


def _split_seconds(started_at: datetime, before: int, after: int, time_zone: str) -> Iterator[tuple[date, int]]:
    begin = started_at.astimezone(UTC) + timedelta(seconds=before)
    left = after - before
    while left > 0:
        day = local_day(begin, time_zone)
        midnight = day_ends(day, time_zone).astimezone(UTC)
        # A session that begins at a fraction of a second counts the one that midnight cuts to the day before.
        seconds = min(left, -int((begin - midnight) // timedelta(seconds=1)))
        yield day, seconds
        begin += timedelta(seconds=seconds)
        left -= seconds
