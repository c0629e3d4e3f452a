"""Tickets in the terms of the rules of access: what one allows, what was used of it, and what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from admitone.core.wifi.access import FOR_GOOD, Allowance, Left, Refusal, Used, find_refusal, measure_left
from admitone.core.wifi.model import WifiTicket


def allowance_of(ticket: WifiTicket, time_zone: str) -> Allowance:
    """What a ticket allows, by the clocks of its location."""
    return Allowance(
        time_zone=time_zone,
        starts_at=ticket.start_time,
        valid_until=ticket.valid_until,
        elapsed_seconds=ticket.exp_seconds,
        online_seconds=ticket.online_seconds,
        traffic_bytes=ticket.traffic_bytes,
        download_bytes=ticket.download_bytes,
        upload_bytes=ticket.upload_bytes,
        daily_seconds=ticket.daily_seconds,
        daily_bytes=ticket.daily_bytes,
    )


@dataclass(frozen=True, slots=True)
class DayUse:
    """What was used of a ticket on one day of its location."""

    seconds: int = 0
    bytes: int = 0


NOTHING: Final = DayUse()


def used_of(ticket: WifiTicket, today: DayUse = NOTHING) -> Used:
    """What was used of a ticket; what of it today is the caller's to know."""
    return Used(
        first_used_at=ticket.first_used_at,
        seconds=ticket.used_seconds,
        download_bytes=ticket.used_download_bytes,
        upload_bytes=ticket.used_upload_bytes,
        day_seconds=today.seconds,
        day_bytes=today.bytes,
    )


def left_of(ticket: WifiTicket, time_zone: str, now: datetime, today: DayUse = NOTHING) -> Left:
    """What is left of a ticket of which so much was used today; nothing of one that is revoked or spent.

    A ticket that begins later has all that it will have.
    """
    if ticket.revoked_at is not None or ticket.used_up_at is not None:
        return Left(seconds=0, traffic_bytes=0, download_bytes=0, upload_bytes=0)
    return measure_left(allowance_of(ticket, time_zone), used_of(ticket, today), max(now, ticket.start_time))


def is_used_up(ticket: WifiTicket) -> bool:
    """Whether an allowance of connected time or traffic has come to its end, whatever the clock says."""
    timeless = Allowance(
        time_zone="UTC",
        online_seconds=ticket.online_seconds,
        traffic_bytes=ticket.traffic_bytes,
        download_bytes=ticket.download_bytes,
        upload_bytes=ticket.upload_bytes,
    )
    return find_refusal(timeless, used_of(ticket), ticket.start_time) in FOR_GOOD - {Refusal.OVER}


def run_out(seconds: int | None, since: datetime) -> datetime | None:
    """The moment so many seconds after another; None for no limit."""
    return None if seconds is None else since + timedelta(seconds=seconds)


def earliest(*moments: datetime | None) -> datetime | None:
    """The first of the moments that there are."""
    return min((each for each in moments if each is not None), default=None)
