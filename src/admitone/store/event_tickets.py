"""The tickets of an event that somebody has, with whom."""

from __future__ import annotations

from dataclasses import dataclass

from msgspec import Struct

from admitone.core.inventory import TicketStatus
from admitone.store.database import Tx, as_structs


class TicketHolder(Struct, frozen=True, kw_only=True):
    """A ticket by its id, with its owner and the customer of its cart."""

    id: int
    owner_email: str | None
    owner_name: str | None
    customer_name: str | None


@dataclass(frozen=True, slots=True)
class TakenSearch:
    """Which tickets; None does not restrict. `text` is the whole e-mail address of the owner; `after_id` pages on."""

    status: TicketStatus | None = None
    ticket_config_id: int | None = None
    text: str | None = None
    after_id: int | None = None


async def page_taken_tickets(
    tx: Tx, tenant_id: int, event_id: int, search: TakenSearch, limit: int
) -> list[TicketHolder]:
    """One page of reserved and sold tickets of an event, the oldest first."""
    rows = await tx.fetch_all(
        "page_taken_tickets",
        tenant_id=tenant_id,
        event_id=event_id,
        status=search.status and str(search.status),
        ticket_config_id=search.ticket_config_id,
        email=search.text.lower() if search.text else None,
        after_id=search.after_id or 0,
        limit=limit,
    )
    return as_structs(rows, TicketHolder)
