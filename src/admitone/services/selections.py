"""What a change of many tickets at once is refused for."""

from __future__ import annotations

from admitone.core.errors import Conflict, InvalidParameter
from admitone.services.tickets import TICKETS_PER_CALL_MAX


def refuse_unexpected(found: int, expected: int) -> None:
    """Conflict when a selection has changed since somebody looked at it."""
    if found != expected:
        message = f"there are {found} such tickets now, not {expected} any more; look again before you change them"
        raise Conflict(message, fields=("expected",), details={"tickets": found})


def refuse_too_many(found: int) -> None:
    """InvalidParameter for more tickets than one transaction should change."""
    if found > TICKETS_PER_CALL_MAX:
        message = f"at most {TICKETS_PER_CALL_MAX:,} tickets can be changed at once; narrow the search"
        raise InvalidParameter(message, fields=("tickets",))
