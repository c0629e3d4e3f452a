"""What a service may be made of. Limits of None are no limits; errors name the fields of the contract."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from admitone.core.errors import InvalidParameter, MissingParameter
from admitone.core.wifi.kinds import TYPE_WORDS
from admitone.core.wifi.model import Limits

NAME_LENGTH_MAX: Final = 100
SECONDS_MAX: Final = 10 * 366 * 24 * 3600
# What a JSON number carries exactly; far above any quota, far below 64 bits.
BYTES_MAX: Final = 2**53 - 1
# Attributes of bandwidth are integers of 32 bits (WISPr-Bandwidth-Max-Up and -Down).
RATE_MAX: Final = 2**32 - 1
DEVICES_MAX: Final = 1000
ORDER_MAX: Final = 1_000_000
_SEPARATOR: Final = "+"


class ServiceTerms(Limits, frozen=True, kw_only=True):
    """A service as somebody wants it. `price_minor` is in the location's currency."""

    name: str
    price_minor: int
    fixed_end: datetime | None = None
    valid_seconds: int | None = None
    sim_devices: int | None = None
    max_users: int | None = None
    active: bool = True
    show_login: bool = True
    issue_order: int = 0


# Column, field of the contract, what it must be more than, the most.
_BOUNDS: Final = (
    ("exp_seconds", "expTime", SECONDS_MAX),
    ("online_seconds", "onlineTime", SECONDS_MAX),
    ("traffic_bytes", "trafficLimit", BYTES_MAX),
    ("download_bytes", "download", BYTES_MAX),
    ("upload_bytes", "upload", BYTES_MAX),
    ("daily_seconds", "dailyLimit", 24 * 3600),
    ("daily_bytes", "dailyTraffic", BYTES_MAX),
    ("valid_seconds", "validUntil", SECONDS_MAX),
    ("sim_devices", "simDevices", DEVICES_MAX),
    ("max_users", "maxUsers", DEVICES_MAX),
    ("downrate_bits", "downrate", RATE_MAX),
    ("uprate_bits", "uprate", RATE_MAX),
)
# Which amounts belong to a kind, and their fields; of each kind one must be there.
_AMOUNTS: Final = (
    ("time_to_finish", "ttf", {"exp_seconds": "expTime"}),
    ("online_time", "onl", {"online_seconds": "onlineTime"}),
    ("limit_traffic", "trf", {"traffic_bytes": "trafficLimit", "download_bytes": "download", "upload_bytes": "upload"}),
)


def check_terms(terms: ServiceTerms) -> ServiceTerms:
    """The terms with a tidy name. MissingParameter for a kind without its amount, InvalidParameter for the reverse.

    A service until a fixed moment needs no moment: "until check-out" gets it with each ticket.
    """
    name = " ".join(terms.name.split())
    if not 1 <= len(name) <= NAME_LENGTH_MAX or not name.isprintable():
        raise InvalidParameter(f"name: write 1 to {NAME_LENGTH_MAX} letters, digits and signs", fields=("name",))
    if not (terms.time_to_finish or terms.online_time or terms.time_to_limit or terms.limit_traffic):
        raise MissingParameter("typeId is required: ttf, onl, ttl or trf, or several joined by +", fields=("typeId",))
    for column, field, most in _BOUNDS:
        value = getattr(terms, column)
        if value is not None and not 1 <= value <= most:
            raise InvalidParameter(f"{field} must be from 1 to {most}, or 0 for no limit", fields=(field,))
    if not 0 <= terms.issue_order <= ORDER_MAX:
        raise InvalidParameter(f"issueOrder must be from 0 to {ORDER_MAX}", fields=("issueOrder",))
    _check_amounts(terms)
    return msgspec.structs.replace(terms, name=name)


def _check_amounts(terms: ServiceTerms) -> None:
    for flag, kind, fields in _AMOUNTS:
        given = [field for column, field in fields.items() if getattr(terms, column) is not None]
        if getattr(terms, flag) and not given:
            wanted = " or ".join(fields.values())
            raise MissingParameter(f"a service of type {kind} needs {wanted}", fields=tuple(fields.values()))
        if given and not getattr(terms, flag):
            message = f"{given[0]} belongs to the type {kind}; add {kind} to typeId, or leave {given[0]} out"
            raise InvalidParameter(message, fields=(given[0],))
    if terms.fixed_end is not None and not terms.time_to_limit:
        message = "fixedEnd belongs to the type ttl; add ttl to typeId, or leave fixedEnd out"
        raise InvalidParameter(message, fields=("fixedEnd",))


def read_type(type_id: str) -> dict[str, bool]:
    """The kinds of `ttf`, `onl`, `ttl`, `trf` or several of them joined by `+`, by column; InvalidParameter else."""
    asked = type_id.lower().split(_SEPARATOR)
    unknown = [one for one in asked if one not in {word for word, _, _ in TYPE_WORDS}]
    if unknown:
        message = f"typeId: {type_id[:40]!r} is none of ttf, onl, ttl and trf, nor several of them joined by +"
        raise InvalidParameter(message, fields=("typeId",))
    return {
        "time_to_finish": "ttf" in asked,
        "online_time": "onl" in asked,
        "time_to_limit": "ttl" in asked,
        "limit_traffic": "trf" in asked,
    }


def type_words(limits: Limits) -> list[str]:
    """The contract's identifiers of the kinds that limit something."""
    flags = (limits.time_to_finish, limits.online_time, limits.time_to_limit, limits.limit_traffic)
    return [word for (word, _, _), flag in zip(TYPE_WORDS, flags, strict=True) if flag]


def type_id(limits: Limits) -> str:
    """The contract's identifier of a service's type: `ttf`, or `ttf+trf` for several kinds together."""
    return _SEPARATOR.join(type_words(limits))
