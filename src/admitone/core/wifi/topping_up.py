"""More time or traffic for a ticket that is out there already."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Final

import msgspec

from admitone.core.errors import Conflict, InvalidParameter, MissingParameter
from admitone.core.wifi.allowance import earliest, is_used_up, run_out
from admitone.core.wifi.granting import AHEAD_MAX
from admitone.core.wifi.model import WifiTicket
from admitone.core.wifi.terms import BYTES_MAX, SECONDS_MAX


@dataclass(frozen=True, slots=True)
class TopUp:
    """What to add: seconds and bytes; `valid_until` is a later end."""

    exp_seconds: int | None = None
    online_seconds: int | None = None
    traffic_bytes: int | None = None
    download_bytes: int | None = None
    upload_bytes: int | None = None
    valid_until: datetime | None = None


# Column, field of the contract, the most.
_ADDED: Final = (
    ("exp_seconds", "expTime", SECONDS_MAX),
    ("online_seconds", "onlineTime", SECONDS_MAX),
    ("traffic_bytes", "trafficLimit", BYTES_MAX),
    ("download_bytes", "download", BYTES_MAX),
    ("upload_bytes", "upload", BYTES_MAX),
)


def top_up(ticket: WifiTicket, added: TopUp, now: datetime) -> WifiTicket:
    """The ticket with more of what limits it. Time that had run out counts anew from now, with what is added.

    Conflict for a revoked ticket, and for one that stays over all the same; InvalidParameter for what does not limit
    this one.
    """
    if ticket.revoked_at is not None:
        raise Conflict(f"ticket {ticket.ticket_id} is revoked; make a new one", fields=("ticketId",))
    if all(getattr(added, one.name) is None for one in fields(added)):
        raise MissingParameter(
            "say what to add: expTime, onlineTime, trafficLimit, download, upload or valid_until", fields=("expTime",)
        )
    more = {column: _sum(ticket, added, column, field, most, now) for column, field, most in _ADDED}
    valid_until = _later(ticket, added, now)
    first = ticket.first_used_at
    clock = run_out(more["exp_seconds"], first) if first is not None else None
    if valid_until is not None and valid_until <= now:
        message = f"ticket {ticket.ticket_id} ended at {valid_until.isoformat()}; give it a later valid_until as well"
        raise Conflict(message, fields=("valid_until",))
    changed = msgspec.structs.replace(ticket, **more, valid_until=valid_until, ends_at=earliest(valid_until, clock))
    used_up_at = (ticket.used_up_at or now) if is_used_up(changed) else None
    return msgspec.structs.replace(changed, used_up_at=used_up_at, topped_up_at=now)


def _sum(  # noqa: PLR0917
    ticket: WifiTicket, added: TopUp, column: str, field: str, most: int, now: datetime
) -> int | None:
    present: int | None = getattr(ticket, column)
    more: int | None = getattr(added, column)
    if more is None:
        return present
    if present is None:
        raise InvalidParameter(f"{field}: this ticket is not limited by it", fields=(field,))
    if not 1 <= more <= most:
        raise InvalidParameter(f"{field} must be from 1 to {most}", fields=(field,))
    if column == "exp_seconds" and ticket.first_used_at is not None:
        present = max(present, -((ticket.first_used_at - now) // timedelta(seconds=1)))
    if present + more > most:
        raise InvalidParameter(f"{field}: with what the ticket has it is more than {most}", fields=(field,))
    return present + more


def _later(ticket: WifiTicket, added: TopUp, now: datetime) -> datetime | None:
    if added.valid_until is None:
        return ticket.valid_until
    if ticket.valid_until is None:
        raise InvalidParameter("valid_until: this ticket has no end by itself", fields=("valid_until",))
    if not max(now, ticket.valid_until) < added.valid_until <= now + 2 * AHEAD_MAX:
        message = f"valid_until must lie after {ticket.valid_until.isoformat()}, in the future, within ten years"
        raise InvalidParameter(message, fields=("valid_until",))
    return added.valid_until
