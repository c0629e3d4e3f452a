"""Reports in any order, twice or not at all, against a model that counts the seconds and bytes of a guest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from admitone.core.wifi.reports import (
    LOST,
    NAS_RESTARTED,
    DayShare,
    Figures,
    Report,
    ReportKind,
    begin_session,
    begins_anew,
    fold_report,
    limit_seconds,
    share_by_day,
)

ZONE = "Asia/Dubai"
# A minute before midnight in Dubai.
BEGIN = datetime(2026, 3, 1, 19, 59, tzinfo=UTC)


def report(kind: ReportKind, seconds: int, download: int = 0, upload: int = 0) -> Report:
    return Report(
        kind=kind,
        happened_at=BEGIN + timedelta(seconds=seconds),
        seconds=seconds,
        download_bytes=download,
        upload_bytes=upload,
        cause="User-Request" if kind is ReportKind.STOP else None,
    )


@st.composite
def session_reports(draw: st.DrawFn) -> list[Report]:
    """What an access server says of a session: figures that only grow, and maybe a Stop."""
    steps = draw(st.lists(st.tuples(st.integers(1, 90), st.integers(0, 2**33), st.integers(0, 2**33)), max_size=6))
    made, seconds, down, up = [report(ReportKind.START, 0)], 0, 0, 0
    for more_seconds, more_down, more_up in steps:
        seconds, down, up = seconds + more_seconds, down + more_down, up + more_up
        made.append(report(ReportKind.INTERIM, seconds, down, up))
    if draw(st.booleans()):
        made.append(report(ReportKind.STOP, seconds, down, up))
    return made


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[list[Report], list[Report]]:
    """What was said, and what of it arrived: some lost, some twice, in any order."""
    said = draw(session_reports())
    arrived = draw(st.lists(st.sampled_from(said), min_size=1, max_size=20))
    return said, arrived


def fold_all(arrived: Sequence[Report]) -> tuple[Figures, list[DayShare]]:
    known = begin_session(arrived[0])
    shares: list[DayShare] = []
    for one in arrived:
        after = fold_report(known, one)
        shares += share_by_day(known, after, one, ZONE)
        known = after
    return known, shares


@given(deliveries())
def test_what_arrived_is_counted_once_in_whatever_order(told: tuple[list[Report], list[Report]]) -> None:
    _, arrived = told
    known, shares = fold_all(arrived)
    assert known.started_at == BEGIN
    assert known.seconds == max(one.seconds or 0 for one in arrived)
    assert known.download_bytes == max(one.download_bytes for one in arrived)
    assert known.upload_bytes == max(one.upload_bytes for one in arrived)
    stops = [one for one in arrived if one.kind is ReportKind.STOP]
    assert (known.ended_at, known.ended_by) == ((stops[0].happened_at, "User-Request") if stops else (None, None))
    assert sum(share.seconds for share in shares) == known.seconds
    assert sum(share.download_bytes for share in shares) == known.download_bytes
    assert sum(share.upload_bytes for share in shares) == known.upload_bytes
    assert all(share.seconds >= 0 and share.download_bytes >= 0 and share.upload_bytes >= 0 for share in shares)


@given(deliveries())
def test_seconds_fall_on_the_days_in_which_they_passed(told: tuple[list[Report], list[Report]]) -> None:
    _, arrived = told
    known, shares = fold_all(arrived)
    counted: Counter[date] = Counter()
    for share in shares:
        counted[share.day] += share.seconds
    lived = Counter((BEGIN + timedelta(hours=4, seconds=second)).date() for second in range(known.seconds))
    assert +counted == lived


@given(session_reports())
def test_whatever_is_lost_the_last_report_makes_up_for(said: list[Report]) -> None:
    alone, _ = fold_all(said[-1:])
    everything, _ = fold_all(said)
    assert alone == everything


def test_a_server_that_does_not_count_seconds_is_helped_out() -> None:
    known = fold_report(
        begin_session(report(ReportKind.START, 0)),
        Report(kind=ReportKind.INTERIM, happened_at=BEGIN + timedelta(seconds=75)),
    )
    assert known.seconds == 75


def test_a_session_presumed_over_goes_on_when_it_is_heard_of_again() -> None:
    open_session = fold_report(begin_session(report(ReportKind.START, 0)), report(ReportKind.INTERIM, 60, 5))
    for presumed in (NAS_RESTARTED, LOST):
        closed = Figures(
            started_at=BEGIN,
            last_seen_at=open_session.last_seen_at,
            ended_at=BEGIN + timedelta(seconds=90),
            ended_by=presumed,
        )
        assert not fold_report(closed, report(ReportKind.INTERIM, 61, 6)).is_open, "it was made before the end"
        assert fold_report(closed, report(ReportKind.INTERIM, 120, 7)).is_open
        assert fold_report(closed, report(ReportKind.STOP, 120, 7)).ended_by == "User-Request"


def test_a_stop_is_final() -> None:
    stopped = fold_report(begin_session(report(ReportKind.START, 0)), report(ReportKind.STOP, 60, 5))
    assert not fold_report(stopped, report(ReportKind.INTERIM, 120, 7)).is_open


def test_a_number_given_again_after_a_restart_begins_another_session() -> None:
    used = fold_report(begin_session(report(ReportKind.START, 0)), report(ReportKind.INTERIM, 60, 5))
    again = Report(kind=ReportKind.START, happened_at=BEGIN + timedelta(hours=2), seconds=0)
    assert begins_anew(used, again)
    assert not begins_anew(used, report(ReportKind.START, 0)), "that one only came late"
    assert not begins_anew(used, Report(kind=ReportKind.START, happened_at=BEGIN + timedelta(seconds=75)))
    assert not begins_anew(used, report(ReportKind.INTERIM, 7200))
    assert not begins_anew(begin_session(report(ReportKind.START, 0)), again), "nothing is lost by keeping that one"


@pytest.mark.parametrize("kind", [ReportKind.INTERIM, ReportKind.STOP])
def test_a_session_whose_start_was_lost_is_told_from_the_one_before(kind: ReportKind) -> None:
    first = fold_report(begin_session(report(ReportKind.START, 0)), report(ReportKind.STOP, 600, 500))

    def later(after: int, seconds: int | None, download: int = 5) -> Report:
        at = BEGIN + timedelta(seconds=600 + after + (seconds or 0))
        return Report(kind=kind, happened_at=at, seconds=seconds, download_bytes=download)

    assert begins_anew(first, later(31, 60))
    assert begins_anew(first, later(31, 900, 900)), "though it has come further"
    assert begins_anew(first, later(3, 60)), "its figures fell"
    assert not begins_anew(first, later(2, 60)), "seconds are rounded"
    assert not begins_anew(first, later(30, 900, 900)), "delays are not told exactly"
    assert not begins_anew(first, later(31, None)), "nobody knows when it began"
    assert not begins_anew(first, later(3600, 600, 500)), "the same, sent again without its delay"


def reused(seconds: int, download: int, *, after: int, kind: ReportKind = ReportKind.INTERIM) -> Report:
    """A report of another session under the same number, which began so many seconds after the first one's begin."""
    at = BEGIN + timedelta(seconds=after + seconds)
    return Report(kind=kind, happened_at=at, seconds=seconds, download_bytes=download)


def test_after_a_restart_a_number_is_another_sessions_at_once() -> None:
    used = fold_report(begin_session(report(ReportKind.START, 0)), report(ReportKind.INTERIM, 600, 500))
    restarted = structs.replace(used, ended_at=BEGIN + timedelta(seconds=660), ended_by=NAS_RESTARTED)
    assert begins_anew(restarted, reused(0, 0, after=670, kind=ReportKind.START))
    assert begins_anew(restarted, reused(60, 5000, after=670))
    assert begins_anew(restarted, reused(3600, 5000, after=670, kind=ReportKind.STOP))
    assert not begins_anew(restarted, report(ReportKind.INTERIM, 655, 510)), "made before, and came late"
    assert not begins_anew(restarted, report(ReportKind.INTERIM, 720, 520)), "it went on all the while"


def test_a_device_that_is_back_within_seconds_under_its_old_number_is_counted() -> None:
    stopped = fold_report(begin_session(report(ReportKind.START, 0)), report(ReportKind.STOP, 600, 500))
    assert begins_anew(stopped, reused(60, 5, after=610))
    assert begins_anew(stopped, reused(60, 5000, after=610))
    assert not begins_anew(stopped, report(ReportKind.INTERIM, 540, 400)), "the one before the end came late"


def test_an_access_server_that_counts_no_time_has_its_octets_counted_once() -> None:
    known = begin_session(reused(0, 0, after=0))
    for minute in range(1, 6):
        one = reused(0, 100 * minute, after=60 * minute)
        assert not begins_anew(known, one)
        known = fold_report(known, one)
    assert known.download_bytes == 500
    assert begins_anew(known, reused(0, 7, after=600)), "octets that fell are another session's"


def test_no_session_is_longer_than_it_can_have_been() -> None:
    absurd = Report(kind=ReportKind.INTERIM, happened_at=BEGIN + timedelta(hours=1), seconds=2**32 - 1)
    assert limit_seconds(absurd, None, BEGIN).seconds == 3900, "five minutes are the difference of two clocks"
    for seconds in (None, 0, 3600, 3900):
        one = structs.replace(absurd, seconds=seconds)
        assert limit_seconds(one, None, BEGIN) == one
    assert limit_seconds(absurd, None, BEGIN + timedelta(hours=2)).seconds == 0
    begun = begin_session(report(ReportKind.START, 1800))
    assert limit_seconds(absurd, begun, BEGIN - timedelta(days=30)).seconds == 3600 + 3600
