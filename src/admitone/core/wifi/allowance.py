"""What a ticket still allows, and when it allows nothing any more. Seconds and bytes; None is no limit."""

from __future__ import annotations

from datetime import datetime, timedelta

from admitone.core.wifi.model import WifiTicket


def left_seconds(ticket: WifiTicket, now: datetime) -> int | None:
    """Seconds that are left at a moment, of the clock or of connected time, whichever is less; days are not asked."""
    left = []
    if (end := end_if_used_at(ticket, now)) is not None:
        left.append((end - now) // timedelta(seconds=1))
    if ticket.online_seconds is not None:
        left.append(ticket.online_seconds - ticket.used_seconds)
    return max(0, min(left)) if left else None


def left_bytes(ticket: WifiTicket) -> int | None:
    """Bytes that are left both ways together; a limit of one way counts with the other."""
    down, up = ticket.used_download_bytes, ticket.used_upload_bytes
    limits = (
        (ticket.traffic_bytes, down + up),
        (ticket.download_bytes, down),
        (ticket.upload_bytes, up),
    )
    left = [limit - used for limit, used in limits if limit is not None]
    return max(0, min(left)) if left else None


def is_used_up(ticket: WifiTicket) -> bool:
    """Whether an allowance of connected time or traffic has come to its end, whatever the clock says."""
    if ticket.online_seconds is not None and ticket.used_seconds >= ticket.online_seconds:
        return True
    return left_bytes(ticket) == 0


def end_if_used_at(ticket: WifiTicket, moment: datetime) -> datetime | None:
    """When the clock ends a ticket whose first use was, or is, at this moment; None when no clock does."""
    return earliest(ticket.valid_until, run_out(ticket.exp_seconds, ticket.first_used_at or moment))


def run_out(seconds: int | None, since: datetime) -> datetime | None:
    """The moment so many seconds after another; None for no limit."""
    return None if seconds is None else since + timedelta(seconds=seconds)


def earliest(*moments: datetime | None) -> datetime | None:
    """The first of the moments that there are."""
    return min((each for each in moments if each is not None), default=None)
