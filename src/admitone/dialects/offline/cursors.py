"""Cursors of paged searches: opaque to the caller, and of no use to anybody else."""

from __future__ import annotations

import base64
import binascii
from datetime import date
from typing import Any

import msgspec

from admitone.core.errors import InvalidParameter
from admitone.core.inventory import Ticket
from admitone.store.ticket_filter import SortColumn
from admitone.store.tickets import Position


def cursor_of(ticket: Ticket, sort: SortColumn, *, descending: bool) -> str:
    """The cursor behind a ticket."""
    value = None if sort == "id" else getattr(ticket, sort)
    packed = msgspec.json.encode([sort, descending, value, ticket.id])
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def read_cursor(text: str | None, sort: SortColumn, *, descending: bool) -> Position | None:
    """Where a page ended; InvalidParameter for a cursor that is not from the same search."""
    if not text:
        return None
    position = _unpack(text, sort, descending=descending)
    if position is None:
        message = "cursor: send back nextCursor of the page before, with the same sort"
        raise InvalidParameter(message, fields=("cursor",))
    return position


def _unpack(text: str, sort: SortColumn, *, descending: bool) -> Position | None:
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        kept_sort, kept_descending, value, ticket_id = msgspec.json.decode(
            packed, type=tuple[str, bool, str | None, int]
        )
        if (kept_sort, kept_descending) != (sort, descending) or abs(ticket_id) >= 2**63:
            return None
        return Position(_value(value, sort), ticket_id)
    except (binascii.Error, msgspec.MsgspecError, ValueError):
        return None


def _value(value: str | None, sort: SortColumn) -> Any:
    return date.fromisoformat(value) if value is not None and sort in {"ticket_date", "last_day"} else value
