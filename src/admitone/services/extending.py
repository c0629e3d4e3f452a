"""Moving the last day of many tickets, with a look at the consequences first.

Wi-Fi tickets and what was taken out of sale are left out: a new last day would change nothing about them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from admitone.core.errors import InvalidParameter
from admitone.core.inventory import TicketStatus
from admitone.core.principal import ADMINS, Principal
from admitone.services import tickets
from admitone.services.selections import refuse_too_many, refuse_unexpected
from admitone.services.tickets import TICKETS_PER_CALL_MAX
from admitone.store import ticket_selection as store
from admitone.store.database import Tx
from admitone.store.ticket_filter import TicketFilter


@dataclass(frozen=True, slots=True)
class ExtensionPreview:
    """What a new last day would do: tickets by status, and how many of them are valid for longer than that now."""

    counts: Mapping[TicketStatus, int]
    shortened: int

    @property
    def tickets(self) -> int:
        """All of them."""
        return sum(self.counts.values())


async def preview_extension(tx: Tx, principal: Principal, wanted: TicketFilter, valid_until: date) -> ExtensionPreview:
    """What `extend_selection` would do. InvalidParameter for a day that has passed, or for too many tickets."""
    principal.require(ADMINS)
    if valid_until < wanted.today:
        message = f"newValidUntil must not lie before today, {wanted.today.isoformat()}"
        raise InvalidParameter(message, fields=("newValidUntil",))
    found = await store.count_validity(tx, principal.tenant_id, wanted, valid_until)
    preview = ExtensionPreview({one.status: one.tickets for one in found}, sum(one.shortened for one in found))
    refuse_too_many(preview.tickets)
    return preview


async def extend_selection(tx: Tx, principal: Principal, wanted: TicketFilter, valid_until: date, expected: int) -> int:
    """Move the last day of all tickets of a filter, or of none; how many.

    Conflict when they are no longer the `expected` number that somebody was shown; else as `tickets.extend_validity`.
    """
    principal.require(ADMINS)
    found = await store.lock_extendable(tx, principal.tenant_id, wanted, TICKETS_PER_CALL_MAX + 1)
    refuse_too_many(len(found))
    refuse_unexpected(len(found), expected)
    await tickets.extend_validity(tx, principal, found, valid_until)
    return len(found)
