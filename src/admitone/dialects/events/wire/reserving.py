"""Bodies of reserve, free and issue."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from admitone.bodies import INTEGER_MAX, Id
from admitone.core.inventory import TicketFormat
from admitone.dialects.events.wire.tickets import TicketBody
from admitone.services.event_holding import TICKETS_PER_RESERVATION_MAX, Item, OwnerWish
from admitone.services.owner_tickets import TICKETS_AT_ONCE_MAX
from admitone.services.selling import HOLD_MINUTES_MAX


class ReservationItem(Struct, kw_only=True):
    """So many tickets of one ticket config. An event with timeslots (sectors) needs `timeslot_id` (`sector_id`)."""

    ticket_config_id: Id
    quantity: Annotated[int, Meta(ge=1, le=TICKETS_PER_RESERVATION_MAX)]
    timeslot_id: Id | None = None
    sector_id: Id | None = None


class TicketReserve(Struct, kw_only=True):
    """Body of reserve. Extensions: `ticket_ids` (tickets of stock, without event and items) and `hold_minutes`."""

    owner_id: Annotated[int, Meta(ge=1, le=INTEGER_MAX, description="The enrollment of whom the tickets are for")]
    event_id: Id | None = None
    format: Annotated[TicketFormat, Meta(description="PDF or SECURE")] = TicketFormat.PDF
    ticket_reservation_items: Annotated[list[ReservationItem], Meta(max_length=100)] = []
    ticket_ids: Annotated[list[Id], Meta(max_length=TICKETS_PER_RESERVATION_MAX, description="Extension")] = []
    hold_minutes: Annotated[int, Meta(ge=1, le=HOLD_MINUTES_MAX, description="Extension")] | None = None

    def wish(self, idempotency_key: str | None) -> OwnerWish:
        """The command that the service takes."""
        items = [
            Item(one.ticket_config_id, one.quantity, one.timeslot_id, one.sector_id)
            for one in self.ticket_reservation_items
        ]
        return OwnerWish(
            owner_id=self.owner_id,
            format=self.format,
            event_id=self.event_id,
            items=items,
            ticket_ids=self.ticket_ids,
            hold_minutes=self.hold_minutes,
            idempotency_key=idempotency_key,
        )


class TicketIds(Struct, kw_only=True):
    """Body of free and issue."""

    ids: Annotated[list[Id], Meta(min_length=1, max_length=TICKETS_AT_ONCE_MAX)]
    reservation_id: (
        Annotated[
            int, Meta(ge=1, le=INTEGER_MAX, description="Extension: refuse what is in another reservation by now")
        ]
        | None
    ) = None


class TicketRevoke(Struct, kw_only=True):
    """Body of revoke."""

    ids: Annotated[list[Id], Meta(min_length=1, max_length=TICKETS_AT_ONCE_MAX)]
    reason: Annotated[str, Meta(max_length=500)] | None = None


class ReservedTickets(Struct, frozen=True, kw_only=True):
    """What was reserved, and until when."""

    data: list[TicketBody]
    reservation_id: int
    expires_at: datetime


class ChangedTickets(Struct, frozen=True, kw_only=True):
    """The tickets as they are now, in the order of the ids."""

    data: list[TicketBody]
