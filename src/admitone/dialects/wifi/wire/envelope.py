"""What is around every answer, and instants as callers write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Final, Generic, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response
from msgspec import Meta, Struct

from admitone.core.clock import day_begins
from admitone.core.errors import InvalidParameter

T = TypeVar("T")
# As the contract's example has it.
LIMIT_MAX: Final = 5000
OFFSET_MAX: Final = 10**12
_SPACE_FOR_PLUS: Final = re.compile(r"(:\d{2}(?:\.\d+)?) (\d{2}:?\d{2})$")
# Decimals are JSON numbers with their places kept: 5.00.
_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
Moment = Annotated[
    str,
    Meta(
        max_length=40,
        description="ISO 8601; without an offset it is the location's clock",
        examples=["2026-12-24T12:00:00+01:00"],
    ),
]


class Pagination(Struct, frozen=True, rename="camel"):
    """Where an answer stands in all there is. `currentPage` counts from 1."""

    offset: int
    limit: int
    rows: int
    pages: int
    current_page: int


class Data(Struct, Generic[T], frozen=True):
    """One thing."""

    data: T


class Listed(Struct, Generic[T], frozen=True):
    """Several things, some of all there are."""

    data: list[T]
    pagination: Pagination


class WifiResponse(Response[Any]):
    """Encodes decimals as JSON numbers."""

    def render(self, content: Any, media_type: str, enc_hook: Any = None) -> bytes:
        """Encode structs; bytes pass through."""
        return content if isinstance(content, bytes) else _ENCODER.encode(content)


def paginate(offset: int, limit: int, rows: int) -> Pagination:
    """The pagination of an answer."""
    return Pagination(offset, limit, rows, -(-rows // limit), offset // limit + 1)


def write_moment(moment: datetime | None, time_zone: str) -> str | None:
    """An instant on the clock of a location, with its offset."""
    if moment is None:
        return None
    return moment.astimezone(ZoneInfo(time_zone)).isoformat(timespec="seconds")


def read_moment(text: str | None, time_zone: str, field: str, *, whole_day: bool = False) -> datetime | None:
    """An instant in UTC. A day alone is its first moment, or with `whole_day` its end; empty text is none.

    InvalidParameter naming `field` for what is no ISO 8601.
    """
    written = (text or "").strip()
    if not written:
        return None
    try:
        if len(written) <= len("2026-W01-1") and "T" not in written.upper():
            day = date.fromisoformat(written) + timedelta(days=1 if whole_day else 0)
            return day_begins(day, time_zone).astimezone(UTC)
        # In a form or an address, a plus that was not escaped arrives as a space.
        moment = datetime.fromisoformat(_SPACE_FOR_PLUS.sub(r"\1+\2", written))
        return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(time_zone))).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        message = f"{field}: write ISO 8601, for example 2026-12-24T12:00:00+01:00 or 2026-12-24"
        raise InvalidParameter(message, fields=(field,)) from error
