"""From a service and a wish to what one ticket is granted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from admitone.core.errors import Conflict, InvalidParameter, MissingParameter
from admitone.core.wifi.allowance import earliest, run_out
from admitone.core.wifi.kinds import TicketHandout
from admitone.core.wifi.model import WifiService

USERS_MAX: Final = 1000
AHEAD_MAX: Final = timedelta(days=5 * 366)
# A day that is written without its time begins in the past by now, in every time zone.
BEHIND_MAX: Final = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class TicketWish:
    """A ticket as somebody wants it. Instants are aware; None leaves it to the service. `email` is where it goes."""

    start_time: datetime | None = None
    valid_until: datetime | None = None
    num_users: int | None = None
    user_id: str | None = None
    format: TicketHandout = TicketHandout.PRINT
    email: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a ticket gets beside the amounts of its service. `devices` of None is any number."""

    start_time: datetime
    valid_until: datetime | None
    num_users: int
    devices: int | None


def grant(service: WifiService, wish: TicketWish, now: datetime) -> Grant:
    """What a ticket of a service is granted at a moment.

    It ends at the earliest of what was asked for, the service's fixed end, and its validity counted from the start.
    Conflict for a service that is not sold any more; the errors name the fields of the contract.
    """
    if service.deleted_at is not None or not service.active:
        raise Conflict(f"the service {service.name} is not sold any more; choose another", fields=("service",))
    start = _start(wish, now)
    end = earliest(wish.valid_until, service.fixed_end, run_out(service.valid_seconds, max(start, now)))
    if service.time_to_limit and wish.valid_until is None and service.fixed_end is None:
        raise MissingParameter(
            f"say until when: tickets of {service.name} end at a moment of their own", fields=("valid_until",)
        )
    if end is not None and end <= max(start, now):
        if end == service.fixed_end:
            raise Conflict(f"the service {service.name} ended at {end.isoformat()}", fields=("service",))
        raise InvalidParameter("valid_until must lie after start_time and in the future", fields=("valid_until",))
    users = _users(service, wish)
    return Grant(start, end, users, _devices(service, wish, users))


def _start(wish: TicketWish, now: datetime) -> datetime:
    start = wish.start_time or now
    if not now - BEHIND_MAX <= start <= now + AHEAD_MAX:
        raise InvalidParameter("start_time must be today or within five years from now", fields=("start_time",))
    if wish.valid_until is not None and wish.valid_until > now + 2 * AHEAD_MAX:
        raise InvalidParameter("valid_until must be within ten years from now", fields=("valid_until",))
    return start


def _devices(service: WifiService, wish: TicketWish, users: int) -> int | None:
    """How many may be on at once. Where the service does not say, each of the users that were asked for has one."""
    if service.sim_devices is None:
        return wish.num_users
    return service.sim_devices * users


def _users(service: WifiService, wish: TicketWish) -> int:
    users = 1 if wish.num_users is None else wish.num_users
    most = USERS_MAX if service.max_users is None else service.max_users
    if not 1 <= users <= most:
        raise InvalidParameter(f"numusers must be from 1 to {most} for this service", fields=("numusers",))
    return users
